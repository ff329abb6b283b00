"""JSON Lines: one object per document, with its `id` followed by the fields of `Report.to_dict`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TextIO

from mtdetect.reporters.safety import JsonEncoder
from mtdetect.types import Document, Flag, Paragraph, Report

AT_A_TIME = 1000
"""Paragraphs, or flags, that are encoded together."""

_ENCODER = JsonEncoder()


def to_object(document: Document, report: Report) -> dict[str, Any]:
    return {"id": document.id, **report.to_dict()}


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    for document, scored in pairs:
        out.writelines(_pieces(document, scored))


def _pieces(document: Document, scored: Report) -> Iterator[str]:
    """The line of a document. One of a million paragraphs is never in memory as a whole."""
    yield _ENCODER.encode(bare(document, scored)).removesuffix('], "flags": []}')
    yield from _items(scored.paragraphs)
    yield '], "flags": ['
    yield from _items(scored.flags)
    yield "]}\n"


def _items(items: Sequence[Paragraph] | Sequence[Flag]) -> Iterator[str]:
    for number, text in enumerate(arrays(items, _ENCODER)):
        yield (", " if number else "") + text[1:-1]


def bare(document: Document, scored: Report) -> dict[str, Any]:
    """The object of a document without its paragraphs and flags."""
    return to_object(document, replace(scored, paragraphs=(), flags=()))


def arrays(items: Sequence[Paragraph] | Sequence[Flag], encoder: JsonEncoder) -> Iterator[str]:
    """Paragraphs or flags as JSON, AT_A_TIME of them in an array."""
    for first in range(0, len(items), AT_A_TIME):
        yield encoder.encode([item.to_dict() for item in items[first : first + AT_A_TIME]])
