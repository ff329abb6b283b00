"""Split text into lines, paragraphs, sentences and words. Offsets are exact and refer to the text given."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from mtdetect.text import wordlists
from mtdetect.types import Span

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word: letters or digits, with apostrophes inside. A hyphenated word counts as two."""

MIN_WRAP_WIDTH, MAX_WRAP_WIDTH = 45, 132
"""Widths, in characters, at which text is hard-wrapped in practice: narrow newsletter columns to line printers."""

WIDEST = 200
"""The width, in characters, up to which lines are joined if all of them are full: a wide editor window."""

WIDE = 80
"""Columns from which on a line in the middle of a sentence is neither verse nor an entry of a list."""

SLACK = 12
"""Columns by which a full line may fall short of the width: people wrap by eye, and edit without refilling."""

OVER = 4
"""Columns by which a line may exceed the longest wrapped line elsewhere: a short text seldom fills its full width."""

MANY_BREAKS, SOME_BREAKS = 8, 5
"""Line breaks before lower case that are enough to infer a document's wrap width: MANY_BREAKS in any document, and
SOME_BREAKS if nine in ten of all breaks inside blocks follow a full line."""

_WHITE = re.compile(r"[ \t\r\n\v\f]+")
_INK = re.compile(r"\S")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-zà-þ])")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘]+\Z")
_SENTENCE_CLOSE = re.compile(r"[.!?:;…][\"'”’)\]]*\Z")
_LIST_MARK = re.compile(r"(?:[-*•–—·]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s")


_OTHER_BREAK = re.compile("\r\n|[\r\u2028\u2029]")


class LineEnds:
    """A text with Windows, old Mac and Unicode line ends replaced by “\\n”, and offsets converted both ways.

    Rules then need to know only one line end, and a text has the same flags whichever it uses.
    """

    def __init__(self, given: str) -> None:
        self.plain, self._pairs, self._given_pairs = given, list[int](), list[int]()
        if "\r" in given or "\u2028" in given or "\u2029" in given:
            self._given_pairs = [match.start() for match in _OTHER_BREAK.finditer(given) if len(match[0]) == 2]
            self._pairs = [at - before for before, at in enumerate(self._given_pairs)]
            self.plain = _OTHER_BREAK.sub("\n", given)

    def to_given(self, span: Span) -> Span:
        """Converts a span of the plain text to one of the given text."""
        return Span(*(at + bisect_left(self._pairs, at) for at in span)) if self._pairs else span

    def to_plain(self, span: Span) -> Span:
        """Converts a span of the given text to one of the plain text."""
        return Span(*(at - bisect_left(self._given_pairs, at) for at in span)) if self._given_pairs else span


def split_lines(text: str) -> list[Span]:
    """The non-blank lines, without the white space around them.

    Lines end where `str.splitlines` splits: Windows and old Mac line ends, form feeds, NEL, U+2028, U+2029.
    """
    lines = []
    start = 0
    for line in text.splitlines(keepends=True):
        left = line.lstrip()
        if left:
            first = start + len(line) - len(left)
            lines.append(Span(first, first + len(left.rstrip())))
        start += len(line)
    return lines


