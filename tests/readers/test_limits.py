"""No input takes memory out of proportion: long documents are reported, and the rest is read."""

from __future__ import annotations

import gzip
import os
import socket
import tracemalloc
from pathlib import Path

import pytest
from inputs import PACKERS, parquet, read_all, warc

from mtdetect.readers import html_bounds, limits, read
from mtdetect.readers.html import to_text
from mtdetect.types import InputError

LONG = "a" * 2001
REST = "longer than 2 kB; split the text, or allow more with --max-bytes"

LONG_ROWS = [
    ("a.jsonl", f'{{"text": "{LONG}"}}\n{{"text": "good"}}\n', "a.jsonl, line 1: "),
    ("a.jsonl", f'{LONG}{{"text": "good"}}\n' + '{"text": "good"}', "a.jsonl, line 1: "),
    ("a.csv", f"text\n{LONG}\ngood\n", "a.csv, line 2: "),
    ("a.csv", "text\r" + LONG + "\rgood\r", "a.csv, line 2: "),
    ("a.csv", 'text\n"' + 'b ""c""\n' * 400 + '"\ngood\n', "a.csv, line 2: "),
]


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize(("name", "data", "place"), LONG_ROWS)
def test_a_long_row_is_named_and_the_rest_is_read(folder: Path, name: str, data: str, place: str, packed: str) -> None:
    Path(name + packed).write_bytes(PACKERS[packed](data.encode()))
    documents, errors = read_all(name + packed, max_bytes=2000)
    assert [document.text for document in documents] == ["good"]
    (error,) = errors
    assert error.startswith(place.replace(name, name + packed))
    assert "longer than 2 kB" in error


def test_a_long_row_of_csv_names_the_lines_that_it_took_in(folder: Path) -> None:
    Path("a.csv").write_text('text\n"' + "b\n" * 1200 + '"\ngood\n')
    assert read_all("a.csv", max_bytes=2000)[1] == [
        "a.csv, line 2: longer than 2 kB, and lost with it: lines 3 to 1,202; "
        "split the text, or allow more with --max-bytes"
    ]


def test_a_long_line_of_utf_16_is_named_and_the_rest_is_read(folder: Path) -> None:
    Path("a.jsonl").write_bytes(f'{{"text": "{LONG}"}}\n{{"text": "good"}}\n'.encode("utf-16"))
    documents, errors = read_all("a.jsonl", max_bytes=2000)
    assert [document.text for document in documents] == ["good"]
    assert errors == [f"a.jsonl, line 1: {REST}"]


LONG_FILES = [
    ("a.txt", LONG.encode(), f"a.txt: {REST}"),
    ("a.md", ("é" * 1001).encode(), f"a.md: {REST}"),
    ("a.html", b"<p>" + LONG.encode(), f"a.html: {REST}"),
    ("a.parquet", parquet({"text": [LONG]}), f"a.parquet, line 1: {REST}"),
    ("a.parquet", parquet({"text": ["é" * 1001]}), f"a.parquet, line 1: {REST}"),
    (
        "a.warc",
        warc(("http://x.org/", "text/plain", LONG.encode())),
        f"a.warc, record 1 (http://x.org/): {REST}",
    ),
]


@pytest.mark.parametrize(("name", "data", "error"), LONG_FILES)
def test_a_long_document_is_named(folder: Path, name: str, data: bytes, error: str) -> None:
    Path(name).write_bytes(data)
    assert read_all(name, max_bytes=2000) == ([], [error])
    assert read_all(name, max_bytes=10_000)[1] == []


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.jsonl.gz", "a.csv.gz"])
def test_a_bomb_takes_little_memory(folder: Path, name: str) -> None:
    Path(name).write_bytes(gzip.compress(b"text\n" + bytes(20_000_000), 1))
    tracemalloc.start()
    documents, errors = read_all(name, max_bytes=100_000)
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()
    assert documents == []
    assert errors


def test_a_header_without_end_is_not_read(folder: Path) -> None:
    Path("a.csv").write_text("a," * 1_000_000)
    assert read_all("a.csv") == ([], ["a.csv, line 1: the header is too long; check that this is CSV"])


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a"])
def test_an_empty_file_is_named(folder: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    Path(name).touch()
    assert read_all(name)[1] == []
    assert f"{name}: it is empty" in caplog.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_what_is_no_file_is_skipped_and_named(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    Path("d/sub").mkdir(parents=True)
    Path("d/a.txt").write_text("a")
    os.mkfifo("d/pipe.txt")
    Path("d/device.txt").symlink_to("/dev/zero")
    Path("d/loop.txt").symlink_to("loop.txt")
    Path("d/sub/up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("d/socket.txt")
        documents, errors = read_all("d")
    assert [document.text for document in documents] == ["a"]
    assert errors == ["d/loop.txt: can't be read (Too many levels of symbolic links); check the file and its folder"]
    named = ["sub/up: skipped, because it is a link"]
    named += [f"{name}.txt: skipped, because it is a pipe" for name in ("device", "pipe", "socket")]
    assert [name for name in named if f"d/{name}" in caplog.text] == named


def test_without_on_error_a_long_file_raises(folder: Path) -> None:
    Path("a.txt").write_text(LONG)
    with pytest.raises(InputError, match=r"a\.txt: longer than 2 kB"):
        list(read("a.txt", max_bytes=2000))


def test_json_with_too_many_values(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_VALUES", 100)
    Path("a.jsonl").write_text('{"text": "' + ",[{" * 200 + '\\",,,"}\n{"text": "a", "b": [' + "[],[" * 50 + "1\n")
    documents, errors = read_all("a.jsonl")
    assert len(documents) == 1
    assert errors == ["a.jsonl, line 2: more than 1,000,000 values; split the row"]


def test_a_document_of_too_many_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LINES", 3)
    Path("a.txt").write_text("a\n" * 4)
    Path("b.csv").write_text('text\n"a\n\n\n\n"\ngood\n')
    documents, errors = read_all("*")
    assert [document.text for document in documents] == ["good"]
    assert errors == [f"{place}: a text of more than 3 lines; split it" for place in ("a.txt", "b.csv, line 2")]


@pytest.mark.parametrize("item", ["<ul><li>a", "<ol><LI>a", "<UL ><div><li>a<p>"])
def test_text_of_nested_lists_grows_with_the_page(item: str) -> None:
    text = to_text(item * 3000)
    assert text.count("a") == 3000
    assert len(text) < 100_000


def test_lists_in_lists_keep_their_lines() -> None:
    page = b"<ul><li>One<ul><li>Two</ul><li>Three</ul>"
    assert html_bounds.with_shallow_lists(page * 30) == page * 30
    assert [line.strip() for line in to_text("<ul><li>a" * 12 + "</ul>" * 12 + "<p>b").splitlines() if line] == [
        *"a" * 12,
        "b",
    ]


def test_a_page_with_too_many_tags(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_bounds, "MOST_TAGS", 10)
    Path("a.html").write_text("<a>b" * 11)
    assert read_all("a.html")[1] == ["a.html: a page with 11 tags, and 10 is the most; split the page"]
