"""Documents that wait for their scores: how much memory they take, so that long rows don't pile up."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from mtdetect.readers.rows import RawRow
from mtdetect.types import Document

T = TypeVar("T")

MOST_WAITING = max(64_000_000, 8_000_000 * (os.cpu_count() or 1))
"""Bytes of documents that may wait. They are scored by the hundred, and each may have a page of HTML as a field. With
a worker on each core, batches of articles alone are 4 MB for each."""

_ITEM = 500
"""Bytes of a document, a row or an error in a queue, besides what it holds: a file may have millions of short rows."""

_OBJECT = 50
"""Bytes of a Python object besides its content."""


class Waiting(Generic[T]):
    """A queue that knows how many bytes it holds."""

    def __init__(self) -> None:
        self._items: deque[tuple[T, int]] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._items)

    @property
    def is_full(self) -> bool:
        return self._bytes > MOST_WAITING

    @property
    def first(self) -> T:
        return self._items[0][0]

    def add(self, item: T, size: int) -> None:
        self._items.append((item, size + _ITEM))
        self._bytes += size + _ITEM

    def take(self) -> T:
        item, size = self._items.popleft()
        self._bytes -= size
        return item


def size_of(document: Document) -> int:
    """About how many bytes a document takes, with its fields."""
    return len(document.text) + bytes_of(document.metadata.get("fields")) + size_of_row(document.metadata.get("raw"))


def size_of_row(raw: RawRow | None) -> int:
    """About how many bytes a raw row takes."""
    if raw is None:
        return 0
    if raw.form == "parquet" and raw.data:  # its batch is held
        batch, _ = raw.data
        return int(batch.nbytes) // max(1, int(batch.num_rows))
    return bytes_of(raw.data)


def bytes_of(value: Any) -> int:
    """About how many bytes a value from JSON, CSV or Arrow takes.

    >>> bytes_of({"html": "x" * 1000, "tags": ["a", None]})
    1359
    """
    if hasattr(value, "is_valid"):
        return _bytes_of_arrow(value)
    if isinstance(value, str | bytes):
        return _OBJECT + len(value)
    if isinstance(value, Mapping):
        return _OBJECT + sum(_OBJECT + len(key) + bytes_of(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return _OBJECT + sum(map(bytes_of, value))
    return _OBJECT


def _bytes_of_arrow(scalar: Any) -> int:
    if not scalar.is_valid:
        return _OBJECT
    if hasattr(scalar, "as_buffer"):  # a string or binary data
        return _OBJECT + int(scalar.as_buffer().size)
    if hasattr(inner := getattr(scalar, "value", None), "is_valid"):  # of a dictionary
        return bytes_of(inner)
    values = getattr(scalar, "values", None)
    if callable(values):  # of a struct
        return _OBJECT + sum(bytes_of(scalar[i]) for i in range(scalar.type.num_fields))
    return _OBJECT + int(getattr(values, "nbytes", 0))  # of a list
