"""Finds quotations that never close, so that their speaker appears inside them: "“… the demands of the new era Kim Jong
Un wrote in his letter"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.missing_boundary.sides import SHORT_WORD, word_before
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

REACH = 1000
"""How far from a reporting verb its quotation may open or close, in characters of the same line."""

MOST_PARTS = 12
"""Runs of letters in the longest name: three words, with hyphens and apostrophes."""

_SAID = "said|says|wrote|added|told|explained|stated|noted|insisted"
_SPOKEN = patterns.compile(
    r"[A-Zhst](?<=[a-z] .)(?:(?<=[A-Z])[\w’'-]+ (?:[A-Z][\w’'-]+ ){0,2}|(?:(?<=h)e|(?<=s)he|(?<=t)hey) )"
    rf"(?:{_SAID})"
    r"(?=[,.:]| (?:in|on|at|to|during|after|as|when|that|last|yesterday|today|his|her|the|Monday|Tuesday|Wednesday"
    r"|Thursday|Friday|Saturday|Sunday)\b)"
)
_ATTRIBUTION = patterns.compile(r"\b(?:said|says|saying|wrote|added|reported)\b[^.]{0,40}\.?\s*\Z")
_RELATIVE_WORDS = (
    "what that which who whom as and than because if when where why how while whether so like though although until"
    " after before since the a an of in by from with to for all is was"
)
_RELATIVE = frozenset(_RELATIVE_WORDS.split())


def speakers(doc: SegmentedText) -> Iterator[Finding]:
    """Speakers with a reporting verb inside a quotation that is still open at the end of the line."""
    text = doc.text
    for match in patterns.matches(_SPOKEN, text, doc.places(_speaking)):
        at = match.start()
        start, end = _line(text, at)
        opening = _opening(text, start, at)
        last = word_before(text, max(start, at - SHORT_WORD), at - 1)
        if opening is None or last is None or not last[0].islower() or last[0].lower() in _RELATIVE:
            continue
        if opening > start and not (text[opening - 1].isspace() or text[opening - 1] in "([—–-‘'"):
            continue  # a closing mark
        if text.find("”", opening, end) >= 0 or text.find('"', opening + 1, end) >= 0:
            continue
        reopens = text[end : end + 10].lstrip()[:1] in ("“", '"')
        if reopens and not _ATTRIBUTION.search(text, max(opening, end - 80), end):
            continue
        if len(text[opening:at].split(None, 4)) < 4:
            continue
        message = f"A closing quotation mark is missing before “{match[0]}”, which is not part of the quotation."
        yield Finding(last.start(), match.end(), message)


def _line(text: str, at: int) -> tuple[int, int]:
    """The start and end of the line around `at`, or as much of it as is within reach."""
    left, right = max(0, at - REACH), min(len(text), at + REACH)
    end = text.find("\n", at, right)
    return max(left, text.rfind("\n", left, at) + 1), right if end < 0 else end


def _opening(text: str, start: int, at: int) -> int | None:
    """The last mark before `at` that may open a quotation."""
    straight = text.rfind('"', start, at) if text.count('"', start, at) % 2 else -1
    opening = max(text.rfind("“", start, at), straight)
    return None if opening < 0 else opening


def _speaking(chars: CharIndex) -> Places:
    """Places in mid-sentence where a name or pronoun followed by a reporting verb may begin."""
    words = chars.words
    verbs = _reporting_words().has(words.hashes).nonzero()[0]
    which = sorted({number - n for number in verbs.tolist() for n in range(1, MOST_PARTS + 1) if number >= n})
    places = words.at(which)
    inside = chars.are(places, "[A-Zhst]") & chars.are(places - 1, " ") & chars.are(places - 2, "[a-z]")
    return places[inside]


@cache
def _reporting_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_SAID.split("|"), "hashes")


NEEDS = Needs(_speaking)
