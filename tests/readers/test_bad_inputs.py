"""Rows and files that can't be read: each is reported, and the rest is read."""

from __future__ import annotations

import gzip
import logging
import os
import sys
from pathlib import Path

import pytest
from inputs import WARC, parquet, read_all

from mtdetect.readers import read
from mtdetect.readers.opening import zstd
from mtdetect.types import InputError

FIX = "write one JSON object per line, or remove the line"
QUOTES = "put the text in quotes and double any quotes inside it"


BAD_ROWS = [
    ("a.jsonl", b"{bad", f"not JSON (Expecting property name enclosed in double quotes, column 2); {FIX}"),
    ("a.jsonl", b'["a"]', f'not a JSON object: ["a"]; {FIX}'),
    ("a.jsonl", b"[" * 100_000, f"JSON nested too deeply; {FIX}"),
    ("a.jsonl", b'{"text": "\xe9"}', "not UTF-8; save the file as UTF-8"),
    ("a.jsonl", b'{"body": "a"}', "no field “text” (found: “body”); give the row one, or remove the row"),
    ("a.jsonl", b'{"text": null}', "“text” is null; make it a string, or remove the row"),
    ("a.jsonl", b'{"text": 5}', "“text” is not a string: 5; make it a string, or remove the row"),
    ("a.csv", b"1,2,3", f"wrong number of fields (3, but the header has 1); {QUOTES}"),
    ("a.csv", b"caf\xe9", "not UTF-8; save the file as UTF-8"),
    ("a.csv", b'"a"b', f"not CSV (',' expected after '\"'); {QUOTES}"),
]


@pytest.mark.parametrize(("name", "row", "problem"), BAD_ROWS)
def test_a_bad_row_is_named_and_the_rest_is_read(folder: Path, name: str, row: bytes, problem: str) -> None:
    first, good = (b'{"text": "good"}', b'{"text": "good"}') if name == "a.jsonl" else (b"text", b"good")
    Path(name).write_bytes(b"\n".join([first, row, b"", good, b""]))
    documents, errors = read_all(name)
    assert errors == [f"{name}, line 2: {problem}"]
    assert documents[-1].text == "good"
    assert documents[-1].id == f"{name}:4"


def test_without_a_callback_bad_rows_are_logged_and_missing_files_raise(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Path("a.jsonl").write_text('{\n{"text": "good"}\n')
    assert [document.text for document in read("a.jsonl")] == ["good"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "a.jsonl, line 1: not JSON" in caplog.text
    with pytest.raises(InputError, match=r"^b\.jsonl: no such file; check the name$"):
        list(read("b.jsonl"))


BAD_FILES = [
    ("missing.txt", None, "missing.txt: no such file; check the name"),
    ("*.txt", None, "*.txt: no file matches this pattern; check its spelling"),
    ("a.csv", b"", "a.csv: the file is empty; its first line must name the columns"),
    ("a.csv", b"id,body\n", "a.csv: no field “text” in its header (found: “id”, “body”); name the one with the text"),
    ("a.csv", "text\ncafé\n".encode("utf-16")[:-1], "a.csv: not UTF-16, although its byte order mark says so"),
    ("a.txt.gz", b"", "a.txt.gz: the compressed file is damaged or cut off (it is empty)"),
    ("a.csv", b"text,text\n1,x\n", "a.csv, line 1: two columns are named “text”; rename one"),
    ("a.csv", bytes(range(16)) * 9, "a.csv: this is a binary file, not text"),
    ("", None, "empty file name; give a file, a folder, or -"),
    ("a.txt.gz", b"not packed", "a.txt.gz: the compressed file is damaged or cut off"),
    ("a.txt.gz", gzip.compress(os.urandom(5000))[:900], "a.txt.gz: the compressed file is damaged or cut off"),
    ("a.jsonl.zst", b"not packed", "a.jsonl.zst: the compressed file is damaged or cut off"),
    (
        "a.jsonl.zst",
        zstd().compress(b'{"text": "One"}\n' * 4000)[:-3],
        "a.jsonl.zst: the compressed file is damaged or cut off",
    ),
    ("a.parquet", b"not Parquet", "a.parquet: not a readable Parquet file"),
    ("a.parquet", parquet({"body": ["x"]}), "a.parquet: no field “text” in its only row (found: “body”); name the one"),
    ("a.warc", b"not an archive", "a.warc: "),
    ("a.warc", b"WARC/1.0\r\n", "a.warc: damaged after record 0 (the next record is cut off)"),
    *(
        (
            "a.warc",
            WARC[:cut],
            "a.warc: damaged after record 0 (the next record is cut off); download or write it again",
        )
        for cut in (40, WARC.index(b"HTTP"), WARC.index(b"<p>"), len(WARC) - 5)
    ),
    ("a.docx", b"PK", "a.docx: can't read “.docx” files; convert it to one of .txt .md"),
    ("a.txt", b"\xff\xfea", "a.txt: not UTF-16, although its byte order mark says so; save it as UTF-8"),
]


@pytest.mark.parametrize(("name", "data", "problem"), BAD_FILES)
def test_files_that_cannot_be_read(folder: Path, name: str, data: bytes | None, problem: str) -> None:
    if data is not None:
        Path(name).write_bytes(data)
    documents, errors = read_all(name)
    assert documents == []
    assert len(errors) == 1
    assert errors[0].startswith(problem)


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/a.html?page=2"])
def test_a_web_address(address: str) -> None:
    (error,) = read_all(address)[1]
    assert error == f"{address}: a web address, not a file; save the page first: curl -L -o page.html '{address}'"


def test_no_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # not by the file's mode: root may read everything
    assert read_all("a.txt")[1] == ["a.txt: permission denied; change the file's permissions or owner"]


def test_a_file_that_vanishes_is_told_and_the_rest_is_read(folder: Path) -> None:
    for name in "abc":
        Path(f"{name}.txt").write_text(name)
    errors: list[str] = []
    documents = read(".", on_error=lambda error: errors.append(str(error)))
    assert next(documents).text == "a"
    Path("b.txt").unlink()
    assert [document.text for document in documents] == ["c"]
    assert errors == ["./b.txt: no such file; check the name"]


@pytest.mark.parametrize(
    ("module", "name", "problem"),
    [
        (
            "pyarrow",
            "a.parquet",
            'reading Parquet needs an extra; in the mtdetect checkout, run: pip install ".[parquet]"',
        ),
        ("fastwarc.warc", "a.warc", "can't read WARC files, because fastwarc.warc is missing; install mtdetect again"),
    ],
)
def test_a_missing_library_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, problem: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    Path(name).write_bytes(b"x")
    assert problem in read_all(name)[1][0]
