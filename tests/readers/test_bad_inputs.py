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

MEND = "write one JSON object a line, or take the line out"


BAD_ROWS = [
    ("a.jsonl", b"{bad", f"not JSON (Expecting property name enclosed in double quotes, column 2); {MEND}"),
    ("a.jsonl", b'["a"]', f"not a JSON object but '[\"a\"]'; {MEND}"),
    ("a.jsonl", b"[" * 100_000, f"not usable JSON (nested too deep); {MEND}"),
    ("a.jsonl", b'{"text": "\xe9"}', "not UTF-8; save the file as UTF-8"),
    ("a.jsonl", b'{"body": "a"}', "no field “text” (there: “body”); name the one with the text by --text-field"),
    ("a.jsonl", b'{"text": null}', "“text” is empty (null); give it a text, or take the row out"),
    ("a.jsonl", b'{"text": 5}', "“text” is not a string but 5; give it a text, or take the row out"),
    ("a.csv", b"1,2,3", "fields: 3, where the header has 1; put texts in quotes, and write quotes inside them twice"),
    ("a.csv", b"caf\xe9", "not UTF-8; save the file as UTF-8"),
    ("a.csv", b'"a"b', "not CSV (',' expected after '\"'); put texts in quotes, and write quotes inside them twice"),
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
    ("*.txt", None, "*.txt: no file has a name like this; check the pattern"),
    ("a.csv", b"", "a.csv: empty; the first line has to name the columns"),
    ("a.csv", b"id,body\n1,x\n", "a.csv, line 1: no field “text” (there: “id”, “body”); name the one with the text"),
    ("a.csv", b"text,text\n1,x\n", "a.csv, line 1: two fields are named “text”; rename one of them"),
    ("a.csv", bytes(range(16)) * 9, "a.csv: a binary file, not text"),
    ("", None, "an empty name; give the name of a file or folder"),
    ("a.txt.gz", b"not packed", "a.txt.gz: broken or cut-off compressed file"),
    ("a.txt.gz", gzip.compress(os.urandom(5000))[:900], "a.txt.gz: broken or cut-off compressed file"),
    ("a.jsonl.zst", b"not packed", "a.jsonl.zst: broken or cut-off compressed file"),
    (
        "a.jsonl.zst",
        zstd().compress(b'{"text": "One"}\n' * 4000)[:-3],
        "a.jsonl.zst: broken or cut-off compressed file",
    ),
    ("a.parquet", b"no parquet", "a.parquet: not a Parquet file that can be read"),
    ("a.parquet", parquet({"body": ["x"]}), "a.parquet: no field “text” (there: “body”)"),
    ("a.warc", b"no archive at all", "a.warc: "),
    ("a.warc", b"WARC/1.0\r\n", "a.warc: broken after record 0 (the next is cut off)"),
    *(
        ("a.warc", WARC[:cut], "a.warc: broken after record 0 (the next is cut off); fetch or write the file anew")
        for cut in (40, WARC.index(b"HTTP"), WARC.index(b"<p>"), len(WARC) - 5)
    ),
    ("a.docx", b"PK", "a.docx: “.docx” is not among the suffixes read here (.txt .md"),
    ("a.txt", b"\xff\xfea", "a.txt: begins as UTF-16 but is not; save it as UTF-8"),
]


@pytest.mark.parametrize(("name", "data", "problem"), BAD_FILES)
def test_files_that_cannot_be_read(folder: Path, name: str, data: bytes | None, problem: str) -> None:
    if data is not None:
        Path(name).write_bytes(data)
    documents, errors = read_all(name)
    assert documents == []
    assert len(errors) == 1
    assert errors[0].startswith(problem)


def test_no_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)  # not by the file's mode, which does not hold for root
    assert read_all("a.txt")[1] == ["a.txt: no permission to read it; change its mode or its owner"]


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
    ("module", "extra", "name"), [("pyarrow", "parquet", "a.parquet"), ("fastwarc.warc", "warc", "a.warc")]
)
def test_a_missing_extra_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    Path(name).write_bytes(b"x")
    assert f'pip install "mtdetect[{extra}]"' in read_all(name)[1][0]
