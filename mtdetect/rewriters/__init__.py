"""Rewriters: copy a file with some of its texts replaced, and everything else as it was. One module per row format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import IO

from mtdetect.cleaning.cleaned import Cleaned
from mtdetect.readers import unreadable
from mtdetect.readers.opening import suffix, unpacking_errors
from mtdetect.readers.rows import Rows
from mtdetect.readers.waiting import Waiting
from mtdetect.types import Document

Clean = Callable[[Iterator[Document]], Iterator[tuple[Document, Cleaned]]]
"""Cleans documents lazily, in order."""

Record = tuple[bytes | Iterator[bytes], Document | None]
"""A row as it is in its file, with the document in it, or None. One that is too long to be held comes in pieces."""

FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
"""The module that rewrites each suffix; .gz or .zst may follow any of them."""


def is_rows(name: str) -> bool:
    return suffix(name) in FORMATS


class Source:
    """A file to read lines from. Its errors name it: the output's are errors of the system too."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name

    def readline(self, size: int) -> bytes:
        """Raises InputError if the file can't be read."""
        try:
            return self._stream.readline(size)
        except OSError as error:
            raise unreadable(self._name, error) from error
        except unpacking_errors() as error:
            raise unreadable(self._name, error) from error


def rewrite(source: IO[bytes], target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    """Copies rows with the text field replaced by its cleaned text. Rows that can't be used are copied, too.

    Raises:
        InputError: The file can't be read, or not to its end.
        OSError: The copy can't be written.
    """
    form = FORMATS[suffix(name)]
    own = source if form == "parquet" else Source(source, name)
    import_module(f"mtdetect.rewriters.{form}").rewrite(own, target, name, rows, clean)


def replaced(records: Iterable[Record], clean: Clean, replace: Callable[[bytes, str], bytes]) -> Iterator[bytes]:
    """The records in order, each as it was, or with its text replaced where cleaning changed it.

    `replace` makes the record with the given text.
    """
    rest = iter(records)
    waiting = Waiting[tuple[bytes, Document | None]]()
    pieces: Iterator[bytes] = iter(())
    at_end = False

    def documents() -> Iterator[Document]:
        """Those of the next records, up to one that is too long, or until many bytes wait to be written."""
        nonlocal pieces, at_end
        for raw, document in rest:
            if not isinstance(raw, bytes):
                pieces = raw
                return
            waiting.add((raw, document), len(raw))
            if document is not None:
                yield document
            if waiting.is_full:
                return
        at_end = True

    while not at_end:
        for document, cleaned in clean(documents()):
            while waiting.first[1] is not document:
                yield waiting.take()[0]
            raw = waiting.take()[0]
            yield replace(raw, cleaned.text) if cleaned.text != document.text else raw
        while waiting:
            yield waiting.take()[0]
        yield from pieces
