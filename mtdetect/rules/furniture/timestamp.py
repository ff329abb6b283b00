"""A timestamp: when the page was published or updated.

What it does
    Flags a line that contains only a timestamp or a reading time: "[Published : 15 August 2023, 06:47 AM]",
    "[3 hours ago]", "[5 min read]". Also flags a bare date next to such a line or below the page title.

Why it is damage
    The timestamp is about the page, not about the events in the article. Between two paragraphs it is a fragment.

Example
    >>> text = "Updated: 15 August 2023, 06:47 AM\\n\\nThe leaders met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Updated: 15 August 2023, 06:47 AM']

What it leaves alone
    Datelines at the start of a paragraph, dates that head a diary entry, minutes or a chapter, the date of a letter,
    a year or a time by itself, timetables and scores, version numbers with a date ("5.2.10 (2022-12-13)"), and strings
    in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD403",
    "timestamp",
    "furniture",
    "A timestamp: when the page was published or updated.",
    rank=60,
)

MAX_LENGTH = 110
"""Long enough for two timestamps with their labels and time zones."""

FIRST_WEB_YEAR = 1995
"""There were no news sites before the mid-nineties, so a bare date with an earlier year is a heading."""

_TOKEN = patterns.compile(r"\d+(?:[:.,]\d+)*|[^\W\d_]+(?:\.(?=[^\W\d_]))?|[^\s\w]")
_MONTHS = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november december"
)
_DAYS = "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
_ZONES = (
    "am pm a p m gmt utc est edt et pst pdt pt cst cdt ct mst mdt mt bst cet cest ist aest aedt hkt sgt jst kst "
    "wib wat eat sast pkt z t local hrs hours o'clock noon midnight"
)
_LABELS = (
    "published updated posted modified first last originally created date dated publish published-on update "
    "uploaded edited revised added pub issued"
)
_FILLERS = "on at the of in by st nd rd th and"
_UNITS = (
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks month months year years h d"
)
_KIND = {
    word: kind
    for kind, words in (
        ("filler", _FILLERS),
        ("unit", _UNITS),
        ("zone", _ZONES),
        ("label", _LABELS),
        ("day", _DAYS),
        ("month", _MONTHS),
    )
    for word in words.split()
}
_RELATIVE = patterns.compile(
    r"(?:(?:published|updated|posted|last updated)[:\s]{0,3})?(?:about |over |almost )?(?:\d{1,2}|an?|one|two|a few) ?"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[smhdw]|mo|yrs?) ago|(?:just now"
    r"|yesterday at \d.{0,12})",
    re.IGNORECASE,
)
_READING_TIME = patterns.compile(
    r"(?:est(?:imated)?\.? )?(?:reading time|read time|time to read)[: ]{0,3}\d{1,3}(?:[-–]\d{1,3})? ?min(?:ute)?s?\.?"
    r"|\d{1,3}(?:[-–]\d{1,3})?[ -]?min(?:ute)?s?[ -]?(?:of )?read(?:ing)?(?: time)?\.?",
    re.IGNORECASE,
)
_CLOCK = patterns.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?!\d|[.:]\d| ?%)|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_NUMERIC_DATE = patterns.compile(
    r"\b(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d)(?!\d)|(?:19"
    r"|20)\d\d-\d\d-\d\dT\d\d:\d\d"
)
_NUMERIC_OR_YEAR = patterns.compile(r"\b(?:19|20)\d\d")
# A version with its date, as it heads a list of changes, or a string.
_VERSION = patterns.compile(
    r"[\"'{.]|v?\d+(?:\.\d+)+(?<!\d{4})(?<![12]\d{3}\.\d\d\.\d\d)(?: [-–] | \(|,? )"
    r"(?=(?:19|20)\d\d|[A-Z][a-z]{2,8}[- ]\d|\d{1,2} [A-Z][a-z]{2,8}\b)"
)
_OPEN_ENDS = (" on", " at", " of", " from", " until")
_ONLY_LABEL = patterns.compile(
    r"(?:first |originally |last )?(?:published|updated|posted|modified)(?: on| at)?\s{0,2}:?", re.IGNORECASE
)
_BAR = patterns.compile(r"\s([|•·/])\s")
_DIGIT_OR_LABEL = patterns.compile(r"\d|ago\b|published|updated|posted|modified|just now", re.IGNORECASE)


def _kind(line: str) -> str:
    """One of "stamp", "date" (a bare full date), "label" (a stamp whose date is on the next line), or "" (neither)."""
    if _RELATIVE.fullmatch(line.rstrip(".")) or _READING_TIME.fullmatch(line):
        return "stamp"
    if _ONLY_LABEL.fullmatch(line):
        return "label"
    if line.endswith(":") or _VERSION.match(line):  # it introduces what follows
        return ""
    kinds: list[str] = []
    for token in _TOKEN.findall(line):
        if token[0].isdigit():
            kinds.append("number")
        elif token[0].isalpha():
            word = token.rstrip(".").casefold()
            kinds.append(_KIND.get(word) or ("foreign" if token[0] > "\u036f" else "word"))
    if "word" in kinds or "number" not in kinds or kinds.count("foreign") > 2 or kinds.count("number") > 16:
        return ""
    dated = bool(_NUMERIC_DATE.search(line)) or ("month" in kinds and kinds.count("number") >= 2)
    clock = bool(_CLOCK.search(line))
    if dated and (clock or "label" in kinds) and (_NUMERIC_OR_YEAR.search(line) or "label" in kinds):
        return "stamp"
    if "label" in kinds and (clock or "month" in kinds or "day" in kinds) and "foreign" not in kinds:
        return "stamp" if kinds[0] == "label" else ""
    if "month" in kinds and "day" in kinds and clock:
        return "stamp"
    return "date" if dated and "foreign" not in kinds and _NUMERIC_OR_YEAR.search(line) else ""


def _kind_after_name(line: str) -> str:
    """The same for what comes after the site's name: "Daily Inquirer / 05:42 AM December 23, 2023"."""
    name, bar, rest = _BAR.split(line, 1) if _BAR.search(line) else ("", "", "")
    return "stamp" if bar and len(name) <= 40 and name[:1].isupper() and _kind(rest) == "stamp" else ""