def _blocks(text: str, lines: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """Runs of lines that no blank line separates."""
    first = 0
    for i in range(1, len(lines)):
        between = text[lines[i - 1].end : lines[i].start]
        if between == "\n":  # the usual case
            continue
        if len(between.splitlines()) > 1 + (between[-1:] not in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"):
            yield lines[first:i]
            first = i
    if lines:
        yield lines[first:]


class _Break(NamedTuple):
    """A line break inside a block. Columns are counted from the left edge of the page."""

    column: int
    """Where the line before the break ends."""
    needed: int
    """Where that line would end if it included the first word of the next line."""
    line: Span
    following: Span
    listed: bool
    """Whether the next line begins a list item."""
    deeper: bool
    """Whether the next line is indented further."""
    lower: bool
    """Whether the next line begins in lower case."""


def _breaks(text: str, block: Sequence[Span], before: int) -> list[_Break]:
    """The line breaks of a block. `before`: where the text before it ends."""
    breaks = []
    indent = _indent(text, before, block[0].start)
    for line, following in pairwise(block):
        deeper = _indent(text, line.end, following.start)
        column = indent + line.end - line.start
        listed = _LIST_MARK.match(text, following.start, following.end) is not None
        needed = column
        if column <= WIDEST:
            needed += 1 + len(text[following.start : following.end].split(None, 1)[0])
        lower = text[following.start].islower()
        breaks.append(_Break(column, needed, line, following, listed, deeper > indent, lower))
        indent = deeper
    return breaks


def _indent(text: str, before: int, start: int) -> int:
    """Columns of white space before the line that begins at `start`. `before`: where the line before it ends."""
    if start == 0 or text[start - 1] not in " \t\xa0":
        return 0
    return len(text[before:start].splitlines()[-1].expandtabs())


def _wrap_width(breaks: Sequence[_Break]) -> int | None:
    """The column at which a block was wrapped, by a program or by hand; None if it was not.

    A wrapped block fills its lines, and most of them continue in lower case on the next. Lists, menus, verse and
    one-line paragraphs fail one test or the other.
    """
    if len(breaks) < 2:
        return None
    last = breaks[-1]
    width = max(*(b.column for b in breaks), last.following.end - last.following.start)
    if not MIN_WRAP_WIDTH <= width <= WIDEST:
        return None
    # An indented line after one with room to spare begins a paragraph.
    inner = [b for b in breaks if not b.listed and not (b.deeper and b.needed <= width - SLACK)]
    full = [b for b in inner if b.needed > width - SLACK]
    continued = sum(b.lower for b in full)
    return width if full and len(full) >= 0.7 * len(inner) and continued >= 0.5 * len(full) else None


def _common_width(text: str, breaks: Sequence[_Break], longest: int) -> int | None:
    """The column at which most of a document was wrapped, even if its blocks are short or contain code and headings.

    Lines that end in a letter or comma and continue in lower case are prose, since code does not break that way. Most
    of them must be full; otherwise the result is None. `longest`: columns of the document's longest line. If the lines
    are wide, two breaks are enough, but every one must come where the next word would have made the line the longest.
    """
    continued = sorted(
        b.column for b in breaks if b.lower and not b.listed and b.column <= WIDEST and _may_continue(text, b.line.end)
    )
    if len(continued) < SOME_BREAKS:
        filled = WIDE <= longest <= WIDEST and all(b.needed > longest and not b.listed for b in breaks)
        return longest if filled and len(breaks) > 1 and 2 * len(continued) >= len(breaks) else None
    width = continued[int(0.95 * len(continued))]
    full = [b for b in breaks if b.needed > width - SLACK and b.column <= width]
    own = sum(b.lower for b in full)
    if len(continued) < MANY_BREAKS and len(full) < 0.9 * len(breaks):
        return None
    wide = width >= MIN_WRAP_WIDTH and own >= 0.6 * len(continued) and own >= 0.5 * len(full)
    return width if wide else None


def _may_continue(text: str, end: int) -> bool:
    return text[end - 1].isalpha() or text[end - 1] == ","


def _is_wrapped(text: str, at: _Break, width: int) -> bool:
    """Whether a break was made only because the line had reached `width`."""
    if at.column > width + OVER or at.listed:
        return False
    if at.needed > width - SLACK:
        return True
    # A short line may still be wrapped: a long word or address followed, or someone edited it later.
    unfinished = not _SENTENCE_CLOSE.search(text, max(at.line.start, at.line.end - 4), at.line.end)
    return unfinished and at.lower and at.needed > width - width // 2


def split_paragraphs(text: str, lines: Sequence[Span] | None = None) -> list[Span]:
    """The paragraphs, in order; together they contain everything but white space.

    Each line is a paragraph, except in hard-wrapped blocks, where lines are joined up to the end of a paragraph. If
    enough of a document is wrapped, its other blocks are taken to be wrapped at the same width.
    """
    lines = split_lines(text) if lines is None else lines
    if len(lines) < 2 or _are_short(text, lines):
        return list(lines)
    blocks = list(_blocks(text, lines))
    ends = [0, *(block[-1].end for block in blocks)]
    breaks = [_breaks(text, block, end) if len(block) > 1 else [] for block, end in zip(blocks, ends, strict=False)]
    widths = [_wrap_width(own) for own in breaks]
    wrapped = sum(len(block) for block, width in zip(blocks, widths, strict=True) if width)
    # One wrapped passage on a page of single lines says nothing about the others.
    common = max((w for w in widths if w), default=None) if 3 * wrapped >= len(lines) else None
    if common is None:
        common = _common_width(
            text, [b for own in breaks for b in own], max((end - start for start, end in lines), default=0)
        )
    paragraphs: list[Span] = []
    for block, inner, own in zip(blocks, breaks, widths, strict=True):
        width = own or common
        if width is None:
            paragraphs += block
            continue
        start = block[0].start
        for at in inner:
            if not _is_wrapped(text, at, width):
                paragraphs.append(Span(start, at.line.end))
                start = at.following.start
        paragraphs.append(Span(start, block[-1].end))
    return paragraphs


def _are_short(text: str, lines: Sequence[Span]) -> bool:
    """Whether no line, with the white space before it, is as wide as the narrowest wrapped text."""
    ends = [0, *(line.end for line in lines)]
    return "\t" not in text and all(end - before < MIN_WRAP_WIDTH for before, end in pairwise(ends))


def split_sentences(text: str, paragraphs: Iterable[Span]) -> list[Span]:
    """The sentences, in order; none crosses a paragraph.

    A simple splitter for comparing and measuring sentences. It takes damaged boundaries at face value; the rules for
    broken boundaries read the raw text.
    """
    abbreviations = wordlists.load("abbreviations")
    sentences = []
    for paragraph in paragraphs:
        start = paragraph.start
        for match in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end):
            end = match.start() + 1
            if match[0][0] == ".":
                last = _LAST_WORD.search(text, max(start, end - 24), end - 1)
                if last and (last[0] in abbreviations or (len(last[0]) == 1 and last[0].isupper())):
                    continue
            sentences.append(Span(start, match.start() + len(match[0].rstrip())))
            start = match.end()
        sentences.append(Span(start, paragraph.end))
    return sentences


class _Place(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_AnyPlace = TypeVar("_AnyPlace", bound=_Place)


def non_overlapping(places: Iterable[_AnyPlace]) -> Iterator[_AnyPlace]:
    """The places, in order of start, without those that begin inside an earlier one that was kept."""
    end = 0
    for place in places:
        if place.start >= end:
            yield place
            end = place.end


def is_one_break(text: str, before: Span, after: Span) -> bool:
    """Whether two lines are separated by a single line end."""
    between = text[before.end : after.start]
    return len(between.splitlines()) <= 2 and "\n\n" not in between


def reflow(paragraph: str) -> str:
    """The paragraph on one line with single spaces between words: its layout says nothing about its wording."""
    if "\n" in paragraph or "  " in paragraph or "\t" in paragraph or "\r" in paragraph:
        return _WHITE.sub(" ", paragraph)
    return paragraph


def to_original_span(paragraph: str, span: Span) -> Span:
    """Converts a span of the reflowed paragraph to one of the paragraph itself, with the same visible characters."""
    plain = reflow(paragraph)
    if plain == paragraph:
        return span
    letters = [match.start() for match in _INK.finditer(paragraph)]
    first = len(_INK.findall(plain, 0, span.start))
    last = first + len(_INK.findall(plain, *span)) - 1
    return Span(letters[first], letters[last] + 1)


def index_at(spans: Sequence[Span], offset: int) -> int:
    """The index of the last span that starts at or before `offset`; -1 if there is none."""
    return bisect_right(spans, (offset, sys.maxsize)) - 1  # far faster than with a key
