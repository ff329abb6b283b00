"""CSV: a header, then one row of scores and counts per document."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from mtdetect.types import Document, Report

COLUMNS = ("id", "language", "translation", "scraping", "damage", "flags", "paragraphs")


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for document, scored in pairs:
        scores = (f"{score:.4f}" for score in (scored.translation, scored.scraping, scored.damage))
        counts = (len(scored.flags), len(scored.paragraphs))
        writer.writerow((document.id, scored.language or "", *scores, *counts))
