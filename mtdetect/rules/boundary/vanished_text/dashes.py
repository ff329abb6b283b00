"""Finds dashes that turned into several, and datelines that lost theirs ("TOKYO The company said")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.vanished_text.paragraphs import MIN_PROSE, Paragraphs
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

MOST_HYPHENS = 2
"""If more dashes than this are made of several hyphens, they are the writer's style."""

_DASHES = patterns.PrefilteredPattern(
    r"[—– ](?<=\w.)(?:(?<=—)——|(?:(?<= )–|(?<=–))–– ?|(?<= )——— ?|(?<= )(?:[—–] ){2,3})(?=\w)",
    *("———", "–––", " –––", " ———", " [—–] [—–] "),
)
# Odd runs of hyphens. They count only if they are few, because some writers type their dashes this way.
_HYPHENS = patterns.PrefilteredPattern(
    r" (?:---|- -(?: -)?|-- --(?: --)?) (?=[a-zA-Z“\"])"
    r"|(?:---(?<=[a-z]---)|[—–]-(?<=[a-z]..)|-[—–](?<=[a-z]..))(?=[a-z])",
    *(" --- ", " - - ", " -- -- ", "(?<=[a-z])---[a-z]", "(?<=[a-z])[—–]-[a-z]", "(?<=[a-z])-[—–][a-z]"),
)


def dashes(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, found = doc.text, list(_DASHES.finditer(doc))
    hyphens = [match for match in _HYPHENS.finditer(doc) if text[match.start() - 1] in ",”)" or _joins(text, match)]
    if len(hyphens) <= MOST_HYPHENS:
        found += [match for match in hyphens if not paragraphs.casual.signs_near(match.start())]
    for match in found:
        if paragraphs.long(match.start()) or _joins_clauses(doc, match):
            yield Finding(*match.span(), "This run of dashes or hyphens replaces a single dash, or text that was lost.")


def _joins(text: str, match: re.Match[str]) -> bool:
    """Whether the hyphens follow a whole word; in “n---r” they mask letters."""
    return " " in match[0] or text[max(0, match.start() - 2) : match.start()].isalpha()


def _joins_clauses(doc: SegmentedText, match: re.Match[str]) -> bool:
    """Whether three dashes join two words in lower case, in a paragraph long enough for prose but with no full stop."""
    start, end = doc.paragraph_at(match.start())
    around = doc.text[match.start() - 1] + doc.text[match.end()]
    return end - start >= MIN_PROSE and around.islower() and sum(map(match[0].count, "—–")) > 2


MOST_PLACES = 2
"""If a text has more different place names than this, they are error codes or settings in a list."""

_DATELINE = patterns.compile(
    r"(?P<place>(?:[A-Z]{2,12}[ /-]){0,2}(?P<last>[A-Z]{3,14}))(?:, [A-Z][a-z]{2,12}\.?| \((?:AP|Reuters|AFP|UPI)\))?"
    r" (?:The|An?|In|As|It|He|She|They|This|After|When|Two|Three|At|On|For|With|But|More|Thousands|Hundreds|Police)"
    r"(?= [a-z])"
)
_LABEL_WORDS = (
    "exclusive update updated watch video photos photo breaking note warning opinion review analysis share live new"
    " vitamin hepatitis plan type grade group class section part serie level team exhibit appendix chapter figure"
)
_LABELS = frozenset(_LABEL_WORDS.split())


def _lines_in_capitals(chars: CharIndex) -> Places:
    """The beginnings of lines that begin with two capitals."""
    starts = chars.lines.starts
    return starts[chars.are(starts, "[A-Z]") & chars.are(starts + 1, "[A-Z]")]


def datelines(doc: SegmentedText) -> Iterator[Finding]:
    """Datelines that run into the first sentence of their paragraph."""
    if doc.memo(LowercaseNames).of_code or "ERRORS" in doc.text:
        return  # “EINVAL The clock is not known.”
    common = wordlists.load("common_words")
    found: list[tuple[str, Finding]] = []
    for start, end in doc.paragraphs:
        if end - start < MIN_PROSE or not doc.text[start : start + 2].isupper():
            continue
        match = _DATELINE.match(doc.text, start, min(end, start + 70))
        if match and (last := match["last"].casefold()) not in common and last not in _LABELS:
            before = doc.text.rfind(" ", start, match.end())
            word = doc.text.rfind(" ", start, before) + 1 or start
            message = f"The dash between the place name and “{doc.text[before + 1 : match.end()]}” is missing."
            found.append((last, Finding(max(start, word), match.end(), message)))
    if len({place for place, _ in found}) <= MOST_PLACES:
        yield from (finding for _, finding in found)


NEEDS = Needs(_DASHES, _HYPHENS, _lines_in_capitals)
