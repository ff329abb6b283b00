"""Shared by the tests of output for corpora: runs mtdetect with the fake model, and reads its rows back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mtdetect.cli.main import cli
from mtdetect.reporters.rows.levels import COLUMNS

Row = dict[str, Any]


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, arguments, **options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write_rows(name: str, *rows: object) -> None:
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def rows_of(data: bytes, form: str, level: str = "document") -> list[Row]:
    """The rows of an output, with the types that their columns have."""
    if form == "jsonl":
        return [json.loads(line) for line in data.decode().split("\n")[:-1]]
    if form == "csv":
        kinds = COLUMNS[level]
        read = csv.DictReader(io.StringIO(data.decode(), newline=""))
        return [{name: _typed(value, kinds.get(name, "string")) for name, value in row.items()} for row in read]
    from pyarrow import parquet

    rows: list[Row] = parquet.read_table(io.BytesIO(data)).to_pylist()
    for row in rows:
        if isinstance(row.get("codes"), dict):
            row["codes"] = {code: count for code, count in row["codes"].items() if count}
    return rows


def _typed(value: str, kind: str) -> Any:
    if kind == "string":
        return value
    return json.loads(value) if value else None


def scored(*arguments: str, form: str = "jsonl", level: str = "document") -> list[Row]:
    result = run("score", *arguments, "--format", form, "--level", level)
    assert result.exit_code == 0, result.stderr
    return rows_of(result.stdout_bytes, form, level)
