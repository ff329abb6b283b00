"""A logistic regression over the n-grams of a user's own samples, joined with the forest's log-odds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import Hashes, HashTable, ngram_hashes
from mtdetect.lm.pieces import Tokens, reaching_over

Doubles = NDArray[np.float64]

ORDER = 3
"""Pieces in the longest n-grams."""


def ngrams_of(tokens: Tokens) -> tuple[NDArray[np.int64], Hashes]:
    """All n-grams of 1 to ORDER pieces that lie in one paragraph: the paragraph of each, and its hash."""
    owner = np.arange(len(tokens.starts) - 1).repeat(np.diff(tokens.starts))
    owners, hashes = [], []
    for n, hashed in enumerate(ngram_hashes(tokens.ids, ORDER), 1):
        inside = np.ones(len(owner), np.bool_)
        inside[tokens.starts[:-1]] = False
        if n > 1:
            inside[reaching_over(tokens.ids, n)] = False
        owners.append(owner[inside])
        hashes.append(hashed[inside])
    return np.concatenate(owners), np.concatenate(hashes)


def tf_idf(
    tokens: Tokens, table: HashTable, idf: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Doubles]:
    """The entries of the TF-IDF matrix (paragraphs x n-grams in `table`): row, column and value, ordered by both.

    A value is (1 + ln count) x `idf`, and each row has length 1, as with scikit-learn's `sublinear_tf`.
    """
    owner, hashed = ngrams_of(tokens)
    known, places = table.find(hashed)
    cells, counts = np.unique(owner[known] * max(1, len(table)) + places, return_counts=True)
    rows, columns = np.divmod(cells, max(1, len(table)))
    values = (1 + np.log(counts)) * idf[columns]
    # Summed in order of the cells, so that a row is the same in every batch.
    length = np.sqrt(np.bincount(rows, values**2, len(tokens.starts) - 1))
    return rows, columns, values / length[rows]


@dataclass(frozen=True)
class NgramRegression:
    """Log-odds of a score: `forest` x the forest's + `own` x (the weighted sum of a paragraph's TF-IDF) + `shift`.

    `table` holds the hashes of the n-grams; `idf` and `weights` have one entry for each. The three numbers are fitted
    to samples that neither model had seen, and no weight is negative (stacking, Wolpert 1992; Breiman 1996).
    """

    table: HashTable
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    forest: float
    own: float
    shift: float

    def margin(self, tokens: Tokens) -> Doubles:
        """The weighted sums. Shape: paragraphs."""
        rows, columns, values = tf_idf(tokens, self.table, self.idf)
        margin: Doubles = np.bincount(rows, values * self.weights[columns], len(tokens.starts) - 1).astype(np.float64)
        return margin

    def log_odds(self, forest: Doubles, tokens: Tokens) -> Doubles:
        """`forest`: its log-odds. Shape: paragraphs."""
        return self.forest * forest + self.own * self.margin(tokens) + self.shift

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {"sizes": self.table.sizes, "low": self.table.low, "idf": self.idf, "weights": self.weights}

    def to_card(self) -> dict[str, float]:
        return {"forest": self.forest, "own": self.own, "shift": self.shift}

    @classmethod
    def from_parts(cls, card: Mapping[str, float], arrays: Mapping[str, NDArray[Any]]) -> NgramRegression:
        return cls(HashTable(arrays["sizes"], arrays["low"]), arrays["idf"], arrays["weights"], **card)
