"""Samples in CSV, TSV and Parquet tables, whose columns are named like the fields of a sample."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

from mtdetect.readers import csv
from mtdetect.readers.limits import MAX_BYTES, read_whole
from mtdetect.readers.opening import suffix
from mtdetect.readers.rows import Rows
from mtdetect.types import InputError

Numbered = tuple[int, Mapping[str, Any]]

MAX_FILE = 4 * MAX_BYTES
"""The longest file, in bytes, if it must be read as a whole. Of the other formats, no row may exceed MAX_BYTES."""

JUDGEMENTS: dict[str, int | None] = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y"), 1),
    **dict.fromkeys(("0", "0.0", "false", "no", "n"), 0),
    **dict.fromkeys(("", "null", "none", "nan", "na", "unsure"), None),
}
"""Text in a cell and the label it means. Compare in lower case: spreadsheets write TRUE and FALSE."""


def cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Converts a table row to the types of JSON samples: an empty cell is null, and spans are parsed as JSON.

    Raises:
        InputError: The spans are not valid JSON.
    """
    result = {name: None if _empty(value) else value for name, value in row.items()}
    for kind in ("translation", "scraping"):
        value = result.get(kind)
        if isinstance(value, str):
            result[kind] = JUDGEMENTS.get(value.strip().lower(), value)
    position = result.get("position")
    if isinstance(position, str | float):
        with suppress(ValueError, OverflowError):  # `to_sample` reports it
            result["position"] = int(float(position))
    if isinstance(spans := result.get("spans"), str):
        try:
            result["spans"] = json.loads(spans)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f'“spans” is not JSON ({error}); write [{{"start": 0, "end": 4, "label": "menu"}}] or leave it empty'
            ) from None
    # doccano's CSV has all labels of a text in one cell, separated by #.
    if isinstance(label := result.get("label"), str):
        result["label"] = label.split("#")
    return result


def _empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def read_csv(stream: IO[bytes], name: str, fail: Callable[[InputError], None]) -> Iterator[Numbered]:
    """Yields the rows of a CSV or TSV file with their line numbers, and passes errors in a row to `fail`."""
    for document in csv.read(stream, name, Rows("text", "id", fail, suffix(name))):
        yield document.metadata["line"], {"text": document.text, **document.metadata["fields"]}


def read_parquet(stream: IO[bytes], name: str) -> Iterator[Numbered]:
    """Yields the rows of a Parquet file with their numbers, counted from 1.

    Raises:
        InputError: pyarrow is not installed, or the file is unreadable or has no `text` column.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            f'{name}: reading Parquet needs an extra; in the mtdetect checkout, run: pip install ".[parquet]"'
        ) from None
    try:
        # Read the whole file: labelled samples are never many.
        table = parquet.read_table(pyarrow.BufferReader(read_whole(stream, name, MAX_FILE)))
        if "text" not in table.column_names:
            there = ", ".join(f"“{column}”" for column in table.column_names[:8])
            raise InputError(f"{name}: no column “text” (found: {there}); rename the column with the text to “text”")
        yield from enumerate(table.to_pylist(), 1)
    except (pyarrow.ArrowException, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{name}: not a readable Parquet file ({reason}); write it again") from error
