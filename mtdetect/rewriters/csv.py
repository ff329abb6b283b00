"""CSV and TSV with a header line. Rows whose text stays the same are copied byte for byte."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import IO

from mtdetect.readers.csv import HEADER_LENGTH, delimiter_of, header_lines, lost
from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.rewriters import Clean, Record, Source, replaced
from mtdetect.types import InputError

_UNDECODED = "surrogateescape"
"""Bytes that are not UTF-8 are kept in this way, and written back as they were."""

_QUOTE = "put the text in quotes"

_PIECE = 1 << 20
"""How many bytes of a row that is too long are copied at a time."""


class _LongRowError(Exception):
    """A row is longer than the limit. Its end has not been read."""


class _Lines:
    """The lines of a file, for `csv.reader`. Of a row, no more than `most` bytes are held.

    `number`: how many lines have been read.
    """

    def __init__(self, source: Source, most: int) -> None:
        self._source, self.most = source, most
        self.number = 0
        self._read = list[bytes]()
        self._length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._source.readline(self.most + 2 - self._length)
        if not line:
            raise StopIteration
        self.number += 1
        self._read.append(line)
        self._length += len(line)
        if self._length - (len(line) - len(line.rstrip(b"\r\n"))) > self.most:
            raise _LongRowError
        return line.decode(errors=_UNDECODED)

    def taken(self) -> bytes:
        """The lines that were read since this was called."""
        raw = b"".join(self._read)
        self._read.clear()
        self._length = 0
        return raw

    def pieces(self) -> Iterator[bytes]:
        """The row that is too long: up to the end of its last line, and of the quotation that it is in."""
        piece = self.taken()
        quoted = False
        while piece:
            yield piece
            quoted ^= piece.count(b'"') % 2 == 1
            if piece.endswith(b"\n") and not quoted:
                return
            begins = piece.endswith(b"\n")
            piece = self._source.readline(_PIECE)
            self.number += begins and piece != b""


def rewrite(source: Source, target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    lines = _Lines(source, min(HEADER_LENGTH, rows.max_bytes))
    try:
        header = header_lines(lines)
        first = lines.taken()
        if marked_encoding(first[:4]) not in (None, "utf-8-sig"):
            raise InputError(f"{name}: this file is in UTF-16 or UTF-32; save it as UTF-8 to have its rows cleaned")
        header[0] = header[0].removeprefix("\ufeff")
        delimiter = delimiter_of(header, rows)
        columns = next(csv.reader(header, delimiter=delimiter), [])
    except _LongRowError:
        raise InputError(f"{name}, line 1: the header is too long; check that this is CSV") from None
    except csv.Error as error:
        raise InputError(f"{name}, line 1: not CSV ({error}); check that each line ends in a line feed") from None
    if columns.count(rows.text_field) > 1:
        raise InputError(f"{name}, line 1: two columns are named “{rows.text_field}”; rename one")
    rows.columns(columns)
    lines.most = rows.max_bytes
    target.write(first)

    def replace(raw: bytes, text: str) -> bytes:
        values = next(csv.reader([raw.decode(errors=_UNDECODED)], delimiter=delimiter))
        values[columns.index(rows.text_field)] = text
        line = io.StringIO()
        end = "\r\n" if raw.endswith(b"\r\n") else "\n" if raw.endswith(b"\n") else ""
        csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(values)
        return line.getvalue().encode(errors=_UNDECODED)

    for record in replaced(_records(lines, name, rows, columns, delimiter), clean, replace):
        target.write(record)
    rows.end(name)


def _records(lines: _Lines, name: str, rows: Rows, columns: list[str], delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, document = lines.number + 1, None
        try:
            values = next(reader)
        except StopIteration:
            return
        except _LongRowError:
            yield _long_row(lines, name, line, rows), None
            continue
        except csv.Error as error:
            detail = f" ({error}){lost(line, lines.number)}"
            rows.reject(name, line, "not CSV", f"all is copied as it is; {_QUOTE}", detail)
            values = []
        raw = lines.taken()
        if values and len(values) != len(columns):
            detail = f" ({len(values)}, but the header has {len(columns)})"
            rows.reject(name, line, "wrong number of fields", f"it is copied as it is; {_QUOTE}", detail)
        elif any(not value.isascii() and not _is_utf8(value) for value in values):
            rows.reject(name, line, "not UTF-8", "it is copied as it is; save the file as UTF-8")
        elif values:
            document = rows.document(name, line, dict(zip(columns, values, strict=True)))
        yield raw, document


def _long_row(lines: _Lines, name: str, line: int, rows: Rows) -> Iterator[bytes]:
    yield from lines.pieces()
    rows.reject_long(name, line, lost(line, lines.number))


def _is_utf8(value: str) -> bool:
    return not any("\udc80" <= character <= "\udcff" for character in value)
