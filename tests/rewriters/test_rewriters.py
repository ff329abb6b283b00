"""Rows are copied with only the text changed; rows that stay the same are copied byte for byte."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from mtdetect.cleaning.cleaned import Cleaned, Fix
from mtdetect.readers.rows import Rows
from mtdetect.rewriters import rewrite
from mtdetect.types import Document, InputError


def clean(documents: Iterator[Document]) -> Iterator[tuple[Document, Cleaned]]:
    """Turns “bad” into “good”. Reads two documents ahead, as batches do."""
    ahead: list[Document] = []
    for document in documents:
        ahead.append(document)
        if len(ahead) == 2:
            yield from map(cleaned, ahead)
            ahead.clear()
    yield from map(cleaned, ahead)


def cleaned(document: Document) -> tuple[Document, Cleaned]:
    new = document.text.replace("bad", "good")
    return document, Cleaned(document.text, new, (Fix("MTD101", 0, 0, "", ""),) if new != document.text else ())


def rewritten(name: str, data: bytes, text_field: str = "text") -> tuple[bytes, list[str]]:
    target, errors = io.BytesIO(), list[str]()
    rewrite(io.BytesIO(data), target, name, Rows(text_field, "id", lambda error: errors.append(str(error))), clean)
    return target.getvalue(), errors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "bad"}', b'{"text": "good"}'),
        (
            b'{ "id" : 1.50e3 ,"text":"bad" , "z":[1,  {"text":"bad"}]}\r',
            b'{ "id" : 1.50e3 ,"text":"good" , "z":[1,  {"text":"bad"}]}\r',
        ),
        ('{"text": "bad é", "ü": "\\u00e9"}'.encode(), '{"text": "good é", "ü": "\\u00e9"}'.encode()),
        (rb'{"text": "bad \u00e9\/"}', rb'{"text": "good \u00e9/"}'),
        (b'{"text": "bad \\ud800"}', b'{"text": "good \\ud800"}'),
        (b'{"text": "bad", "text": "bad too"}', b'{"text": "bad", "text": "good too"}'),
        (b'\xef\xbb\xbf{"te\\u0078t": "bad"}', b'\xef\xbb\xbf{"te\\u0078t": "good"}'),
        (b'{"text":"fine \\u00e9", "x": 1.0}', b'{"text":"fine \\u00e9", "x": 1.0}'),
        (b"", b""),
    ],
)  # fmt: skip
def test_jsonl_changes_only_the_text(line: bytes, expected: bytes) -> None:
    assert rewritten("a.jsonl", line + b"\n") == (expected + b"\n", [])


def test_unusable_lines_are_copied_and_reported() -> None:
    data = b'{"text": "bad"}\nnot json\n[1]\n{"other": 1}\n{"text": null}\n\xff\n{"text": "bad"}'
    new, errors = rewritten("a.jsonl", data)
    assert new == data.replace(b"bad", b"good")
    assert [error.partition(":")[0] for error in errors] == [f"a.jsonl, line {n}" for n in (2, 3, 4, 5, 6)]


def test_csv_keeps_other_rows_as_they_are() -> None:
    head, rest = b"\xef\xbb\xbfid;text;x\r\n", b'"2";fine;  b \r\n\r\n3;bad\r\n\xff;bad;c\r\n'
    new, errors = rewritten("a.csv", head + b'1;"bad ""q"";\r\nsecond line";"a"\r\n' + rest + b"4;bad;d")
    assert new == head + b'1;"good ""q"";\r\nsecond line";a\r\n' + rest + b"4;good;d"
    assert [error.partition(":")[0] for error in errors] == ["a.csv, line 6", "a.csv, line 7"]


def test_csv_without_the_text_field() -> None:
    with pytest.raises(InputError, match="no field “body”"):
        rewritten("a.csv", b"id,text\n1,bad\n", "body")


def test_parquet_keeps_the_schema_and_the_other_columns() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    schema = pyarrow.schema([("n", pyarrow.int8()), ("text", pyarrow.large_string()), ("id", pyarrow.string())])
    table = pyarrow.table({"n": [1, 2, None], "text": ["bad", None, "fine"], "id": ["a", "b", "c"]}, schema)
    packed = io.BytesIO()
    parquet.write_table(table, packed)
    new, errors = rewritten("a.parquet", packed.getvalue())
    found = parquet.read_table(io.BytesIO(new))
    assert found.schema == schema
    assert found.to_pydict() == {"n": [1, 2, None], "text": ["good", None, "fine"], "id": ["a", "b", "c"]}
    assert len(errors) == 1
