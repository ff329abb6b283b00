"""Metrics of scores against labels, with bootstrap intervals over groups.

Scores are probabilities, labels 0 (sound) or 1 (damaged); the arrays have one entry per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""Number of equal bins for the calibration error."""

RESAMPLES = 200
"""Number of bootstrap samples for an interval; a tenth of that above 20,000 rows, to save time."""

FEWEST = 10
"""Fewest rows of each class for intervals. Those of fewer rows are too narrow, or have no width at all."""

Floats = NDArray[Any]


def roc_auc(scores: Floats, labels: Floats, weights: Floats) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(labels, scores, sample_weight=weights))


def average_precision(scores: Floats, labels: Floats, weights: Floats) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(labels, scores, sample_weight=weights))


def calibration_error(scores: Floats, labels: Floats, weights: Floats) -> float:
    """Expected calibration error in `BINS` equal bins (Naeini et al. 2015)."""
    which = np.minimum((scores * BINS).astype(int), BINS - 1)
    total, confidence, truth = (np.bincount(which, weights * x, BINS) for x in (1.0, scores, labels))
    return float(np.abs(confidence - truth).sum() / max(total.sum(), 1e-12))


def f1(scores: Floats, labels: Floats, weights: Floats) -> float:
    """F1 of the damaged class at a threshold of 0.5."""
    found = scores >= 0.5
    hit = weights[found & (labels == 1)].sum()
    return float(2 * hit / max(weights[found].sum() + weights[labels == 1].sum(), 1e-12))


def false_alarms(scores: Floats, labels: Floats, weights: Floats) -> float:
    """Share of sound rows that score 0.5 or more."""
    sound = labels == 0
    return float(weights[sound & (scores >= 0.5)].sum() / max(weights[sound].sum(), 1e-12))


FIGURES: dict[str, Callable[[Floats, Floats, Floats], float]] = {
    "roc_auc": roc_auc,
    "average_precision": average_precision,
    "f1": f1,
    "false_alarms": false_alarms,
    "calibration_error": calibration_error,
}


LOWER_IS_BETTER = frozenset(("false_alarms", "calibration_error"))


def resamples(labels: Floats, groups: Sequence[str]) -> Iterator[NDArray[np.int64]]:
    """Yields the row indices of each bootstrap sample: as many groups as there are, drawn with replacement.

    Samples in which all rows are of one class are skipped, and a single group gives none.
    """
    _, owner = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(owner.max() + 2))
    rng = np.random.default_rng(0)
    repeats = RESAMPLES if len(labels) <= 20_000 else RESAMPLES // 10
    for _ in range(repeats if len(bounds) > 2 else 0):
        drawn = rng.integers(0, len(bounds) - 1, len(bounds) - 1)
        rows = np.concatenate([order[bounds[g] : bounds[g + 1]] for g in drawn])
        if len(set(labels[rows].tolist())) == 2:
            yield rows


def too_few(labels: Floats, groups: Sequence[str]) -> str:
    """Why no intervals can be given; empty if they can."""
    damaged, sound = (int((labels == value).sum()) for value in (1, 0))
    for number, name in ((damaged, "damaged"), (sound, "sound")):
        if number < FEWEST:
            return f"too few to tell (only {number} {name} paragraph{'' if number == 1 else 's'})"
    return "too few to tell (only one source)" if len(set(groups)) < 2 else ""


def paired(before: Floats, after: Floats, labels: Floats, weights: Floats, groups: Sequence[str]) -> dict[str, Any]:
    """Metrics of two sets of scores for the same rows, and their differences with 95 % bootstrap intervals.

    If all labels are of one class, the result has only the numbers of rows and groups. If there are too few for
    intervals, these are None, and `intervals` has the reason.
    """
    result: dict[str, Any] = {"rows": len(labels), "groups": len(set(groups))}
    if len(set(labels.tolist())) < 2:
        return result
    both = [{name: figure(scores, labels, weights) for name, figure in FIGURES.items()} for scores in (before, after)]
    differences: dict[str, list[float]] = {name: [] for name in FIGURES}
    if reason := too_few(labels, groups):
        result["intervals"] = reason
    for rows in resamples(labels, groups) if not reason else ():
        own = labels[rows], weights[rows]
        for name, figure in FIGURES.items():
            differences[name].append(figure(after[rows], *own) - figure(before[rows], *own))
    result["base"], result["new"] = ({name: round(value, 4) for name, value in one.items()} for one in both)
    result["difference"] = {
        name: [
            round(both[1][name] - both[0][name], 4),
            *([round(float(x), 4) for x in np.percentile(drawn, [2.5, 97.5])] if drawn else (None, None)),
        ]
        for name, drawn in differences.items()
    }
    return result


def metrics(scores: Floats, labels: Floats, weights: Floats, groups: Sequence[str]) -> dict[str, Any]:
    """All metrics with 95 % bootstrap intervals.

    If all labels are of one class, the result has only counts and, if they are all sound, the share of false alarms.
    If there are too few for intervals, `intervals` has the reason.
    """
    result: dict[str, Any] = {"rows": len(labels), "damaged": int((labels == 1).sum()), "groups": len(set(groups))}
    if len(set(labels.tolist())) < 2:
        if len(labels) and not labels.any():
            result["false_alarms"] = round(false_alarms(scores, labels, weights), 4)
        return result
    samples: dict[str, list[float]] = {name: [] for name in FIGURES}
    if reason := too_few(labels, groups):
        result["intervals"] = reason
    for rows in resamples(labels, groups) if not reason else ():
        for name, figure in FIGURES.items():
            samples[name].append(figure(scores[rows], labels[rows], weights[rows]))
    for name, figure in FIGURES.items():
        result[name] = round(figure(scores, labels, weights), 4)
        if samples[name]:
            result[f"{name}_interval"] = [round(float(x), 4) for x in np.percentile(samples[name], [2.5, 97.5])]
    return result
