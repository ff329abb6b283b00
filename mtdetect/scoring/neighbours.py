"""Features from a paragraph's neighbours: shifted columns, means over windows, and totals over the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.feature_input import Matrix

Column = NDArray[np.float32]

OUTSIDE = -9
"""Value used for a neighbour beyond either end of the document."""


@dataclass(frozen=True)
class Neighbours:
    """For some paragraphs in a row, of a batch: the index of each, that of its document, and the document's bounds.

    `first` is the index of the document's first paragraph, and `last` the one after its last.
    """

    place: NDArray[np.int64]
    document: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, documents: NDArray[np.int64], begin: int, end: int) -> Neighbours:
        """Those of the paragraphs from `begin` to `end`. `documents`: as in `FeatureInput`."""
        place = np.arange(begin, end)
        document = documents.searchsorted(place, "right") - 1
        return cls(place, document, documents[document], documents[document + 1])

    def window_means(self, values: Sequence[Column], weights: Sequence[Column], radii: Sequence[int]) -> Matrix:
        """Weighted means of several columns over the paragraphs within each radius, but without the paragraph itself.

        -1 if there are none. The columns are those of all paragraphs of the batch. Shape: columns x radii x paragraphs.
        """
        reach = np.array(radii)[:, None]
        low, high = np.maximum(self.place - reach, self.first), np.minimum(self.place + reach + 1, self.last)
        around = slice(int(low.min(initial=self._end)), int(high.max(initial=0)))
        near, weight = (np.array([column[around] for column in columns]) for columns in (values, weights))
        # Integers add up to the same sum in every batch; floats might not.
        both = (np.concatenate((near * weight, weight)) * 1024).round().astype(np.int64)
        running = running_sums(both)
        low, high, place = low - around.start, high - around.start, self.place - around.start
        sums = running[:, high] - running[:, low] - both[:, None, place]
        total, weight = sums[: len(values)], sums[len(values) :]
        return np.where(weight > 0, total / np.maximum(weight, 1), -1).astype(np.float32)

    def shifted(self, values: Sequence[Column], offsets: Sequence[int]) -> NDArray[np.float32]:
        """The values of several columns at each offset from a paragraph; OUTSIDE beyond the document.

        The columns are those of all paragraphs of the batch. Shape: columns x offsets x paragraphs.
        """
        other = self.place + np.array(offsets)[:, None]
        valid = (other >= self.first) & (other < self.last)
        around = slice(max(0, int(other.min(initial=self._end))), int(other.max(initial=0)) + 1)
        near = np.array([column[around] for column in values])
        return np.where(valid, near.take(other - around.start, axis=-1, mode="clip"), OUTSIDE).astype(np.float32)

    @property
    def _end(self) -> int:
        return int(self.last.max(initial=0))

    def add_totals(self, values: NDArray[Any], totals: NDArray[np.int64]) -> None:
        """Adds each column, rounded, to the totals of its documents.

        `values`: columns x paragraphs. `totals`: columns x documents.
        """
        if len(self.document):
            starts = np.diff(self.document, prepend=-1).nonzero()[0]
            sums = np.add.reduceat(values.round().astype(np.int64), starts, axis=1)
            totals[:, self.document[starts]] += sums


def running_sums(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each column, the sum of all columns before it; at the end, the sum of all. Shape: rows x (columns + 1)."""
    running = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(axis=1, out=running[:, 1:])
    return running
