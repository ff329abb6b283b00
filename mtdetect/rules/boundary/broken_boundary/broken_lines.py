"""Line and paragraph breaks inside sentences: by the words on either side, and by what they cost as one phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mtdetect.rules.boundary.boundary_words import CHAT_OPENS, CODE, EDITED_STOPS, ITEM, LAST, WORD, gains_of_joining
from mtdetect.rules.edit_test import LMCoroutine
from mtdetect.text import patterns, segmentation, wordlists
from mtdetect.text.register import InformalRegister, LowercaseNames, is_sentence_case
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

NARROW = 30
"""Columns of the narrowest line that was wrapped by hand."""

MOST_NARROW = 5
"""Broken lines of such a width in a text from which they are no accident."""

SHORT = 5
"""Words that two lines together must have for a sentence, where the language model finds them far likelier as one."""

MANY_NAMES = 2
"""Of three long words so many may have a capital then, in edited text that is not about code."""

JOINED_SMALL, JOINED_SHORT, JOINED_IN_CHAT, JOINED = 2.0, 5.0, 8.0, 10.0
"""Bits that joining two lines must save, of which there is one in several thousand in sound prose that the language
model has not read: before lower case, between short lines, in a chat, between short lines of a chat."""

_CUT_WORD = patterns.compile(r"[a-z]{2}-\s{1,4}[a-z]{2}")
_FIGURE = patterns.compile(r"[$£€]?\d[\d.,]*%?(?= [a-z])")


class _Break(NamedTuple):
    """A line end inside a sentence, perhaps: whether it needs no model, and the bits that joining must save else."""

    place: Finding
    sure: bool
    bits: float
    gap: Span
    listed: bool
    """Whether the second line is an item of a list."""


def broken_lines(doc: SegmentedText, casual: InformalRegister) -> LMCoroutine[list[Finding]]:
    """The breaks that stand inside sentences, if they aren't the text's way."""
    text = doc.text
    open_ends = [
        (i, before, after)
        for i, (before, after) in enumerate(pairwise(doc.paragraphs))
        if not "A" <= text[after.start] <= "Z" and (text[before.end - 1].isalnum() or text[before.end - 1] in ",-")
    ]
    if not open_ends:
        return []
    breaks = _Breaks(doc, casual)
    found = [entry for open_end in open_ends if (entry := breaks.at(*open_end))]
    full = [_is_filled(text, entry.place) for entry in found]
    if sum(full) > 2:  # lines that a program filled, beside longer ones
        found = [entry for entry, filled in zip(found, full, strict=True) if entry.sure or not filled]
    saved = yield from gains_of_joining(doc, [entry.gap for entry in found])
    broken = [entry for entry, bits in zip(found, saved, strict=True) if entry.sure or bits >= entry.bits]
    narrow = [_is_filled(text, entry.place, NARROW) for entry in broken]
    if sum(narrow) > MOST_NARROW:  # wrapped by hand, with no care for the column
        broken = [entry for entry, filled in zip(broken, narrow, strict=True) if not filled]
    if len(broken) > max(2, len(doc.paragraphs) // 3):  # verse, or wrapped in a way of its own
        return []
    return [entry.place for entry in broken if not entry.listed]


class _Breaks:
    """Tells which line ends may stand inside a sentence, by the words around them and by how the other lines end."""

    def __init__(self, doc: SegmentedText, casual: InformalRegister) -> None:
        self._doc, self._casual, text = doc, casual, doc.text
        prose = [p for p in doc.paragraphs if p.end - p.start >= 60]
        self._closed = sum(text[p.end - 1] in '.!?"”' for p in prose)
        self._opened = len(prose) - self._closed
        self._names = MANY_NAMES if self._closed > self._opened and not doc.memo(LowercaseNames).of_code else 1
        self._numbered = sum(text[p.start].isdigit() for p in doc.paragraphs) >= 3  # a list
        self._wrapped = max((line.end - line.start for line in doc.lines), default=0) <= segmentation.MAX_WRAP_WIDTH

    def at(self, number: int, before: Span, after: Span) -> _Break | None:
        """What is to be said of a line end; `number` is that of the paragraph before it."""
        text = self._doc.text
        following = WORD.match(text, after.start) or (None if self._numbered else _FIGURE.match(text, after.start))
        if following is None or not (following[0].islower() or not following[0][0].isalpha()):
            return None
        whole = _is_sentence(text, before, after)
        joined = whole or (text[before.end - 1].isalnum() and _is_sentence(text, before, after, SHORT, self._names))
        if not joined:
            return None
        if _is_wrapped(text, before, after) and (self._wrapped or self._doc.layout.is_markdown):
            return None  # in Markdown one line end is none at all
        last = LAST.search(text, max(before.start, before.end - 40), before.end)
        if last is None or _stand_alone(text, before, after, last, following):
            return None
        message = f"The line breaks off after “{last[0]}”, and the next one goes on with “{following[0]}”."
        sure = whole and self._is_sure(before, after, last[0], following[0])
        sure |= _CUT_WORD.match(text, before.end - 3) is not None
        bits = self._needed(after.start, whole)
        listed = _is_item(text, self._doc.paragraphs[number : number + 3])
        return _Break(
            Finding(last.start(), following.end(), message), sure, bits, Span(before.end, after.start), listed
        )

    def _is_sure(self, before: Span, after: Span, last: str, following: str) -> bool:
        """Whether the words on either side tell by themselves that the sentence goes on."""
        text = self._doc.text
        long = len(text[before.start : before.end].split(None, 10)) >= 10 and following.islower()
        if not long or not text[before.end - 1].islower():
            return False
        if last in wordlists.load("hanging_words"):
            return not self._casual.signs_near(after.start)
        short = len(text[after.start : after.end].split(None, 6)) < 6
        starts = text[before.start : before.end].strip("“\"'‘(")[:1].isupper()
        opens = CHAT_OPENS.fullmatch(following) is not None
        return not short and starts and self._is_settled(after.start) and (not opens or self._closed >= EDITED_STOPS)

    def _needed(self, at: int, whole: bool) -> float:
        """The bits that joining must save; `whole`: the two lines are long enough for a sentence."""
        if whole:
            return JOINED_SMALL if self._is_settled(at) else JOINED_IN_CHAT
        return JOINED_SHORT if self._is_settled(at) else JOINED

    def _is_settled(self, at: int) -> bool:
        """Whether this can't be a chat, whose lines end and begin in any way."""
        casual, closed = self._casual, self._closed
        settled = closed >= max(1, self._opened) and not casual.signs_near(at)
        return settled and casual.small_starts_near(at) <= (closed >= 3)


