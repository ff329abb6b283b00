"""A byline: the line that names the writer or the agency.

What it does
    Flags a separate line that says who wrote or supplied the article: "[By Hyonhee Shin]", "[Jane Doe, BBC News,
    Kabul]", or just an agency's name above the text ("[Reuters]").

Why it is damage
    A byline is information about the article, shown between the title and the text. Among paragraphs of prose it is
    a fragment without a verb.

Example
    >>> text = "Leaders meet\\n\\nBy Hyonhee Shin\\n\\nThe leaders met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['By Hyonhee Shin']

What it leaves alone
    Headings and phrases that begin with "By" ("By the sea", "By Jove!", "By 2030", "By Public Transport"), sentences,
    and the signature at the end of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD404",
    "byline",
    "furniture",
    "A byline: the line that names the writer or the agency.",
    rank=50,
)

MAX_LENGTH = 160
"""Long enough for three names with their roles."""

_PART = (
    r"(?:[A-ZÀ-ÞŁŚŠČŽİ](?:[\w.’'-]{0,24}|\.)|(?:de|van|von|der|den|da|di|del|della|la|le|bin|al|el|ter|dos|du|y)"
    r"|(?:al|el|d['’])-?[A-Z]\w{0,20})"
)
_NAME = rf"{_PART}(?: {_PART}){{1,4}}"
_LEAD = (
    r"(?:(?:[Ww]ritten|[Rr]eported|[Ss]tory|[Tt]ext|[Ww]ords|[Pp]osted|[Aa]uthored|[Rr]eviewed|[Ff]act[- ]checked"
    r"|[Pp]ublished|[Cc]ompiled)?"
    r" ?\b(?:[Bb]y|BY)\b:?|(?:Author|AUTHOR|Authors|Reporter|Writer|Words|Contributor|Posted by)(?: by)?\s?:"
    r"|WRITTEN BY:?)"
)
_BY = patterns.compile(
    rf"[\[(|–—-]?\s?{_LEAD}\s{{1,3}}(?P<names>{_NAME}(?:(?:,| and| &| with|, and) {_NAME}){{0,4}})(?P<rest>.{{0,90}})"
)
_BY_ONE = patterns.compile(rf"[\[(|–—-]?\s?{_LEAD}\s{{1,3}}(?P<name>\S.{{1,40}})")
_REST = patterns.compile(
    r"\s*\Z|[\])]?\s*[|•·,;/–—-]\s*\S|\s+[|•·–—-]|\s*\((?:AP|Reuters|AFP|@)|\s+(?:(?:Last |First )?(?:Published"
    r"|Updated|Posted)|@|\d|(?:Jan|Feb|Mar|Apr|"
    r"May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|for |in [A-Z]|on [A-Z0-9]|(?:[A-Za-z'’]{2,15} ){0,3}(?:[Ww]riter|[Ss]taff"
    r"|[Rr]eporter|[Ee]ditor|[Cc]orrespondent|"
    r"[Cc]olumnist|[Cc]ritic|[Pp]roducer|News|Times|Post|Reuters|AP|BBC|CNN)\b)"
)
_LONE_LEAD = patterns.compile(rf"{_LEAD}|By", re.IGNORECASE)
_ONLY_NAME = patterns.compile(rf"{_NAME}")
_ROLE = patterns.compile(
    r"\b(?:[Ss]taff [Ww]riter|[Ss]enior [Ww]riter|[Cc]orrespondent|[Rr]eporter|[Cc]olumnist|[Cc]ontributor"
    r"|[Cc]ontributing|[Pp]olitical [Ee]ditor|(?:[A-Z]\w+ )?[Ee]ditor|"
    r"[A-Z]\w+ [Ww]riter|BBC (?:News|Sport)|Associated Press|Reuters|AFP|CNN|[A-Z]\w+ (?:News|Times|Post|Herald"
    r"|Tribune|Journal))\b"
)
_SIGNED = patterns.compile(rf"(?P<name>{_NAME})(?:,? ?[|,–—•·-] ?|,)\s?(?P<role>[^.!?;]{{2,60}})")
_STAMP = patterns.compile(r"\d{1,2}[:.]\d\d|(?:19|20)\d\d|\bago\b|published|updated|posted", re.IGNORECASE)
_CLOSING = patterns.compile(
    r"(?:yours|sincerely|regards|best|kind|warm|love|respectfully|cheers|thanks|thank you|faithfully|signed)\b",
    re.IGNORECASE,
)
# Capitalised words that follow "By" in headings and do not begin a name: “By Public Transport”.
_NON_NAMES = frozenset(
    "The A An This That Public Private Air Train Bus Car Boat Sea Road Rail Foot Ferry Plane Taxi Bicycle "  # noqa: SIM905
    "Bike Land Water Metro Subway Tram Coach Clicking Using Submitting Signing Continuing Subscribing Far "
    "Law Default Design Region Country Year Age Date Popular Means Any All Its His Her My Our Your Their "
    "Then Now Night Day Way Contrast Comparison Definition Virtue Accident Chance Mistake Invitation "
    "Appointment Number Type Category Sector State Population".split()
)


def _is_name(name: str) -> bool:
    words = name.split()
    return not any(word.rstrip(".,:") in _NON_NAMES for word in words) and sum(word[0].isupper() for word in words) >= 2


def _is_by(line: str, agencies: frozenset[str]) -> bool:
    match = _BY.fullmatch(line)
    if (
        match
        and _is_name(match["names"])
        and _REST.match(match["rest"])
        and not match["rest"].rstrip().endswith((".", "!", "?", ":"))
    ):
        return True
    one = _BY_ONE.fullmatch(line)
    return bool(one) and one["name"].strip(" ])") in agencies  # type: ignore[index]


@cache
def _marker_words() -> tuple[HashedWordSet, HashedWordSet, HashedWordSet]:
    """First words, last words and words anywhere in the line: every byline has at least one of these."""
    from mtdetect.text.word_index import HashedWordSet, last_words

    leads = "written reported story text words posted authored reviewed fact published compiled by"
    leads += " author authors reporter writer contributor"
    roles = "writer correspondent reporter columnist contributor contributing editor associated bbc reuters afp cnn"
    roles += " news times post herald tribune journal"
    agencies = last_words(wordlists.load("news_agencies"))
    return HashedWordSet(leads.split()), HashedWordSet(agencies), HashedWordSet(roles.split())


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that may be bylines."""
    lines, words = chars.lines, chars.words
    begin, end, inside = _marker_words()
    maybe = lines.begin_with(begin) | lines.end_with(end) | lines.hold(words.at(inside.has(words.folded)))
    return lines.at(maybe & (lines.lengths <= MAX_LENGTH))


