"""Rows broken in every way that their format has: every one is counted, and every other one is in the output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus import rows_of, run

from benchmarks import broken_rows

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

LIMIT = ("--max-bytes", str(broken_rows.MAX_BYTES))


@pytest.mark.parametrize("form", broken_rows.INPUTS)
@pytest.mark.parametrize("output", ["jsonl", "csv", "parquet", "json", "github", "sarif", "html", "text"])
def test_all_rows_are_counted(form: str, output: str) -> None:
    if "parquet" in (form, output):
        pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
    path = Path(f"rows.{form}")
    expected = broken_rows.write_rows(path, 1500)
    assert expected == (1485, 15)
    result = run("score", str(path), "--format", output, "-o", "out", *LIMIT)
    assert result.exit_code == 2
    assert broken_rows.errors_in(result.stderr) == expected.errors
    data = Path("out").read_bytes()
    if output in ("jsonl", "csv", "parquet"):
        assert len(rows_of(data, output)) == expected.documents
    elif output == "json":
        assert len(json.loads(data)) == expected.documents


def test_equal_errors_are_counted_in_one_line() -> None:
    expected = broken_rows.write_rows(Path("rows.jsonl"), 14_000)
    result = run("score", "rows.jsonl", "--format", "jsonl", "-o", "out.jsonl", *LIMIT)
    assert broken_rows.errors_in(result.stderr) == expected.errors == 140
    assert "more rows like this" in result.stderr
    assert broken_rows.rows_in(Path("out.jsonl")) == expected.documents
