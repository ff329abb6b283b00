"""Text to lines, paragraphs, sentences and words. Offsets are exact and point into the text that was given."""

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
"""A word: letters or digits, with apostrophes inside. A hyphenated word is two."""

MIN_WRAP_WIDTH, MAX_WRAP_WIDTH = 45, 132
"""Widths in characters at which text is hard-wrapped in practice: narrow newsletter columns to old printers."""

SLACK = 12
"""Columns by which a line may miss the width and still be full: people wrap by eye, and edit without refilling."""

OVER = 4
"""Columns by which a line may go beyond the longest of the other wrapped ones: a short text seldom fills its width."""

MANY_BREAKS, SOME_BREAKS = 8, 5
"""Line breaks before lower case that tell the column at which a document was wrapped, whatever else is on it; and where
nine in ten of all lines with one below them are full."""

_WHITE = re.compile(r"[ \t\r\n\v\f]+")
_INK = re.compile(r"\S")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-zà-þ])")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘]+\Z")
_SENTENCE_CLOSE = re.compile(r"[.!?:;…][\"'”’)\]]*\Z")
_LIST_MARK = re.compile(r"(?:[-*•–—·]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s")


_OTHER_BREAK = re.compile("\r\n|[\r\u2028\u2029]")


class LineEnds:
    """A text with plain line ends for Windows' and old Mac ones, and for those of Unicode, and its offsets.

    A rule that is told by a line end need not know each of them, and the same text has the same flags everywhere.
    """

    def __init__(self, given: str) -> None:
        self.plain, self._pairs, self._given_pairs = given, list[int](), list[int]()
        if "\r" in given or "\u2028" in given or "\u2029" in given:
            self._given_pairs = [match.start() for match in _OTHER_BREAK.finditer(given) if len(match[0]) == 2]
            self._pairs = [at - before for before, at in enumerate(self._given_pairs)]
            self.plain = _OTHER_BREAK.sub("\n", given)

    def to_given(self, span: Span) -> Span:
        """A span of the plain text, in the given one."""
        return Span(*(at + bisect_left(self._pairs, at) for at in span)) if self._pairs else span

    def to_plain(self, span: Span) -> Span:
        """A span of the given text, in the plain one."""
        return Span(*(at - bisect_left(self._given_pairs, at) for at in span)) if self._given_pairs else span


