"""Rewriters: copy a file with some of its texts replaced, and everything else as it was. One module per row format."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import IO

from mtdetect.cleaning.cleaned import Cleaned
from mtdetect.readers.opening import suffix
from mtdetect.readers.rows import Rows
from mtdetect.types import Document

Clean = Callable[[Iterator[Document]], Iterator[tuple[Document, Cleaned]]]
"""Cleans documents lazily, in order."""

FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
"""The module that rewrites each suffix; .gz or .zst may follow any of them."""


def is_rows(name: str) -> bool:
    return suffix(name) in FORMATS


def rewrite(source: IO[bytes], target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    """Copies rows with the text field replaced by its cleaned text. Rows that can't be used are copied, too."""
    import_module(f"mtdetect.rewriters.{FORMATS[suffix(name)]}").rewrite(source, target, name, rows, clean)


def replaced(
    records: Iterable[tuple[bytes, Document | None]], clean: Clean, replace: Callable[[bytes, str], bytes]
) -> Iterator[bytes]:
    """The records in order, each as it was, or with its text replaced where cleaning changed it.

    `records`: each with the document in it, or None. `replace` makes the record with the given text.
    """
    waiting: deque[tuple[bytes, Document | None]] = deque()

    def documents() -> Iterator[Document]:
        for raw, document in records:
            waiting.append((raw, document))
            if document is not None:
                yield document

    for document, cleaned in clean(documents()):
        while waiting[0][1] is not document:
            yield waiting.popleft()[0]
        raw = waiting.popleft()[0]
        yield replace(raw, cleaned.text) if cleaned.text != document.text else raw
    for raw, _ in waiting:
        yield raw
