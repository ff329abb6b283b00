"""WARC: every page or text that a crawler was answered with is one document; its id is its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from mtdetect.readers import html
from mtdetect.readers.decoding import decode
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

LARGEST_CHECKED = 1 << 25
"""Bytes of a record up to which it is held in memory to see whether it is whole: films and archives are larger."""

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain", "text/markdown")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(f'{name}: WARC needs an extra: pip install "mtdetect[warc]"') from error
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
            data = record.reader.read()
            if not data.strip():
                continue
            address = record.headers.get("WARC-Target-URI")
            place = f"{name}, record {number}" + (f" ({address})" if address else "")
            try:
                if content_type in _HTML:
                    text = html.to_text(decode(data, place, record.http_charset or html.declared_encoding(data)))
                else:
                    text = decode(data, place, record.http_charset)
            except InputError as error:
                rows.on_error(error)
                continue
            metadata = {"file": name, "record": number, "url": address, "date": record.headers.get("WARC-Date")}
            yield Document(address or f"{name}:{number}", text, metadata)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{name}: broken after record {number} ({error}); fetch or write the file anew") from error
    if not records:
        raise InputError(f"{name}: no record in this WARC file; is it one?")


def _check_whole(record: WarcRecord) -> None:
    """Raises OSError for a record that ends before its time: fastwarc takes what is there, of its header as well."""
    if "WARC-Type" not in record.headers or "Content-Length" not in record.headers:
        raise OSError("the next is cut off")
    length = record.content_length
    record.freeze()  # reads it, and then tells how much there was
    if record.content_length < length:
        raise OSError("the next is cut off")
