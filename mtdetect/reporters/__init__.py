"""Reports for people and programs: one module a format, each with one function `report`.

`report(pairs, out, threshold=0.5)` writes the (document, report) pairs to a text stream as they come. Only two
keep something of each document: `text` the worst fifty's figures for its closing table; `html` its line of the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, TextIO, cast

from mtdetect.types import Document, Report

FORMATS = ("text", "json", "jsonl", "csv", "github", "sarif", "html")

THRESHOLD = 0.5
"""The probability from which a paragraph is shown as damaged: more likely than not."""


class Reporter(Protocol):
    """What each module offers as its `report`."""

    def __call__(
        self, pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = THRESHOLD
    ) -> None: ...


def reporter(name: str) -> Reporter:
    """The reporter of a format; imported only now, since some of them take a while to load."""
    if name not in FORMATS:
        raise ValueError(f"no report format “{name}”; there are {', '.join(FORMATS)}")
    return cast(Reporter, import_module(f"mtdetect.reporters.{name}").report)
