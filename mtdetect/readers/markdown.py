"""Markdown. Each file is a document: its prose, with a map back to the file.

Prose is the text of paragraphs, headings, list items and quotations. Every block becomes one line, with an empty line
between two blocks. List items keep their marks and inline code its backticks, which tell rules what they are. Left out
are code blocks, tables, HTML blocks, front matter, link definitions and, inside a paragraph, link targets, images and
marks of emphasis.

A code block may be part of a sentence (“The command ⟨code⟩ shows its options.”). Such a sentence becomes one paragraph,
with `code` in place of the block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import IO

from markdown_it.token import Token

from mtdetect.readers.decoding import decode
from mtdetect.readers.ignored import IgnoreComments, comments
from mtdetect.readers.markdown_inline import CODE, Inline, Parser
from mtdetect.readers.rows import Rows
from mtdetect.text.segmentation import LineEnds
from mtdetect.text.source_map import ProseBuilder, SourceMap
from mtdetect.types import Document, Ignored, Span

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(?=[\w\"'-]+[ \t]*:|#|\n).*?^(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?^\+\+\+)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_ITEM = re.compile(r"([-+*]|\d{1,9}[.)])[ \t]+\Z")
_DISPLAYS = ("fence", "code_block", "table_open")
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")
# A formula, the end of a block of colons, a tag of a template language, or a statement of MDX.
_NO_PROSE = re.compile(r"\$\$.*\$\$\Z|:{3,}\Z|\{[%#][^\n]*[%#]\}\Z|(?:import|export) [^\n]*[;'\"]\Z", re.DOTALL)


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    source, ignored = prose_of(decode(stream.read(), name), name)
    yield Document(name, source.prose, {"file": name, "verbatim": True}, source, ignored)


def prose_of(text: str, name: str) -> tuple[SourceMap, tuple[Ignored, ...]]:
    """The prose of a Markdown text, and what its comments to mtdetect turn off in it. `name` is for warnings."""
    return _Reader(text, name).read()


_parser = cache(Parser)


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


class _Reader:
    """Reads one text. Offsets are in the text with plain line ends, until they are given to the builder."""

    def __init__(self, text: str, name: str) -> None:
        self._ends = LineEnds(text)
        self._text = self._ends.plain.replace("\0", "\ufffd")  # as markdown-it does
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self._prose = ProseBuilder(text)
        self._comments = IgnoreComments(name)
        self._waiting: list[tuple[int, int, tuple[str, ...]]] = []
        """`ignore` comments whose block has not ended: their level, where the block begins, and their selectors."""
        self._open = ""
        """The last character of the paragraph before; empty if other prose comes between."""
        self._display: Span | None = None
        """The code block or table between that paragraph and the next."""

    def read(self) -> tuple[SourceMap, tuple[Ignored, ...]]:
        front = _FRONT_MATTER.match(self._text)
        body = re.sub(r"[^\n]", " ", front[0]) + self._text[front.end() :] if front else self._text
        env: dict[str, object] = {}
        heading = False
        for token in _parser().parse(body, env):
            if token.type == "html_block":
                self._html(token)
            elif token.type == "inline" and "starts" in token.meta:
                self._block(token, _parser().inline_markup(token.content, env), heading)
            elif token.type in _DISPLAYS and token.map:
                first, last = token.map
                self._show(Span(self._line_starts[first], self._line_starts[min(last, len(self._line_starts) - 1)]))
            heading = token.type == "heading_open"
            if self._waiting and token.nesting <= 0 and token.type not in ("html_block", "inline"):
                self._end_block(token.level)
        self._end_block(0)
        return self._prose.source_map(), self._comments.finish(self._prose.length)

    def _html(self, token: Token) -> None:
        """An HTML block. Only its comments are read: an `ignore` is about the block that follows."""
        first = (token.map or [0])[0] + 1
        ours = list[str]()
        at = 0
        for start, comment in comments(token.content):
            first += token.content.count("\n", at, start)
            ours += self._comments.read(comment, self._prose.length, first)
            at = start
        if ours:
            self._waiting.append((token.level, self._prose.length, tuple(ours)))
        elif not token.content.startswith("<!--"):
            self._end_block(token.level)

    def _end_block(self, level: int) -> None:
        for waiting in [each for each in self._waiting if each[0] >= level]:
            self._comments.ignore(waiting[1], self._prose.length, waiting[2])
            self._waiting.remove(waiting)

    def _show(self, display: Span) -> None:
        """A code block or table, which may complete a sentence."""
        if self._open and self._open not in ".!?:;":
            self._put_code(display)
        self._display = display

    def _put_code(self, display: Span) -> None:
        self._prose.gap(" ")
        self._prose.add(*self._ends.to_given(display), CODE)
        self._open = CODE[-1]

    def _block(self, token: Token, markup: Inline, heading: bool) -> None:
        """A paragraph or heading: adds its prose, and reads its comments, which are about the line that they are on."""
        content, first = token.content, (token.map or [0])[0] + 1
        pieces = list(_pieces(content, markup))
        wanted = not _NO_PROSE.match(content) and any(any(map(str.isalnum, prose)) for _, _, prose in pieces)
        if wanted:
            self._begin(content, token.meta["starts"][0], heading)
        lines = _Lines(content, token.meta["starts"])
        waiting, ours = markup.comments[::-1], list[str]()
        line_start = self._prose.length
        for start, end, prose in [*pieces, (len(content), len(content), "")]:
            while waiting and waiting[-1][0] <= start:
                at, comment = waiting.pop()
                ours += self._comments.read(comment, self._prose.length, first + content.count("\n", 0, at))
            place = Span(lines.to_file(start), lines.to_file(end))
            if wanted and prose != content[start:end]:
                self._prose.add(*self._ends.to_given(place), prose)
            elif wanted and prose == self._text[place.start : place.end]:  # or else it is not where it should be
                self._prose.add(*self._ends.to_given(place))
            if "\n" in content[start:end]:
                self._comments.ignore(line_start, self._prose.length, tuple(ours))
                line_start, ours = self._prose.length, []
        self._comments.ignore(line_start, self._prose.length, tuple(ours))

    def _begin(self, content: str, start: int, heading: bool) -> None:
        """Begins a block: in a line of its own, unless it continues a sentence after a code block or table."""
        if self._display and self._open and self._open not in ".!?" and content[0].islower():
            if self._open != CODE[-1]:
                self._put_code(self._display)
            self._prose.gap(" ")
        else:
            self._prose.gap("\n\n")
        line = self._line_starts[bisect_right(self._line_starts, start) - 1]
        item = _ITEM.search(self._text, line, start)
        if item:
            mark = item[1] if item[1][0].isdigit() else "-"
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