NEEDS = Needs(_candidate_lines)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text, lines = doc.text, doc.lines
    agencies = wordlists.load("news_agencies")

    def flag(index: int) -> Flag:
        return RULE.flag(*lines[index], "This line is a byline (writer or agency), not part of the text.")

    def near(index: int, pattern: re.Pattern[str]) -> bool:
        around = lines[max(0, index - 2) : index] + lines[index + 1 : index + 3]
        return any(b - a <= MAX_LENGTH and pattern.search(text, a, b) for a, b in around)

    skip = -1
    for index in doc.line_numbers(doc.places(_candidate_lines)):
        if index == skip:
            continue
        start, end = lines[index]
        line = text[start:end]
        if _LONE_LEAD.fullmatch(line):
            if (
                index + 1 < len(lines)
                and _ONLY_NAME.fullmatch(text, *lines[index + 1])
                and _is_name(text[slice(*lines[index + 1])])
            ):
                skip = index + 1
                yield flag(index)
                yield flag(skip)
        elif line.strip("[]()|–—- ") in agencies:
            if (
                index
                and (index <= 5 or near(index, _STAMP))
                and any(b - a > 100 for a, b in lines[index + 1 : index + 6])
            ):
                yield flag(index)
        elif ("y " in line or "Y " in line or ":" in line) and _is_by(line, agencies):
            yield flag(index)
        else:
            signed = _SIGNED.fullmatch(line) if "," in line or "|" in line or "-" in line or "–" in line else None
            if (
                signed
                and _is_name(signed["name"])
                and _ROLE.search(signed["role"])
                and (index <= 5 or near(index, _STAMP))
            ):
                previous = text[slice(*lines[index - 1])] if index else ""
                if not (_CLOSING.match(previous) and len(previous) <= 40):
                    yield flag(index)
