"""The columns that scoring adds to a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtdetect.scoring import pipeline
from mtdetect.scoring.batches import check, is_missing
from mtdetect.text.language import UNKNOWN
from mtdetect.types import FailedReport, Report

COLUMNS: dict[str, type] = {"translation": float, "scraping": float, "damage": float, "language": str, "flags": int}
"""Names and types. Every column may have nulls: a row without a text has null in all of them."""


def new_names(present: Sequence[str], text: str, prefix: str) -> list[str]:
    """The names of the new columns, in the order of COLUMNS, for a table whose columns are `present`.

    Raises:
        ValueError: There is not exactly one column `text`, or one of the new columns is already there.
    """
    if present.count(text) != 1:
        problem = "several columns" if text in present else "no column"
        others = ", ".join(map(str, present)) or "none"
        raise ValueError(f'the table has {problem} “{text}”; pass text="…" with one of its columns ({others})')
    names = [prefix + name for name in COLUMNS]
    if taken := ", ".join(f"“{name}”" for name in names if name in present):
        raise ValueError(f'the table already has {taken}; rename or drop that, or pass prefix="mt_" or the like')
    return names


def score_column(
    texts: Sequence[object], name: str, model: pipeline.Model | str | Path | None, jobs: int = 1
) -> list[list[Any]]:
    """The values of the new columns, in the order of COLUMNS. Each has as many as there are `texts`.

    Where a text is missing (None, NaN or NA), all are None. So they are where scoring a text crashed its process, which
    is logged. `name`: the column that the texts are from.

    Raises:
        TypeError: A text is neither missing nor a `str`. Nothing has been scored by then.
    """
    given = []
    for row, text in enumerate(texts):
        if isinstance(text, str):
            given.append(text)
        elif not is_missing(text):
            try:
                check(text)
            except TypeError as error:
                raise TypeError(f"column “{name}”, row {row}, counted from 0: {error}") from None
    reports = pipeline.load(model).score_many(given, jobs)
    rows = [values(next(reports)) if isinstance(text, str) else _NOTHING for text in texts]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS]


_NOTHING = (None,) * len(COLUMNS)


def values(report: Report) -> tuple[Any, ...]:
    """The values of one row, in the order of COLUMNS."""
    if isinstance(report, FailedReport):
        return _NOTHING
    language = report.language or UNKNOWN
    return report.translation, report.scraping, report.damage, language, len(report.flags)
