"""Rows of features to a probability: a forest of boosted trees in plain arrays, and its calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 512
CELLS = 131_072
"""Rows, and rows x nodes, that are looked at together: what fits the processor's cache."""

FEW = 32
"""Rows under which one call for all trees is faster than one for each."""

MOST_LEAVES = 64
"""Of one tree: a bit each in a machine word."""


@dataclass(frozen=True)
class _Masks:
    """The inner nodes of each tree side by side, padded to the same number. Shape: trees x nodes.

    `lost` has a bit for each leaf that a row can no longer reach once it goes right at a node: those of the left side.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    lost: NDArray[np.unsignedinteger[Any]]
    value: NDArray[np.float64]
    """Of the leaves, from left to right. Shape: trees x leaves."""

    @classmethod
    def of(cls, forest: Classifier) -> _Masks:
        number, left, right = len(forest.feature), *forest.children.T
        inner = left != np.arange(number)
        tree = np.repeat(np.arange(len(forest.roots)), np.diff(np.append(forest.roots, number)))

        def rank(nodes: NDArray[np.bool_]) -> NDArray[np.int64]:
            """How many of these nodes of its tree stand before each node."""
            before: NDArray[np.int64] = np.cumsum(nodes) - nodes
            ranks: NDArray[np.int64] = before - before[forest.roots][tree]
            return ranks

        leaf, place = rank(~inner), rank(inner)
        shape = len(forest.roots), max(1, int(place.max()) + 1)
        leaves = int(leaf.max()) + 1
        if leaves > MOST_LEAVES or (left[inner] != np.flatnonzero(inner) + 1).any():
            raise ValueError(f"trees of {leaves} leaves (at most {MOST_LEAVES}), or not in the order of their branches")
        word = np.uint32 if leaves <= 32 else np.uint64
        feature, threshold = np.zeros(shape, np.intp), np.full(shape, np.inf, np.float32)
        lost, value = np.zeros(shape, word), np.zeros((shape[0], leaves))
        at = tree[inner], place[inner]
        feature[at] = forest.feature[inner]
        # The greatest single that is not above the threshold: no single lies between the two.
        exact = forest.threshold[inner]
        single = exact.astype(np.float32)
        threshold[at] = np.where(single > exact, np.nextafter(single, np.float32(-np.inf)), single)
        first, behind = (np.left_shift(np.uint64(1), leaf[side[inner]].astype(np.uint64)) for side in (left, right))
        lost[at] = (behind - first).astype(word)
        value[tree[~inner], leaf[~inner]] = forest.value[~inner]
        return cls(feature, threshold, lost, value)


EXPECTED = 0.15
"""The damaged share of a document of which nothing is known: it counts as one more paragraph among the others."""

LEAST = 0.02
"""Added to shares, so that their log-odds are finite."""

SHARES = 1 << 16
"""Probabilities are added up in whole numbers of this fraction: the same sum in every batch."""


def surroundings(log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log-odds of the mean probability of the other paragraphs of each paragraph's document. Shape: n.

    `documents` holds the first row of each document, and the number of rows at the end.
    """
    shares = np.round(logistic(log_odds) * SHARES).astype(np.int64)
    running, sizes = np.concatenate(([0], np.cumsum(shares))), np.diff(documents)
    others = np.repeat(running[documents[1:]] - running[documents[:-1]], sizes) - shares
    mean = (others / SHARES + EXPECTED) / np.repeat(sizes, sizes)
    result: NDArray[np.float64] = np.log((mean + LEAST) / (1 + LEAST - mean))
    return result


@dataclass(frozen=True)
class Context:
    """Calibrates a paragraph's log-odds by those of its document's other paragraphs.

    What is half likely to be furniture is furniture on a page that is full of it, and prose in an article that has
    none: the base rate is the document's (Saerens, Latinne and Decaestecker 2002), and how far it is, is learned.
    """

    own: float
    others: float
    shift: float

    def log_odds(self, log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.own * log_odds + self.others * surroundings(log_odds, documents) + self.shift


@dataclass(frozen=True)
class Classifier:
    """The trees of all rounds in one set of node arrays; a leaf's children are the leaf itself.

    `columns` names the features it was fitted on; `roots` are the trees' first nodes, `depth` the longest way
    down. The probability is the logistic of `slope` x (the sum of the leaves' values + `bias` + `linear`) + `shift`:
    slope and shift calibrate it (Platt 1999) on rows that the trees had not seen, and `context` calibrates that again.
    """

    columns: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    children: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    depth: int
    bias: float
    linear: Mapping[str, float] = field(default_factory=dict)
    """By column, what is added for each unit of it."""
    slope: float = 1.0
    shift: float = 0.0
    context: Context | None = None

    @cached_property
    def _masks(self) -> _Masks:
        return _Masks.of(self)

    def margin(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the leaves' values and the linear part, before calibration. `rows`: n x len(columns). Shape: n.

        No row walks down a tree. All nodes of all trees are asked at once, and the leaf that a row comes to is the
        leftmost one that no answer rules out (QuickScorer: Lucchese et al. 2015).
        """
        if len(rows) > BLOCK:
            return np.concatenate([self.margin(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)])
        masks, columns = self._masks, np.ascontiguousarray(rows.T)
        trees, nodes = masks.feature.shape
        total = np.full(len(rows), self.bias)
        for name, weight in self.linear.items():
            total += weight * rows[:, self.columns.index(name)].astype(np.float64)
        step = max(1, CELLS // (nodes * max(1, len(rows))))
        for first in range(0, trees, step):
            some = slice(first, first + step)
            right = columns[masks.feature[some]] > masks.threshold[some, :, None]
            lost = np.multiply(right.view(np.uint8), masks.lost[some, :, None], dtype=masks.lost.dtype)
            left = ~np.bitwise_or.reduce(lost, axis=1)
            lowest = left & (~left + left.dtype.type(1))
            leaf = np.bitwise_count(lowest - left.dtype.type(1)).astype(np.intp)
            leaf += np.arange(first, first + len(leaf))[:, None] * masks.value.shape[1]
            values = masks.value.ravel().take(leaf)
            # One tree after the other: the same order of additions for every batch.
            if len(rows) < FEW:
                total = np.add.accumulate(np.vstack((total, values)), axis=0)[-1]
            else:
                for tree in values:
                    total += tree
        return total

    def log_odds(self, rows: NDArray[np.float32], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated log-odds of damage. `documents`: see `surroundings`. Shape: n."""
        return self.calibrated(self.margin(rows), documents)

    def calibrated(self, margin: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        log_odds = self.slope * margin + self.shift
        return self.context.log_odds(log_odds, documents) if self.context else log_odds

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
            "linear": dict(self.linear),
            "slope": self.slope,
            "shift": self.shift,
            "context": asdict(self.context) if self.context else None,
        }

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        return cls(
            columns=tuple(card["features"]),
            **{name: arrays[name] for name in ("feature", "threshold", "children", "value", "roots")},
            depth=int(card["depth"]),
            bias=float(card["bias"]),
            linear=card.get("linear", {}),
            slope=float(card["slope"]),
            shift=float(card["shift"]),
            context=Context(**context) if (context := card.get("context")) else None,
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
