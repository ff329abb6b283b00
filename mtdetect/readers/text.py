"""Plain text. The whole file is one document, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from mtdetect.readers.decoding import decode
from mtdetect.readers.limits import read_whole
from mtdetect.readers.rows import Rows
from mtdetect.types import Document


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    yield Document(name, decode(read_whole(stream, name, rows.max_bytes), name), {"file": name, "verbatim": True})
