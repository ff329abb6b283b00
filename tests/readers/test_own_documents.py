"""This repository's own Markdown is sound English, and scores as such."""

from __future__ import annotations

from pathlib import Path

import mtdetect

ROOT = Path(__file__).parents[2]
MOST_DAMAGED, MOST_FLAGS = 1, 20
"""Documents with a scraping score of 0.5 or more, and flags in all of them. Dates of decisions (MTD403) don't count."""


def test_own_documents_are_sound() -> None:
    paths = [path for folder in (".", "docs", "docs/decisions", "training") for path in (ROOT / folder).glob("*.md")]
    documents = [document for path in sorted(paths) for document in mtdetect.read(path)]
    reports = list(mtdetect.score_many(document.text for document in documents))
    assert len(reports) > 30
    damaged = [document.id for document, report in zip(documents, reports, strict=True) if report.scraping >= 0.5]
    assert len(damaged) <= MOST_DAMAGED, damaged
    flags = [report.text[f.start - 20 : f.end + 20] for report in reports for f in report.flags if f.code != "MTD403"]
    assert len(flags) <= MOST_FLAGS, flags
