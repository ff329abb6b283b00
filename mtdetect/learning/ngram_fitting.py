"""Fits the linear n-gram models."""

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
    """The inputs of the linear n-gram models, as a scipy CSR matrix: paragraphs x 2**HASH_BITS.

    Each n-gram counts 1 / sqrt(number of n-grams in the paragraph).
    """
    from scipy.sparse import csr_matrix

    inside = np.ones(len(tokens.ids), bool)
    inside[tokens.starts[:-1]] = False
    columns = np.stack([hashed[inside] for hashed in ngram_buckets(tokens.ids)], 1)
    counts = tokens.counts()
    values = np.repeat(1 / np.sqrt(np.maximum(counts * NGRAM_ORDER, 1)), counts * NGRAM_ORDER).astype(np.float32)
    pointers = np.concatenate(([0], np.cumsum(counts * NGRAM_ORDER)))
    return csr_matrix((values, columns.ravel().astype(np.int32), pointers), shape=(len(counts), 1 << HASH_BITS))


def fit_ngram_models(
    matrix: Any, labels: Labels, weights: Labels, strength: float, start: NDArray[np.int16] | None = None
) -> NDArray[np.int16]:
    """Fits one logistic regression per model. Shape: 2**HASH_BITS x len(NGRAM_MODELS).

    `labels`: rows of `matrix` x len(NGRAM_MODELS), NaN for rows that a model does not learn from. A model without rows
    of both classes keeps its weights in `start`, or gets 0.
    """
    from sklearn.linear_model import LogisticRegression

    result = np.zeros((1 << HASH_BITS, len(NGRAM_MODELS)), np.int16)
    if start is not None:
        result[:, : start.shape[1]] = start  # an older model has fewer
    for k in range(len(NGRAM_MODELS)):
        rows = np.flatnonzero(np.isfinite(labels[:, k]) & (weights > 0))
        if len(set(labels[rows, k])) < 2:
            continue
        # A looser tolerance stops before rare n-grams get their weight: ROC AUC on unseen groups drops by .01 to .02.
        linear = LogisticRegression(C=strength, max_iter=300, tol=1e-4)
        with np.errstate(all="ignore"):
            linear.fit(matrix[rows], labels[rows, k], sample_weight=balanced(labels[rows, k], weights[rows]))
        result[:, k] = np.clip(np.round(linear.coef_[0] / NGRAM_WEIGHT_UNIT), -32768, 32767)
    return result
