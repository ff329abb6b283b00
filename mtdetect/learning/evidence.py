"""What flags and the paragraphs around are worth, found on text of sources that the model had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_corpora
from mtdetect.scoring.flag_evidence import FlagEvidence
from mtdetect.scoring.forest import Classifier

Doubles = NDArray[np.float64]

BASE_RATE = 0.1
"""The share of damaged paragraphs at which a rule's worth holds; in the training data they are as many as were made."""

HIGHEST = 0.9
"""Of a rule's worth: none was found right in each of thousands of places."""

SOURCE_ROWS = 3000
"""Paragraphs by which a source counts at most: no single one decides."""

REPEATS = 0.25
"""See `FlagEvidence.repeats`."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Of `FlagEvidence.elsewhere` and `FlagEvidence.company`, to choose from."""

SHIFTS = (0.0, -0.2, -0.4, -0.6, -0.8, -1.0)
"""By how much the forests' log-odds may give way to the evidence that is added to them."""

FALSE_RATE = 0.01
"""The share of sound paragraphs that reaches one half, as a mean over the sources of sound text."""

LOWEST, GREATEST = -3.0, 1.5
"""Bounds of the shift that brings it there."""


@dataclass(frozen=True)
class EvidenceRecipe:
    """Which rules are evidence of a score, and on which corpora (by the beginnings of their names) they are weighed."""

    codes: tuple[str, ...]
    sound: tuple[str, ...]
    """Sound text on which the rules were not tuned."""
    company: bool = False
    """Whether what stands around a paragraph tells of it."""


def sources(corpora: NDArray[Any]) -> NDArray[Any]:
    """What each row counts as: kinds of prose by themselves, other corpora by their first name."""
    names, which = np.unique(corpora, return_inverse=True)
    told: NDArray[Any] = np.array([n if n.startswith("prose/") else n.split("/")[0] for n in names])[which]
    return told


def rule_worth(
    flagged: NDArray[np.bool_], labels: Labels, corpora: NDArray[Any], codes: Sequence[str], sound: tuple[str, ...]
) -> dict[str, float]:
    """By rule, the probability that a paragraph with its flag is damaged, at BASE_RATE.

    Shares of flagged paragraphs are means over sources. A rule that was never met in damaged text is worth nothing, and
    one that was never met in sound text counts as met there half a time.
    """
    found = []
    for rows in (labels == 1, (labels == 0) & of_corpora(corpora, sound)):
        names, which = np.unique(sources(corpora[rows]), return_inverse=True)
        sizes = np.bincount(which, minlength=len(names))
        weights = np.minimum(1, SOURCE_ROWS / np.maximum(sizes, 1))[which]
        found.append(((flagged[rows] * weights[:, None]).sum(0), weights.sum()))
    (hits, damaged), (alarms, clean) = found
    right = BASE_RATE * hits / (damaged + 1)
    wrong = (1 - BASE_RATE) * (alarms + 0.5) / (clean + 1)
    worth = np.minimum(HIGHEST, right / (right + wrong))
    return {code: round(float(value), 4) for code, value in zip(codes, worth, strict=True)}


def weighed(
    classifier: Classifier,
    recipe: EvidenceRecipe,
    log_odds: Doubles,
    counts: NDArray[Any],
    labels: Labels,
    weights: Labels,
    corpora: NDArray[Any],
    documents: NDArray[np.int64],
) -> Classifier:
    """The classifier with its evidence, and shifted so that sound text has FALSE_RATE.

    `log_odds`: calibrated, of trees that had not seen the rows; `counts`: flags by paragraph and code.
    """
    worth = rule_worth(counts > 0, labels, corpora, recipe.codes, recipe.sound)
    evidence = FlagEvidence(worth, REPEATS)
    judged = np.isfinite(labels) & (weights > 0) & np.isfinite(log_odds)
    log_odds = np.where(np.isfinite(log_odds), log_odds, -10.0)
    if recipe.company:
        evidence = _likeliest(evidence, log_odds, counts, labels, weights, documents, judged)
    sound = judged & (labels == 0) & of_corpora(corpora, recipe.sound)
    _, which = np.unique(sources(corpora[sound]), return_inverse=True)

    def false_rate(shift: float) -> float:
        raised = evidence.raised(log_odds + shift, counts, documents)[0][sound] >= 0
        return float((np.bincount(which, raised) / np.bincount(which)).mean())

    low, high = LOWEST, GREATEST
    for _ in range(8):
        shift = (low + high) / 2
        low, high = (low, shift) if false_rate(shift) > FALSE_RATE else (shift, high)
    return replace(classifier, shift=classifier.shift + shift, evidence=evidence)


def _likeliest(
    evidence: FlagEvidence,
    log_odds: Doubles,
    counts: NDArray[Any],
    labels: Labels,
    weights: Labels,
    documents: NDArray[np.int64],
    judged: NDArray[np.bool_],
) -> FlagEvidence:
    """The evidence with what makes the labels likeliest of what stands around, the forests giving way as they may."""
    sign, share = np.where(labels[judged] == 1, -1.0, 1.0), weights[judged] / weights[judged].sum()

    def loss(chosen: FlagEvidence, shift: float) -> float:
        raised = chosen.raised(log_odds + shift, counts, documents)[0][judged]
        return float((np.logaddexp(0, sign * raised) * share).sum())

    # One at a time, twice round: they hardly depend on each other.
    shift = 0.0
    for _ in range(2):
        shift = min(SHIFTS, key=partial(loss, evidence))
        evidence = min((replace(evidence, company=value) for value in SHARES), key=partial(loss, shift=shift))
        evidence = min((replace(evidence, elsewhere=value) for value in SHARES), key=partial(loss, shift=shift))
    return evidence


def false_rates(
    probabilities: Doubles, labels: Labels, corpora: NDArray[Any], sound: tuple[str, ...]
) -> dict[str, float]:
    """By source of sound text, the share of its paragraphs that reach one half."""
    rows = (labels == 0) & of_corpora(corpora, sound) & np.isfinite(probabilities)
    names = sources(corpora[rows])
    return {str(name): round(float((probabilities[rows][names == name] >= 0.5).mean()), 4) for name in np.unique(names)}
