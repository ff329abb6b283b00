"""What turns a classifier's margins into probabilities, learned from rows that its trees had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_both_classes
from mtdetect.scoring.forest import Classifier, DocumentPrior, others_log_odds


def calibrate(
    classifier: Classifier,
    margins: NDArray[np.float64],
    documents: NDArray[np.int64],
    labels: Labels,
    weights: Labels,
    document_prior: bool,
) -> Classifier:
    """The classifier with what turns margins into probabilities, learned from the judged rows whose `margins`, of
    trees that had not seen them, are not NaN."""
    seen = np.isfinite(labels) & (weights > 0) & np.isfinite(margins)
    slope, shift = platt(margins[seen], labels[seen], weights[seen])
    of_parts = classifier.document_prior if classifier.document_prior and classifier.document_prior.components else None
    calibrated = replace(classifier, slope=slope, shift=shift, document_prior=of_parts)
    if not document_prior or not of_both_classes(labels[seen]):
        return calibrated
    first = calibrated.calibrated(margins, documents)
    both = np.stack([first, others_log_odds(first, documents)], 1)
    (own, others), shift = _logistic_regression(both[seen], labels[seen], weights[seen])
    return replace(calibrated, document_prior=DocumentPrior(own, others, shift))


def context_of_parts(
    classifier: Classifier,
    components: NDArray[np.float64],
    documents: NDArray[np.int64],
    targets: Mapping[str, tuple[Labels, Labels]],
) -> Classifier:
    """The classifier with what a document's other paragraphs tell of one part of it.

    `components`: log-odds by component of trees that had not seen the rows (components x n); `targets`: of its name,
    the labels and weights.
    """
    ((name, (labels, weights)),) = targets.items()
    own = components[[part.name for part in classifier.components].index(name)]
    seen = np.isfinite(labels) & (weights > 0) & np.isfinite(own)
    if not of_both_classes(labels[seen]):
        return classifier
    own = np.where(np.isfinite(own), own, 0.0)
    both = np.stack([own, others_log_odds(own, documents)], 1)
    (slope, others), shift = _logistic_regression(both[seen], labels[seen], weights[seen])
    return replace(classifier, document_prior=DocumentPrior(slope, others, shift, (name,)))


def platt(margins: NDArray[np.float64], labels: Labels, weights: Labels) -> tuple[float, float]:
    """The slope and the shift that make log-odds of margins (Platt 1999).

    Margins are taken as they are where they are of one class: where all the damaged text has one source, say, there are
    none of it of trees that had seen any.
    """
    if not of_both_classes(labels):
        return 1.0, 0.0
    (slope,), shift = _logistic_regression(margins[:, None], labels, weights)
    return slope, shift


def _logistic_regression(inputs: NDArray[np.float64], labels: Labels, weights: Labels) -> tuple[list[float], float]:
    """Coefficients and intercept, without a penalty that would show."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(inputs, labels, sample_weight=weights)
    return fitted.coef_[0].tolist(), float(fitted.intercept_[0])
