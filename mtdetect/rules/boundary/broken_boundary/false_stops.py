"""Finds full stops inside sentences, from the words around them and from the edit test."""

from __future__ import annotations

from typing import NamedTuple

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.boundary_words import REPORTING
from mtdetect.rules.boundary.broken_boundary.lowercase_continuations import (
    clearly_continued,
    has_small_i,
    is_code,
    maybe_continued,
    not_the_writers_style,
)
from mtdetect.rules.boundary.broken_boundary.sentence_around import (
    PREDICATE,
    is_bare_report,
    is_elliptic,
    is_statement,
    may_be_stranded,
    opens_in_lower_case,
    replaces_infinitive,
)
from mtdetect.rules.boundary.broken_boundary.split_names import Names
from mtdetect.rules.boundary.broken_boundary.stops import Stop, candidate_stops, count_stops
from mtdetect.rules.boundary.broken_boundary.unlikely_stops import (
    DETACHED,
    Place,
    other_stops,
    unlikely_stops,
)
from mtdetect.rules.edit_scoring import LMCoroutine
from mtdetect.rules.tagged import reads_as_sound
from mtdetect.text import wordlists
from mtdetect.text.register import InformalRegister, LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

OWNERS = frozenset(("his", "her", "its", "their", "my", "your", "our"))

MOST_PREDICATES = 2
"""If more sentences than this lack a subject (“Does not affect …”), the text is a help text written that way."""


class _Sorted(NamedTuple):
    """The full stops of a text, sorted by the evidence in the words around them."""

    certain: list[Finding]
    continued: list[Place]
    """Before lower case: damage, unless the writer skips capitals."""
    maybe_continued: list[Place]
    """Before lower case, for the language model to decide."""


def false_stops(doc: SegmentedText, casual: InformalRegister) -> LMCoroutine[list[Finding]]:
    """Full stops and other closing marks inside sentences."""
    text, stops, (found, continued, maybe) = doc.text, 0, _sorted(doc)
    if maybe or continued:
        # With more of these, or with “i” for “I”, the writer doesn't bother with capitals.
        stops = count_stops(doc)
        most = 0 if has_small_i(doc) else max(1, stops // 3)
        if len(maybe) + len(continued) > most:
            maybe = []
        if len(continued) > most:
            continued = []
    others = list(other_stops(doc))
    before_lower = [
        place for place in (*maybe, *others) if place.is_before_lower_case(text) and _is_careful(text, place, casual)
    ]
    before_capital = [place for place in others if not place.is_before_lower_case(text)]
    unlikely = yield from unlikely_stops(doc, [*before_lower, *before_capital])
    found += (each for each in unlikely if " ." in text[each.start : each.end] or not _reads_as_sound(doc, each))
    found += yield from not_the_writers_style(doc, continued, casual, stops)
    return found


def _reads_as_sound(doc: SegmentedText, finding: Finding) -> bool:
    return reads_as_sound(doc, Class.FALSE_STOP, finding.start, finding.end)


def _is_careful(text: str, place: Place, casual: InformalRegister) -> bool:
    """Whether the writer capitalises sentences elsewhere around a stop before lower case."""
    # One casual sign is allowed: a question mark before lower case counts as one itself.
    return (place.bits == DETACHED or casual.signs_near(place.at) <= 1) and not opens_in_lower_case(text, place.at)


def _sorted(doc: SegmentedText) -> _Sorted:
    text, names = doc.text, Names(doc)
    hanging, stranded = wordlists.load("hanging_words"), wordlists.load("stranded_words")
    abbreviations = wordlists.load("abbreviations")
    certain: list[Finding] = []
    predicates: list[Finding] = []
    continued: list[Place] = []
    maybe: list[Place] = []
    for stop in candidate_stops(doc):
        start, end, word, after = stop.start, stop.end, stop.word, stop.after
        if after == "of" and word in OWNERS:
            continue  # an abbreviated word: “no his. of art exam”
        if replaces_infinitive(text, start, stop.at) and after[0].isupper():
            continue
        if (word in hanging or word == "The") and (start == 0 or text[start - 1].isspace()) and after != "I":
            if word not in ("a", "an") or not _is_letter(doc, stop):
                message = f"Full stop after “{word}”: no sentence ends with this word."
                certain.append(Finding(start, end, message))
        elif word in stranded and (after[0].islower() or "\n" not in stop.white) and not may_be_stranded(text, start):
            message = f"Full stop after “{word}”: the sentence can't end here."
            certain.append(Finding(start, end, message))
        elif after[0].islower():
            if is_code(text, stop):
                continue
            if place := clearly_continued(text, stop):
                continued.append(place)
            elif place := maybe_continued(text, stop):
                maybe.append(place)
        elif "\n" in stop.white:
            continue
        elif word in REPORTING:
            if is_bare_report(text, start):
                message = f"Full stop after “{word}”: the reported words are split off as a new sentence."
                certain.append(Finding(start, end, message))
        elif PREDICATE.fullmatch(after):
            whole = (word.islower() or (len(word) > 2 and word.isupper())) and word not in abbreviations
            if whole and is_statement(text, end) and not is_elliptic(text, stop.follow):
                message = f"“{after} …” continues the previous sentence: the full stop before it is wrong."
                predicates.append(Finding(start, end, message))
        elif split := names.split_by(stop):
            certain.append(Finding(start, end, split))
    if len(predicates) <= MOST_PREDICATES:
        certain += predicates
    return _Sorted(certain, continued, maybe)


def _is_letter(doc: SegmentedText, stop: Stop) -> bool:
    """Whether “a” is not the article but a list label (“a. Start it”), a dictionary's “a.” for adjective, or a name."""
    text, start = doc.text, stop.start
    item = start == 0 or text[start - 1] == "\n" or text.endswith("\\, ", 0, start)
    return (stop.word == "a" and (len(stop.after) == 1 or item)) or doc.memo(LowercaseNames).of_code
