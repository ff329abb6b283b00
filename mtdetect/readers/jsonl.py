"""JSON lines: one object a line is one document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import chain
from typing import IO

from mtdetect.readers.decoding import marked_encoding
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

MEND = "write one JSON object a line, or take the line out"


def lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, str | None]]:
    """Every line with its number from 1; None for a line that is not UTF-8."""
    first = stream.readline()
    encoding = marked_encoding(first)
    if encoding and encoding != "utf-8-sig":
        # The mark has been read already, and only a stream that can go back can be read as UTF-16 from its start.
        rest = io.TextIOWrapper(io.BytesIO(first + stream.read()), encoding, newline="\n")
        try:
            yield from enumerate(rest, 1)
        except UnicodeDecodeError as error:
            raise InputError(f"{name}: begins as {encoding.upper()} but is not; save it as UTF-8") from error
        return
    for number, line in enumerate(chain([first.removeprefix(b"\xef\xbb\xbf")], stream), 1):
        try:
            yield number, line.decode()
        except UnicodeDecodeError:
            yield number, None


def objects(stream: IO[bytes], name: str, rows: Rows) -> Iterator[tuple[int, dict[str, object]]]:
    """Every object with its line number; other lines are rejected."""
    for number, line in lines(stream, name):
        if line is None:
            rows.reject(name, number, "not UTF-8; save the file as UTF-8")
        elif line.strip():
            try:
                value = json.loads(line)
            except ValueError as error:
                problem = getattr(error, "msg", "") or str(error)
                rows.reject(name, number, f"not JSON ({problem}, column {getattr(error, 'colno', 1)}); {MEND}")
            except RecursionError:
                rows.reject(name, number, f"not usable JSON (nested too deep); {MEND}")
            else:
                if isinstance(value, dict):
                    yield number, value
                else:
                    rows.reject(name, number, f"not a JSON object but {line.strip()!r:.40}; {MEND}")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    for number, row in objects(stream, name, rows):
        document = rows.document(name, number, row)
        if document is not None:
            yield document
