"""Writes rows as they were read, in the format of their file; fields can be added, but nothing else changes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from mtdetect.readers.rows import RawRow
from mtdetect.reporters.destination import open_output
from mtdetect.reporters.rows.fields import renamed

if TYPE_CHECKING:
    import pyarrow as pa

    from mtdetect.reporters.rows.parquet import RowGroups

Added = Mapping[str, Any]
"""Fields to add to a row. A field of the row that has one of these names gets another: see `renamed`."""

Write = Callable[[RawRow, Added | None], None]


class _Lines:
    """Rows that follow each other as bytes. If the last row of a file has no line end, the next row needs one first."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._is_cut = False

    def write(self, row: bytes) -> None:
        self._out.write(b"\n" + row if self._is_cut else row)
        self._is_cut = not row.endswith((b"\n", b"\r"))


@contextmanager
def jsonl_rows(out: BinaryIO, first: RawRow, added: Mapping[str, str]) -> Iterator[Write]:
    lines = _Lines(out)

    def write(row: RawRow, fields: Added | None) -> None:
        lines.write(row.data if fields is None else _with_fields(row.data.decode(), fields))

    yield write


def _with_fields(line: str, fields: Added) -> bytes:
    """The line with fields at its end. Only if it has fields of these names is it written in new JSON."""
    row: dict[str, Any] = json.loads(line)
    names = {name: renamed(name, fields) for name in row}
    body = line.rstrip()
    end = line[len(body) :]
    if any(name != new for name, new in names.items()):
        body = json.dumps({names[name]: value for name, value in row.items()} | dict(fields), ensure_ascii=False)
    else:
        body = f"{body[:-1].rstrip()}, {json.dumps(fields)[1:]}"
    return (body + end).encode("utf-8", "backslashreplace")  # lone surrogates as JSON escapes


@contextmanager
def csv_rows(out: BinaryIO, first: RawRow, added: Mapping[str, str]) -> Iterator[Write]:
    text, columns, delimiter = first.header
    lines = _Lines(out)
    if added:
        header = io.StringIO()
        names = [*(renamed(name, added) for name in columns), *added]
        csv.writer(header, delimiter=delimiter, lineterminator=_line_end(text)).writerow(names)
        text = "\ufeff" * text.startswith("\ufeff") + header.getvalue()
    lines.write(text.encode("utf-8", "surrogateescape"))

    def write(row: RawRow, fields: Added | None) -> None:
        end = _line_end(row.data)
        body = row.data.removesuffix(end)
        cells = "" if fields is None else "".join(f"{delimiter}{value}" for value in fields.values())
        lines.write((body + cells + end).encode("utf-8", "surrogateescape"))

    yield write


def _line_end(text: str) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if text.endswith(end)), "")


@contextmanager
def parquet_rows(out: BinaryIO, first: RawRow, added: Mapping[str, str]) -> Iterator[Write]:
    import pyarrow as pa

    from mtdetect.reporters.rows.parquet import TYPES, row_groups

    given: pa.Schema = first.header
    names = [renamed(name, added) for name in given.names]
    schema = pa.schema([field.with_name(name) for field, name in zip(given, names, strict=True)], given.metadata)
    for name, kind in added.items():
        schema = schema.append(pa.field(name, TYPES[kind]))
    with row_groups(out, schema) as groups:
        batches = _Batches(groups, schema, list(added))
        yield batches.write
        batches.flush()


class _Batches:
    """Takes the rows out of the batches that they were read in."""

    def __init__(self, groups: RowGroups, schema: pa.Schema, added: list[str]) -> None:
        self._groups, self._schema, self._added = groups, schema, added
        self._batch: pa.RecordBatch | None = None
        self._rows: list[int] = []
        self._fields: list[Added | None] = []

    def write(self, row: RawRow, fields: Added | None) -> None:
        batch, number = row.data
        if batch is not self._batch:
            self.flush()
            self._batch = batch
        self._rows.append(number)
        self._fields.append(fields)

    def flush(self) -> None:
        if self._batch is None:
            return
        import pyarrow as pa

        try:
            columns = self._batch.take(pa.array(self._rows, pa.int64())).columns
        except NotImplementedError:  # string_view, for one
            rows = [self._batch.slice(row, 1) for row in self._rows]
            columns = [pa.concat_arrays(parts) for parts in zip(*(row.columns for row in rows), strict=True)]
        for name in self._added:
            values = [fields[name] if fields else None for fields in self._fields]
            columns.append(pa.array(values, self._schema.field(name).type))
        self._groups.add(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._batch, self._rows, self._fields = None, [], []


@contextmanager
def names(out: BinaryIO, first: RawRow, added: Mapping[str, str]) -> Iterator[Write]:
    def write(row: RawRow, fields: Added | None) -> None:
        out.write(f"{row.data}\n".encode("utf-8", "backslashreplace"))

    yield write


_WRITERS = {"jsonl": jsonl_rows, "csv": csv_rows, "parquet": parquet_rows, "text": names}
"""By form, what writes rows like the first to a stream. Its third argument has the types of the fields to add."""


class UnchangedOutput:
    """A file, or standard output for `-`, that takes the form of the first row; None takes rows and drops them.

    `added`: the names and types of the fields that every row gets. As a context manager, it writes the file whole or
    not at all.
    """

    def __init__(self, path: str | None, added: Mapping[str, str]) -> None:
        self._path, self._added = path, added
        self._stack = ExitStack()
        self._out: BinaryIO | None = None
        self._write: Write | None = None

    def __enter__(self) -> UnchangedOutput:
        if self._path is not None:
            self._out = self._stack.enter_context(open_output(self._path)).buffer
        return self

    def start(self, first: RawRow) -> None:
        """Writes what comes before the first row, if that was not done yet."""
        if self._out is not None and self._write is None:
            self._write = self._stack.enter_context(_WRITERS[first.form](self._out, first, self._added))

    def write(self, row: RawRow, fields: Added | None) -> None:
        """Writes a row, with these fields added; None if it has no scores. `start` must come first."""
        if self._write is not None:
            self._write(row, fields)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)
