"""Calibration: learns how margins become probabilities, from rows that the trees had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_both_classes
from mtdetect.scoring.classifier import Classifier
from mtdetect.scoring.document_prior import DocumentPrior, others_log_odds


def calibrate(classifier: Classifier, margins: NDArray[np.float64], labels: Labels, weights: Labels) -> Classifier:
    """The classifier with its calibration.

    `margins` come from trees that had not seen the rows; NaN for rows that have none. Those and unjudged rows are not
    used.
    """
    seen = np.isfinite(labels) & (weights > 0) & np.isfinite(margins)
    slope, shift = platt(margins[seen], labels[seen], weights[seen])
    return replace(classifier, slope=slope, shift=shift)


def with_component_prior(
    classifier: Classifier,
    components: NDArray[np.float64],
    documents: NDArray[np.int64],
    targets: Mapping[str, tuple[Labels, Labels]],
) -> Classifier:
    """The classifier with a document prior for one of its components.

    `components`: each component's log-odds, by trees that had not seen the rows (components x n). `targets`: labels and
    weights under the name of that component, the only key.
    """
    ((name, (labels, weights)),) = targets.items()
    own = components[[component.name for component in classifier.components].index(name)]
    seen = np.isfinite(labels) & (weights > 0) & np.isfinite(own)
    if not of_both_classes(labels[seen]):
        return classifier
    own = np.where(np.isfinite(own), own, 0.0)
    both = np.stack([own, others_log_odds(own, documents)], 1)
    (slope, others), shift = _logistic_regression(both[seen], labels[seen], weights[seen])
    return replace(classifier, document_prior=DocumentPrior(slope, others, shift, (name,)))


def platt(margins: NDArray[np.float64], labels: Labels, weights: Labels) -> tuple[float, float]:
    """The slope and the shift that turn margins into log-odds (Platt 1999).

    If only one class is left, margins count as log-odds. That happens when all damaged text is from one source: trees
    that have not seen that source have not seen any damage, so they give it no margins.
    """
    if not of_both_classes(labels):
        return 1.0, 0.0
    (slope,), shift = _logistic_regression(margins[:, None], labels, weights)
    return slope, shift


def _logistic_regression(inputs: NDArray[np.float64], labels: Labels, weights: Labels) -> tuple[list[float], float]:
    """Coefficients and intercept, with a negligible penalty."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(inputs, labels, sample_weight=weights)
    return fitted.coef_[0].tolist(), float(fitted.intercept_[0])
