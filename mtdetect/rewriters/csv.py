"""CSV and TSV with a header line. Rows whose text stays the same are copied byte for byte."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import IO

from mtdetect.readers.csv import LONGEST_HEADER, delimiter_of
from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.rewriters import Clean, replaced
from mtdetect.types import Document, InputError

_UNDECODED = "surrogateescape"
"""Bytes that are not UTF-8 are kept in this way, and written back as they were."""


_QUOTE = "put the text in quotes"


class _Lines:
    """The lines of a file, which remembers those that were read since `taken` was called."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._read = source, list[bytes]()

    def __iter__(self) -> Iterator[str]:
        for line in self._source:
            self._read.append(line)
            yield line.decode(errors=_UNDECODED)

    def taken(self) -> bytes:
        raw = b"".join(self._read)
        self._read.clear()
        return raw


def rewrite(source: IO[bytes], target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    first = [source.readline()]
    if marked_encoding(first[0]) not in (None, "utf-8-sig"):
        raise InputError(f"{name}: this file is in UTF-16 or UTF-32; save it as UTF-8 to have its rows cleaned")
    while b"".join(first).count(b'"') % 2 and len(first) < LONGEST_HEADER and (line := source.readline()):
        first.append(line)
    header = [line.decode("utf-8-sig", _UNDECODED) for line in first]
    delimiter = delimiter_of(header, rows)
    columns = next(csv.reader(header, delimiter=delimiter), [])
    if columns.count(rows.text_field) > 1:
        raise InputError(f"{name}, line 1: two columns are named “{rows.text_field}”; rename one")
    rows.columns(columns)
    target.writelines(first)

    def replace(raw: bytes, text: str) -> bytes:
        values = next(csv.reader([raw.decode(errors=_UNDECODED)], delimiter=delimiter))
        values[columns.index(rows.text_field)] = text
        line = io.StringIO()
        end = "\r\n" if raw.endswith(b"\r\n") else "\n" if raw.endswith(b"\n") else ""
        csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(values)
        return line.getvalue().encode(errors=_UNDECODED)

    for record in replaced(_records(source, name, rows, columns, delimiter, len(first)), clean, replace):
        target.write(record)
    rows.end(name)


def _records(
    source: IO[bytes], name: str, rows: Rows, columns: list[str], delimiter: str, header: int
) -> Iterator[tuple[bytes, Document | None]]:
    lines = _Lines(source)
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    while True:
        line, document = reader.line_num + header + 1, None
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rows.reject(name, line, "not CSV", f"it is copied as it is; {_QUOTE}", f" ({error})")
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


def _is_utf8(value: str) -> bool:
    return not any("\udc80" <= character <= "\udcff" for character in value)
