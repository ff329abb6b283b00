"""CSV: a header, then one row of scores and counts per document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TextIO

from mtdetect.reporters.safety import cell
from mtdetect.types import Document, Report

COLUMNS = ("id", "language", "translation", "scraping", "damage", "flags", "paragraphs", "file", "line")


class Writer:
    """Writes lines that end in a line feed. Python's own writer then leaves a lone carriage return without quotes."""

    def __init__(self, out: TextIO, delimiter: str = ",") -> None:
        self._out = out
        self._line = io.StringIO()
        self._csv = csv.writer(self._line, delimiter=delimiter, lineterminator="\r\n")

    def row(self, values: Iterable[object]) -> None:
        self._csv.writerow(values)
        self._out.write(self._line.getvalue().removesuffix("\r\n") + "\n")
        self._line.seek(0)
        self._line.truncate()


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    writer = Writer(out)
    writer.row(COLUMNS)
    for document, scored in pairs:
        scores = (f"{score:.4f}" for score in (scored.translation, scored.scraping, scored.damage))
        counts = (len(scored.flags), len(scored.paragraphs))
        beside = document.metadata
        place = (cell(str(beside.get("file", document.id))), beside.get("line", beside.get("record")))
        writer.row((cell(document.id), scored.language or "", *scores, *counts, *place))
