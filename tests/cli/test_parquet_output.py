"""Parquet output: a schema that no row can change, the types of input fields, and whole files only."""

from __future__ import annotations

import datetime
import decimal
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from corpus import run, write_rows
from fake_model import FakeModel

pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
from pyarrow import dataset, parquet  # noqa: E402

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def write(source: str, name: str = "out.parquet", *options: str) -> tuple[Any, str]:
    """Scores the source, and returns the table and the messages."""
    result = run("score", source, "--format", "parquet", "-o", name, *options)
    assert result.exit_code == 0, result.stderr
    return parquet.read_table(name), result.stderr


def test_all_outputs_have_one_schema_whatever_their_rows() -> None:
    write_rows("a.jsonl", {"text": "the the"}, {"text": "Straße"})
    Path("b.txt").write_text("")
    write_rows("c.jsonl")
    for level in ("document", "paragraphs", "flags"):
        for source in ("a.jsonl", "b.txt", "c.jsonl"):
            write(source, f"{level}-{source}.parquet", "--level", level, "--fields", "none")
        files = sorted(Path().glob(f"{level}-*"))
        assert len({str(parquet.read_schema(file)) for file in files}) == 1
        assert not any(pa.types.is_null(kind) for kind in parquet.read_schema(files[0]).types)
        assert dataset.dataset(files).to_table().num_rows == {"document": 3, "paragraphs": 2, "flags": 1}[level]


INFERRED = [
    (["a", None], pa.string()),
    ([None, None], pa.string()),
    ([1, 2], pa.int64()),
    ([1, 2.5], pa.float64()),
    ([True, None], pa.bool_()),
    ([["a"], []], pa.list_(pa.string())),
    ([{"a": 1}, {"b": "x"}], pa.struct([("a", pa.int64()), ("b", pa.string())])),
]


@pytest.mark.parametrize(("values", "kind"), INFERRED)
def test_types_are_inferred_from_json(values: list[Any], kind: Any) -> None:
    write_rows("a.jsonl", *({"text": "Fine.", "x": value} for value in values))
    table, messages = write("a.jsonl")
    assert (table.schema.field("x").type, messages) == (kind, "")
    kept = table["x"].to_pylist()
    assert kept == values or kept == [{"a": 1, "b": None}, {"a": None, "b": "x"}]
    assert table["other_fields"].null_count == 2


@pytest.mark.parametrize("values", [[1, "a"], [{}, {}], [[], []], [2**70, 1], [{"a": None}, None], [[1], {"a": 1}]])
def test_values_without_a_common_type_become_json(values: list[Any]) -> None:
    write_rows("a.jsonl", *({"text": "Fine.", "x": value} for value in values))
    table, messages = write("a.jsonl")
    assert [None if value is None else json.loads(value) for value in table["x"].to_pylist()] == values
    assert messages == "warning: the field “x” has values of several types; its column has JSON text\n"


