"""Offsets as editors count: the line and column of a place, and the file that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from mtdetect.types import Document

_LINE_END = re.compile(r"\r\n|\r|\n")


class Region(NamedTuple):
    """A place in a file, from 1, the end column exclusive; columns are None where only the line is known."""

    line: int
    column: int | None
    end_line: int
    end_column: int | None


class Places:
    """The places of one document's text in the file it came from."""

    def __init__(self, document: Document) -> None:
        self.file = str(document.metadata.get("file", document.id))
        self.verbatim = bool(document.metadata.get("verbatim"))
        line = document.metadata.get("line")
        self._row = line if isinstance(line, int) else None
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(document.text))]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Both from 1, in the document's own text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def region(self, start: int, end: int) -> Region | None:
        """The place in the file: exact in plain text, the line of a row, None where text was taken out of markup."""
        if self.verbatim:
            return Region(*self.line_and_column(start), *self.line_and_column(end))
        return Region(self._row, None, self._row, None) if self._row else None
