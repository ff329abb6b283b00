"""Recognises by its contents what standard input, or a file without a suffix, is."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from mtdetect.readers.limits import Joined
from mtdetect.readers.opening import decompressor

log = logging.getLogger("mtdetect")

_LONGEST_LINE = 1 << 24
"""Bytes in which the first line must end to be recognised as JSON."""


@contextmanager
def unpacked(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream, decompressed if it is compressed."""
    head = stream.read(4)
    joined = io.BufferedReader(Joined(head, stream))
    unpack = decompressor(head)
    if unpack is None:
        yield joined
    else:
        with unpack(joined) as plain:
            yield plain


def is_json_lines(stream: IO[bytes], name: str, text_field: str) -> tuple[bool, IO[bytes]]:
    """Whether the first non-blank line is a JSON object with the text field; and a stream to read it all from.

    A note says so. If it is an object without that field, a warning says what to do if the rest is like it.
    """
    head = line = b""
    while not line.strip() and len(head) < _LONGEST_LINE:
        line = stream.readline(_LONGEST_LINE)
        head += line
        if not line:
            break
    joined = io.BufferedReader(Joined(head, stream))
    try:
        first = json.loads(line) if line.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else None
    except (ValueError, RecursionError):
        first = None
    if not isinstance(first, dict) or not first:
        return False, joined
    if isinstance(first.get(text_field), str):
        log.info("%s: read as JSON Lines; if it is plain text, use --input-format text", name)
        return True, joined
    fields = ", ".join(f"“{field}”" for field in list(first)[:12])
    log.warning(
        "%s: read as plain text, but its first line is a JSON object without “%s” (it has %s); "
        "for JSON Lines, use --input-format jsonl and --text-field",
        name,
        text_field,
        fields,
    )
    return False, joined
