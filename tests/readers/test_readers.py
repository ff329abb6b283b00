"""Inputs: every format, every encoding that can be told, and what happens to those that can't be read."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtdetect.readers import read
from mtdetect.readers.html import to_text
from mtdetect.readers.opening import zstd
from mtdetect.types import Document, InputError

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstd().compress,
}


def read_all(path: str, **options: str) -> tuple[list[Document], list[str]]:
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
    """A WARC file of (address, content type, body)."""
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
ONE_DOCUMENT = {
    "a.txt": ("Café.\r\nTwo".encode(), "Café.\r\nTwo", "a.txt"),
    "a.md": (b"# One\n", "# One\n", "a.md"),
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


TEXT = "“Café” – naïve, Zürich. " * 4


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        (TEXT.encode(), TEXT, None),
        (TEXT.encode("utf-8-sig"), TEXT, None),
        (TEXT.encode("utf-16"), TEXT, None),
        (TEXT.encode("utf-32"), TEXT, None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, None),
        (TEXT.encode("cp1252"), TEXT, "a.txt: not UTF-8; read as cp1252, as its bytes look"),
        (TEXT.encode("utf-16-le"), TEXT, "a.txt: not UTF-8; read as utf_16_le"),
        ("Россия и Украина договорились. ".encode("cp1251") * 5, "Россия", "a.txt: not UTF-8; read as cp1251"),
        (
            TEXT.encode() + b"\xe2\x80",
            TEXT + "\ufffd",
            "a.txt: UTF-8 with invalid bytes; read as U+FFFD (number of places: 1)",
        ),
        (b"a stray \0 in " + b"a long text " * 20, "a stray \0 in", None),
        (b"N\0o\0 \0m\0a\0r\0k\0.\0" * 9, "No mark.", "a.txt: not UTF-8; read as utf_16_le"),
        (b"", "", None),
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
    assert read_all("a.txt") == ([], ["a.txt: a binary file, not text; extract its text first"])


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


def test_a_folder_is_read_with_all_below_it(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("d/b.txt", "d/a.md", "d/sub/c.jsonl.gz", "d/.hidden.txt", "d/.git/x.txt", "d/x.py", "d/y.py", "d/z"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(gzip.compress(b'{"text": "c"}') if name.endswith("gz") else b"text")
    documents, errors = read_all("d")
    assert errors == []
    assert [document.id for document in documents] == ["d/a.md", "d/b.txt", "d/sub/c.jsonl.gz:1"]
    assert "d: files of other formats left out: 3 (.py: 2, no suffix: 1)" in caplog.text


def test_a_folder_with_nothing_to_read(folder: Path) -> None:
    Path("d").mkdir()
    assert read_all("d")[1][0].startswith("d: no file to read in this folder; the suffixes read are .txt .md .html")


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


@pytest.mark.parametrize(
    ("module", "extra", "name"), [("pyarrow", "parquet", "a.parquet"), ("fastwarc.warc", "warc", "a.warc")]
)
def test_a_missing_extra_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    Path(name).write_bytes(b"x")
    assert f'pip install "mtdetect[{extra}]"' in read_all(name)[1][0]


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
