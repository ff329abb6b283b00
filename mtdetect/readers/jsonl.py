"""JSON Lines. Each line is an object, and each object a document."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import IO

from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.limits import MOST_VALUES, Joined, bounded_lines, has_too_many_values, skip_line
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_FIX = "write one JSON object per line, or remove the line"


def lines(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, str]]:
    """The lines to read with their numbers. Those that are too long or not UTF-8 are rejected."""
    begin, end = rows.lines
    rows.start("jsonl")
    head = stream.read(len(codecs.BOM_UTF8) + 1)
    encoding = marked_encoding(head)
    joined = io.BufferedReader(Joined(head.removeprefix(codecs.BOM_UTF8), stream))
    if encoding and encoding != "utf-8-sig":
        yield from _wide_lines(joined, encoding, name, rows)
        return
    for number, line in islice(enumerate(bounded_lines(joined, rows.max_bytes), 1), begin - 1, end):
        if line is None:
            rows.reject_long(name, number)
            continue
        rows.keep(line)
        try:
            text = line.decode()
        except UnicodeDecodeError:
            rows.reject(name, number, "not UTF-8", "save the file as UTF-8")
        else:
            yield number, text


def _wide_lines(stream: IO[bytes], encoding: str, name: str, rows: Rows) -> Iterator[tuple[int, str]]:
    """The same for UTF-16 and UTF-32, which must be decoded from the start."""
    text = io.TextIOWrapper(stream, encoding, newline="\n")
    begin, end = rows.lines
    number = 0
    try:
        while (end is None or number < end) and (line := text.readline(rows.max_bytes)):
            number += 1
            if not line.endswith("\n") and len(line) == rows.max_bytes:
                skip_line(text, line)
                if number >= begin:
                    rows.reject_long(name, number)
            elif number >= begin:
                rows.keep(line.encode())
                yield number, line
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not {encoding.upper()}, although its byte order mark says so; save it as UTF-8"
        ) from error


def objects(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, dict[str, object]]]:
    """Each object with its line number. Any other line is rejected."""
    for number, line in lines(stream, name, rows):
        if has_too_many_values(line):
            rows.reject(name, number, f"more than {MOST_VALUES:,} values", "split the row")
        elif line.strip():
            try:
                value = json.loads(line)
            except ValueError as error:
                problem = getattr(error, "msg", "") or str(error)
                rows.reject(name, number, "not JSON", _FIX, f" ({problem}, column {getattr(error, 'colno', 1)})")
            except RecursionError:
                rows.reject(name, number, "JSON nested too deeply", _FIX)
            else:
                if isinstance(value, dict):
                    yield number, value
                else:
                    rows.reject(name, number, "not a JSON object", _FIX, f": {line.strip():.40}")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    for number, row in objects(stream, name, rows):
        document = rows.document(name, number, row)
        if document is not None:
            yield document
    rows.end(name)
