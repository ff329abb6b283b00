"""Output formats for people and programs. Each format has a module with one function, `report`.

`report(pairs, out, threshold=0.5)` writes (document, report) pairs to a text stream as they arrive. Only two formats
remember anything about earlier documents: `text` keeps the scores of the worst fifty for its closing table, and `html`
keeps an index row for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, TextIO, cast

from mtdetect.types import Document, Report

FORMATS = ("text", "json", "jsonl", "csv", "github", "sarif", "html")

SUFFIXES = {form: f".{form}" for form in FORMATS} | {"text": ".txt", "github": ".txt"}
"""The suffix of an output in each format."""

THRESHOLD = 0.5
"""Reports show a paragraph as damaged from this probability upwards, when damage is more likely than not."""


class Reporter(Protocol):
    """The signature of each module's `report`."""

    def __call__(
        self, pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = THRESHOLD
    ) -> None: ...


def reporter(name: str) -> Reporter:
    """Imports and returns the reporter for a format. Some are slow to import, so this happens on demand."""
    if name not in FORMATS:
        raise ValueError(f"unknown report format “{name}”; choose from {', '.join(FORMATS)}")
    return cast(Reporter, import_module(f"mtdetect.reporters.{name}").report)
