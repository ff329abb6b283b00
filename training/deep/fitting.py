"""Fits the linear weights of the deep reader."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mtdetect.scoring.deep.edits import EDITED
from training.deep.readings import ReadEdits
from training.tagger.confidence import BASE_RATE, LEAST_SURE, RIGHT, Found, logistic
from training.tagger.thresholds import RATES

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

WORDING_C, EDITS_C, LOOK_C = 1e-3, 0.3, 0.3
"""Inverse strengths of regularisation. The wording has 590 features, most of them of a hidden layer."""

FOLDS = 8


def linear(features: Floats, truth: Bools, c: float, balanced: bool = False) -> Floats:
    """A logistic regression over standardised features, as weights of the features as they are, and a bias."""
    pipeline = _pipeline(c, balanced).fit(features, truth)
    scaler, model = pipeline[0], pipeline[-1]
    weights = model.coef_[0] / scaler.scale_
    return np.append(weights, model.intercept_[0] - weights @ scaler.mean_).astype(np.float32)


def _pipeline(c: float, balanced: bool = False) -> Any:
    regression = LogisticRegression(C=c, max_iter=3000, class_weight="balanced" if balanced else None)
    return make_pipeline(StandardScaler(), regression)


def kept_out_log_odds(features: Floats, truth: Bools, origins: Sequence[str]) -> NDArray[np.float64]:
    """The log-odds of each row, from weights that were fitted without its origin. Shape: n."""
    folds = GroupKFold(FOLDS)
    found: NDArray[np.float64] = cross_val_predict(
        _pipeline(WORDING_C), features, truth, groups=origins, cv=folds, method="decision_function"
    )
    return found


def join(fast: NDArray[np.float64], wording: NDArray[np.float64], sound: Bools) -> Floats:
    """The weights that join the log-odds of the fast reading and of the wording, and a bias.

    Both count in full, as independent evidence would. The model has read these paragraphs in training, so its log-odds
    here are too good to fit weights to. With the bias, as many sound paragraphs reach a score of .5 as without the deep
    reader. `wording` must be of sources kept out.
    """
    before = (fast[sound] >= 0).mean()
    return np.array([1, 1, -np.quantile((fast + wording)[sound], 1 - before)], np.float32)


def edit_weights(read: ReadEdits) -> Floats:
    """Shape: EDITED x (features and a bias)."""
    found = []
    for kind in range(len(EDITED)):
        own = (read.kinds == kind) & (read.right >= 0)
        found.append(linear(read.features[own], read.right[own] == 1, EDITS_C))
    return np.stack(found)


def log_odds(weights: Floats, read: ReadEdits) -> Floats:
    own = weights[read.kinds]
    found: Floats = (read.features * own[:, :-1]).sum(1) + own[:, -1]
    return found


def thresholds(weights: Floats, sound: Sequence[ReadEdits]) -> Floats:
    """The log-odds from which a place is flagged: the median of what each kind of sound text needs for its rate."""
    return np.median([[_at_rate(weights, own, kind) for kind in range(len(EDITED))] for own in sound], 0).astype(
        np.float32
    )


def _at_rate(weights: Floats, sound: ReadEdits, kind: int) -> float:
    values = np.sort(log_odds(weights, sound)[sound.kinds == kind])[::-1]
    allowed = int(RATES[EDITED[kind]] * sound.words / 1000)
    return max(0.0, float(values[min(allowed, len(values) - 1)])) if len(values) else 0.0


def confidences(
    weights: Floats, limits: Floats, sound: Sequence[ReadEdits], damaged: ReadEdits
) -> tuple[Floats, Floats]:
    """How sure flags are: see `Tagger.confidences`; and the thresholds, raised to where they are LEAST_SURE.

    `damaged`: documents that the weights were not fitted to.
    """
    found, raised = [], []
    in_damaged = log_odds(weights, damaged)
    for kind in range(len(EDITED)):
        own = (damaged.kinds == kind) & (in_damaged > limits[kind])
        broken = max(1, int((damaged.right[damaged.kinds == kind] == 1).sum()))
        right = [Found(float(v), 0, BASE_RATE / broken) for v in in_damaged[own & (damaged.right == 1)] - limits[kind]]
        wrong = [Found(float(v), 0, BASE_RATE / broken) for v in in_damaged[own & (damaged.right == 0)] - limits[kind]]
        for each in sound:
            values = log_odds(weights, each) - limits[kind]
            weight = (1 - RIGHT) * (1 - BASE_RATE) / len(sound) / max(1, each.paragraphs)
            wrong += [Found(float(value), 0, weight) for value in values[(each.kinds == kind) & (values > 0)]]
        intercept, slope = logistic(right, wrong)
        more = max(0.0, log(LEAST_SURE / (1 - LEAST_SURE)) - intercept) / max(slope, 1e-3)
        raised.append(limits[kind] + more)
        found.append((intercept + slope * more, slope))
    return np.array(found, np.float32), np.array(raised, np.float32)
