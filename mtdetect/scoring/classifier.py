"""The classifier of one score: a forest for each kind of damage, joined and calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.scoring.document_prior import DocumentPrior
from mtdetect.scoring.flag_evidence import FlagEvidence
from mtdetect.scoring.forest import BLOCK, FEW, Nodes, for_core
from mtdetect.scoring.log_odds import joined_log_odds

_ARRAYS = ("feature", "threshold", "children", "value", "roots")


@dataclass(frozen=True)
class Component:
    """The forest for one kind of damage.

    `trees` is their number. Their log-odds are `slope` x (sum of leaves + `bias` + `linear`) + `shift`; slope and shift
    are fitted to rows that the trees had not seen (Platt 1999).
    """

    name: str
    trees: int
    bias: float
    linear: Mapping[str, float] = field(default_factory=dict)
    """Weights of columns that are added to the sum."""
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Classifier:
    """The classifier of one score. Its node arrays hold the trees of all components, in the components' order.

    `columns` names the features, `roots` are the trees' first nodes, and a leaf is its own child. Each component
    separates one kind of damage from all other text, and a text with any of them is damaged: the probabilities are
    joined by noisy-or (Pearl 1988). The score's log-odds are `slope` x the joined log-odds + `shift`. `document_prior`
    calibrates them once more, or some of the components before they are joined.
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

    def component_log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds of each component. `rows`: n x len(columns). Shape: components x n."""
        sums = self._sums(rows) if native.core is None else self._sums_by_core(native.core, rows)
        for i, component in enumerate(self.components):
            sums[i] = component.slope * sums[i] + component.shift
        return sums

    def margin(self, rows: NDArray[np.float32], documents: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """The joined log-odds of the components, before calibration. Shape: n.

        `documents`: see `others_log_odds`. Without them, no document prior is applied.
        """
        return self.together(self.component_log_odds(rows), documents)

    def together(self, components: NDArray[np.float64], documents: NDArray[np.int64] | None) -> NDArray[np.float64]:
        """Joins the components' log-odds, after the document prior has calibrated those it is for. Shape: n."""
        return joined_log_odds(list(self.in_document(components, documents)))

    def in_document(self, components: NDArray[np.float64], documents: NDArray[np.int64] | None) -> NDArray[np.float64]:
        """The components' log-odds, after the document prior has calibrated those it is for. Shape: components x n."""
        if self.document_prior and documents is not None and len(documents) > 1:
            components = components.copy()
            for i, component in enumerate(self.components):
                if component.name in self.document_prior.components:
                    components[i] = self.document_prior.log_odds(components[i], documents)
        return components

    def _sums(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Each component's sum of leaves, bias and linear terms. Shape: components x n.

        Rows do not walk down the trees. All questions of all trees are answered at once, and the rows' paths are then
        followed level by level in bits, 64 rows per operation. (QuickScorer handles 64 leaves per operation: Lucchese
        et al. 2015.)
        """
        if len(rows) > BLOCK:
            return np.concatenate([self._sums(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)], axis=1)
        columns = np.ascontiguousarray(rows.T)
        leaves = self._nodes.leaves(columns)
        few = len(rows) < FEW
        if few:
            values = self._nodes.value.take(leaves + self._nodes.first)
        sums, end = np.empty((len(self.components), len(rows))), 0
        for total, component in zip(sums, self.components, strict=True):
            start, end = end, end + component.trees
            self._begin(total, component, columns)
            # One tree after the other, so that every batch adds in the same order.
            if few:
                total[:] = np.add.accumulate(np.concatenate((total[None], values[start:end])), axis=0)[-1]
            else:
                for value, leaf in zip(self._nodes.value[start:end], leaves[start:end], strict=True):
                    total += value.take(leaf)
        return sums

    def _sums_by_core(self, core: Any, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        columns, sums = np.ascontiguousarray(rows.T), np.empty((len(self.components), len(rows)))
        for total, component in zip(sums, self.components, strict=True):
            self._begin(total, component, columns)
        core.forest(columns, *self._native, sums)
        return sums

    def _begin(self, total: NDArray[np.float64], component: Component, columns: NDArray[np.float32]) -> None:
        """Fills a component's sums with what comes before the trees."""
        total[:] = component.bias
        for name, weight in component.linear.items():
            total += weight * columns[self.columns.index(name)].astype(np.float64)

    @cached_property
    def _native(self) -> tuple[NDArray[Any], ...]:
        """The trees as the native core reads them, with the component of each."""
        component = np.arange(len(self.components)).repeat([component.trees for component in self.components])
        return (*for_core(self), component.astype(np.int32))

    def log_odds(self, rows: NDArray[np.float32], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated log-odds, from the forests alone. `documents`: see `others_log_odds`. Shape: n."""
        return self.calibrated(self.margin(rows, documents), documents)

    def calibrated(self, margin: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated log-odds, from those that `margin` returns. Shape: n."""
        log_odds = self.slope * margin + self.shift
        of_all = self.document_prior and not self.document_prior.components
        return self.document_prior.log_odds(log_odds, documents) if self.document_prior and of_all else log_odds

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in _ARRAYS}

    def to_card(self) -> dict[str, Any]:
        return {
            "features": list(self.columns),
            "parts": [asdict(component) for component in self.components],
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
            components=tuple(Component(**component) for component in card["parts"]),
            slope=float(card["slope"]),
            shift=float(card["shift"]),
            document_prior=DocumentPrior.from_card(card["context"]) if card.get("context") else None,
            evidence=FlagEvidence.from_card(card.get("evidence")),
        )


def joined(classifiers: Sequence[Classifier]) -> Classifier:
    """One classifier with the components of all, which share their columns; not yet calibrated as a whole."""
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
        components=tuple(component for each in classifiers for component in each.components),
    )
