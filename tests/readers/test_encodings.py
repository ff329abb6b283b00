"""Encodings: those that are recognised, and files that are not text."""

from __future__ import annotations

from pathlib import Path

import pytest
from inputs import read_all

from mtdetect.readers import read

TEXT = "“Café” – naïve, Zürich. " * 4


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        (TEXT.encode(), TEXT, None),
        (TEXT.encode("utf-8-sig"), TEXT, None),
        (TEXT.encode("utf-16"), TEXT, None),
        (TEXT.encode("utf-32"), TEXT, None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, None),
        (TEXT.encode("cp1252"), TEXT, "a.txt: not UTF-8; read as cp1252, judging by its bytes"),
        (TEXT.encode("utf-16-le"), TEXT, "a.txt: not UTF-8; read as utf_16_le"),
        ("Россия и Украина договорились. ".encode("cp1251") * 5, "Россия", "a.txt: not UTF-8; read as cp1251"),
        (
            TEXT.encode() + b"\xe2\x80",
            TEXT + "\ufffd",
            "a.txt: invalid UTF-8; bad bytes replaced with U+FFFD: 1",
        ),
        (b"a stray \0 in " + b"a long text " * 20, "a stray \0 in", None),
        (b"N\0o\0 \0m\0a\0r\0k\0.\0" * 9, "No mark.", "a.txt: not UTF-8; read as utf_16_le"),
        (b"", "", "a.txt: it is empty"),
    ],
)
def test_encodings_are_told(
    folder: Path, caplog: pytest.LogCaptureFixture, data: bytes, text: str, warning: str | None
) -> None:
    Path("a.txt").write_bytes(data)
    documents, errors = read_all("a.txt")
    assert errors == []
    assert documents[0].text.startswith(text)
    assert ([record.getMessage() for record in caplog.records] == []) if warning is None else (warning in caplog.text)


@pytest.mark.parametrize(
    "declaration", [b'<meta charset="windows-1252">', b"<meta content='text/html; charset=latin1'>"]
)
def test_html_is_read_in_the_encoding_it_declares(folder: Path, declaration: bytes) -> None:
    Path("a.html").write_bytes(declaration + "<p>Café</p>".encode("latin-1"))
    assert [document.text for document in read("a.html")] == ["Café"]


BINARY = [
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" + bytes(range(256)) * 8,
    b"\x7fELF\2\1\1" + b"\0" * 500,
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(range(127, 256)) * 8,
    bytes(1000),
]


@pytest.mark.parametrize("data", BINARY)
def test_binary_files_are_refused(folder: Path, data: bytes) -> None:
    Path("a.txt").write_bytes(data)
    assert read_all("a.txt") == ([], ["a.txt: this is a binary file, not text; extract its text first"])
