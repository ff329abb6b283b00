"""Fits the logistic regression over n-grams: the baseline that a trained score is measured against, and joined with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_both_classes
from mtdetect.lm.hash_table import HashTable
from mtdetect.lm.pieces import Tokens
from mtdetect.scoring.ngram_regression import Doubles, NgramRegression, ngrams_of, tf_idf

STRENGTH = 4.0
"""Inverse of the L2 penalty (scikit-learn's C). From 2 to 16, ROC AUC on `ht_vs_mt` differs by less than .01."""

FEWEST_TEXTS = 2
"""An n-gram that is in a single text can't tell anything about others."""


@dataclass(frozen=True)
class CrossFitted:
    """A regression on all judged rows, and the margin of each row by one that had not seen its fold, or NaN."""

    whole: NgramRegression
    held_out: Doubles


def cross_fit(tokens: Tokens, labels: Labels, fold: NDArray[np.int64]) -> CrossFitted:
    """Fits a regression to the judged rows (`labels` not NaN), of both classes, and once more without each fold.

    The n-grams and their frequencies are those of all rows, which uses no label.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    owner, hashed = ngrams_of(tokens)
    pairs = np.unique(hashed.astype(np.uint64) << np.uint64(32) | owner.astype(np.uint64))
    keys, texts = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_counts=True)
    keys, texts = keys[texts >= FEWEST_TEXTS], texts[texts >= FEWEST_TEXTS]
    number = len(labels)
    idf = (np.log((1 + number) / (1 + texts)) + 1).astype(np.float32)
    table = HashTable.of(keys)
    rows, columns, values = tf_idf(tokens, table, idf)
    matrix = csr_matrix((values, (rows, columns)), (number, max(1, len(keys))))
    judged = np.isfinite(labels)

    def fitted(own: NDArray[np.bool_]) -> Any:
        return LogisticRegression(C=STRENGTH, max_iter=300).fit(matrix[own], labels[own])

    held_out = np.full(number, np.nan)
    for k in np.unique(fold):
        rest = judged & (fold != k)
        if of_both_classes(labels[rest]):
            held_out[fold == k] = matrix[fold == k] @ fitted(rest).coef_[0]
    weights = fitted(judged).coef_[0][: len(keys)].astype(np.float32)
    return CrossFitted(NgramRegression(table, idf, weights, 0.0, 1.0, 0.0), held_out)


@dataclass(frozen=True)
class Chosen:
    """The best of the forest, the n-grams and both. `ngrams`: None for the forest alone.

    `held_out` and `baseline` (the n-grams alone) are log-odds of the rows, by models and weights that had not seen the
    row's fold; NaN for rows that have none.
    """

    ngrams: NgramRegression | None
    held_out: Doubles
    baseline: Doubles
    misleading: bool = False
    """Whether the n-grams of other folds point the wrong way."""


def choose(fitted: CrossFitted, forest: Doubles, labels: Labels, fold: NDArray[np.int64]) -> Chosen:
    """Chooses by log loss on rows that neither model had seen. `forest`: the forest's log-odds of the rows, or NaN."""
    own = fitted.held_out
    seen = np.isfinite(labels) & np.isfinite(forest) & np.isfinite(own)
    if not of_both_classes(labels[seen]):
        return Chosen(None, forest, np.full(len(forest), np.nan))
    baseline, (slope, shift) = _stacked([own], labels, fold, seen)
    both, (of_forest, of_own, both_shift) = _stacked([forest, own], labels, fold, seen)
    ways: list[tuple[Doubles, NgramRegression | None]] = [(forest, None)]
    if slope > 0:
        ways.append((baseline, replace(fitted.whole, own=slope, shift=shift)))
    if min(of_forest, of_own) > 0:
        ways.append((both, replace(fitted.whole, forest=of_forest, own=of_own, shift=both_shift)))
    seen &= np.isfinite(both)
    sign = np.where(labels[seen] == 1, -1.0, 1.0)
    held_out, ngrams = min(ways, key=lambda way: float(np.logaddexp(0, sign * way[0][seen]).mean()))
    return Chosen(ngrams, held_out, baseline, slope <= 0)


def _stacked(
    inputs: Sequence[Doubles], labels: Labels, fold: NDArray[np.int64], seen: NDArray[np.bool_]
) -> tuple[Doubles, list[float]]:
    """Log-odds by a logistic regression on the inputs, each fold's by one without it. Also the weights of a whole one.

    The last weight is the intercept.
    """
    from sklearn.linear_model import LogisticRegression

    columns = np.stack(inputs, 1)

    def fitted(own: NDArray[np.bool_]) -> Any:
        return LogisticRegression(C=1e6).fit(columns[own], labels[own])

    result = np.full(len(labels), np.nan)
    for k in np.unique(fold[seen]):
        rest, here = seen & (fold != k), np.isfinite(columns).all(1) & (fold == k)
        if of_both_classes(labels[rest]):
            result[here] = fitted(rest).decision_function(columns[here])
    whole = fitted(seen)
    return result, [*whole.coef_[0].tolist(), float(whole.intercept_[0])]
