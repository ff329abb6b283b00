"""A fitted scikit-learn model's trees, as the plain arrays that a model folder holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mtdetect.scoring.classifier import Classifier, Component


def export(
    boosted: Any,
    columns: Sequence[str],
    name: str = "damage",
    of: Sequence[int] | None = None,
    linear: Mapping[str, float] | None = None,
) -> Classifier:
    """The arrays of a fitted binary `sklearn.ensemble.HistGradientBoostingClassifier`, as a classifier of one part.

    `of` says which of the columns it was fitted on; None: all. `linear`: see `Component`. Its nodes are read from
    `_predictors`, for which scikit-learn has no public name; a test holds the two against each other, so that a release
    which moves them is noticed.
    """
    feature, threshold, children, value, roots = [], [], [], [], []
    first = 0
    places = np.arange(len(columns)) if of is None else np.asarray(of)
    for (tree,) in boosted._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        feature.append(np.where(leaf, 0, places[nodes["feature_idx"]]))
        threshold.append(np.where(leaf, np.inf, nodes["num_threshold"]))
        left, right = np.where(leaf, own, nodes["left"]), np.where(leaf, own, nodes["right"])
        children.append(np.stack([left, right], 1) + first)
        value.append(np.where(leaf, nodes["value"], 0.0))
        roots.append(first)
        first += len(nodes)
    return Classifier(
        columns=tuple(columns),
        feature=np.concatenate(feature).astype(np.int16),
        threshold=np.concatenate(threshold).astype(np.float64),
        children=np.concatenate(children).astype(np.int32),
        value=np.concatenate(value).astype(np.float64),
        roots=np.array(roots, np.int32),
        components=(Component(name, len(roots), float(np.ravel(boosted._baseline_prediction)[0]), linear or {}),),
    )
