"""Exports the trees of a fitted scikit-learn model as plain arrays, for a model folder."""

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
    """A classifier with one component, from a fitted binary `sklearn.ensemble.HistGradientBoostingClassifier`.

    `of`: the indices of the columns that it was fitted on; None means all. `linear`: see `Component`. The nodes are in
    `_predictors`, for which scikit-learn has no public name. A test compares the results of both, so that we notice if
    a release moves the nodes.
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
