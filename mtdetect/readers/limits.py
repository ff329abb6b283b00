"""Bounds on what is read: how long a document may be. Every reader works within them, whatever the file holds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Any, cast

from mtdetect.types import Document, InputError, RowError

MAX_BYTES = 64_000_000
"""The longest document, in bytes after decompression, unless the caller says otherwise. No book is a tenth of that."""

MOST_VALUES = 1_000_000
"""Most values in one JSON object: a value takes 30 times its bytes as a Python object."""

MOST_LINES = 1_000_000
"""Most lines of a document: a line may be a paragraph, which takes 700 bytes in its report."""

_PIECE = 1 << 20
"""How many bytes are read at a time."""

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def size(number: int) -> str:
    """A number of bytes for people to read.

    >>> size(64_000_000), size(1500)
    ('64 MB', '1,500 bytes')
    """
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= unit and number % unit == 0:
            return f"{number // unit:,} {name}"
    return f"{number:,} bytes"


def problem(max_bytes: int) -> str:
    return f"longer than {size(max_bytes)}"


FIX = "split the text, or allow more with --max-bytes"


def too_long(place: str, max_bytes: int) -> InputError:
    """The error for a document that is too long. `place`: its file or row."""
    return InputError(f"{place}: {problem(max_bytes)}; {FIX}")


def check_lines(document: Document) -> None:
    """Raises InputError if a document has more than MOST_LINES lines."""
    if document.text.count("\n") > MOST_LINES:
        problem, fix = f"a text of more than {MOST_LINES:,} lines", "split it"
        if "line" in document.metadata:
            name, line = document.metadata["file"], document.metadata["line"]
            message = f"{name}, line {line}: {problem}; {fix}"
            raise RowError(message, name, f"line {line:,}", problem, document.metadata.get("raw"))
        raise InputError(f"{document.id}: {problem}; {fix}")


def read_whole(stream: IO[bytes], place: str, max_bytes: int) -> bytes:
    """All of a stream. Raises InputError if it is longer than `max_bytes`; little more than these are then read."""
    data = io.BytesIO()  # its value is not copied
    while piece := stream.read(_PIECE):
        data.write(piece)
        if data.tell() > max_bytes:
            raise too_long(place, max_bytes)
    return data.getvalue()


def bounded_lines(stream: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    """The lines of a stream; None in place of a line that is longer than `max_bytes`, which is not held in memory."""
    while line := stream.readline(max_bytes + 2):  # a line break is one or two bytes
        if len(line.rstrip(b"\r\n")) <= max_bytes:
            yield line
        else:
            skip_line(stream, line)
            yield None


def line_pieces(stream: Any, start: Any) -> Iterator[Any]:
    """The line that begins with `start`, which has been read, in pieces."""
    end = "\n" if isinstance(start, str) else b"\n"
    yield start
    while start and not start.endswith(end):
        start = stream.readline(_PIECE)
        yield start


def skip_line(stream: IO[Any], start: Any) -> None:
    """Reads on to the end of a line that begins with `start`."""
    for _ in line_pieces(stream, start):
        pass


def has_too_many_values(line: str) -> bool:
    """Whether a line of JSON has more than MOST_VALUES values. Fast unless it might."""
    if sum(map(line.count, ",[{")) <= MOST_VALUES:
        return False
    return sum(map(_STRING.sub("", line).count, ",[{")) > MOST_VALUES


class Joined(io.RawIOBase):
    """A stream of `head`, which was read to look at it, followed by the rest of the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = cast(io.BufferedReader, rest)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        data = self._head[:size] if self._head else self._rest.read1(size)
        self._head = self._head[size:]
        buffer[: len(data)] = data
        return len(data)