@pytest.mark.parametrize(
    ("first", "later", "other"),
    [
        (1, "n/a", '{"x": "n/a"}'),
        (1, 1.5, '{"x": 1.5}'),
        (1, True, '{"x": true}'),
        (1, 2**70, '{"x": 1180591620717411303424}'),
        ("a", ["b"], '{"x": ["b"]}'),
        (None, 5, '{"x": 5}'),
        ("a", "\ud800", '{"x": "\\ud800"}'),
        ({"a": 1}, {"a": 1, "b": 2}, '{"x": {"a": 1, "b": 2}}'),
        ([1], ["a"], '{"x": ["a"]}'),
    ],
)
def test_a_value_that_does_not_fit_is_kept_as_json(
    first: object, later: object, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtdetect.reporters.rows.table.SAMPLE_ROWS", 1)
    write_rows("a.jsonl", *({"text": "Fine.", "x": value} for value in (first, later, later, None)))
    table, messages = write("a.jsonl")
    assert table["x"].to_pylist() == [first, None, None, None]
    assert table["other_fields"].to_pylist() == [None, other, other, None]
    assert messages.count("the field “x” has values of another type in the first rows") == 1


def test_fields_of_parquet_keep_their_types() -> None:
    moment = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
    columns = {
        "text": pa.array(["Fine.", "the the"]),
        "id": pa.array([5, 6]),
        "damage": pa.array([1, None], pa.uint8()),
        "time": pa.array([1, None], pa.int64()).cast(pa.timestamp("ns", "UTC")),
        "moment": pa.array([moment, None], pa.timestamp("ms", "UTC")),
        "price": pa.array([decimal.Decimal("1.50"), None], pa.decimal128(5, 2)),
        "tags": pa.array([["a"], None], pa.list_(pa.large_string())),
        "kind": pa.array(["a", None]).dictionary_encode(),
        "counts": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
        "nothing": pa.array([None, None], pa.float32()),
        "blob": pa.array([b"\xff", None]),
    }
    parquet.write_table(pa.table(columns), "a.parquet")
    given = parquet.read_table("a.parquet")
    table, _ = write("a.parquet")
    for name in set(columns) - {"text", "id"}:
        kept = table[name if name != "damage" else "input_damage"]
        assert kept.type == given[name].type, name
        assert kept.combine_chunks().equals(given[name].combine_chunks()), name
    assert table["id"].to_pylist() == ["5", "6"]
    fields = ("--level", "document", "--fields", "moment,price,blob,tags,damage")
    lines = run("score", "a.parquet", "--format", "csv", *fields).stdout.splitlines()
    assert lines[1].endswith('2026-11-30T12:00:00+00:00,1.50,/w==,"[""a""]",1')
    lines = run("score", "a.parquet", "--format", "jsonl", *fields).stdout.splitlines()
    kept = {"moment": moment.isoformat(), "price": "1.50", "blob": "/w==", "tags": ["a"], "input_damage": 1}
    assert {name: json.loads(lines[0])[name] for name in kept} == kept
    assert {json.loads(lines[1])[name] for name in kept} == {None}


def test_row_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.reporters.rows.parquet.BATCH_ROWS", 2)
    monkeypatch.setattr("mtdetect.reporters.rows.parquet.GROUP_ROWS", 4)
    write_rows("a.jsonl", *({"text": f"Line {i}."} for i in range(9)))
    table, _ = write("a.jsonl")
    assert table["id"].to_pylist() == [f"a.jsonl:{i}" for i in range(1, 10)]
    file = parquet.ParquetFile("out.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [4, 4, 1]


def test_lone_surrogates_do_not_move_offsets() -> None:
    write_rows("a.jsonl", {"id": "\udfff", "text": "\ud800 the the é"})
    table, _ = write("a.jsonl", "out.parquet", "--level", "flags", "--with-text", "--fields", "all")
    assert [table[name].to_pylist() for name in ("id", "start", "text")] == [["\ufffd"], [2], ["the the"]]
    table, _ = write("a.jsonl", "out.parquet", "--with-text")
    assert table["text"].to_pylist() == ["\ufffd the the é"]


def test_it_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows("a.jsonl", {"text": "Fine."}, {"text": "stop"})
    plain = FakeModel.score

    def score(self: FakeModel, text: str) -> Any:
        if text == "stop":
            raise KeyboardInterrupt
        return plain(self, text)

    monkeypatch.setattr(FakeModel, "score", score)
    result = run("score", "a.jsonl", "--format", "parquet", "-o", "out.parquet")
    assert (result.exit_code, result.stderr) == (130, "")
    assert [path.name for path in Path().iterdir()] == ["a.jsonl"]


def test_a_full_disk_is_reported() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    write_rows("a.jsonl", {"text": "Fine."})
    result = run("score", "a.jsonl", "--format", "parquet", "-o", "/dev/full")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "/dev/full: can't be written (No space left on device)" in result.stderr


def test_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows("a.jsonl", {"text": "Fine."})
    assert run("score", "a.jsonl", "--format", "parquet").stdout_bytes.startswith(b"PAR1")
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(sys.modules["mtdetect.cli.score"], "sys", terminal)
    result = run("score", "a.jsonl", "--format", "parquet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "write it to a file: -o scores.parquet" in result.stderr


def test_a_missing_extra_is_named_before_anything_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "mtdetect.reporters.rows.parquet", raising=False)
    write_rows("a.jsonl", {"text": "sleep"})
    result = run("score", "a.jsonl", "--format", "parquet", "-o", "out.parquet")
    assert result.exit_code == 2
    assert result.stderr == (
        'error: parquet: pyarrow is missing; in the mtdetect checkout, run: pip install ".[parquet]"\n'
    )


def test_all_outputs_in_a_folder_have_the_same_columns() -> None:
    Path("in").mkdir()
    for name, row in {"a": {"n": 1.5}, "b": {"n": 1}, "c": {"n": None, "late": 1}, "d": {}}.items():
        write_rows(f"in/{name}.jsonl", *({"text": "Fine.", **row} for _ in range(600)))
    for shard in ("1/2", "2/2"):
        result = run("score", "in", "-o", "out/", "--shard", shard, "--format", "parquet")
        assert result.exit_code == 0, result.stderr
        assert result.stderr.count("warning") == (shard == "1/2")
        run("score", "in", "-o", "csv/", "--shard", shard, "--format", "csv", "--level", "document")
    files = sorted(Path("out").glob("*.parquet"))
    (schema,) = {str(parquet.read_schema(file)) for file in files}
    assert schema.endswith("n: double\nother_fields: string")
    rows = dataset.dataset(files).to_table()
    assert (rows["n"].to_pylist().count(1.5), rows["other_fields"].to_pylist().count('{"late": 1}')) == (600, 600)
    headers = {file.read_text().splitlines()[0] for file in Path("csv").glob("*.csv")}
    assert len(headers) == 1
