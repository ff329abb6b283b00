"""Standard input, files without a suffix, and formats that are named."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path

import pytest
from inputs import PACKERS, parquet, read_all, warc

JSON_LINES = b'\n {"id": 1, "text": "One"}\n{"id": 2, "text": "Two"}\n'
NOTE = "-: read as JSON Lines; if it is plain text, use --input-format text"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> object:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize(
    ("data", "texts", "note"),
    [
        (JSON_LINES, ["One", "Two"], NOTE),
        (b"\xef\xbb\xbf" + JSON_LINES.strip(), ["One", "Two"], NOTE),
        (b"Caf\xc3\xa9\r\n{", ["Café\r\n{"], ""),
        (b'{"a": {"text": "b"}}', ['{"a": {"text": "b"}}'], "first line is a JSON object without “text” (it has “a”)"),
        (b'{"text": 5}', ['{"text": 5}'], "first line is a JSON object without “text”"),
        (b'{\n"text": "a"}', ['{\n"text": "a"}'], ""),
        (b"{}", ["{}"], ""),
        (b"", [""], "-: it is empty"),
        (b"\n\n", ["\n\n"], ""),
    ],
)
def test_json_lines_and_compression_are_recognised(
    folder: Path, stdin, caplog: pytest.LogCaptureFixture, data: bytes, texts: list[str], note: str, packed: str
) -> None:
    caplog.set_level(logging.INFO, "mtdetect")
    stdin(PACKERS[packed](data))
    documents, errors = read_all("-")
    assert errors == []
    assert [document.text for document in documents] == texts
    assert note in caplog.text if note else caplog.text == ""
    Path("odd").write_bytes(PACKERS[packed](data))
    assert [document.text for document in read_all("odd")[0]] == texts


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize(
    ("form", "data", "text"),
    [
        ("text", JSON_LINES, JSON_LINES.decode()),
        ("html", b"<p>One", "One"),
        ("jsonl", b'{"text": "One"}', "One"),
        ("csv", b'id,text\n1,"One, two"\n', "One, two"),
        ("tsv", b"id\ttext\n1\tOne, two\n", "One, two"),
        ("parquet", parquet({"text": ["One"]}), "One"),
        ("warc", warc(("http://x.org/", "text/plain", b"One")), "One"),
    ],
)
def test_formats_that_are_named(folder: Path, stdin, form: str, data: bytes, text: str, packed: str) -> None:
    stdin(PACKERS[packed](data))
    Path("d").mkdir()
    Path("d/odd.dat").write_bytes(PACKERS[packed](data))
    for path in ("-", "d/odd.dat", "d"):
        documents, errors = read_all(path, input_format=form)
        assert errors == []
        assert [document.text for document in documents] == [text]


def test_an_unknown_suffix_says_how_to_read_it(folder: Path) -> None:
    Path("a.log").write_text("One")
    assert read_all("a.log")[1][0].endswith(
        "or say what it is: --input-format text|markdown|rst|html|jsonl|csv|tsv|parquet|warc"
    )


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read_all("-")[1] == ["standard input is closed; name a file, or pipe something into mtdetect"]


def test_memory_that_runs_out_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    Path("a.txt").write_text("One")
    monkeypatch.setattr("mtdetect.readers.text.read", fail)
    assert read_all("a.txt")[1] == ["a.txt: needs more memory than there is; split it, or free some memory"]
