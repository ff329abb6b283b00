"""A score: forests of several kinds of damage, joined and calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.document_prior import DocumentPrior
from mtdetect.scoring.flag_evidence import FlagEvidence
from mtdetect.scoring.forest import BLOCK, FEW, Nodes
from mtdetect.scoring.log_odds import joined_log_odds

_ARRAYS = ("feature", "threshold", "children", "value", "roots")


@dataclass(frozen=True)
class Component:
    """The forest of one kind of damage: so many of the trees, and what makes log-odds of the sum of their leaves.

    They are `slope` x (sum + `bias` + `linear`) + `shift`: slope and shift calibrate it (Platt 1999) on rows that the
    trees had not seen.
    """

    name: str
    trees: int
    bias: float
    linear: Mapping[str, float] = field(default_factory=dict)
    """By column, what is added for each unit of it."""
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Classifier:
    """The trees of all parts in one set of node arrays, one part after the other; a leaf's children are the leaf.

    `columns` names the features; `roots` are the trees' first nodes. Each part tells one kind of damage from all else,
    and a text is damaged that has any of them: the parts' probabilities are joined by noisy-or (Pearl 1988). The
    probability is the logistic of `slope` x their log-odds + `shift`, and `document_prior` calibrates that again.
    """

    columns: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    children: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    components: tuple[Component, ...]
    slope: float = 1.0
    shift: float = 0.0
    document_prior: DocumentPrior | None = None
    evidence: FlagEvidence = field(default_factory=FlagEvidence)

    @cached_property
    def _nodes(self) -> Nodes:
        return Nodes.of(self)

    def part_log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds of each part. `rows`: n x len(columns). Shape: parts x n."""
        sums = self._sums(rows)
        for i, part in enumerate(self.components):
            sums[i] = part.slope * sums[i] + part.shift
        return sums

    def margin(self, rows: NDArray[np.float32], documents: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """The log-odds of the parts together, before calibration. `documents`: see `others_log_odds`; without them each
        row is judged out of its context. Shape: n."""
        return self.together(self.part_log_odds(rows), documents)

    def together(self, components: NDArray[np.float64], documents: NDArray[np.int64] | None) -> NDArray[np.float64]:
        """The log-odds of parts in one; the context calibrates those that it is for."""
        if self.document_prior and documents is not None and len(documents) > 1:
            components = components.copy()
            for i, part in enumerate(self.components):
                if part.name in self.document_prior.components:
                    components[i] = self.document_prior.log_odds(components[i], documents)
        return joined_log_odds(list(components))

    def _sums(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the leaves' values, the bias and the linear part, of each part. Shape: parts x n.

        No row walks down a tree. All questions of all trees are asked at once, and the ways that rows take are followed
        level by level, in bits: one operation for 64 rows and more (as QuickScorer has one for 64 leaves: Lucchese et
        al. 2015).
        """
        if len(rows) > BLOCK:
            return np.concatenate([self._sums(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)], axis=1)
        columns = np.ascontiguousarray(rows.T)
        leaves = self._nodes.leaves(columns)
        few = len(rows) < FEW
        if few:
            values = self._nodes.value.take(leaves + self._nodes.first)
        sums, end = np.empty((len(self.components), len(rows))), 0
        for total, part in zip(sums, self.components, strict=True):
            start, end = end, end + part.trees
            total[:] = part.bias
            for name, weight in part.linear.items():
                total += weight * columns[self.columns.index(name)].astype(np.float64)
            # One tree after the other: the same order of additions for every batch.
            if few:
                total[:] = np.add.accumulate(np.concatenate((total[None], values[start:end])), axis=0)[-1]
            else:
                for value, leaf in zip(self._nodes.value[start:end], leaves[start:end], strict=True):
                    total += value.take(leaf)
        return sums

    def log_odds(self, rows: NDArray[np.float32], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated log-odds of damage, by the forests alone. `documents`: see `others_log_odds`. Shape: n."""
        return self.calibrated(self.margin(rows, documents), documents)

    def calibrated(self, margin: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        log_odds = self.slope * margin + self.shift
        of_all = self.document_prior and not self.document_prior.components
        return self.document_prior.log_odds(log_odds, documents) if self.document_prior and of_all else log_odds

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in _ARRAYS}

    def to_card(self) -> dict[str, Any]:
        return {
            "features": list(self.columns),
            "parts": [asdict(part) for part in self.components],
            "slope": self.slope,
            "shift": self.shift,
            "context": self.document_prior.to_card() if self.document_prior else None,
            **({"evidence": self.evidence.to_card()} if self.evidence.rules else {}),
        }

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        return cls(
            columns=tuple(card["features"]),
            **{name: arrays[name] for name in _ARRAYS},
            components=tuple(Component(**part) for part in card["parts"]),
            slope=float(card["slope"]),
            shift=float(card["shift"]),
            document_prior=DocumentPrior.from_card(card["context"]) if card.get("context") else None,
            evidence=FlagEvidence.from_card(card.get("evidence")),
        )


def joined(classifiers: Sequence[Classifier]) -> Classifier:
    """One of the parts of all, which have the same columns; not yet calibrated as a whole."""
    first = np.cumsum([0, *(len(each.feature) for each in classifiers)])
    return Classifier(
        columns=classifiers[0].columns,
        feature=np.concatenate([each.feature for each in classifiers]),
        threshold=np.concatenate([each.threshold for each in classifiers]),
        children=np.concatenate(
            [each.children + n for each, n in zip(classifiers, first, strict=False)], dtype=np.int32
        ),
        value=np.concatenate([each.value for each in classifiers]),
        roots=np.concatenate([each.roots + n for each, n in zip(classifiers, first, strict=False)], dtype=np.int32),
        components=tuple(part for each in classifiers for part in each.components),
    )
