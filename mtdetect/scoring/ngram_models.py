"""Linear models over hashed n-grams of pieces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import ngram_hashes
from mtdetect.lm.pieces import Tokens, reaching_over
from mtdetect.scoring.feature_input import Matrix

NGRAM_MODELS = ("furniture", "leak", "machine", "poor", "spun", "rough", "weak")
"""The linear models over hashed n-grams of pieces, one column of weights each."""

HASH_BITS = 18

NGRAM_ORDER = 3

NGRAM_WEIGHT_UNIT = 1 / 1024
"""The heads' weights are stored as 16-bit integers in these units, so that their sums are exact anywhere."""


def ngram_scores(tokens: Tokens, weights: NDArray[np.int16]) -> Matrix:
    """The linear heads' scores. `weights`: 2**HASH_BITS x len(HEADS). Shape: paragraphs x len(HEADS).

    A score is the sum over the paragraph's n-grams (1 to HEAD_ORDER pieces), over the root of their number.
    """
    total = np.zeros((len(tokens.ids), weights.shape[1]), np.int32)
    for hashed in ngram_buckets(tokens.ids):
        total += weights.take(hashed, axis=0)
    total[tokens.starts[:-1]] = 0
    number = np.maximum(tokens.counts() * NGRAM_ORDER, 1)
    return (tokens.sums(total) * NGRAM_WEIGHT_UNIT / np.sqrt(number)[:, None]).astype(np.float32)


def ngram_buckets(ids: NDArray[np.int32]) -> list[NDArray[np.uint32]]:
    """The bucket of the n-gram that ends at each piece, for each length."""
    shift = np.uint32(32 - HASH_BITS)
    hashes = [hashed >> shift for hashed in ngram_hashes(ids, NGRAM_ORDER)]
    for n in range(3, NGRAM_ORDER + 1):  # none reaches over a boundary into the paragraph before
        reaches = reaching_over(ids, n)
        hashes[n - 1][reaches] = hashes[n - 2][reaches]
    return hashes
