"""Rows of features to a probability: a forest of boosted trees in plain arrays, and its calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096
"""Rows that go down the trees together: their nodes fit the processor's cache."""


@dataclass(frozen=True)
class Classifier:
    """The trees of all rounds in one set of node arrays; a leaf's children are the leaf itself.

    `columns` names the features it was fitted on; `roots` are the trees' first nodes, `depth` the longest way
    down. The probability is the logistic of `slope` x (the sum of the leaves' values + `bias`) + `shift`:
    slope and shift calibrate it (Platt 1999) on rows that the trees had not seen.
    """

    columns: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    children: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    depth: int
    bias: float
    slope: float = 1.0
    shift: float = 0.0

    def margin(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the leaves' values, before calibration. `rows`: n x len(columns). Shape: n."""
        if len(rows) > BLOCK:
            return np.concatenate([self.margin(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)])
        number, width = rows.shape
        flat = np.ascontiguousarray(rows).ravel()
        total = np.full(number, self.bias)
        base = (np.arange(number, dtype=np.int64) * width)[:, None]
        for first in range(0, len(self.roots), 64):
            node = np.broadcast_to(self.roots[first : first + 64], (number, len(self.roots[first : first + 64])))
            for _ in range(self.depth):
                right = flat[base + self.feature[node]] > self.threshold[node]
                node = self.children[node, right.astype(np.int8)]
            # One tree after the other: the same order of additions for every batch.
            for tree in self.value[node].T:
                total += tree
        return total

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated probabilities of damage. Shape: n."""
        return logistic(self.slope * self.margin(rows) + self.shift)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "feature": self.feature,
            "threshold": self.threshold,
            "children": self.children,
            "value": self.value,
            "roots": self.roots,
        }

    def to_card(self) -> dict[str, Any]:
        return {
            "features": list(self.columns),
            "depth": self.depth,
            "bias": self.bias,
            "slope": self.slope,
            "shift": self.shift,
        }

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        return cls(
            columns=tuple(card["features"]),
            **{name: arrays[name] for name in ("feature", "threshold", "children", "value", "roots")},
            depth=int(card["depth"]),
            bias=float(card["bias"]),
            slope=float(card["slope"]),
            shift=float(card["shift"]),
        )


def logistic(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(margin, -40, 40)))


def export(boosted: Any, columns: Sequence[str]) -> Classifier:
    """The arrays of a fitted binary `sklearn.ensemble.HistGradientBoostingClassifier`.

    Its nodes are read from `_predictors`, for which scikit-learn has no public name; a test holds the two
    against each other, so that a release which moves them is noticed.
    """
    feature, threshold, children, value, roots = [], [], [], [], []
    depth = first = 0
    for (tree,) in boosted._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        feature.append(np.where(leaf, 0, nodes["feature_idx"]))
        threshold.append(np.where(leaf, np.inf, nodes["num_threshold"]))
        left, right = np.where(leaf, own, nodes["left"]), np.where(leaf, own, nodes["right"])
        children.append(np.stack([left, right], 1) + first)
        value.append(np.where(leaf, nodes["value"], 0.0))
        roots.append(first)
        depth = max(depth, int(nodes["depth"].max()))
        first += len(nodes)
    return Classifier(
        columns=tuple(columns),
        feature=np.concatenate(feature).astype(np.int16),
        threshold=np.concatenate(threshold).astype(np.float64),
        children=np.concatenate(children).astype(np.int32),
        value=np.concatenate(value).astype(np.float64),
        roots=np.array(roots, np.int32),
        depth=depth,
        bias=float(np.ravel(boosted._baseline_prediction)[0]),
    )
