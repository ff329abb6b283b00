"""A paragraph's neighbours: shifted columns, means over windows, totals of its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.feature_input import Matrix

OUTSIDE = -9
"""Stands for a neighbour where there is none."""


@dataclass(frozen=True)
class Neighbours:
    """Where each paragraph of a batch stands in its document, which lies from `first` to `last`."""

    place: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, documents: NDArray[np.int64]) -> Neighbours:
        sizes = documents[1:] - documents[:-1]
        first, last = documents[:-1].repeat(sizes), documents[1:].repeat(sizes)
        return cls(np.arange(len(first)), first, last)

    def window_means(self, values: NDArray[Any], weights: NDArray[Any], radii: Sequence[int]) -> Matrix:
        """Means over the paragraphs within each radius, without the paragraph itself, weighted; -1 of none.

        Of several columns at once. Shape: columns x radii x paragraphs.
        """
        # Whole numbers add up to the same sum in every batch; floats would not.
        both = (np.concatenate((values * weights, weights)) * 1024).round().astype(np.int64)
        running = running_sums(both)
        reach = np.array(radii)[:, None]
        low, high = np.maximum(self.place - reach, self.first), np.minimum(self.place + reach + 1, self.last)
        sums = running[:, high] - running[:, low] - both[:, None]
        total, weight = sums[: len(values)], sums[len(values) :]
        return np.where(weight > 0, total / np.maximum(weight, 1), -1).astype(np.float32)

    def shifted(self, values: NDArray[Any], offsets: Sequence[int]) -> NDArray[np.float32]:
        """The value of the paragraph at each offset from here, OUTSIDE beyond the document.

        Of several columns at once. Shape: columns x offsets x paragraphs.
        """
        other = self.place + np.array(offsets)[:, None]
        valid = (other >= self.first) & (other < self.last)
        return np.where(valid, values.take(other, axis=-1, mode="clip"), OUTSIDE).astype(np.float32)

    def totals(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Each document's sums of whole numbers, repeated for each of its paragraphs. Shape: columns x paragraphs."""
        running = running_sums(values.round().astype(np.int64))
        return (running[:, self.last] - running[:, self.first]).astype(np.float64)


def running_sums(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of all that stand before each place, and before the end. Shape: rows x (columns + 1)."""
    running = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(axis=1, out=running[:, 1:])
    return running
