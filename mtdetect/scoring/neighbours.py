"""Features from a paragraph's neighbours: shifted columns, means over windows, and totals over the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.feature_input import Matrix

OUTSIDE = -9
"""Value used for a neighbour beyond either end of the document."""


@dataclass(frozen=True)
class Neighbours:
    """For each paragraph of a batch: its index, that of its document's first paragraph, and the one after its last."""

    place: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, documents: NDArray[np.int64]) -> Neighbours:
        sizes = documents[1:] - documents[:-1]
        first, last = documents[:-1].repeat(sizes), documents[1:].repeat(sizes)
        return cls(np.arange(len(first)), first, last)

    def window_means(self, values: NDArray[Any], weights: NDArray[Any], radii: Sequence[int]) -> Matrix:
        """Weighted means of several columns over the paragraphs within each radius, but without the paragraph itself.

        -1 if there are none. Shape: columns x radii x paragraphs.
        """
        # Integers add up to the same sum in every batch; floats might not.
        both = (np.concatenate((values * weights, weights)) * 1024).round().astype(np.int64)
        running = running_sums(both)
        reach = np.array(radii)[:, None]
        low, high = np.maximum(self.place - reach, self.first), np.minimum(self.place + reach + 1, self.last)
        sums = running[:, high] - running[:, low] - both[:, None]
        total, weight = sums[: len(values)], sums[len(values) :]
        return np.where(weight > 0, total / np.maximum(weight, 1), -1).astype(np.float32)

    def shifted(self, values: NDArray[Any], offsets: Sequence[int]) -> NDArray[np.float32]:
        """The values of several columns at each offset from a paragraph; OUTSIDE beyond the document.

        Shape: columns x offsets x paragraphs.
        """
        other = self.place + np.array(offsets)[:, None]
        valid = (other >= self.first) & (other < self.last)
        return np.where(valid, values.take(other, axis=-1, mode="clip"), OUTSIDE).astype(np.float32)

    def totals(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """The document's sum of each column, for every paragraph. Values are rounded. Shape: columns x paragraphs."""
        running = running_sums(values.round().astype(np.int64))
        return (running[:, self.last] - running[:, self.first]).astype(np.float64)


def running_sums(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each column, the sum of all columns before it; at the end, the sum of all. Shape: rows x (columns + 1)."""
    running = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(axis=1, out=running[:, 1:])
    return running
