"""Collects the prose of a file with markup, block by block, and what its comments to mtdetect turn off.

Readers find the blocks and the markup inside them. Here they become one text: every block in a line of its own, with an
empty line between two blocks. A code block may be part of a sentence (“The command ⟨code⟩ shows its options.”). Such a
sentence becomes one block, with CODE in place of the code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtdetect.readers.ignored import IgnoreComments
from mtdetect.text.segmentation import LineEnds
from mtdetect.text.source_map import ProseBuilder, SourceMap
from mtdetect.types import Ignored, Span

CODE = "`code`"
"""Takes the place of code that is not a word, so that the sentence around it is complete."""

WORD = re.compile(r"[\w.,:/@#~+*=()\[\]-]{1,60}")
"""Inline code that reads as a word."""

_ITEM = re.compile(r"([-+*•]|\(?(?:\d{1,9}|#|[a-zA-Z])[.)])[ \t]+\Z")
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")


class Edit(NamedTuple):
    """`content[start:end]` is markup, and `prose` takes its place."""

    start: int
    end: int
    prose: str = ""


class Inline(NamedTuple):
    """The markup of a block, in order and without overlaps, and the comments in it with their offsets."""

    edits: Sequence[Edit]
    comments: Sequence[tuple[int, str]] = ()


def without_overlaps(edits: Sequence[Edit]) -> list[Edit]:
    """The edits in order, without those that begin inside another."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


class _Lines:
    """The lines of a block's content: where each begins in it, without indentation, and where in the file."""

    def __init__(self, content: str, starts: Sequence[int]) -> None:
        self._begins: list[int] = []
        self._inked: list[int] = []
        self._starts = starts
        at = 0
        for line in content.split("\n"):
            self._begins.append(at)
            self._inked.append(at + len(line) - len(line.lstrip(" \t")))
            at += len(line) + 1

    def to_file(self, at: int) -> int:
        number = bisect_right(self._begins, at) - 1
        return self._starts[number] + max(0, at - self._inked[number])


class ProseBlocks:
    """The prose of one file. Offsets are in `text`, the file's text with plain line ends and without NUL."""

    def __init__(self, text: str, name: str) -> None:
        self._ends = LineEnds(text)
        self.text = self._ends.plain.replace("\0", "\ufffd")
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self._prose = ProseBuilder(text)
        self.comments = IgnoreComments(name)
        self._open = ""
        """The last character of the paragraph before; empty if other prose comes between."""
        self._display: Span | None = None
        """The code block or table between that paragraph and the next."""

    @property
    def length(self) -> int:
        """Length of the prose so far."""
        return self._prose.length

    def finish(self) -> tuple[SourceMap, tuple[Ignored, ...]]:
        return self._prose.source_map(), self.comments.finish(self.length)

    def line_number(self, at: int) -> int:
        """The number of the line at an offset, counted from 1."""
        return bisect_right(self.line_starts, at)

    def lines(self, first: int, last: int) -> Span:
        """The offsets of some lines, by their numbers from 0."""
        end = self.line_starts[last] if last < len(self.line_starts) else len(self.text)
        return Span(self.line_starts[first], end)

    def show(self, display: Span) -> None:
        """A code block or table, which may complete a sentence."""
        if self._open and self._open not in ".!?:;":
            self._put_code(display)
        self._display = display

    def _put_code(self, display: Span) -> None:
        self._prose.gap(" ")
        self._prose.add(*self._ends.to_given(display), CODE)
        self._open = CODE[-1]

    def add(self, content: str, starts: Sequence[int], markup: Inline, heading: bool = False) -> None:
        """A paragraph or heading: adds its prose, and reads its comments, which are about the line that they are on.

        `content`: the block without the markup around it. `starts`: where each of its lines begins in `text`.
        """
        pieces = list(_pieces(content, markup))
        wanted = any(any(map(str.isalnum, prose)) for _, _, prose in pieces)
        if wanted:
            self._begin(content, starts[0], heading)
        lines = _Lines(content, starts)
        waiting, ours = [*reversed(markup.comments)], list[str]()
        line_start = self.length
        for start, end, prose in [*pieces, (len(content), len(content), "")]:
            while waiting and waiting[-1][0] <= start:
                at, comment = waiting.pop()
                ours += self.comments.read(comment, self.length, self.line_number(lines.to_file(at)))
            place = Span(lines.to_file(start), lines.to_file(end))
            if wanted and prose != content[start:end]:
                self._prose.add(*self._ends.to_given(place), prose)
            elif wanted and prose == self.text[place.start : place.end]:  # or else it is not where it should be
                self._prose.add(*self._ends.to_given(place))
            if "\n" in content[start:end]:
                self.comments.ignore(line_start, self.length, tuple(ours))
                line_start, ours = self.length, []
        self.comments.ignore(line_start, self.length, tuple(ours))

    def _begin(self, content: str, start: int, heading: bool) -> None:
        """Begins a block: in a line of its own, unless it continues a sentence after a code block or table."""
        if self._display and self._open and self._open not in ".!?" and content[0].islower():
            if self._open != CODE[-1]:
                self._put_code(self._display)
            self._prose.gap(" ")
        else:
            self._prose.gap("\n\n")
        item = _ITEM.search(self.text, self.line_starts[self.line_number(start) - 1], start)
        if item:
            mark = "-" if item[1] in "-+*•" else item[1]
            self._prose.add(*self._ends.to_given(Span(item.start(), start)), mark + " ")
        self._open, self._display = "" if heading else content[-1], None


def _pieces(content: str, markup: Inline) -> Iterator[tuple[int, int, str]]:
    """The prose of a block: spans of its content, and what they read."""
    at = 0
    for start, end, prose in [*markup.edits, (len(content), len(content), "")]:
        for match in _LINE_BREAK.finditer(content, at, start):  # inside code
            if at < match.start():
                yield at, match.start(), content[at : match.start()]
            yield *match.span(), " "
            at = match.end()
        if at < start:
            yield at, start, content[at:start]
        if prose:
            yield start, end, prose
        at = end
