"""What turns a classifier's margins into probabilities, learned from rows that its trees had not seen."""

from __future__ import annotations

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
    calibrated = replace(classifier, slope=slope, shift=shift, document_prior=None)
    if not document_prior or not of_both_classes(labels[seen]):
        return calibrated
    first = calibrated.calibrated(margins, documents)
    both = np.stack([first, others_log_odds(first, documents)], 1)
    (own, others), shift = _logistic_regression(both[seen], labels[seen], weights[seen])
    return replace(calibrated, document_prior=DocumentPrior(own, others, shift))


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
