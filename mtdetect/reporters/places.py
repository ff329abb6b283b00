"""Converts offsets to what editors use: a file, a line and a column."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from mtdetect.types import Document

_LINE_END = re.compile(r"\r\n|\r|\n")


def file_of(document: Document) -> str:
    """The file that the document was read from."""
    return str(document.metadata.get("file", document.id))


class Region(NamedTuple):
    """A range in a file. Lines and columns count from 1, the end column is exclusive, and unknown columns are None."""

    line: int
    column: int | None
    end_line: int
    end_column: int | None


class Places:
    """Maps offsets in one document to positions in the file it came from."""

    def __init__(self, document: Document) -> None:
        self.file = file_of(document)
        self.verbatim = bool(document.metadata.get("verbatim"))
        line = document.metadata.get("line")
        self._row = line if isinstance(line, int) else None
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(document.text))]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The line and column in the document's text, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def region(self, start: int, end: int) -> Region | None:
        """The range in the file: exact for plain text, only the line for a row, None if extracted from markup."""
        if self.verbatim:
            return Region(*self.line_and_column(start), *self.line_and_column(end))
        return Region(self._row, None, self._row, None) if self._row else None
