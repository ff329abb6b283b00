"""`mtdetect filter` on Parquet: the same rows, with the same schema."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from corpus import run

pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
from pyarrow import parquet  # noqa: E402

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

KEEP = ("filter", "--keep", "damage < .5")


def table(texts: list[str | None]) -> Any:
    rows = len(texts)
    columns = {
        "damage": pa.array([1.5, None] * rows, pa.float32())[:rows],
        "time": pa.array(range(1, rows + 1), pa.int64()).cast(pa.timestamp("ns", "UTC")),
        "text": pa.array(texts, pa.large_string()),
        "meta": pa.array([{"a": [1], "b": None}] * rows, pa.struct([("a", pa.list_(pa.int8())), ("b", pa.string())])),
        "kind": pa.array(["x"] * rows).dictionary_encode(),
        "counts": pa.array([[("k", 1)], None] * rows, pa.map_(pa.string(), pa.int32()))[:rows],
    }
    schema = pa.schema([pa.field(name, array.type) for name, array in columns.items()], {b"by": b"someone"})
    return pa.table(columns, schema=schema)


def test_rows_and_schema_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.readers.parquet._BATCH", 2)
    given = table(["Fine.", "the the", None, "Sound.", "WWW", "Good.", "Right."])
    parquet.write_table(given, "a.parquet")
    result = run(*KEEP, "a.parquet", "a.parquet", "-o", "kept.parquet", "--rejected", "bad.parquet")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "kept 8, rejected 4, unusable 2"
    kept, bad = (parquet.read_table(name) for name in ("kept.parquet", "bad.parquet"))
    read = parquet.read_table("a.parquet")
    assert kept.equals(pa.concat_tables([read.take([0, 3, 5, 6])] * 2))
    assert bad.equals(pa.concat_tables([read.take([1, 2, 4])] * 2))
    assert kept.schema.equals(read.schema, check_metadata=True)
    assert parquet.ParquetFile("kept.parquet").num_row_groups == 1


def test_annotations() -> None:
    parquet.write_table(table(["Fine.", None, "the the"]), "a.parquet")
    run(*KEEP, "a.parquet", "--annotate", "-o", "kept.parquet", "--rejected", "bad.parquet")
    kept, bad = (parquet.read_table(name) for name in ("kept.parquet", "bad.parquet"))
    names = ["input_damage", "time", "text", "meta", "kind", "counts", "translation", "scraping", "damage", "language"]
    assert kept.column_names == bad.column_names == names
    assert (kept["input_damage"].to_pylist(), kept["damage"].to_pylist()) == ([1.5], [0.1])
    assert bad["damage"].to_pylist() == [None, 0.9]
    assert kept.schema.field("input_damage").type == pa.float32()


def test_a_file_with_another_schema_is_refused_and_one_without_rows_is_not() -> None:
    parquet.write_table(table(["Fine."]), "a.parquet")
    parquet.write_table(table([]), "b.parquet")
    parquet.write_table(pa.table({"text": ["Fine."]}), "c.parquet")
    result = run(*KEEP, "a.parquet", "b.parquet", "c.parquet", "-o", "kept.parquet")
    assert "error: c.parquet: its columns or their types differ from those of a.parquet" in result.stderr
    assert parquet.read_table("kept.parquet").equals(parquet.read_table("a.parquet"))
    assert run(*KEEP, "b.parquet", "-o", "none.parquet").exit_code == 0
    assert parquet.read_table("none.parquet").equals(parquet.read_table("b.parquet"))


def test_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parquet.write_table(table(["Fine."]), "a.parquet")
    assert run(*KEEP, "a.parquet").stdout_bytes.startswith(b"PAR1")
    import sys

    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(sys.modules["mtdetect.cli.filter"], "sys", terminal)
    result = run(*KEEP, "a.parquet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "write it to a file: -o kept.parquet" in result.stderr


def test_nothing_is_left_of_a_run_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from fake_model import FakeModel

    parquet.write_table(table(["Fine.", "Fine."]), "a.parquet")
    monkeypatch.setattr(FakeModel, "score", lambda self, text: (_ for _ in ()).throw(KeyboardInterrupt))
    result = run(*KEEP, "a.parquet", "-o", "kept.parquet")
    assert (result.exit_code, result.stderr) == (130, "")
    assert [path.name for path in Path().iterdir()] == ["a.parquet"]
