"""Linear n-gram models: each scores a paragraph by its hashed n-grams of pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.lm.hash_table import ngram_factors, ngram_hashes
from mtdetect.lm.pieces import Tokens, reaching_over
from mtdetect.scoring.feature_input import Matrix

NGRAM_MODELS = ("furniture", "leaked_furniture", "neural_mt", "low_adequacy", "spun", "rule_based_mt", "weak_mt")
"""Names of the linear n-gram models, in the order of their columns of weights."""

HASH_BITS = 18
"""Each model has 2**HASH_BITS weights."""

NGRAM_ORDER = 3
"""Pieces in the longest n-grams."""

NGRAM_WEIGHT_UNIT = 1 / 1024
"""Unit of the weights. They are 16-bit integers, so that their sums are exact on every machine."""


def ngram_scores(tokens: Tokens, weights: NDArray[np.int16]) -> Matrix:
    """The models' scores. `weights`: 2**HASH_BITS x models. Shape: paragraphs x models.

    A score is the sum of the weights of the paragraph's n-grams (1 to NGRAM_ORDER pieces), divided by the square root
    of their number.
    """
    sums: NDArray[Any]
    if native.core is not None and len(weights) == 1 << HASH_BITS:
        sums = np.empty((len(tokens.starts) - 1, weights.shape[1]), np.int64)
        native.core.scores(tokens.ids, tokens.starts, ngram_factors(NGRAM_ORDER), weights, sums)
    else:
        total = np.zeros((len(tokens.ids), weights.shape[1]), np.int32)
        for hashed in ngram_buckets(tokens.ids):
            total += weights.take(hashed, axis=0)
        total[tokens.starts[:-1]] = 0
        sums = tokens.sums(total)
    number = np.maximum(tokens.counts() * NGRAM_ORDER, 1)
    return (sums * NGRAM_WEIGHT_UNIT / np.sqrt(number)[:, None]).astype(np.float32)


def ngram_buckets(ids: NDArray[np.int32]) -> list[NDArray[np.uint32]]:
    """For each length from 1 to NGRAM_ORDER, the bucket of the n-gram that ends at each piece."""
    shift = np.uint32(32 - HASH_BITS)
    hashes = [hashed >> shift for hashed in ngram_hashes(ids, NGRAM_ORDER)]
    for n in range(3, NGRAM_ORDER + 1):  # none may reach into the paragraph before
        reaches = reaching_over(ids, n)
        hashes[n - 1][reaches] = hashes[n - 2][reaches]
    return hashes
