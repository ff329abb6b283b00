"""CSV and TSV with a header line. Each row is a document."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from typing import IO, cast

from mtdetect.readers.decoding import binary, is_noise, marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_FIX = "put the text in quotes and double any quotes inside it"
_LONGEST_HEADER, HEADER_LENGTH = 100, 1_000_000
"""Lines, and characters. An odd quotation mark in the header must not take in the whole file."""
_PIECE = 1 << 20
"""How many characters of a row that is too long are read at a time."""
_BREAKS = ("\n", "\r")
_UNDECODED = re.compile(r"[\udc80-\udcff]")


def _text_stream(stream: IO[bytes]) -> io.TextIOWrapper:
    """Decodes the stream. Bytes that are not UTF-8 become lone surrogates, so that only their rows are rejected."""
    buffered = cast(
        io.BufferedReader, stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    encoding = marked_encoding(buffered.peek(4)[:4]) or "utf-8"
    return io.TextIOWrapper(buffered, encoding, "surrogateescape" if encoding.startswith("utf-8") else None, newline="")


class _LongRowError(Exception):
    """A row is longer than the limit. All of it has been skipped."""


class _Lines:
    """The lines of a file, for `csv.reader`. Of a row that is longer than `most` characters, no more is held."""

    def __init__(self, text: io.TextIOWrapper, most: int, keeps: bool) -> None:
        self._text, self.most, self._keeps = text, most, keeps
        self.number = 0
        """How many lines have been read."""
        self.row: list[str] = []
        """Those of the row that is being read, if they are kept."""
        self.start_row()

    def start_row(self) -> None:
        self.row.clear()
        self._length = 0
        self._quoted = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self.most + 2 - self._length)
        if not line:
            raise StopIteration
        self.number += 1
        self._length += len(line)
        self._quoted ^= line.count('"') % 2 == 1
        if self._length > self.most + 1 or (self._length > self.most and not line.endswith(_BREAKS)):
            self._skip_row(line)
            raise _LongRowError
        if self._keeps:
            self.row.append(line)
        return line

    def _skip_row(self, line: str) -> None:
        """Reads on to the end of the line, and of the quotation that it is in."""
        while line and (self._quoted or not line.endswith(_BREAKS)):
            begins = line.endswith(_BREAKS)
            line = self._text.readline(_PIECE)
            self.number += begins and line != ""
            self._quoted ^= line.count('"') % 2 == 1


def header_lines(text: Iterator[str]) -> list[str]:
    """The lines of the first row: a column's name may contain line breaks."""
    lines = [next(text, "")]
    while "".join(lines).count('"') % 2 and len(lines) < _LONGEST_HEADER and (line := next(text, "")):
        lines.append(line)
    return lines


def delimiter_of(header: list[str], rows: Rows) -> str:
    """The delimiter that makes the text field a column: in many countries, spreadsheets save CSV with semicolons."""
    if rows.suffix == ".tsv":
        return "\t"
    columns = {delimiter: next(csv.reader(header, delimiter=delimiter), []) for delimiter in ",;\t|"}
    return max(columns, key=lambda delimiter: (rows.text_field in columns[delimiter], len(columns[delimiter])))


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the default, 128 KB, is too small for a long article
    text = _text_stream(stream)
    source = _Lines(text, min(HEADER_LENGTH, rows.max_bytes), rows.keeps_raw)
    try:
        lines = header_lines(source)
        header = "".join(lines)
        delimiter = delimiter_of(lines, rows)
        columns = next(csv.reader(lines, delimiter=delimiter), [])
        if is_noise(header):
            raise binary(name)
        if columns.count(rows.text_field) > 1:
            raise InputError(f"{name}, line 1: two columns are named “{rows.text_field}”; rename one")
        if not columns:
            raise InputError(f"{name}: the file is empty; its first line must name the columns")
        rows.columns(columns)
        rows.start("csv", ("\ufeff" * (text.encoding != "utf-8") + header, columns, delimiter))
        source.most = rows.max_bytes
        yield from _documents(source, name, rows, columns, delimiter)
        rows.end(name)
    except _LongRowError:
        raise InputError(f"{name}, line 1: the header is too long; check that this is CSV") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not {text.encoding.upper()}, although its byte order mark says so; save it as UTF-8"
        ) from error
    finally:
        text.detach()  # leaves the stream open for the caller to close


def _documents(source: _Lines, name: str, rows: Rows, columns: list[str], delimiter: str) -> Iterator[Document]:
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    begin, end = rows.lines
    while True:
        line = source.number + 1
        if end is not None and line > end:
            return
        source.start_row()
        problem, detail, values = "", "", None
        try:
            values = next(reader)
        except StopIteration:
            return
        except _LongRowError:
            if line >= begin:
                rows.reject_long(name, line, lost(line, source.number))
            continue
        except csv.Error as error:
            problem, detail = "not CSV", f" ({error})"
        rows.keep("".join(source.row))
        if line < begin or values == []:
            continue
        if values is not None:
            if len(values) != len(columns):
                problem = "wrong number of fields"
                detail = f" ({len(values)}, but the header has {len(columns)})"
            elif any(_UNDECODED.search(value) for value in values):
                rows.reject(name, line, "not UTF-8", "save the file as UTF-8")
                continue
        if problem:
            rows.reject(name, line, problem, _FIX, detail + lost(line, source.number))
            continue
        document = rows.document(name, line, dict(zip(columns, values or (), strict=True)))
        if document is not None:
            yield document


def lost(line: int, last: int) -> str:
    """An opening quote too many takes in the lines up to the next."""
    return f", and lost with it: lines {line + 1:,} to {last:,}" if last > line else ""
