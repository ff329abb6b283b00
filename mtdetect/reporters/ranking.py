"""The table at the end of a text report on several documents, worst first."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from mtdetect.types import Report

WORST = 50
"""Maximum number of rows in the table."""


class _Row(NamedTuple):
    """A document's scores. Sorts by damage; for equal damage, earlier documents rank higher."""

    damage: float
    order: int
    name: str
    translation: float
    scraping: float
    flags: int


class Ranking:
    """The scores of the worst documents so far, and the total number of documents."""

    def __init__(self) -> None:
        self.total = 0
        self._worst: list[_Row] = []

    @property
    def left_out(self) -> int:
        return self.total - len(self._worst)

    def add(self, name: str, report: Report) -> None:
        self.total += 1
        row = _Row(report.damage, -self.total, name, report.translation, report.scraping, len(report.flags))
        if len(self._worst) < WORST:
            heapq.heappush(self._worst, row)
        else:
            heapq.heappushpop(self._worst, row)

    def table(self, threshold: float) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("worst first", overflow="fold")
        for column in ("translation", "scraping", "damage", "flags"):
            table.add_column(column, justify="right", no_wrap=True)
        for row in sorted(self._worst, reverse=True):
            scores = (row.translation, row.scraping, row.damage)
            cells = [Text(f"{score:.2f}", "bold red" if score >= threshold else "green") for score in scores]
            table.add_row(Text(row.name), *cells, f"{row.flags:,}")
        return table
