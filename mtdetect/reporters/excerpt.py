"""Excerpts of paragraphs for a terminal: safe to print, wrapped, with flagged spans measured in terminal cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from mtdetect.reporters.safety import safe as safe
from mtdetect.reporters.safety import visible
from mtdetect.types import Flag, Paragraph


@dataclass(slots=True)
class Mark:
    """The flagged part of one displayed line, in terminal cells."""

    cell: int
    cells: int
    flag: Flag


@dataclass(slots=True)
class Line:
    """One displayed line and its marks; `closing` holds those whose flag starts in this paragraph and ends here."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    closing: list[Mark] = field(default_factory=list)


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Wraps `text` at spaces, or inside words that are too long; returns line ranges of at most `width` cells."""
    if len(text) <= width and text.isascii():
        return [(0, len(text))]
    lines = []
    start = cells = 0
    space = -1
    for place, char in enumerate(text):
        size = cell_len(char)
        if char == " ":
            space = place
        if cells + size > width and char != " ":
            end = space if space > start else place
            lines.append((start, end))
            start = end + (end == space)
            cells = cell_len(text[start:place])
        cells += size
    lines.append((start, len(text)))
    return lines


def _windows(paragraph: Paragraph, flags: Sequence[Flag], width: int) -> Iterator[tuple[int, int]]:
    """The ranges to show: all of a short paragraph, otherwise the text around both ends of each flag."""
    start, end = paragraph.start, paragraph.end
    if end - start <= 5 * width:
        yield start, end
        return
    edges = sorted({edge for flag in flags for edge in (max(flag.start, start), min(flag.end, end))}) or [start]
    reach = width + width // 4
    spans = [(max(start, edge - reach), min(end, edge + reach)) for edge in edges]
    first, last = spans[0]
    for low, high in spans[1:]:
        if low > last + width:
            yield first, last
            first = low
        last = max(last, high)
    yield first, last


def _cut_at_words(paragraph: Paragraph, low: int, high: int) -> tuple[int, int]:
    """Shrinks the window to the nearest spaces, if there are any nearby."""
    text, base = paragraph.text, paragraph.start
    if low > base:
        space = text.find(" ", low - base, low - base + 20)
        low = base + space + 1 if space >= 0 else low
    if high < paragraph.end:
        space = text.rfind(" ", high - base - 20, high - base)
        high = base + space if space >= 0 else high
    return low, high


def _window_lines(paragraph: Paragraph, flags: Sequence[Flag], low: int, high: int, width: int) -> Iterator[Line]:
    low, high = _cut_at_words(paragraph, low, high)
    shown = "… " if low > paragraph.start else ""
    places = []  # the position in `shown` of each character in the window
    before = " "
    for char in paragraph.text[low - paragraph.start : high - paragraph.start]:
        places.append(len(shown))
        # Join indented and hard-wrapped lines with a single space.
        if not (char in " \t\r\n" and before in "\t\r\n"):
            shown += visible(char, before)
        before = char
    places.append(len(shown))
    shown += " …" if high < paragraph.end else ""
    spans = [
        (places[max(flag.start, low) - low], places[min(flag.end, high) - low], flag)
        for flag in flags
        if flag.start < high and flag.end > low
    ]
    for start, end in wrap(shown, width):
        line = Line(shown[start:end].rstrip())
        for first, last, flag in spans:
            if (first < end and last > start) or first == last == start:
                cell = cell_len(shown[start : max(first, start)])
                cells = max(1, cell_len(shown[start : min(last, end)].rstrip()) - cell)
                mark = Mark(cell, cells, flag)
                line.marks.append(mark)
                if last <= end and (flag.end <= high or high == paragraph.end) and flag.start >= paragraph.start:
                    line.closing.append(mark)
        yield line


def lines(paragraph: Paragraph, flags: Sequence[Flag], width: int) -> Iterator[Line]:
    """The paragraph's lines around its flags, each at most `width` cells wide, with `…` for omitted text."""
    for low, high in _windows(paragraph, flags, width):
        yield from _window_lines(paragraph, flags, low, high, width)
