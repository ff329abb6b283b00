"""Stops that only the edit test can judge, with the gain that removing each kind must reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtdetect.rules.boundary.boundary_words import LAST, WORD, gains_of_joining, is_lowercase_name
from mtdetect.rules.boundary.broken_boundary.abbreviations import is_item_number
from mtdetect.rules.boundary.broken_boundary.sentence_around import PREDICATE
from mtdetect.rules.boundary.broken_boundary.stops import Stop
from mtdetect.rules.edit_scoring import LMCoroutine
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

# Before lower case: a full stop, any other mark. In either case: a full stop with a space before it.
BEFORE_LOWER_CASE, ASKING, DETACHED = 2.0, 4.0, 0.0
# Before a capital.
AFTER_QUESTION = 13.0
"""Gain in bits that removing a stop must reach. In sound prose that the language model was not trained on, one stop in
several thousand reaches its threshold."""

MOST_EXCLAIMED = 2
"""If more “?” and “!” than this come before lower case, the text is an old one: “Woe is me! for I …”."""


class Place(NamedTuple):
    """A stop and the words around it, with offsets as in a `Stop`, and the gain in bits needed to flag it."""

    at: int
    follow: int
    start: int
    end: int
    bits: float

    @classmethod
    def of(cls, stop: Stop, bits: float) -> Place:
        return cls(stop.at, stop.follow, stop.start, stop.end, bits)

    def is_before_lower_case(self, text: str) -> bool:
        return text[self.follow].islower()


def unlikely_stops(doc: SegmentedText, places: Sequence[Place]) -> LMCoroutine[list[Finding]]:
    """Stops that pass the edit test: without them the words around them are far more likely."""
    text = doc.text
    saved = yield from gains_of_joining(doc, [(place.at, place.follow) for place in places])
    found = [
        place
        for place, bits in zip(places, saved, strict=True)
        if bits >= place.bits
        and not is_lowercase_name(doc, place.follow)
        and not is_item_number(doc, Span(place.start, place.at))
    ]
    exclaimed = [text[place.at] in "?!" and place.is_before_lower_case(text) for place in found]
    if sum(exclaimed) > MOST_EXCLAIMED:
        found = [place for place, within in zip(found, exclaimed, strict=True) if not within]
    return [Finding(place.start, place.end, _message(text, place)) for place in found]


def _message(text: str, place: Place) -> str:
    before, after = text[place.start : place.at], text[place.follow : place.end]
    return f"“{before} {after}” is far more likely as one phrase than split between two sentences."


_OTHER_STOP = patterns.PrefilteredPattern(
    r"[.?!;](?:(?<=[a-z][?!])|(?<=[a-z][.?!])[”’]|(?<=[a-z][”’]\.)|(?<=[a-z];)\.)[^\S\n]{1,3}(?=[^\W\d_])",
    *(r"(?<=[a-z])[?!]\s", r"(?<=[a-z])[.?!][”’]\s", r"(?<=[a-z][”’])\.\s", r"(?<=[a-z]);\.\s"),
)
_DETACHED = patterns.PrefilteredPattern(r" \.(?<=[a-z] \.)[^\S\n]{1,3}(?=[^\W\d_])", r"(?<=[a-z]) \.\s")
_ASKED = patterns.compile(
    r"asks?|asked|wonder(?:s|ed)?|said|says|was|is|and|or|but|he|she|they|I|to|the|it|not", re.IGNORECASE
)


def other_stops(doc: SegmentedText) -> Iterator[Place]:
    """Candidates with other marks: “?”, “!”, a full stop with a space before it or next to a closing quotation mark."""
    text = doc.text
    abbreviations = wordlists.load("abbreviations")
    detached = list(_DETACHED.finditer(doc))
    tokenised = bool(detached) and text.count(" .") > 2 and text.count(" .") * 8 > text.count(".")
    for match in sorted((*_OTHER_STOP.finditer(doc), *detached), key=lambda match: match.start()):
        before, after = LAST.search(text, max(0, match.start() - 40), match.start()), WORD.match(text, match.end())
        if before is None or after is None or after[0] == "quot" or not before[0].strip("’”").isalpha():
            continue
        word, mark, is_detached = before[0].strip("’”"), match[0].strip(), match[0][0].isspace()
        if word in abbreviations or (is_detached and tokenised):
            continue
        if is_detached:
            bits: float | None = DETACHED if after[0].islower() else ASKING
        elif mark[0] == "?" and PREDICATE.fullmatch(after[0]):
            bits = None  # a second question follows: “The question is what? Was it …”
        elif after[0].islower():
            # “Why? asked the man”; “the future.” said the man; Yahoo!
            asked = _ASKED.fullmatch(after[0]) or (mark[0] in "?!" and (len(mark) > 1 or not word.islower()))
            bits = None if asked and mark != ";." else ASKING
            if bits and mark[0] in "?!" and doc.is_old:
                bits = AFTER_QUESTION  # “Lord bless you! how you did tremble”
        else:
            bits = AFTER_QUESTION
        if bits is not None:
            yield Place(match.start(), match.end(), before.start(), after.end(), bits)


NEEDS = Needs(_OTHER_STOP, _DETACHED)
