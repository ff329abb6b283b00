"""Text to lines, paragraphs, sentences and words. Offsets are exact and point into the text that was given."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mtdetect import wordlists
from mtdetect.types import Span

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word: letters or digits, with apostrophes inside. A hyphenated word is two."""

MIN_WRAP_WIDTH, MAX_WRAP_WIDTH = 45, 132
"""Widths in characters at which text is hard-wrapped in practice: narrow newsletter columns to old printers."""

SLACK = 12
"""Columns by which a line may miss the width and still be full: people wrap by eye, and edit without refilling."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-zà-þ])")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘]+\Z")
_SENTENCE_CLOSE = re.compile(r"[.!?:;…][\"'”’)\]]*\Z")
_LIST_MARK = re.compile(r"(?:[-*•–—·]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s")


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


def _is_full(text: str, line: Span, following: Span, width: int, slack: int = SLACK) -> bool:
    """Whether the first word of the following line would not have fitted well on this one."""
    word = text[following.start : following.end].split(None, 1)[0]
    return line.end - line.start + 1 + len(word) > width - slack


def _wrap_width(text: str, block: Sequence[Span]) -> int | None:
    """The column at which this block was wrapped, by a program or by hand, or None.

    A wrapped block fills its lines, and most of them go on in lower case on the next. Lists, menus, verse and
    one-line paragraphs fail one or the other.
    """
    if len(block) < 3:
        return None
    width = max(line.end - line.start for line in block)
    if not MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH:
        return None
    breaks = [pair for pair in pairwise(block) if not _LIST_MARK.match(text, *pair[1])]
    full = [following for line, following in breaks if _is_full(text, line, following, width)]
    going_on = sum(text[following.start].islower() for following in full)
    return width if full and len(full) >= 0.7 * len(breaks) and going_on >= 0.5 * len(full) else None


def _is_wrapped(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the break after `line` was made only because the column at `width` was reached."""
    if line.end - line.start > width or _LIST_MARK.match(text, following.start, following.end):
        return False
    if _is_full(text, line, following, width):
        return True
    # A short line may still be wrapped: a long word or an address followed, or someone edited it later.
    unfinished = not _SENTENCE_CLOSE.search(text, max(line.start, line.end - 4), line.end)
    return unfinished and text[following.start].islower() and _is_full(text, line, following, width, width // 2)


def split_paragraphs(text: str, lines: Sequence[Span] | None = None) -> list[Span]:
    """The paragraphs, in order; together they hold every non-blank character.

    A line is a paragraph of its own, unless the block it stands in was hard-wrapped: then the lines between
    two paragraph ends are joined. Where some blocks of a document are wrapped, its other blocks are held to the
    same width.
    """
    lines = split_lines(text) if lines is None else lines
    blocks = list(_blocks(text, lines))
    widths = [_wrap_width(text, block) for block in blocks]
    wrapped = sum(len(block) for block, width in zip(blocks, widths, strict=True) if width)
    # One wrapped passage on a page of single lines says nothing about those.
    common = max((w for w in widths if w), default=None) if 3 * wrapped >= len(lines) else None
    paragraphs: list[Span] = []
    for block, own in zip(blocks, widths, strict=True):
        width = own or common
        if width is None:
            paragraphs += block
            continue
        start = block[0].start
        for line, following in pairwise(block):
            if not _is_wrapped(text, line, following, width):
                paragraphs.append(Span(start, line.end))
                start = following.start
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


def index_at(spans: Sequence[Span], offset: int) -> int:
    """The index of the last span that starts at or before `offset`; -1 where there is none."""
    return bisect_right(spans, (offset, sys.maxsize)) - 1  # far faster than by a key
