"""Scores beside the texts of Arrow data, in which most engines for large data hand over their rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mtdetect.integrations.columns import COLUMNS, new_names, score_column
from mtdetect.scoring.pipeline import Model

if TYPE_CHECKING:
    import pyarrow as pa

Rows = TypeVar("Rows", bound="pa.RecordBatch | pa.Table")


def score_batch(batch: Rows, text: str = "text", model: Model | str | Path | None = None, *, prefix: str = "") -> Rows:
    """The record batch or table with the scores of its column `text` appended.

    The new columns are those of `scored_schema`; where the text is null, so are they. Bytes that are not UTF-8 are
    scored as U+FFFD, which MTD503 flags. Give `model` as a path: each process loads it once, and nothing large is sent
    to it.

    Raises:
        TypeError: A text is neither null nor a string.
        ValueError: There is no column `text`, or a new column has the name of one that is there.
    """
    import pyarrow as pa

    schema = scored_schema(batch.schema, text, prefix)
    columns = score_column(_texts(batch.column(text)), text, model)
    new = [pa.array(own, kind) for own, kind in zip(columns, schema.types[-len(columns) :], strict=True)]
    return type(batch).from_arrays([*batch.columns, *new], schema=schema)  # type: ignore[no-any-return]


def _texts(column: pa.Array | pa.ChunkedArray) -> list[object]:
    """The values. Bytes that are not UTF-8, which some writers let pass as strings, become U+FFFD: a row can't be
    reported here, and must not end a job of thousands of others."""
    import pyarrow as pa

    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        values = column.cast(pa.large_binary()).to_pylist()
        return [None if value is None else value.decode("utf-8", "replace") for value in values]


def scored_schema(schema: pa.Schema, text: str = "text", prefix: str = "") -> pa.Schema:
    """The schema of what `score_batch` returns, whatever the values: for engines that ask for it in advance.

    `translation`, `scraping` and `damage` are doubles, `language` (`und` where it is unknown) is a string, and `flags`
    (their number) a 64-bit integer. Each has `prefix` before its name.
    """
    import pyarrow as pa

    kinds = {float: pa.float64(), str: pa.string(), int: pa.int64()}
    names = new_names(schema.names, text, prefix)
    for name, kind in zip(names, COLUMNS.values(), strict=True):
        schema = schema.append(pa.field(name, kinds[kind]))
    return schema
