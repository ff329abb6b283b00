"""Finds line and paragraph breaks inside sentences, from the words on either side and from the edit test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from mtdetect.rules.boundary.boundary_words import CHAT_OPENS, CODE, EDITED_STOPS, ITEM, LAST, WORD, gains_of_joining
from mtdetect.rules.edit_scoring import LMCoroutine
from mtdetect.text import patterns, segmentation, wordlists
from mtdetect.text.layout import NUMBERED_ITEM
from mtdetect.text.register import InformalRegister, LowercaseNames, is_sentence_case
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

NARROW = 30
"""Columns in the narrowest line that could have been wrapped by hand."""

MOST_NARROW = 5
"""If more lines than this are broken at a usual width, the writer wrapped the text by hand."""

SHORT = 5
"""Words that two lines must have together if only the language model says that they form one sentence."""

MANY_NAMES = 2
"""How many of three long words may be capitalised in such a pair of lines, in edited text that is not about code."""

JOINED, JOINED_SHORT, JOINED_IN_CHAT, JOINED_SHORT_IN_CHAT = 2.0, 5.0, 8.0, 10.0
"""Gain in bits that joining two lines must reach: lines of sentence length, short lines, and the same in a chat.

In sound prose that the language model was not trained on, one line break in several thousand reaches its threshold.
"""

_CUT_WORD = patterns.compile(r"[a-z]{2}-\s{1,4}[a-z]{2}")
_FIGURE = patterns.compile(r"[$£€]?\d[\d.,]*%?(?= [a-z])")


class _Break(NamedTuple):
    """A candidate: a line break that may be inside a sentence.

    It is damage if it is `sure`, or if joining the lines gains at least `bits`.
    """

    place: Finding
    sure: bool
    bits: float
    gap: Span
    listed: bool
    """Whether the second line is an item of a list."""


def broken_lines(doc: SegmentedText, casual: InformalRegister) -> LMCoroutine[list[Finding]]:
    """Line breaks inside sentences, unless the whole text is broken that way."""
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
    if sum(full) > 2:  # part of the text was wrapped by a program
        found = [entry for entry, filled in zip(found, full, strict=True) if entry.sure or not filled]
    found = [entry for entry in found if not is_of_layout(doc, entry.gap.start)]
    saved = yield from gains_of_joining(doc, [entry.gap for entry in found])
    broken = [entry for entry, bits in zip(found, saved, strict=True) if entry.sure or bits >= entry.bits]
    narrow = [_is_filled(text, entry.place, NARROW) for entry in broken]
    if sum(narrow) > MOST_NARROW:  # wrapped by hand, at no fixed column
        broken = [entry for entry, filled in zip(broken, narrow, strict=True) if not filled]
    if len(broken) > max(2, len(doc.paragraphs) // 3):  # verse, or some other layout
        return []
    return [entry.place for entry in broken if not entry.listed]


class _Breaks:
    """Judges line breaks by the words around them and by how the text's other lines end."""

    def __init__(self, doc: SegmentedText, casual: InformalRegister) -> None:
        self._doc, self._casual, text = doc, casual, doc.text
        prose = [p for p in doc.paragraphs if p.end - p.start >= 60]
        self._closed = sum(text[p.end - 1] in '.!?"”' for p in prose)
        self._opened = len(prose) - self._closed
        self._names = MANY_NAMES if self._closed > self._opened and not doc.memo(LowercaseNames).of_code else 1
        self._numbered = sum(text[p.start].isdigit() for p in doc.paragraphs) >= 3  # a list
        self._longest = doc.memo(longest_line)

    def at(self, number: int, before: Span, after: Span) -> _Break | None:
        """The candidate between two paragraphs, or None; `number` is the index of the first one."""
        text = self._doc.text
        following = WORD.match(text, after.start) or (None if self._numbered else _FIGURE.match(text, after.start))
        if following is None or not (following[0].islower() or not following[0][0].isalpha()):
            return None
        whole = _is_sentence(text, before, after)
        joined = whole or (text[before.end - 1].isalnum() and _is_sentence(text, before, after, SHORT, self._names))
        if not joined:
            return None
        if self._is_wrapped(before, after) or self._doc.layout.is_set_off(before.end - 1, after.start):
            return None
        last = LAST.search(text, max(before.start, before.end - 40), before.end)
        if last is None or _are_separate(text, before, after, last, following):
            return None
        message = f"Line break after “{last[0]}”: the sentence continues with “{following[0]}” on the next line."
        sure = whole and self._is_sure(before, after, last[0], following[0])
        sure |= _CUT_WORD.match(text, before.end - 3) is not None
        bits = self._needed(after.start, whole)
        listed = _is_item(text, self._doc.paragraphs[number : number + 3])
        return _Break(
            Finding(last.start(), following.end(), message), sure, bits, Span(before.end, after.start), listed
        )

    def _is_wrapped(self, before: Span, after: Span) -> bool:
        """Whether the text seems to be wrapped, and this to be one of the breaks."""
        text, longest = self._doc.text, self._longest
        if self._doc.layout.is_wrapped_by_hand(before.end - 1, after.start):
            return True
        if longest <= segmentation.MAX_WRAP_WIDTH or self._doc.layout.is_markdown:  # Markdown ignores a single break
            return is_wrapped(text, before, after)
        needed = before.end - before.start + 1 + len(text[after.start : after.end].split(None, 1)[0])
        return needed > longest and is_wrapped(text, before, after, segmentation.WIDEST)

    def _is_sure(self, before: Span, after: Span, last: str, following: str) -> bool:
        """Whether the words on either side are enough to show that the sentence continues."""
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
        """The gain in bits that joining must reach; `whole` if the two lines are long enough for a sentence."""
        if whole:
            return JOINED if self._is_settled(at) else JOINED_IN_CHAT
        return JOINED_SHORT if self._is_settled(at) else JOINED_SHORT_IN_CHAT

    def _is_settled(self, at: int) -> bool:
        """Whether this can't be a chat, where lines begin and end anyhow."""
        casual, closed = self._casual, self._closed
        settled = closed >= max(1, self._opened) and not casual.signs_near(at)
        return settled and casual.small_starts_near(at) <= (closed >= 3)


