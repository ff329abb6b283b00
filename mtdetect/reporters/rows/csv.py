"""CSV: a header, then one line per row. Lists and objects are JSON."""

from __future__ import annotations

from typing import Any, TextIO

from mtdetect.reporters.csv import Writer
from mtdetect.reporters.rows.fields import FieldColumns, plain, to_json
from mtdetect.reporters.rows.table import Pairs, Row, Table
from mtdetect.reporters.safety import cell as neutral


def cell(value: Any) -> str:
    value = plain(value) if hasattr(value, "as_py") else value
    return neutral(value) if isinstance(value, str) else "" if value is None else to_json(value)


def report(table: Table, pairs: Pairs, out: TextIO, *, threshold: float = 0.5) -> None:
    if table.fields is None:
        fields, pairs = table.field_columns(pairs)
        columns = FieldColumns(fields, warn=table.warn)
    else:
        columns = FieldColumns(table.field_columns([])[0])
    writer = Writer(out)
    writer.row([*table.columns, *columns.all_names])

    def convert(kept: Row) -> Row:
        return {name: cell(value) for name, value in columns.row(kept).items()}

    for row in table.rows(pairs, threshold, convert):
        writer.row(map(cell, row.values()))
