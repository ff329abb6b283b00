"""What labels taught a score after its training: a sum in log-odds that is added to what the base model says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.pieces import Tokens
from mtdetect.scoring.features import NGRAM_WEIGHT_UNIT, Matrix, ngram_scores

Doubles = NDArray[np.float64]

WIDEST = 4.0
"""Standard deviations from the mean at which a feature is cut: no odd paragraph is judged by one number alone."""

CERTAIN = 8.0
"""Log-odds at which the base's own are cut where they are a feature."""

NGRAM_SCALE = 1 / 256
"""The n-grams' weights are 16-bit integers in these units, so that their sums are exact anywhere."""


def design(rows: Matrix, log_odds: Doubles, centre: Doubles, scale: Doubles) -> Doubles:
    """Standardised features, the base's own log-odds, and a column of ones. Shape: n x (columns + 2)."""
    standardised = np.clip((rows - centre) / scale, -WIDEST, WIDEST)
    own = np.clip(log_odds, -CERTAIN, CERTAIN) / WIDEST
    return np.ascontiguousarray(np.column_stack([standardised, own, np.ones(len(rows))]))


@dataclass(frozen=True)
class Adapter:
    """Weights of a `design` over `columns`, and of hashed n-grams of pieces (2**HASH_BITS x 1)."""

    columns: tuple[str, ...]
    centre: Doubles
    scale: Doubles
    weights: Doubles
    ngrams: NDArray[np.int16]

    def log_odds(self, rows: Matrix, log_odds: Doubles, tokens: Tokens) -> Doubles:
        """The corrected log-odds. `rows`: n x len(columns); `log_odds`: the base's."""
        # A sum along each row, not a matrix product: the same in every batch and on every machine.
        dense = (design(rows, log_odds, self.centre, self.scale) * self.weights).sum(1)
        lexical = ngram_scores(tokens, self.ngrams)[:, 0] * (NGRAM_SCALE / NGRAM_WEIGHT_UNIT)
        corrected: Doubles = log_odds + dense + lexical
        return corrected

    def plus(self, other: Adapter) -> Adapter:
        """Both corrections of the same base; they share columns, centre and scale."""
        ngrams = np.clip(self.ngrams.astype(np.int32) + other.ngrams, -32768, 32767).astype(np.int16)
        return replace(self, weights=self.weights + other.weights, ngrams=ngrams)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in ("centre", "scale", "weights", "ngrams")}

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Adapter:
        return cls(tuple(card["features"]), **{name: arrays[name] for name in ("centre", "scale", "weights", "ngrams")})
