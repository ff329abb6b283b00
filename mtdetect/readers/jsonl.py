"""JSON Lines. Each line is an object, and each object a document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import chain
from typing import IO

from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_FIX = "write one JSON object per line, or remove the line"


def lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, str | None]]:
    """Each line with its number, counted from 1; None in place of a line that is not UTF-8."""
    first = stream.readline()
    encoding = marked_encoding(first)
    if encoding and encoding != "utf-8-sig":
        # UTF-16 must be decoded from the start, but the stream can't be rewound: put the first line back.
        rest = io.TextIOWrapper(io.BytesIO(first + stream.read()), encoding, newline="\n")
        try:
            yield from enumerate(rest, 1)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name}: not {encoding.upper()}, although its byte order mark says so; save it as UTF-8"
            ) from error
        return
    for number, line in enumerate(chain([first.removeprefix(b"\xef\xbb\xbf")], stream), 1):
        try:
            yield number, line.decode()
        except UnicodeDecodeError:
            yield number, None


def objects(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, dict[str, object]]]:
    """Each object with its line number. Any other line is rejected."""
    for number, line in lines(stream, name):
        if line is None:
            rows.reject(name, number, "not UTF-8; save the file as UTF-8")
        elif line.strip():
            try:
                value = json.loads(line)
            except ValueError as error:
                problem = getattr(error, "msg", "") or str(error)
                rows.reject(name, number, f"not JSON ({problem}, column {getattr(error, 'colno', 1)}); {_FIX}")
            except RecursionError:
                rows.reject(name, number, f"JSON nested too deeply; {_FIX}")
            else:
                if isinstance(value, dict):
                    yield number, value
                else:
                    rows.reject(name, number, f"{line.strip()!r:.40} is not a JSON object; {_FIX}")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    for number, row in objects(stream, name, rows):
        document = rows.document(name, number, row)
        if document is not None:
            yield document