def split_lines(text: str) -> list[Span]:
    """The non-blank lines, without the white space around them.

    Every separator of `str.splitlines` counts: Windows and old Mac line ends, form feeds, NEL, U+2028, U+2029.
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
    """Runs of lines with no blank line between them."""
    first = 0
    for i in range(1, len(lines)):
        between = text[lines[i - 1].end : lines[i].start]
        if between == "\n":  # as nearly everywhere
            continue
        if len(between.splitlines()) > 1 + (between[-1:] not in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"):
            yield lines[first:i]
            first = i
    if lines:
        yield lines[first:]


class _Break(NamedTuple):
    """A line break inside a block."""

    column: int
    """Where the line before it ends, counted from the left edge of the page."""
    needed: int
    """Where it would end with the first word of the next line on it."""
    line: Span
    following: Span
    listed: bool
    """Whether the next line begins an item of a list."""
    deeper: bool
    """Whether the next line is indented more."""
    going_on: bool
    """Whether the next line begins in lower case."""


def _breaks(text: str, block: Sequence[Span], before: int) -> list[_Break]:
    """`before`: where the text before the block ends."""
    breaks = []
    indent = _indent(text, before, block[0].start)
    for line, following in pairwise(block):
        deeper = _indent(text, line.end, following.start)
        column = indent + line.end - line.start
        listed = _LIST_MARK.match(text, following.start, following.end) is not None
        needed = column
        if column <= MAX_WRAP_WIDTH:
            needed += 1 + len(text[following.start : following.end].split(None, 1)[0])
        lower = text[following.start].islower()
        breaks.append(_Break(column, needed, line, following, listed, deeper > indent, lower))
        indent = deeper
    return breaks


def _indent(text: str, before: int, start: int) -> int:
    """The columns of white space before a line, of whose predecessor the end is given."""
    if start == 0 or text[start - 1] not in " \t\xa0":
        return 0
    return len(text[before:start].splitlines()[-1].expandtabs())


def _wrap_width(breaks: Sequence[_Break]) -> int | None:
    """The column at which a block was wrapped, by a program or by hand, or None.

    A wrapped block fills its lines, and most of them go on in lower case on the next. Lists, menus, verse and
    one-line paragraphs fail one or the other.
    """
    if len(breaks) < 2:
        return None
    last = breaks[-1]
    width = max(*(b.column for b in breaks), last.following.end - last.following.start)
    if not MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH:
        return None
    # An indented line after one with room to spare begins a paragraph.
    inner = [b for b in breaks if not b.listed and not (b.deeper and b.needed <= width - SLACK)]
    full = [b for b in inner if b.needed > width - SLACK]
    going_on = sum(b.going_on for b in full)
    return width if full and len(full) >= 0.7 * len(inner) and going_on >= 0.5 * len(full) else None


def _common_width(text: str, breaks: Sequence[_Break]) -> int | None:
    """The column at which most of a document was wrapped whose blocks are short, or hold code and headings besides.

    Most lines that end on a letter or a comma and go on in lower case on the next, as no code does, are full.
    """
    going_on = sorted(
        b.column
        for b in breaks
        if b.going_on and not b.listed and b.column <= MAX_WRAP_WIDTH and _goes_on(text, b.line.end)
    )
    if len(going_on) < SOME_BREAKS:
        return None
    width = going_on[int(0.95 * len(going_on))]
    full = [b for b in breaks if b.needed > width - SLACK and b.column <= width]
    own = sum(b.going_on for b in full)
    if len(going_on) < MANY_BREAKS and len(full) < 0.9 * len(breaks):
        return None
    wide = width >= MIN_WRAP_WIDTH and own >= 0.6 * len(going_on) and own >= 0.5 * len(full)
    return width if wide else None


def _goes_on(text: str, end: int) -> bool:
    return text[end - 1].isalpha() or text[end - 1] == ","


def _is_wrapped(text: str, at: _Break, width: int) -> bool:
    """Whether a break was made only because the column at `width` was reached."""
    if at.column > width + OVER or at.listed:
        return False
    if at.needed > width - SLACK:
        return True
    # A short line may still be wrapped: a long word or an address followed, or someone edited it later.
    unfinished = not _SENTENCE_CLOSE.search(text, max(at.line.start, at.line.end - 4), at.line.end)
    return unfinished and at.going_on and at.needed > width - width // 2


def split_paragraphs(text: str, lines: Sequence[Span] | None = None) -> list[Span]:
    """The paragraphs, in order; together they hold every non-blank character.

    A line is a paragraph of its own, unless the block it stands in was hard-wrapped: then the lines between
    two paragraph ends are joined. Where some blocks of a document are wrapped, its other blocks are held to the
    same width.
    """
    lines = split_lines(text) if lines is None else lines
    blocks = list(_blocks(text, lines))
    ends = [0, *(block[-1].end for block in blocks)]
    breaks = [_breaks(text, block, end) if len(block) > 1 else [] for block, end in zip(blocks, ends, strict=False)]
    widths = [_wrap_width(own) for own in breaks]
    wrapped = sum(len(block) for block, width in zip(blocks, widths, strict=True) if width)
    # One wrapped passage on a page of single lines says nothing about those.
    common = max((w for w in widths if w), default=None) if 3 * wrapped >= len(lines) else None
    common = common or _common_width(text, [b for own in breaks for b in own])
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


def split_sentences(text: str, paragraphs: Iterable[Span]) -> list[Span]:
    """The sentences, in order; none crosses a paragraph.

    A plain splitter for comparing and measuring sentences. It takes damaged boundaries as they stand: the
    detectors of broken boundaries look at the raw text.
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
    """Those of some places in order that do not begin inside the one before; the first to stand there stays."""
    end = 0
    for place in places:
        if place.start >= end:
            yield place
            end = place.end


def is_one_break(text: str, before: Span, after: Span) -> bool:
    """Whether nothing but one line end parts two lines."""
    between = text[before.end : after.start]
    return len(between.splitlines()) <= 2 and "\n\n" not in between


def reflow(paragraph: str) -> str:
    """The same words on one line, a blank between two of them: how a text is laid out says nothing of its wording."""
    if "\n" in paragraph or "  " in paragraph or "\t" in paragraph or "\r" in paragraph:
        return _WHITE.sub(" ", paragraph)
    return paragraph


def to_original_span(paragraph: str, span: Span) -> Span:
    """Where words that stand at `span` of the unwrapped paragraph stand in it as it is: they hold the same letters."""
    plain = reflow(paragraph)
    if plain == paragraph:
        return span
    letters = [match.start() for match in _INK.finditer(paragraph)]
    first = len(_INK.findall(plain, 0, span.start))
    last = first + len(_INK.findall(plain, *span)) - 1
    return Span(letters[first], letters[last] + 1)


def index_at(spans: Sequence[Span], offset: int) -> int:
    """The index of the last span that starts at or before `offset`; -1 where there is none."""
    return bisect_right(spans, (offset, sys.maxsize)) - 1  # far faster than by a key
