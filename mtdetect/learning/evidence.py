"""Fits how much flags and surrounding paragraphs raise a score, on text that the model had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_corpora
from mtdetect.scoring.classifier import Classifier
from mtdetect.scoring.flag_evidence import FlagEvidence

Doubles = NDArray[np.float64]

BASE_RATE = 0.1
"""Share of damaged paragraphs for which a rule's worth is computed. The share in the training data is arbitrary."""

HIGHEST = 0.9
"""Highest worth of a rule. No rule has been right in every one of thousands of places."""

SOURCE_ROWS = 3000
"""A source counts as at most this many paragraphs, so that no single one decides."""

REPEATS = 0.25
"""Value of `FlagEvidence.repeats`. It is not fitted."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Values of `FlagEvidence.elsewhere` and `FlagEvidence.company` to choose from."""

SHIFTS = (0.0, -0.2, -0.4, -0.6, -0.8, -1.0)
"""Shifts of the forests' log-odds to choose from: they may be lowered to make room for the other evidence."""

FALSE_RATE = 0.01
"""Share of sound paragraphs that may score 0.5 or more, averaged over the sources of sound text."""

LOWEST, GREATEST = -3.0, 1.5
"""Bounds of the final shift, which brings about FALSE_RATE."""


@dataclass(frozen=True)
class EvidenceRecipe:
    """Which rules are evidence for a score, and what their worth is measured on."""

    codes: tuple[str, ...]
    """Codes of the rules."""
    sound: tuple[str, ...]
    """Prefixes of corpus names: sound text that the rules were not tuned on."""
    company: bool = False
    """Whether surrounding paragraphs, and flags elsewhere in the document, count as evidence."""


def sources(corpora: NDArray[Any]) -> NDArray[Any]:
    """The source of each row: a kind of prose, or the first part of the corpus's name."""
    names, which = np.unique(corpora, return_inverse=True)
    result: NDArray[Any] = np.array([n if n.startswith("prose/") else n.split("/")[0] for n in names])[which]
    return result


def rule_worth(
    flagged: NDArray[np.bool_], labels: Labels, corpora: NDArray[Any], codes: Sequence[str], sound: tuple[str, ...]
) -> dict[str, float]:
    """The probability, by rule code, that a paragraph with a flag of the rule is damaged, at BASE_RATE.

    In the shares of flagged paragraphs, no source counts as more than SOURCE_ROWS. A rule that never flags damaged text
    is worth nothing. Half a flag is added in sound text, so that no rule is certain.
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
    """The classifier with its evidence, and with a shift that brings sound text to FALSE_RATE.

    `log_odds`: calibrated, from trees that had not seen the rows. `counts`: flags, paragraphs x `recipe.codes`.
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
    """The evidence with the `company` and `elsewhere` that make the labels likeliest, given the best of SHIFTS."""
    sign, share = np.where(labels[judged] == 1, -1.0, 1.0), weights[judged] / weights[judged].sum()

    def loss(chosen: FlagEvidence, shift: float) -> float:
        raised = chosen.raised(log_odds + shift, counts, documents)[0][judged]
        return float((np.logaddexp(0, sign * raised) * share).sum())

    # Two rounds of one value at a time are enough: the values hardly depend on each other.
    shift = 0.0
    for _ in range(2):
        shift = min(SHIFTS, key=partial(loss, evidence))
        evidence = min((replace(evidence, company=value) for value in SHARES), key=partial(loss, shift=shift))
        evidence = min((replace(evidence, elsewhere=value) for value in SHARES), key=partial(loss, shift=shift))
    return evidence


def false_rates(
    probabilities: Doubles, labels: Labels, corpora: NDArray[Any], sound: tuple[str, ...]
) -> dict[str, float]:
    """The share of paragraphs that score 0.5 or more, by source of sound text."""
    rows = (labels == 0) & of_corpora(corpora, sound) & np.isfinite(probabilities)
    names = sources(corpora[rows])
    return {str(name): round(float((probabilities[rows][names == name] >= 0.5).mean()), 4) for name in np.unique(names)}
