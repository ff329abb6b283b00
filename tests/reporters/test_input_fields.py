"""Whatever fields the input has, every format of rows keeps them all."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import pytest
from fake_model import FakeModel
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtdetect.reporters import reporter, safety
from mtdetect.reporters.rows import FORMATS, table
from mtdetect.reporters.rows.table import Table
from mtdetect.types import Document

pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')

LEAVES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=4)
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=3), v, max_size=3), max_leaves=6
)
NAMES = st.sampled_from(["x", "y", "damage", "input_damage", "other_fields", "", "é"])


def is_kept(given: Any, found: Any) -> bool:
    """Whether the value is the same; a struct in Parquet may have more keys, without values."""
    if isinstance(given, dict):
        return isinstance(found, dict) and all(is_kept(given.get(name), found[name]) for name in {*given, *found})
    if isinstance(given, list):
        return isinstance(found, list) and len(given) == len(found) and all(map(is_kept, given, found))
    if isinstance(given, float) and math.isinf(given):
        return found in (given, None)  # JSON does not have it
    return given == found and isinstance(given, bool) == isinstance(found, bool)


def written(form: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    report = FakeModel().score("Fine.")
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="\n")
    pairs = [(Document("a", "Fine.", {"fields": row}), report) for row in rows]
    reporter(form, Table("document", None))(pairs, out)
    out.seek(0)
    if form == "csv":
        return list(csv.DictReader(out))
    if form == "jsonl":
        return [json.loads(line) for line in out]
    from pyarrow import parquet

    found: list[dict[str, Any]] = parquet.read_table(out.buffer).to_pylist()
    return found


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=4))
@example(rows=[{"x": "@"}])
def test_no_field_is_lost(form: str, rows: list[dict[str, Any]]) -> None:
    renamed = {"damage": "input_damage", "input_damage": "input_input_damage", "other_fields": "input_other_fields"}
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(table, "SAMPLE_ROWS", 2)
        found = written(form, rows)
    for row, kept in zip(rows, found, strict=True):
        other = json.loads(kept.get("other_fields") or "{}")
        for name, value in row.items():
            new = renamed.get(name, name)
            cell = other.get(new, kept.get(new))
            as_text = isinstance(cell, str) and not isinstance(value, str) and new not in other
            assert (
                is_kept(value, (json.loads(cell) if cell else None) if as_text else cell)
                or (
                    isinstance(value, str)  # a column of several types has JSON text; a formula has an apostrophe
                    and (cell == safety.cell(value) if form == "csv" and cell[:1] == "'" else json.loads(cell) == value)
                )
            )
