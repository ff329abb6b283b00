"""reStructuredText. Each file is a document: its prose, with a map back to the file.

A small reader goes by lines and indentation, for docutils keeps no offsets. It reads paragraphs, titles, list items,
definitions, quotations, footnotes, and the contents of directives that hold prose, such as `note`. It leaves out
literal blocks, doctests, tables, field lists, options, link targets, comments and all other directives.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import IO

from mtdetect.readers.decoding import decode
from mtdetect.readers.limits import read_whole
from mtdetect.readers.prose_blocks import ProseBlocks
from mtdetect.readers.rows import Rows
from mtdetect.readers.rst_inline import inline_markup
from mtdetect.text.source_map import SourceMap
from mtdetect.types import Document, Ignored

_ARGUMENT_IS_PROSE = {
    *("admonition", "attention", "caution", "centered", "danger", "error", "hint", "important", "note", "rubric"),
    *("seealso", "sidebar", "tip", "todo", "topic", "warning"),
}
PROSE_DIRECTIVES = _ARGUMENT_IS_PROSE | {
    *("compound", "container", "deprecated", "epigraph", "glossary", "highlights", "only", "pull-quote", "rst-class"),
    *("versionadded", "versionchanged", "versionremoved"),
}
"""Directives whose contents are prose. Those that describe an object, such as `py:function`, have it too."""

_OBJECT = re.compile(
    r"(?:\w+:)?(?:(?:static|class|abstract)?(?:function|class|method|property)|attribute|data|exception|module|type|macro"
    r"|member|var|struct|enum(?:erator)?|union|c?option|envvar|program|opcode|describe|object|confval|setting|decorator"
    r"(?:method)?|pdbcommand|2to3fixer|audit-event|role|directive|currentmodule)"
)
_EXPLICIT = re.compile(r"\.\.(?:[ \t]+|$)")
_DIRECTIVE = re.compile(r"\.\.[ \t]+([\w:+.-]+?)[ \t]?::(?:[ \t]+|$)")
_NOTE = re.compile(r"\.\.[ \t]+\[[^\]\n]{1,80}\](?:[ \t]+|$)")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*\Z")
_SIMPLE_TABLE = re.compile(r"=+(?:[ \t]+=+)+[ \t]*\Z")
_GRID_TABLE = re.compile(r"\+[-=+]{3,}\+[ \t]*\Z")
_FIELD = re.compile(r":(?![: `])(?:[^:\n\\]|\\.|:(?![ `]|$))+:(?:[ \t]|$)")
_OPTION = re.compile(r"(?:--?|\+|/)\w[\w-]*(?:[ =]\S+)?(?:, (?:--?|/)\w[\w-]*(?:[ =]\S+)?)*(?:[ \t]{2,}|$)")
_ITEM = re.compile(r"(?:[-+*•|]|\(?(?:\d{1,9}|#|[a-zA-Z]|[ivxlcIVXLC]{2,6})[.)])(?:[ \t]+|$)")
_DOCTEST = re.compile(r">>>(?: |$)")
_TARGET = re.compile(r"__ |__$")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    source, ignored = prose_of(decode(read_whole(stream, name, rows.max_bytes), name), name)
    yield Document(name, source.prose, {"file": name}, source, ignored)


def prose_of(text: str, name: str) -> tuple[SourceMap, tuple[Ignored, ...]]:
    """The prose of a reStructuredText, and what its comments to mtdetect turn off in it. `name` is for warnings."""
    return _Reader(text, name).read()


class _Reader:
    """Reads one text, line by line. A line's column is where its text begins, after the mark of a list item."""

    def __init__(self, text: str, name: str) -> None:
        self._blocks = ProseBlocks(text, name)
        text = self._blocks.text
        ends = [*(start - 1 for start in self._blocks.line_starts[1:]), len(text)]
        self._lines = [text[start:end] for start, end in zip(self._blocks.line_starts, ends, strict=True)]
        self._indents = [len(line) - len(line.lstrip(" \t")) if line.strip() else -1 for line in self._lines]
        self._waiting: list[tuple[int, int, tuple[str, ...]]] = []
        """`ignore` comments whose block has not ended: their column, where the block begins, and their selectors."""

    def read(self) -> tuple[SourceMap, tuple[Ignored, ...]]:
        number = 0
        while number < len(self._lines):
            number = self._block(number, max(0, self._indents[number])) if self._indents[number] >= 0 else number + 1
        self._end_blocks(0)
        return self._blocks.finish()

    def _block(self, first: int, column: int) -> int:
        """Reads a block that begins in a line at a column, and returns the number of the line after it."""
        outer, line = column, self._lines[first][column:]
        while item := _ITEM.match(line):
            column += item.end()
            line = line[item.end() :]
        if column == len(self._lines[first]):  # an empty item
            return first + 1
        if _EXPLICIT.match(line):
            return self._explicit(first, column, line)
        self._end_blocks(column)
        if _DOCTEST.match(line):
            return self._show(first, self._to_blank(first))
        if _SIMPLE_TABLE.match(line) or _GRID_TABLE.match(line):
            return self._show(first, self._table(first))
        if _FIELD.match(line) or _OPTION.match(line) or _TARGET.match(line):
            return self._indented(first + 1, column + 1)
        if _ADORNMENT.match(line):
            return first + 1
        return self._paragraph(first, column, outer)

    def _paragraph(self, first: int, column: int, outer: int) -> int:
        """Reads a paragraph. If it comes after a mark, which begins at `outer`, its other lines may begin elsewhere."""
        last, rest = first + 1, self._lines[first][column:].rstrip()
        heading = last < len(self._lines) and _ADORNMENT.match(self._lines[last].strip()) is not None
        hang = column
        if column > outer and last < len(self._lines) and self._indents[last] > outer:
            hang = self._indents[last]
        while not heading and last < len(self._lines) and self._indents[last] == hang:
            last += 1
        starts = [self._blocks.line_starts[first] + column]
        starts += [self._blocks.line_starts[number] + self._indents[number] for number in range(first + 1, last)]
        content = "\n".join([rest, *(line.strip(" \t") for line in self._lines[first + 1 : last])])
        introduces = content.endswith("::")
        self._blocks.add(content, starts, inline_markup(content), heading)
        if heading:
            return last + 1
        return self._literal(last, min(hang, self._indents[first])) if introduces else last

    def _literal(self, first: int, column: int) -> int:
        """A literal block: indented further than the paragraph before it, or marked by quotes."""
        begins = first
        while begins < len(self._lines) and self._indents[begins] < 0:
            begins += 1
        if begins == len(self._lines) or self._indents[begins] <= column:
            return first
        return self._show(begins, self._indented(begins, column + 1))

    def _explicit(self, first: int, column: int, line: str) -> int:
        after = self._indented(first + 1, column + 1)
        note, directive = _NOTE.match(line), _DIRECTIVE.match(line)
        if note and note.end() < len(line):
            self._end_blocks(column)
            return self._paragraph(first, column + note.end(), column)
        if directive:
            return self._directive(first, column, directive, after)
        comment = "\n".join([line[2:], *self._lines[first + 1 : after]])
        ours = self._blocks.comments.read(comment, self._blocks.length, first + 1)
        if ours:
            self._waiting.append((column, self._blocks.length, ours))
        return after

    def _directive(self, first: int, column: int, match: re.Match[str], after: int) -> int:
        name = match[1].lower()
        self._end_blocks(column)
        if name not in PROSE_DIRECTIVES and not _OBJECT.fullmatch(name):
            return self._show(first, after)
        if name in _ARGUMENT_IS_PROSE and match.end() < len(match.string):
            return self._paragraph(first, column + match.end(), column)
        number = first + 1
        signatures = name not in PROSE_DIRECTIVES
        while number < after and self._indents[number] >= 0:  # options, and more arguments
            if not signatures and not self._lines[number].lstrip().startswith(":"):
                break
            number += 1
        return number

    def _show(self, first: int, after: int) -> int:
        self._blocks.show(self._blocks.lines(first, after))
        return after

    def _table(self, first: int) -> int:
        """The line after a table: a simple one ends with a border before an empty line, a grid at an empty line."""
        if self._lines[first].lstrip()[:1] == "=":
            number = bisect_right(self._borders, first)
            if number < len(self._borders):
                return self._borders[number] + 1
        return self._to_blank(first)

    @cached_property
    def _borders(self) -> list[int]:
        """The lines that can end a simple table."""
        empty = [indent < 0 for indent in self._indents[1:]] + [True]
        return [n for n, line in enumerate(self._lines) if empty[n] and _SIMPLE_TABLE.match(line.strip())]

    def _to_blank(self, first: int) -> int:
        while first < len(self._lines) and self._indents[first] >= 0:
            first += 1
        return first

    def _indented(self, first: int, column: int) -> int:
        """The number of the first line, from `first` on, that is not empty and begins before a column."""
        while first < len(self._lines) and (self._indents[first] < 0 or self._indents[first] >= column):
            first += 1
        return first

    def _end_blocks(self, column: int) -> None:
        """Ends the `ignore` comments whose block has been read: another begins at their column, or before it."""
        for waiting in [each for each in self._waiting if each[0] >= column and each[1] < self._blocks.length]:
            self._blocks.comments.ignore(waiting[1], self._blocks.length, waiting[2])
            self._waiting.remove(waiting)
