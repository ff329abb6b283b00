"""Weights of labelled paragraphs in a fit and in a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.float32]

SEED = 20_231_115

DAMAGED_SHARE = 0.15
"""Share of damaged text in the weight of each set in `balanced_sets`."""

LEAST, MOST, POWER = 0.25, 9.0, 0.5
"""Weight of a paragraph `by_words`: its tens of words, limited to LEAST and MOST, to the power POWER."""


def balanced(labels: Labels, weights: Labels) -> Labels:
    """The weights, scaled to a mean of 1 in each class. Linear n-gram models only rank; base rates come later."""
    classes = labels.astype(int)
    means = np.bincount(classes, weights) / np.bincount(classes)
    balanced: Labels = (weights / means[classes]).astype(np.float32)
    return balanced


def of_both_classes(labels: Labels) -> bool:
    """Whether some rows are damaged and some sound. Others may be unjudged (NaN)."""
    return len(np.unique(labels[np.isfinite(labels)])) == 2


def of_corpora(corpora: NDArray[Any], prefixes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which rows are from corpora whose names have one of the prefixes."""
    names, which = np.unique(corpora, return_inverse=True)
    rows: NDArray[np.bool_] = np.array([name.startswith(prefixes) for name in names])[which]
    return rows


def balanced_sets(
    labels: Labels, weights: Labels, corpora: NDArray[Any], sets: Mapping[tuple[str, ...], float]
) -> Labels:
    """The weights, scaled so that each set of corpora has its given total, with DAMAGED_SHARE of it in damaged text.

    Then a model gains nothing by recognising where a text comes from, which would mislead it on text from elsewhere.
    """
    result = np.where(np.isfinite(labels), weights, 0).astype(np.float64)
    for prefixes, mass in sets.items():
        own = of_corpora(corpora, prefixes)
        both = [own & (labels == label) for label in (0, 1)]
        totals = [result[rows].sum() for rows in both]
        shares = (1 - DAMAGED_SHARE, DAMAGED_SHARE) if min(totals) > 0 else (1.0, 1.0)
        for rows, total, share in zip(both, totals, shares, strict=True):
            result[rows] *= mass * share / max(total, 1e-9)
    return result.astype(np.float32)


def by_words(weights: Labels, words: NDArray[Any], corpora: NDArray[Any], prefixes: tuple[str, ...]) -> Labels:
    """The weights, scaled by length in the corpora with these prefixes. Their sum stays the same.

    One line of a menu matters little among hundreds. A teaser taken for part of the article does as much harm as it has
    words.
    """
    own = of_corpora(corpora, prefixes)
    scaled = weights * np.clip(words / 10, LEAST, MOST) ** POWER
    result: Labels = np.where(own, scaled * (weights[own].sum() / max(scaled[own].sum(), 1e-9)), weights)
    return result.astype(np.float32)


def with_odds(labels: Labels, weights: Labels, corpora: NDArray[Any], odds: Mapping[tuple[str, ...], float]) -> Labels:
    """The weights, with those of sound paragraphs divided by the factor for their corpora (see `Recipe.odds`)."""
    result = weights.copy()
    for prefixes, factor in odds.items():
        result[of_corpora(corpora, prefixes) & (labels == 0)] /= factor
    return result


def thin(weights: Labels, light: float) -> tuple[NDArray[np.bool_], Labels]:
    """Which rows to keep, and their weights. Rows lighter than `light` are sampled; those drawn weigh `light`."""
    rng = np.random.default_rng(SEED)
    keep = rng.random(len(weights)) * light < weights
    return keep, np.maximum(weights[keep], light).astype(np.float32)
