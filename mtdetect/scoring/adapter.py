"""Few-shot adaptation of a score: a correction that is added to the base model's log-odds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.pieces import Tokens
from mtdetect.scoring.feature_input import Matrix
from mtdetect.scoring.ngram_models import NGRAM_WEIGHT_UNIT, ngram_scores

Doubles = NDArray[np.float64]

WIDEST = 4.0
"""Features are clipped at this many standard deviations from the mean, so that a single extreme one can't decide."""

CERTAIN = 8.0
"""As a feature, the base's log-odds are clipped here."""

NGRAM_SCALE = 1 / 256
"""Unit of the n-gram weights. They are 16-bit integers, so that their sums are exact on every machine."""


def design(rows: Matrix, log_odds: Doubles, centre: Doubles, scale: Doubles) -> Doubles:
    """Standardised features, the base's own log-odds, and a column of ones. Shape: n x (columns + 2)."""
    standardised = np.clip((rows - centre) / scale, -WIDEST, WIDEST)
    own = np.clip(log_odds, -CERTAIN, CERTAIN) / WIDEST
    return np.ascontiguousarray(np.column_stack([standardised, own, np.ones(len(rows))]))


@dataclass(frozen=True)
class Adapter:
    """Weights of a `design` over `columns`, and of hashed n-grams of pieces.

    Shapes: `centre` and `scale` have one entry per column, `weights` two more, `ngrams` is 2**HASH_BITS x 1.
    """

    columns: tuple[str, ...]
    centre: Doubles
    scale: Doubles
    weights: Doubles
    ngrams: NDArray[np.int16]

    def log_odds(self, rows: Matrix, log_odds: Doubles, tokens: Tokens) -> Doubles:
        """The base's `log_odds` with the correction added. `rows`: n x len(columns). Shape: n."""
        # Summed along each row. A matrix product could differ by batch and by machine.
        dense = (design(rows, log_odds, self.centre, self.scale) * self.weights).sum(1)
        lexical = ngram_scores(tokens, self.ngrams)[:, 0] * (NGRAM_SCALE / NGRAM_WEIGHT_UNIT)
        corrected: Doubles = log_odds + dense + lexical
        return corrected

    def plus(self, other: Adapter) -> Adapter:
        """The sum of two corrections of the same base, which share columns, centre and scale."""
        ngrams = np.clip(self.ngrams.astype(np.int32) + other.ngrams, -32768, 32767).astype(np.int16)
        return replace(self, weights=self.weights + other.weights, ngrams=ngrams)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in ("centre", "scale", "weights", "ngrams")}

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Adapter:
        return cls(tuple(card["features"]), **{name: arrays[name] for name in ("centre", "scale", "weights", "ngrams")})
