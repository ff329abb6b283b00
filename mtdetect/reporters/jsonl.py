"""JSON Lines: one object per document, with its `id` followed by the fields of `Report.to_dict`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from mtdetect.types import Document, Report


def to_object(document: Document, report: Report) -> dict[str, Any]:
    return {"id": document.id, **report.to_dict()}


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    out.writelines(json.dumps(to_object(document, scored), ensure_ascii=False) + "\n" for document, scored in pairs)
