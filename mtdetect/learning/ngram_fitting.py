"""Fits the linear models over hashed n-grams."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import (
    Labels,
    balanced,
)
from mtdetect.lm.pieces import Tokens
from mtdetect.scoring.ngram_models import (
    HASH_BITS,
    NGRAM_MODELS,
    NGRAM_ORDER,
    NGRAM_WEIGHT_UNIT,
    ngram_buckets,
)


def ngram_matrix(tokens: Tokens) -> Any:
    """The heads' inputs as a scipy CSR matrix: paragraphs x 2**HASH_BITS, each row over the root of its length."""
    from scipy.sparse import csr_matrix

    inside = np.ones(len(tokens.ids), bool)
    inside[tokens.starts[:-1]] = False
    columns = np.stack([hashed[inside] for hashed in ngram_buckets(tokens.ids)], 1)
    counts = tokens.counts()
    values = np.repeat(1 / np.sqrt(np.maximum(counts * NGRAM_ORDER, 1)), counts * NGRAM_ORDER).astype(np.float32)
    pointers = np.concatenate(([0], np.cumsum(counts * NGRAM_ORDER)))
    return csr_matrix((values, columns.ravel().astype(np.int32), pointers), shape=(len(counts), 1 << HASH_BITS))


def cut(tokens: Tokens, length: int | None) -> tuple[Tokens, NDArray[np.int64]]:
    """Texts in equal parts of about so many pieces, and of which text each part is."""
    counts = np.diff(tokens.starts)
    components = np.maximum(1, np.round(counts / length)).astype(np.int64) if length else np.ones(len(counts), np.int64)
    origin = np.repeat(np.arange(len(counts)), components)
    number = np.arange(len(origin)) - np.repeat(np.cumsum(components) - components, components)
    starts = tokens.starts[origin] + number * counts[origin] // components[origin]
    return Tokens(tokens.ids, np.append(starts, tokens.starts[-1])), origin


def fit_ngram_models(
    matrix: Any, labels: Labels, weights: Labels, strength: float, start: NDArray[np.int16] | None = None
) -> NDArray[np.int16]:
    """One logistic regression a head. Heads without rows of both classes keep the weights of `start`, or 0."""
    from sklearn.linear_model import LogisticRegression

    result = np.zeros((1 << HASH_BITS, len(NGRAM_MODELS)), np.int16)
    if start is not None:
        result[:, : start.shape[1]] = start  # an older model has fewer
    for k in range(len(NGRAM_MODELS)):
        rows = np.flatnonzero(np.isfinite(labels[:, k]) & (weights > 0))
        if len(set(labels[rows, k])) < 2:
            continue
        # Looser, it stops where rare n-grams have hardly been weighed: .01 to .02 of ROC AUC on unseen groups.
        linear = LogisticRegression(C=strength, max_iter=300, tol=1e-4)
        with np.errstate(all="ignore"):
            linear.fit(matrix[rows], labels[rows, k], sample_weight=balanced(labels[rows, k], weights[rows]))
        result[:, k] = np.clip(np.round(linear.coef_[0] / NGRAM_WEIGHT_UNIT), -32768, 32767)
    return result
