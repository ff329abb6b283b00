"""CSV and TSV with a header line. Each row is a document."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from typing import IO, cast

from mtdetect.readers.decoding import binary, is_noise, marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_FIX = "put the text in quotes and double any quotes inside it"
LONGEST_HEADER = 100
"""Lines. An odd quotation mark in the header must not take in the whole file."""
_UNDECODED = re.compile(r"[\udc80-\udcff]")


def _text_stream(stream: IO[bytes]) -> io.TextIOWrapper:
    """Decodes the stream. Bytes that are not UTF-8 become lone surrogates, so that only their rows are rejected."""
    buffered = cast(
        io.BufferedReader, stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    encoding = marked_encoding(buffered.peek(4)[:4]) or "utf-8"
    return io.TextIOWrapper(buffered, encoding, "surrogateescape" if encoding.startswith("utf-8") else None, newline="")


def _header(text: io.TextIOWrapper) -> list[str]:
    """The lines of the first row: a column's name may contain line breaks."""
    lines = [text.readline()]
    while "".join(lines).count('"') % 2 and len(lines) < LONGEST_HEADER and (line := text.readline()):
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
    try:
        lines = _header(text)
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
        yield from _documents(text, name, rows, columns, delimiter, len(lines))
        rows.end(name)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not {text.encoding.upper()}, although its byte order mark says so; save it as UTF-8"
        ) from error
    finally:
        text.detach()  # leaves the stream open for the caller to close


def _recorded(lines: Iterable[str], record: list[str]) -> Iterator[str]:
    """The lines, each of them also added to the record."""
    for line in lines:
        record.append(line)
        yield line


def _documents(
    text: io.TextIOWrapper, name: str, rows: Rows, columns: list[str], delimiter: str, header: int
) -> Iterator[Document]:
    """`header`: its number of lines."""
    record: list[str] = []
    reader = csv.reader(_recorded(text, record) if rows.keeps_raw else text, delimiter=delimiter, strict=True)
    begin, end = rows.lines
    while True:
        line = reader.line_num + header + 1
        if end is not None and line > end:
            return
        problem, detail, values = "", "", None
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem, detail = "not CSV", f" ({error})"
        rows.keep("".join(record))
        record.clear()
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
            last = reader.line_num + header  # an opening quote too many takes in the lines up to the next
            detail += f", and lost with it: lines {line + 1:,} to {last:,}" if last > line else ""
            rows.reject(name, line, problem, _FIX, detail)
            continue
        document = rows.document(name, line, dict(zip(columns, values or (), strict=True)))
        if document is not None:
            yield document
