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
_UNDECODED = re.compile(r"[\udc80-\udcff]")


def _text_stream(stream: IO[bytes]) -> io.TextIOWrapper:
    """Decodes the stream. Bytes that are not UTF-8 become lone surrogates, so that only their rows are rejected."""
    buffered = cast(io.BufferedReader, stream)  # every stream from `open_bytes` has peek()
    encoding = marked_encoding(buffered.peek(4)[:4]) or "utf-8"
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(buffered, encoding, errors, newline="")


def _delimiter(header: str, name: str, text_field: str) -> str:
    """The delimiter that makes `text_field` a column: in many countries, spreadsheets save CSV with semicolons."""
    if ".tsv" in name.lower():
        return "\t"
    return next((d for d in ",;\t|" if text_field in next(csv.reader([header], delimiter=d), [])), ",")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the default, 128 KB, is too small for a long article
    text = _text_stream(stream)
    try:
        header = text.readline()
        delimiter = _delimiter(header, name, rows.text_field)
        columns = next(csv.reader([header], delimiter=delimiter), [])
        if is_noise(header):
            raise binary(name)
        if columns.count(rows.text_field) > 1:
            raise InputError(f"{name}, line 1: two columns are named “{rows.text_field}”; rename one")
        if rows.text_field not in columns:
            if columns:
                raise InputError(f"{name}, line 1: {rows.no_text_field(columns)}")
            raise InputError(f"{name}: the file is empty; its first line must name the columns")
        yield from _documents(text, name, rows, columns, delimiter)
    finally:
        text.detach()  # leaves the stream open for the caller to close


def _documents(text: io.TextIOWrapper, name: str, rows: Rows, columns: list[str], delimiter: str) -> Iterator[Document]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rows.reject(name, line, f"not CSV ({error}); {_FIX}")
            continue
        if not values:
            continue
        if len(values) != len(columns):
            problem = f"{len(values)} fields in this row, but {len(columns)} in the header"
            rows.reject(name, line, f"{problem}; {_FIX}")
        elif any(_UNDECODED.search(value) for value in values):
            rows.reject(name, line, "not UTF-8; save the file as UTF-8")
        else:
            document = rows.document(name, line, dict(zip(columns, values, strict=True)))
            if document is not None:
                yield document
