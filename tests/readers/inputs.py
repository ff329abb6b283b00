"""Shared by the reader tests: makes input files, and reads them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable

from mtdetect.readers import read
from mtdetect.readers.opening import zstd
from mtdetect.types import Document

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstd().compress,
}


def read_all(path: str, **options: str | int) -> tuple[list[Document], list[str]]:
    errors: list[str] = []
    documents = list(read(path, on_error=lambda error: errors.append(str(error)), **options))  # type: ignore[arg-type]
    return documents, errors


def parquet(columns: dict[str, list[object]]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


def warc(*responses: tuple[str, str, bytes]) -> bytes:
    """A WARC file with these (URL, content type, body) responses."""
    records = []
    for address, content_type, body in responses:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(records):012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(records)


WARC = warc(("http://x.org/", "text/html", b"<p>One"))