_NEIGHBOUR = patterns.compile(
    r"by [A-Z]|share\b|read more|advertisement|comments?\b|reuters\b|©|facebook|twitter|print\b|staff (?:writer"
    r"|reporter)|written by",
    re.IGNORECASE,
)


def _is_furniture_date(doc: SegmentedText, index: int, kinds: dict[int, str], dates: int) -> bool:
    """Whether a bare date is next to other furniture, or is the only date and comes between a title and prose."""
    text, lines = doc.text, doc.lines
    year = int(_NUMERIC_OR_YEAR.findall(text[slice(*lines[index])])[-1])
    if year < FIRST_WEB_YEAR:
        return False
    for near in (index - 2, index - 1, index + 1, index + 2):
        if 0 <= near < len(lines):
            start, end = lines[near]
            if kinds.get(near) in ("stamp", "label") or (end - start <= 60 and _NEIGHBOUR.match(text, start, end)):
                return True
    if dates > 1 or not 1 <= index <= 4 or index + 1 >= len(lines):
        return False
    above, below = lines[index - 1], lines[index + 1]
    return above.end - above.start >= 25 and below.end - below.start >= 80


@cache
def _marker_words() -> tuple[HashedWordSet, HashedWordSet]:
    """First words and last words: every timestamp that ends in a Latin-script word has at least one of these."""
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("yesterday", *_LABELS.split())), HashedWordSet(
        (*_KIND, "ago", "now", "read", "reading", "time")
    )


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that may be timestamps: by first or last word, or because they have no words or end in another script."""
    lines, words = chars.lines, chars.words
    begin, end = _marker_words()
    maybe = lines.begin_with(begin) | lines.end_with(end) | (lines.first > lines.last)
    if len(words):
        maybe |= chars.are(words.starts.take(lines.last, mode="clip"), "[\u0370-\U0010ffff]")
    return lines.at(maybe & (lines.lengths >= 3) & (lines.lengths <= MAX_LENGTH))


NEEDS = Needs(_candidate_lines)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    kinds: dict[int, str] = {}
    for index in doc.line_numbers(doc.places(_candidate_lines)):
        start, end = doc.lines[index]
        # “#> [1] "2020-01-01"” is the output of a program.
        if text[start] != "#" and _DIGIT_OR_LABEL.search(text, start, end):
            line = text[start:end].strip("[]()|•·–—-* ")
            kind = _kind(line) or _kind_after_name(line)
            if kind:
                kinds[index] = kind
    dates = sum(kind == "date" for kind in kinds.values())
    for index, kind in kinds.items():
        if index and text.endswith(_OPEN_ENDS, 0, doc.lines[index - 1].end):
            continue  # the line above is a sentence that goes on: “was packaged by … on”
        if kind == "label":
            wanted = kinds.get(index + 1) in ("stamp", "date")
        else:
            wanted = kind == "stamp" or _is_furniture_date(doc, index, kinds, dates)
        if wanted:
            message = "This line is a timestamp or reading time, not part of the text."
            yield RULE.flag(*doc.lines[index], message)
