"""JSON Lines. Only the text's own characters change: other fields, their order and the spaces stay, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO

from mtdetect.readers.limits import MOST_VALUES, has_too_many_values, line_pieces
from mtdetect.readers.rows import Rows
from mtdetect.rewriters import Clean, Record, Source, replaced
from mtdetect.types import Document, Span

_FIX = "it is copied as it is; write one object per line"
_MARK = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


def rewrite(source: Source, target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    for record in replaced(_records(source, name, rows), clean, lambda raw, text: _with_text(raw, rows, text)):
        target.write(record)
    rows.end(name)


def _records(source: Source, name: str, rows: Rows) -> Iterator[Record]:
    number = 0
    while raw := source.readline(rows.max_bytes + 2):  # a line break is one or two bytes
        number += 1
        if len(raw.rstrip(b"\r\n")) > rows.max_bytes:
            rows.reject_long(name, number)
            yield line_pieces(source, raw), None
        else:
            yield raw, _document(raw, name, number, rows)


def _document(raw: bytes, name: str, number: int, rows: Rows) -> Document | None:
    try:
        line = raw.removeprefix(_MARK).decode()
        if not line.strip():
            return None
        if has_too_many_values(line):
            rows.reject(name, number, f"more than {MOST_VALUES:,} values", "it is copied as it is; split the row")
            return None
        row = json.loads(line)
    except (ValueError, RecursionError):
        rows.reject(name, number, "not JSON in UTF-8", _FIX)
        return None
    if isinstance(row, dict):
        return rows.document(name, number, row)
    rows.reject(name, number, "not a JSON object", _FIX)
    return None


def _with_text(raw: bytes, rows: Rows, text: str) -> bytes:
    """The line with another text, escaped in the same way as the old one."""
    line = raw.decode()
    start, end = _value(line, rows.text_field)
    old = line[start:end]
    new = json.dumps(text, ensure_ascii=old.isascii() and not text.isascii())
    try:
        return f"{line[:start]}{new}{line[end:]}".encode()
    except UnicodeEncodeError:  # a lone surrogate can only be written as an escape
        return f"{line[:start]}{json.dumps(text)}{line[end:]}".encode()


def _value(line: str, name: str) -> Span:
    """Where the value of a field is in a line that holds an object. Of several with this name, the last one counts."""
    found = Span(0, 0)
    at = line.index("{") + 1
    while True:
        at = _skip(line, at)
        if line[at] == "}":
            return found
        key, at = _DECODER.raw_decode(line, at)
        start = _skip(line, _skip(line, at) + 1)
        _, at = _DECODER.raw_decode(line, start)
        if key == name:
            found = Span(start, at)
        at = _skip(line, at)
        at += line[at] == ","


def _skip(line: str, at: int) -> int:
    space = _SPACE.match(line, at)
    return space.end() if space else at
