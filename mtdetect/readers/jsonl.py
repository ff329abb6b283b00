"""JSON Lines. Each line is an object, and each object a document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_FIX = "write one JSON object per line, or remove the line"


def lines(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, str | None]]:
    """The lines to read with their numbers; None in place of a line that is not UTF-8."""
    begin, end = rows.lines
    rows.start("jsonl")
    first = stream.readline()
    encoding = marked_encoding(first)
    if encoding and encoding != "utf-8-sig":
        # UTF-16 must be decoded from the start, but the stream can't be rewound: put the first line back.
        rest = io.TextIOWrapper(io.BytesIO(first + stream.read()), encoding, newline="\n")
        try:
            for number, text in islice(enumerate(rest, 1), begin - 1, end):
                rows.keep(text.encode())
                yield number, text
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name}: not {encoding.upper()}, although its byte order mark says so; save it as UTF-8"
            ) from error
        return
    numbered = enumerate(chain([first.removeprefix(b"\xef\xbb\xbf")], stream), 1)
    for number, line in islice(numbered, begin - 1, end):
        rows.keep(line)
        try:
            yield number, line.decode()
        except UnicodeDecodeError:
            yield number, None


def objects(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, dict[str, object]]]:
    """Each object with its line number. Any other line is rejected."""
    for number, line in lines(stream, name, rows):
        if line is None:
            rows.reject(name, number, "not UTF-8", "save the file as UTF-8")
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
