"""Groups samples into documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtdetect.learning.recipe import LabelledDocument
from mtdetect.scoring.ngram_models import NGRAM_MODELS
from mtdetect.types import SCORES, Sample, Span

SEPARATOR = "\n\n"
"""Put between the samples of a document."""


def documents_of(samples: Sequence[Sample]) -> list[LabelledDocument]:
    """Joins the samples of each document in order of position. A sample without a document is one by itself.

    The linear n-gram models do not learn from them.
    """
    grouped: dict[tuple[str, str], list[Sample]] = {}
    for i, sample in enumerate(samples):
        key = (sample.source, sample.document) if sample.document is not None else (sample.source, f"\0{i}")
        grouped.setdefault(key, []).append(sample)
    result = []
    for (source, name), rows in grouped.items():
        rows.sort(key=lambda sample: -1 if sample.position is None else sample.position)
        rows = [row for row in rows if row.text.strip()]
        if not rows:
            continue
        spans, start = [], 0
        for row in rows:
            inner = row.text.strip()
            left = start + row.text.index(inner)
            spans.append(Span(left, left + len(inner)))
            start += len(row.text) + len(SEPARATOR)
        labels = {
            kind: np.array([np.nan if (v := getattr(r, kind)) is None else v for r in rows], np.float32)
            for kind in SCORES
        }
        ngram_labels = np.full((len(rows), len(NGRAM_MODELS)), np.nan, np.float32)
        result.append(
            LabelledDocument(
                text=SEPARATOR.join(row.text for row in rows),
                paragraphs=spans,
                labels=labels,
                weights={kind: np.ones(len(rows), np.float32) for kind in SCORES},
                ngram_labels=ngram_labels,
                group=source or name,
                corpus=source,
            )
        )
    return result
