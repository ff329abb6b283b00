"""Parquet. The columns and their types are fixed before the first row is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TextIO

import pyarrow as pa
from pyarrow import parquet

from mtdetect.reporters.rows.arrow_types import FieldTypes
from mtdetect.reporters.rows.fields import OTHER, FieldColumns
from mtdetect.reporters.rows.table import Pairs, Row, Table
from mtdetect.rules.registry import RULES

BATCH_ROWS, BATCH_CHARACTERS = 256, 1 << 24
"""Rows that are held as Python objects, at most."""

GROUP_ROWS, GROUP_BYTES = 100_000, 1 << 26
"""A row group is complete when it reaches either. It is all that has to be held in memory."""

_CODES = [rule.code for rule in RULES]
TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
    "counts": pa.struct([(code, pa.int32()) for code in _CODES]),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


class RowGroups:
    """Gathers batches of rows into row groups of bounded size."""

    def __init__(self, writer: parquet.ParquetWriter) -> None:
        self._writer = writer
        self._batches: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_batches(self._batches))
        self._batches, self._rows, self._bytes = [], 0, 0


@contextmanager
def row_groups(out: BinaryIO, schema: pa.Schema) -> Iterator[RowGroups]:
    """Writes a Parquet file to a stream, which stays open."""
    writer = parquet.ParquetWriter(pa.PythonFile(out, "w"), schema, compression="zstd")
    try:
        groups = RowGroups(writer)
        yield groups
        groups.flush()
        writer.close()
    finally:
        writer.is_open = False  # after an error, it must not write to the stream when it is garbage-collected


def report(table: Table, pairs: Pairs, out: TextIO, *, threshold: float = 0.5) -> None:
    schema = pa.schema([(name, TYPES[kind]) for name, kind in table.columns.items()])
    types = FieldTypes({}, table.warn)
    columns = FieldColumns([])
    if table.fields is None or table.fields:
        samples, pairs = table.field_columns(pairs)
        types = FieldTypes(samples, table.warn)
        columns = FieldColumns(types.schema.names, types.fits, table.warn)
        schema = pa.schema([*schema, *types.schema, pa.field(OTHER, pa.string())])

    def convert(kept: Row) -> Row:
        return {name: types.convert(name, value) for name, value in columns.row(kept).items()}

    with row_groups(out.buffer, schema) as groups:
        rows: list[Row] = []
        characters = 0
        for row in table.rows(pairs, threshold, convert):
            rows.append(row | {name: _own(row[name]) for name in table.columns})
            characters += sum(len(value) for value in row.values() if isinstance(value, str))
            if len(rows) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
                groups.add(_batch(rows, schema))
                rows, characters = [], 0
        if rows:
            groups.add(_batch(rows, schema))


def _own(value: Any) -> Any:
    if isinstance(value, dict):
        return {code: value.get(code, 0) for code in _CODES}
    # One character for another, so that offsets still fit.
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) and not value.isascii() else value


def _batch(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
