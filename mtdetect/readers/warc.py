"""WARC: every page or text that a crawler was answered with is one document; its id is its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from mtdetect.readers import html
from mtdetect.readers.decoding import decode
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain", "text/markdown")


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(f'{name}: WARC needs an extra: pip install "mtdetect[warc]"') from error
    number = 0
    records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
    try:
        for number, record in enumerate(records, 1):
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
    if number == 0 and not _is_archive(name):
        raise InputError(f"{name}: no response in this WARC file; is it one?")


def _is_archive(name: str) -> bool:
    """Whether the file begins like a WARC file: one with requests alone is sound, if of no use here."""
    from mtdetect.readers.opening import open_bytes

    with open_bytes(name) as stream:
        return stream.read(5) == b"WARC/"
