"""Every format, compressed or not, and how files are found."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import sys
from pathlib import Path

import pytest
from inputs import PACKERS, WARC, parquet, read_all, warc

from mtdetect.readers import read
from mtdetect.readers.html import to_text
from mtdetect.types import Document

ONE_DOCUMENT = {
    "a.txt": ("Café.\r\nTwo".encode(), "Café.\r\nTwo", "a.txt"),
    "a.md": (b"# One\n", "One", "a.md"),
    "a.rst": (b"One\n===\n", "One", "a.rst"),
    "a.html": (b"<p>One<p>Two &amp; three", "One\n\nTwo & three", "a.html"),
    "a.htm": (b"One", "One", "a.htm"),
    "a.jsonl": (b'{"id": 7, "text": "One"}\n', "One", "7"),
    "a.ndjson": (b'{"text": "One"}', "One", "a.ndjson{packed}:1"),
    "a.csv": (b'id,text\n7,"One, ""two"""\n', 'One, "two"', "7"),
    "a.tsv": (b"id\ttext\n7\tOne, two\n", "One, two", "7"),
    "a.parquet": (parquet({"text": ["One"], "id": [7]}), "One", "7"),
    "a.warc": (WARC, "One", "http://x.org/"),
}


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize("name", ONE_DOCUMENT)
def test_every_format_packed_and_not(folder: Path, name: str, packed: str) -> None:
    data, text, identity = ONE_DOCUMENT[name]
    Path(name + packed).write_bytes(PACKERS[packed](data))
    documents, errors = read_all(name + packed)
    assert errors == []
    assert [document.text for document in documents] == [text]
    expected = name + packed if identity == name else identity.format(packed=packed)
    assert documents[0].id == expected
    assert documents[0].metadata["file"] == name + packed


def test_a_folder_is_read_with_all_below_it(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("d/b.txt", "d/a.md", "d/sub/c.jsonl.gz", "d/.hidden.txt", "d/.git/x.txt", "d/x.py", "d/y.py", "d/z"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(gzip.compress(b'{"text": "c"}') if name.endswith("gz") else b"text")
    documents, errors = read_all("d")
    assert errors == []
    assert [document.id for document in documents] == ["d/a.md", "d/b.txt", "d/sub/c.jsonl.gz:1"]
    assert "d: files in other formats skipped: 3 (.py: 2, no suffix: 1)" in caplog.text


def test_a_folder_with_nothing_to_read(folder: Path) -> None:
    Path("d").mkdir()
    assert read_all("d")[1][0].startswith(
        "d: no readable files in this folder; supported suffixes: .txt .md .rst .html"
    )


def test_globs_files_without_suffix_and_names_with_brackets(folder: Path) -> None:
    for name in ("a1.txt", "a2.txt", "b.txt", "[x].txt", "README"):
        Path(name).write_text(name)
    assert [document.id for document in read("a*.txt")] == ["a1.txt", "a2.txt"]
    assert [document.text for document in read("[x].txt")] == ["[x].txt"]
    assert [document.text for document in read("README")] == ["README"]


def test_standard_input_is_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Café\r\n".encode())))
    assert [(document.id, document.text) for document in read("-")] == [("-", "Café\r\n")]


def test_fields_are_chosen_and_the_others_kept(folder: Path) -> None:
    Path("a.jsonl").write_text('{"body": "One", "key": "k", "url": "u"}')
    documents, errors = read_all("a.jsonl", text_field="body", id_field="key")
    assert errors == []
    assert documents == [Document("k", "One", {"file": "a.jsonl", "line": 1, "fields": {"url": "u"}})]


def test_csv_with_semicolons_line_breaks_and_long_texts(folder: Path) -> None:
    long = "word " * 50_000
    Path("a.csv").write_text(f'id;text\n1;"a;\nb"\n2;{long}\n', newline="")
    assert [(d.id, d.text, d.metadata["line"]) for d in read("a.csv")] == [("1", "a;\nb", 2), ("2", long, 4)]


def test_warc_takes_pages_and_texts_alone(folder: Path) -> None:
    Path("a.warc.gz").write_bytes(
        gzip.compress(
            warc(
                ("http://x.org/a", "text/html; charset=windows-1252", "<p>Café".encode("cp1252")),
                ("http://x.org/b.png", "image/png", b"\x89PNG"),
                ("http://x.org/c", "text/plain", b"plain"),
            )
        )
    )
    documents, errors = read_all("a.warc.gz")
    assert errors == []
    assert [(document.id, document.text) for document in documents] == [
        ("http://x.org/a", "Café"),
        ("http://x.org/c", "plain"),
    ]


def test_html_keeps_all_text_block_by_block() -> None:
    page = """<title>T</title><nav><ul><li><a>Home</a><li>News</ul></nav><h1>Head</h1><p>One <b>bold</b>
    line<br>two</p><figure><img alt="no"><figcaption>Caption</figcaption></figure><button>Share</button>
    <label>Mail</label><script>no()</script><style>no{}</style><!-- no --><details><summary>Sum</summary>More</details>
    <table><tr><td>a<td>b</table><footer>Foot</footer>"""
    lines = [line.strip() for line in to_text(page).splitlines() if line.strip()]
    assert lines == [
        "Home",
        "News",
        "Head",
        "One bold line",
        "two",
        "Caption",
        "Share Mail",
        "Sum",
        "More",
        "a\t\tb",
        "Foot",
    ]


@pytest.mark.parametrize("page", ["", "<", "\0", "<p>\ud800", "<div>" * 5000, "&#xD800;&#0;", "<!--"])
def test_html_survives(page: str) -> None:
    assert isinstance(to_text(page), str)


def test_reading_is_lazy(folder: Path) -> None:
    with Path("a.jsonl").open("w") as file:
        file.writelines(json.dumps({"text": "x" * 1000}) + "\n" for _ in range(20_000))
    assert len(list(itertools.islice(read("a.jsonl"), 3))) == 3


def test_long_lines_and_many_lines(folder: Path) -> None:
    Path("long.jsonl").write_text(json.dumps({"text": "x" * 2_000_000}) + "\n")
    assert [len(document.text) for document in read("long.jsonl")] == [2_000_000]
    Path("many.txt").write_text("line\n" * 1_000_000)
    assert [len(document.text) for document in read("many.txt")] == [5_000_000]
    Path("rows.csv").write_text("text\n" + "x\n" * 20_000)
    assert sum(1 for _ in read("rows.csv")) == 20_000
