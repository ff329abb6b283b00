"""What a row is: a document, a paragraph or a flag. `docs/output.md` describes the columns."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mtdetect.text.language import UNKNOWN
from mtdetect.types import Document, Report

TEXT = "text"
"""The column with the text of the document or paragraph, or the flagged words; only if asked for."""

_PLACE = {"id": "string", "file": "string", "line": "integer"}
_SCORES = {"translation": "number", "scraping": "number", "damage": "number"}
COLUMNS: dict[str, dict[str, str]] = {
    "document": {
        **_PLACE,
        "language": "string",
        **_SCORES,
        "paragraphs": "integer",
        "flags": "integer",
        "codes": "counts",
    },
    "paragraphs": {
        **_PLACE,
        "paragraph": "integer",
        "start": "integer",
        "end": "integer",
        "language": "string",
        **_SCORES,
        "damaged": "boolean",
        "codes": "list",
    },
    "flags": {
        **_PLACE,
        "paragraph": "integer",
        "code": "string",
        "name": "string",
        "start": "integer",
        "end": "integer",
        "message": "string",
        "confidence": "number",
    },
}
"""By level, the name and type of each column. `counts` maps rule codes to numbers; `list` is a list of codes."""


def rows(level: str, document: Document, report: Report, threshold: float) -> Iterator[dict[str, Any]]:
    """The rows of one document, with the columns of the level and `TEXT`."""
    beside = document.metadata
    place = {
        "id": document.id,
        "file": beside.get("file", document.id),
        "line": beside.get("line", beside.get("record")),
    }
    yield from (place | row for row in _ROWS[level](report, threshold))


def _document(report: Report, threshold: float) -> Iterator[dict[str, Any]]:
    yield {
        "language": report.language or UNKNOWN,
        **_scores(report),
        "paragraphs": len(report.paragraphs),
        "flags": len(report.flags),
        "codes": dict(sorted(Counter(flag.code for flag in report.flags).items())),
        TEXT: report.text,
    }


def _paragraphs(report: Report, threshold: float) -> Iterator[dict[str, Any]]:
    for paragraph in report.paragraphs:
        yield {
            "paragraph": paragraph.index,
            "start": paragraph.start,
            "end": paragraph.end,
            "language": report.language or UNKNOWN,
            **_scores(paragraph),
            "damaged": paragraph.damage >= threshold,
            "codes": sorted({flag.code for flag in paragraph.flags}),
            TEXT: paragraph.text,
        }


def _flags(report: Report, threshold: float) -> Iterator[dict[str, Any]]:
    starts = [paragraph.start for paragraph in report.paragraphs]
    for flag in report.flags:
        # A flag in the space between two paragraphs belongs to the first, as in a report.
        own = max(0, bisect_right(starts, flag.start) - 1) if starts else None
        fields = {name: value for name, value in flag.to_dict().items() if name in COLUMNS["flags"]}
        yield {"paragraph": own, **fields, TEXT: report.text[flag.start : flag.end]}


def _scores(scored: Any) -> dict[str, float]:
    return {kind: getattr(scored, kind) for kind in _SCORES}


_ROWS = {"document": _document, "paragraphs": _paragraphs, "flags": _flags}
