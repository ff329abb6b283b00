"""Where the article stands among the paragraphs of a document: what a first pass of the scraping score tells a second.

Furniture and prose come in runs. The first pass judges each paragraph with its neighbours; here the run of paragraphs
that is worth the most as an article is found, and each paragraph is described by its place towards it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtdetect.features import Evidence, Matrix, document_totals, overlap, shifted, window_means
from mtdetect.language_model import Tokenizer

_OFFSETS = (-3, -2, -1, 1, 2, 3)
_RADII = (2, 5, 12)
NAMES = (
    "draft",
    *(f"draft[{offset:+d}]" for offset in _OFFSETS),
    *(f"draft~{radius}" for radius in _RADII),
    "content_before",
    "content_after",
    "content_share",
    "in_article",
    "before_article",
    "after_article",
    "article_share",
    "article_topic",
)
"""The columns of `article_features`, in order."""


def article_features(draft: NDArray[np.float64], evidence: Evidence, tokenizer: Tokenizer) -> Matrix:
    """`draft`: the first pass's probabilities of scraping damage. Shape: paragraphs x len(NAMES)."""
    documents = evidence.documents
    sizes = np.diff(documents)
    first, last = np.repeat(documents[:-1], sizes), np.repeat(documents[1:], sizes)
    place = np.arange(len(draft))
    draft = np.round(draft, 4)
    words = np.maximum(evidence.tokens.counts(), 1)
    content = np.round((1 - draft) * words * 64)
    total = np.maximum(document_totals(content, documents), 1)
    running = np.concatenate(([0], np.cumsum(content)))
    worth = np.round((0.5 - draft) * words * 64).astype(np.int64)
    begin, end = _best_runs(worth, documents)
    begin, end = np.repeat(begin, sizes), np.repeat(end, sizes)
    inside = (place >= begin) & (place < end)
    columns = [
        draft,
        *(shifted(draft, offset, first, last) for offset in _OFFSETS),
        *(window_means(draft, words, documents, radius) for radius in _RADII),
        (running[place] - running[first]) / total,
        (running[last] - running[place + 1]) / total,
        total / 64 / np.maximum(document_totals(words, documents), 1),
        inside,
        np.log1p(np.maximum(begin - place, 0)),
        np.log1p(np.maximum(place - end + 1, 0)),
        (running[end] - running[begin]) / total,
        overlap(evidence, tokenizer, inside & (draft < 0.5)),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], 1)


def _best_runs(worth: NDArray[np.int64], documents: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The run of paragraphs with the greatest sum in each document (Kadane): first index, and one past the last."""
    values = worth.tolist()
    begins, ends = [], []
    for first, last in zip(documents[:-1].tolist(), documents[1:].tolist(), strict=True):
        best = total = 0
        begin = end = start = first
        for i in range(first, last):
            if total <= 0:
                total, start = 0, i
            total += values[i]
            if total > best:
                best, begin, end = total, start, i + 1
        begins.append(begin)
        ends.append(end)
    return np.array(begins, np.int64), np.array(ends, np.int64)
