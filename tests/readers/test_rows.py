"""A wrong text field is noticed early, and no row is lost without a message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from inputs import PACKERS, parquet, read_all, warc

from mtdetect.readers import read, read_file
from mtdetect.readers.rows import Rows
from mtdetect.types import InputError, RowError

NAMES = [f"field{number}" for number in range(14)]


@pytest.mark.parametrize(
    ("name", "rows", "where"),
    [
        ("a.jsonl", 5000, "the first 100 rows"),
        ("a.jsonl", 40, "any of its 40 rows"),
        ("a.csv", 5000, "the first 100 rows"),
        ("a.parquet", 5000, "the first 100 rows"),
    ],
)
def test_a_wrong_text_field_ends_the_file_and_names_the_likeliest(
    folder: Path, name: str, rows: int, where: str
) -> None:
    table = [{"id": str(i), "url": f"https://example.org/{i}", "body": "It rained all day. " * 9} for i in range(rows)]
    if name == "a.parquet":
        data = parquet({key: [row[key] for row in table] for key in table[0]})
    elif name == "a.csv":
        data = "".join(";".join(row) + "\n" for row in [list(table[0]), *(row.values() for row in table)]).encode()
    else:
        data = "".join(json.dumps(row) + "\n" for row in table).encode()
    Path(name).write_bytes(data)
    found = "(found: “id”, “url”, “body”); name the one with the text: --text-field body"
    assert read_all(name) == ([], [f"{name}: no field “text” in {where} {found}"])


@pytest.mark.parametrize(
    ("row", "found", "option"),
    [
        ({"id": 5, "main text": "words"}, "(found: “id”, “main text”)", "--text-field 'main text'"),
        ({"id": 5, "parts": ["a"]}, "(found: “id”, “parts”)", "--text-field NAME"),
        (dict.fromkeys(NAMES, 1), "“field11” and 2 more)", "--text-field NAME"),
    ],
)
def test_the_fields_that_are_there(folder: Path, row: dict[str, object], found: str, option: str) -> None:
    Path("a.jsonl").write_text(json.dumps(row))
    assert found in read_all("a.jsonl")[1][0]
    assert read_all("a.jsonl")[1][0].endswith(option)


def test_rows_before_the_first_with_the_field_are_reported_one_by_one(folder: Path) -> None:
    Path("a.jsonl").write_text('{"body": "a"}\n' * 99 + '{"text": "good"}\n' + '{"body": "a"}\n' * 200)
    documents, errors = read_all("a.jsonl")
    assert [document.text for document in documents] == ["good"]
    assert [int(error.split(":")[0].split()[-1]) for error in errors] == [*range(1, 100), *range(101, 301)]


@pytest.mark.parametrize(
    ("data", "texts", "errors"),
    [
        (
            'text\ngood\n"abc\n' + "good\n" * 997,
            ["good"],
            ["line 3: not CSV (unexpected end of data), and lost with it: lines 4 to 1,000"],
        ),
        (
            'id,text\n1,"a\n2,b\n3,"c"\n4,d\n',
            ["d"],
            ["line 2: not CSV (',' expected after '\"'), and lost with it: lines 3 to 4"],
        ),
        ('"id","a\nb","text"\n1,2,good\n1,2\n', ["good"], ["line 4: wrong number of fields (2, but the header has 3)"]),
    ],
)
def test_lines_that_a_stray_quotation_mark_takes_in_are_named(
    folder: Path, data: str, texts: list[str], errors: list[str]
) -> None:
    Path("a.csv").write_text(data)
    documents, found = read_all("a.csv")
    assert [document.text for document in documents] == texts
    assert [error.split("; put the text")[0].removeprefix("a.csv, ") for error in found] == errors


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_a_range_of_lines(folder: Path, name: str, packed: str) -> None:
    texts = [f"text {number}" for number in range(600)]
    if name == "a.parquet":
        data, first = parquet({"text": list(texts)}), 1
    elif name == "a.csv":
        data, first = "\n".join(["text", *texts]).encode(), 2
    else:
        data, first = "\n".join(json.dumps({"text": text}) for text in texts).encode(), 1
    Path(name + packed).write_bytes(PACKERS[packed](data))
    found = []
    for lines in ((1, 3), (4, 290), (291, 291), (292, None)):
        rows = Rows("text", "id", pytest.fail, Path(name).suffix, lines)
        documents = list(read_file(name + packed, rows))
        assert [document.metadata["line"] for document in documents][:1] == [max(lines[0], first)]
        found += [document.text for document in documents]
    assert found == texts


def test_bad_records_of_an_archive_are_equal_errors(folder: Path) -> None:
    page = ("http://x.org/", "text/plain", b"\0" * 1000 + b"x")
    Path("a.warc").write_bytes(warc(page, ("http://x.org/b", "text/plain", b"good"), page))
    errors: list[InputError] = []
    assert [document.text for document in read("a.warc", on_error=errors.append)] == ["good"]
    problem = "this is a binary file, not text; extract its text first"
    assert [(error.place, error.problem) for error in errors if isinstance(error, RowError)] == [
        ("record 1", problem),
        ("record 3", problem),
    ]
