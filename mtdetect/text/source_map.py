"""Maps the prose of a file with markup, such as Markdown, back to the file.

A reader takes the prose out of the markup and adds it to a `ProseBuilder`, piece by piece. The prose is scored, and
`SourceMap` moves the report to the file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import NamedTuple

from mtdetect.types import Flag, Report, Span


class Run(NamedTuple):
    """A piece of the prose, and the span of the file that it was made from.

    If `same`, they correspond character by character: they are the same, except that the prose may have a space for a
    line end. Otherwise the run as a whole replaces the span as a whole, as “&” does for “&amp;”.
    """

    start: int
    end: int
    file_start: int
    file_end: int
    same: bool


@dataclass(frozen=True, slots=True, repr=False)
class SourceMap:
    """The text of a file, its prose, and the runs that make up the prose, in order.

    Line breaks between blocks of prose belong to no run.
    """

    text: str
    prose: str
    runs: tuple[Run, ...]

    def to_file(self, span: Span) -> Span:
        """Converts a span of the prose to one of the file. Ends inside a changed run are moved to the run's ends."""
        start = self._start(span.start)
        return Span(start, max(start, self._end(span.end)) if span.end > span.start else start)

    def is_verbatim(self, span: Span) -> bool:
        """Whether the file has the same words at this span of the prose, and no markup: only line ends may differ."""
        file = self.to_file(span)
        return self.prose[span.start : span.end].split() == self.text[file.start : file.end].split()

    def relocated(self, report: Report) -> Report:
        """The report of the prose as a report of the file: the same scores and flags at the file's offsets."""
        moved: dict[Flag, Flag] = {}
        for flag in report.flags:
            start, end = self.to_file(Span(flag.start, flag.end))
            moved[flag] = replace(flag, start=start, end=end)
        paragraphs = []
        for paragraph in report.paragraphs:
            start, end = self.to_file(Span(paragraph.start, paragraph.end))
            flags = tuple(moved[flag] for flag in paragraph.flags)
            paragraphs.append(replace(paragraph, start=start, end=end, text=self.text[start:end], flags=flags))
        flags = tuple(moved[flag] for flag in report.flags)
        return replace(report, text=self.text, paragraphs=tuple(paragraphs), flags=flags)

    def _start(self, at: int) -> int:
        number = bisect_right(self.runs, at, key=_end)  # the first run that ends after `at`
        if number == len(self.runs):
            return self.runs[-1].file_end if self.runs else 0
        run = self.runs[number]
        return run.file_start + (max(0, at - run.start) if run.same else 0)

    def _end(self, at: int) -> int:
        number = bisect_left(self.runs, at, key=_start) - 1  # the last run that starts before `at`
        if number < 0:
            return 0
        run = self.runs[number]
        return run.file_end - (max(0, run.end - at) if run.same else 0)


def _start(run: Run) -> int:
    return run.start


def _end(run: Run) -> int:
    return run.end


class ProseBuilder:
    """Collects prose from a file, in order, and what is needed to map it back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self.length = 0
        """Length of the prose so far."""

    def add(self, start: int, end: int, prose: str | None = None) -> None:
        """Adds `prose` for a span of the file; None adds the span as it is."""
        prose = self._text[start:end] if prose is None else prose
        if not prose:
            return
        same = prose == self._text[start:end] or len(prose) == end - start == 1
        run = Run(self.length, self.length + len(prose), start, end, same)
        last = self._runs[-1] if self._runs else None
        if last and last.end == run.start and last.file_end == start and last.same and run.same:
            run = Run(last.start, run.end, last.file_start, end, True)
            self._runs.pop()
        self._runs.append(run)
        self._parts.append(prose)
        self.length += len(prose)

    def gap(self, prose: str) -> None:
        """Adds white space that belongs to no span of the file, unless the prose is still empty."""
        if self._runs:
            self._parts.append(prose)
            self.length += len(prose)

    def source_map(self) -> SourceMap:
        return SourceMap(self._text, "".join(self._parts), tuple(self._runs))