_AGENCY = patterns.compile(r"[a-z][.!?][”\"’)]* [a-z]{2,5}\Z")  # after the last sentence: “… of 65 percent. dpa”
# A salutation, a time stamp, an address.
_LINE_OF_ITS_OWN = patterns.compile(
    r"(?<![^\n])(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening|day))\b[^.!?\n]{0,30},\Z"
    r"|\d:\d\d(?: [AP]M)?\Z|/\S{0,39}\Z",
    re.IGNORECASE,
)


def _stand_alone(text: str, before: Span, after: Span, last: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the words on either side show that one of two lines is a line of its own."""
    return (
        CODE.match(text, following.end()) is not None
        or ITEM.match(text, after.start) is not None
        # A heading of one word, a rule, a list's dash.
        or last.start() == before.start
        or not any(map(str.isalnum, last[0]))
        # A label, and not what the line before leads on to.
        or text.startswith((": ", " - ", " -- ", " – ", " — ", " = "), following.end())
        or text.endswith(("See also", "see also"), before.start, before.end)
        or _is_typed(text, before, after)
        or _AGENCY.search(text, max(before.start, before.end - 24), before.end) is not None
        or _LINE_OF_ITS_OWN.search(text, max(before.start, before.end - 40), before.end) is not None
        # A headline or an item, and the next one.
        or not (following[0][0].isalpha() or last[0] in wordlists.load("hanging_words"))
    )


SHORT_LINE = 70
"""Characters of a line to type, at the most."""
_TYPED = patterns.compile(r"[_=\[\]{}$<>|\\]|://|--?[a-z]|\w\(|/\w|\"\w+\"")


def _is_typed(text: str, before: Span, after: Span) -> bool:
    """Whether the second line, after a blank one, is a short one to type or to read as code."""
    short = after.end - after.start < SHORT_LINE and text[after.end - 1] not in ".!?”"
    return short and not segmentation.is_one_break(text, before, after) and _TYPED.search(text, *after) is not None


def _is_item(text: str, lines: Sequence[Span]) -> bool:
    """Whether the second of three lines is an item of a list, as the third is: both short, in small letters, alike."""
    if len(lines) < 3 or not text[lines[2].start].islower() or text[lines[1].end - 1] in ".!?”":
        return False
    short = all(line.end - line.start < SHORT_LINE for line in lines[1:])
    return short and text[lines[0].end : lines[1].start] == text[lines[1].end : lines[2].start]


def _is_filled(text: str, place: Finding, narrowest: int = 60) -> bool:
    """Whether the one line end in a place stands where lines are wrapped."""
    at = text.find("\n", place.start, place.end)
    width = at - text.rfind("\n", max(0, at - segmentation.MAX_WRAP_WIDTH - 1), at) - 1
    return text.count("\n", place.start, place.end) == 1 and narrowest <= width <= 100


def _is_sentence(text: str, before: Span, after: Span, fewest: int = 12, names: int = 1) -> bool:
    """Whether two lines together are long enough, and small enough written, for a sentence of prose."""
    words = text[before.start : before.end].split(None, 16)[-16:] + text[after.start : after.end].split(None, 12)[:12]
    return len(words) >= fewest and is_sentence_case(words, names)


def _is_wrapped(text: str, before: Span, after: Span) -> bool:
    """Whether two lines look like one that a program wrapped: one line end, and about as long as lines are wrapped."""
    width = before.end - max(before.start, text.rfind("\n", before.start, before.end) + 1)
    return (
        segmentation.is_one_break(text, before, after)
        and segmentation.MIN_WRAP_WIDTH <= width <= segmentation.MAX_WRAP_WIDTH
    )
