"""JSON Lines: an object per row, mtdetect's own columns first."""

from __future__ import annotations

from typing import TextIO

from mtdetect.reporters.rows.fields import to_json
from mtdetect.reporters.rows.table import Pairs, Table


def report(table: Table, pairs: Pairs, out: TextIO, *, threshold: float = 0.5) -> None:
    out.writelines(to_json(row) + "\n" for row in table.rows(pairs, threshold))
