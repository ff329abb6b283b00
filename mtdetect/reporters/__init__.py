"""Output formats for people and programs. Each format has a module with one function, `report`.

`report(pairs, out, threshold=0.5)` writes (document, report) pairs to a text stream as they arrive. Only two formats
remember anything about earlier documents: `text` keeps the scores of the worst fifty for its closing table, and `html`
keeps an index row for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from mtdetect.reporters.destination import OutputError
from mtdetect.reporters.rows import FORMATS as ROW_FORMATS
from mtdetect.types import Document, Report

if TYPE_CHECKING:
    from mtdetect.reporters.rows.table import Table

FORMATS = ("text", "json", "jsonl", "csv", "parquet", "github", "sarif", "html")

SUFFIXES = {form: f".{form}" for form in FORMATS} | {"text": ".txt", "github": ".txt"}
"""The suffix of an output in each format."""

THRESHOLD = 0.5
"""Reports show a paragraph as damaged from this probability upwards, when damage is more likely than not."""


class Reporter(Protocol):
    """The signature of each module's `report`."""

    def __call__(
        self, pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = THRESHOLD
    ) -> None: ...


def reporter(name: str, table: Table | None = None) -> Reporter:
    """Imports and returns the reporter for a format. Some are slow to import, so this happens on demand.

    With a table, it writes the table's rows; Parquet has nothing else, and gets a row per document by default.

    Raises:
        OutputError: Parquet needs a package that is not installed.
    """
    if name not in FORMATS:
        raise ValueError(f"unknown report format “{name}”; choose from {', '.join(FORMATS)}")
    if table is None and name != "parquet":
        return cast(Reporter, import_module(f"mtdetect.reporters.{name}").report)
    if name not in ROW_FORMATS:
        raise ValueError(f"the format “{name}” has no rows; choose from {', '.join(ROW_FORMATS)}")
    from mtdetect.reporters.rows.table import Table

    try:
        module = import_module(f"mtdetect.reporters.rows.{name}")
    except ImportError as error:
        raise OutputError(
            f'{name}: {error.name} is missing; in the mtdetect checkout, run: pip install ".[{name}]"'
        ) from error
    return partial(module.report, table or Table())
