"""Conversion between probabilities and log-odds, and noisy-or."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def joined_log_odds(components: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Log-odds of the noisy-or of probabilities, from the log-odds of each."""
    if len(components) == 1:
        return components[0]
    # If p is the logistic of x, then -log(1 - p) = log(1 + exp x). Their sum is -log P(no component finds damage).
    total = np.sum([np.logaddexp(0, log_odds) for log_odds in components], axis=0)
    result: NDArray[np.float64] = total + np.log(-np.expm1(-total))
    return result


def logistic(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.minimum(np.maximum(margin, -40), 40)))


def log_odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `logistic`; NaN stays NaN."""
    result: NDArray[np.float64] = np.log(probability / (1 - probability))
    return result
