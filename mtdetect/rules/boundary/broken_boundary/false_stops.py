"""Stops that stand inside sentences, by the words around them, or since the language model finds them unlikely."""

from __future__ import annotations

from typing import NamedTuple

from mtdetect.rules.boundary.boundary_words import REPORTING
from mtdetect.rules.boundary.broken_boundary.parted_names import Names
from mtdetect.rules.boundary.broken_boundary.sentence_around import (
    PREDICATE,
    is_bare_report,
    is_elliptic,
    is_statement,
    licensed,
    opened_small,
)
from mtdetect.rules.boundary.broken_boundary.small_continuations import (
    clearly_continued,
    has_small_i,
    is_code,
    maybe_continued,
    not_the_writers_way,
)
from mtdetect.rules.boundary.broken_boundary.stops import Stop, count_stops, telling_stops
from mtdetect.rules.boundary.broken_boundary.unlikely_stops import (
    AFTER_QUESTION,
    APART,
    Place,
    needed,
    other_stops,
    unlikely_stops,
)
from mtdetect.rules.edit_test import LMCoroutine
from mtdetect.text import wordlists
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

_OWNERS = frozenset(("his", "her", "its", "their", "my", "your", "our"))

MOST_PREDICATES = 2
"""Sentences without a subject (“Does not affect …”) from which they are the way of a help text."""


class _Sorted(NamedTuple):
    """The stops of a text, by what their words tell."""

    certain: list[Finding]
    continued: list[Place]
    """Before lower case: damage, if it is not the writer's way."""
    maybe_continued: list[Place]
    """Before lower case, too, where only the language model can tell."""
    noisy: list[Place]
    """Before a capital, where only the language model can tell."""


def false_stops(doc: SegmentedText, casual: InformalRegister) -> LMCoroutine[list[Finding]]:
    """The stops that stand inside sentences."""
    text, stops, (found, continued, maybe, noisy) = doc.text, 0, _sorted(doc)
    if maybe or continued:
        # More than that, or “i” for “I”, is a writer who does not care for capitals.
        stops = count_stops(doc)
        most = 0 if has_small_i(doc) else max(1, stops // 3)
        if len(maybe) + len(continued) > most:
            maybe = []
        if len(continued) > most:
            continued = []
    others = list(other_stops(doc))
    small = [place for place in (*maybe, *others) if place.is_before_small(text) and _is_careful(text, place, casual)]
    large = [place for place in others if not place.is_before_small(text)]
    found += yield from unlikely_stops(doc, [*noisy, *small, *large])
    found += yield from not_the_writers_way(doc, continued, casual, stops)
    return found


def _is_careful(text: str, place: Place, casual: InformalRegister) -> bool:
    """Whether the writer starts sentences with capitals around a stop before lower case."""
    # The place is a casual sign itself where it is a question mark before lower case.
    return (place.bits == APART or casual.signs_near(place.at) <= 1) and not opened_small(text, place.at)


def _sorted(doc: SegmentedText) -> _Sorted:
    text, names = doc.text, Names(doc)
    hanging, stranded = wordlists.load("hanging_words"), wordlists.load("stranded_words")
    abbreviations = wordlists.load("abbreviations")
    certain: list[Finding] = []
    predicates: list[Finding] = []
    continued: list[Place] = []
    maybe: list[Place] = []
    noisy: list[Place] = []
    for stop in telling_stops(doc):
        start, end, word, after = stop.start, stop.end, stop.word, stop.after
        if after == "of" and word in _OWNERS:
            continue  # a word cut short: “no his. of art exam”
        if (word in hanging or word == "The") and (start == 0 or text[start - 1].isspace()) and after != "I":
            if word != "a" or not _is_letter(text, stop):
                message = f"A full stop after “{word}”, which no sentence ends on: the phrase goes on."
                certain.append(Finding(start, end, message))
        elif word in stranded and (after[0].islower() or "\n" not in stop.white) and not licensed(text, start):
            message = f"A full stop after “{word}”, with nothing in the sentence that lets it end so."
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
                message = f"A full stop after “{word}”, and what was said stands as a sentence of its own."
                certain.append(Finding(start, end, message))
        elif PREDICATE.fullmatch(after):
            whole = (word.islower() or (len(word) > 2 and word.isupper())) and word not in abbreviations
            if whole and is_statement(text, end) and not is_elliptic(text, stop.follow):
                message = f"“{after}” opens no statement: it goes on with the sentence before the full stop."
                predicates.append(Finding(start, end, message))
        elif parted := names.parted(stop):
            certain.append(Finding(start, end, parted))
        elif word not in abbreviations and not names.has(stop) and (bits := needed(word, after)):
            # In a sentence that may end on a word such as this, it asks for more.
            noisy.append(Place.of(stop, AFTER_QUESTION if word in stranded else bits))
    if len(predicates) <= MOST_PREDICATES:
        certain += predicates
    return _Sorted(certain, continued, maybe, noisy)


def _is_letter(text: str, stop: Stop) -> bool:
    """Whether an “a” is none that goes on: “a. Start it”; a dictionary’s “a.” for adjective."""
    start = stop.start
    item = start == 0 or text[start - 1] == "\n" or text.endswith("\\, ", 0, start)
    return len(stop.after) == 1 or item