# A news agency's tag after the last sentence: “… of 65 percent. dpa”.
_AGENCY = patterns.compile(r"[a-z][.!?][”\"’)]* [a-z]{2,5}\Z")
# A salutation, a timestamp or an address.
_LINE_OF_ITS_OWN = patterns.compile(
    r"(?<![^\n])(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening|day))\b[^.!?\n]{0,30},\Z"
    r"|\d:\d\d(?: [AP]M)?\Z|/\S{0,39}\Z",
    re.IGNORECASE,
)


def _are_separate(text: str, before: Span, after: Span, last: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the words on either side show that the lines don't belong together."""
    return (
        CODE.match(text, following.end()) is not None
        or ITEM.match(text, after.start) is not None
        # A one-word heading, a heading in capitals, a ruled line or a list dash.
        or last.start() == before.start
        # A heading, and a sentence about the word that it ends with.
        or last[0] == following[0]
        or is_meant(text, before, after)
        or not any(map(str.isalnum, last[0]))
        # A label with its text, or a pointer to other pages.
        or text.startswith((": ", ":\n", " - ", " -- ", " – ", " — ", " = "), following.end())
        or text.endswith(("See also", "see also"), before.start, before.end)
        or _is_typed(text, before, after)
        or _AGENCY.search(text, max(before.start, before.end - 24), before.end) is not None
        or _LINE_OF_ITS_OWN.search(text, max(before.start, before.end - 40), before.end) is not None
        # Two headlines or two list items in a row.
        or not (following[0][0].isalpha() or last[0] in wordlists.load("hanging_words"))
    )


def is_meant(text: str, before: Span, after: Span) -> bool:
    """Whether the writer broke the line: Markdown's two spaces, a name in capitals above a speech, or list items.

    Items that lost their marks end with a comma each, or with “; or” before the last, and blank lines part them. In a
    statute, the sentence that leads to numbered items goes on after them: “(b) such State,⏎⏎the President may”.
    """
    if (
        NUMBERED_ITEM.match(text, before.start)
        or text.startswith("  \n", before.end)
        or text[before.start : before.end].isupper()
    ):
        return True
    parted = text.count("\n", before.end, after.start) > 1
    if parted and text.endswith((", and", ", or", "; and", "; or"), before.start, before.end):
        return True
    return parted and text[before.end - 1] == "," and text.endswith((",", ", and", ", or"), after.start, after.end)


SHORT_LINE = 70
"""Characters in the longest line that may be a command or a list item."""
_TYPED = patterns.compile(r"[_=\[\]{}$<>|\\]|://|--?[a-z]|\w\(|/\w|\"\w+\"")


VERSE_LINES, VERSE_WIDTH = 3, 60
"""Lines on either side of a break, and the characters in the longest of them, that are verse, a song or a column."""

FULL_LINES = 5
"""If more lines than this end at a usual width in mid-sentence, a program wrapped part of the text."""

_FULL = range(60, 101)


def is_of_layout(doc: SegmentedText, at: int) -> bool:
    """Whether the line that ends at an offset is one of many short ones, as in verse, or was wrapped with others.

    So it is if the next line is indented.
    """
    lines, number = doc.lines, doc.line_numbers([at - 1])[0]
    if doc.text[lines[number + 1].start - 1] in " \t":
        return True
    if lines[number].end - lines[number].start in _FULL and doc.memo(_wrapped_lines) > FULL_LINES:
        return True
    around = lines[max(0, number - VERSE_LINES + 1) : number + VERSE_LINES + 1]
    return len(around) == 2 * VERSE_LINES and all(line.end - line.start <= VERSE_WIDTH for line in around)


def _wrapped_lines(doc: SegmentedText) -> int:
    """How many lines end at a usual width in mid-sentence."""
    text, lines = doc.text, doc.lines
    return sum(
        line.end - line.start in _FULL and after.start - line.end == 1 and text[after.start].islower()
        for line, after in pairwise(lines)
    )


def _is_typed(text: str, before: Span, after: Span) -> bool:
    """Whether the second line is a short command or line of code after an empty line."""
    short = after.end - after.start < SHORT_LINE and text[after.end - 1] not in ".!?”"
    return short and not segmentation.is_one_break(text, before, after) and _TYPED.search(text, *after) is not None


def _is_item(text: str, lines: Sequence[Span]) -> bool:
    """Whether the second and third of three lines are list items: short, in lower case, and equally spaced."""
    if len(lines) < 3 or not text[lines[2].start].islower() or text[lines[1].end - 1] in ".!?”":
        return False
    short = all(line.end - line.start < SHORT_LINE for line in lines[1:])
    return short and text[lines[0].end : lines[1].start] == text[lines[1].end : lines[2].start]


def _is_filled(text: str, place: Finding, narrowest: int = 60) -> bool:
    """Whether a span has just one line break, at a column where lines are usually wrapped."""
    at = text.find("\n", place.start, place.end)
    width = at - text.rfind("\n", max(0, at - segmentation.MAX_WRAP_WIDTH - 1), at) - 1
    return text.count("\n", place.start, place.end) == 1 and narrowest <= width <= 100


def _is_sentence(text: str, before: Span, after: Span, fewest: int = 12, names: int = 1) -> bool:
    """Whether two lines together have enough words, and enough of them in lower case, for a sentence of prose."""
    words = text[before.start : before.end].split(None, 16)[-16:] + text[after.start : after.end].split(None, 12)[:12]
    return len(words) >= fewest and is_sentence_case(words, names)


def longest_line(doc: SegmentedText) -> int:
    """Characters in the longest line."""
    return max((line.end - line.start for line in doc.lines), default=0)


def is_wrapped(text: str, before: Span, after: Span, widest: int = segmentation.MAX_WRAP_WIDTH) -> bool:
    """Whether a program seems to have wrapped one line into these two: a single break, at a usual line width."""
    width = before.end - max(before.start, text.rfind("\n", before.start, before.end) + 1)
    return segmentation.is_one_break(text, before, after) and segmentation.MIN_WRAP_WIDTH <= width <= widest
