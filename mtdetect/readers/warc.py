"""WARC. Each HTML or plain-text response is a document, and its id is its URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from mtdetect.readers import html
from mtdetect.readers.decoding import decode
from mtdetect.readers.limits import too_long
from mtdetect.readers.opening import in_a_file
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError, RowError, UnreadableError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

LARGEST_CHECKED = 1 << 25
"""Largest record, in bytes, that is loaded into memory to check for truncation. Larger ones are video or archives."""

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain", "text/markdown")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise UnreadableError(
            f"{name}: can't read WARC files, because {error.name} is missing; install mtdetect again"
        ) from error
    if not stream.seekable():
        with in_a_file(stream) as file:
            yield from read(file, name, rows)
        return
    number = records = 0
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            if record.content_length <= LARGEST_CHECKED:
                _check_whole(record)
            records += 1
            number += record.record_type == WarcRecordType.response
            if record.record_type != WarcRecordType.response:
                continue
            record.parse_http(auto_decode="all")
            content_type = (record.http_content_type or "").lower()
            if content_type not in _HTML + _TEXT:
                continue
            data = record.reader.read(rows.max_bytes + 1)
            if not data.strip():
                continue
            address = record.headers.get("WARC-Target-URI")
            place = f"{name}, record {number}" + (f" ({address})" if address else "")
            try:
                if len(data) > rows.max_bytes:
                    raise too_long(place, rows.max_bytes)
                if content_type in _HTML:
                    text, ignored = html.text_and_ignored(data, place, record.http_charset)
                else:
                    text, ignored = decode(data, place, record.http_charset), ()
            except InputError as error:
                problem = str(error).removeprefix(f"{place}: ")
                rows.on_error(RowError(str(error), name, f"record {number:,}", problem))
                continue
            metadata = {"file": name, "record": number, "url": address, "date": record.headers.get("WARC-Date")}
            yield Document(address or f"{name}:{number}", text, metadata, ignored=ignored)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{name}: damaged after record {number} ({error}); download or write it again") from error
    if not records:
        raise InputError(f"{name}: no records found; check that this is a WARC file")


def _check_whole(record: WarcRecord) -> None:
    """Raises OSError if a record is cut off. fastwarc itself accepts a partial record, even a partial header."""
    if "WARC-Type" not in record.headers or "Content-Length" not in record.headers:
        raise OSError("the next record is cut off")
    length = record.content_length
    record.freeze()  # loads the record, and sets content_length to what there really was
    if record.content_length < length:
        raise OSError("the next record is cut off")
