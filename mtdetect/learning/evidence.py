"""Fits how much flags and surrounding paragraphs raise a score, on text that the model had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.weighting import Labels, of_corpora
from mtdetect.scoring.classifier import Classifier
from mtdetect.scoring.flag_evidence import FlagEvidence

Doubles = NDArray[np.float64]

BASE_RATE = 0.05
"""Share of damaged paragraphs for which a rule's worth is computed. The share in the training data is arbitrary."""

HIGHEST = 0.9
"""Highest worth of a rule. No rule has been right in every one of thousands of places."""

SOURCE_ROWS = 3000
"""A source counts as at most this many paragraphs, so that no single one decides."""

LEAST_FOUND = 0.002
"""A rule is assumed to find at least this share of damaged paragraphs: the training data lacks some kinds of damage."""

REPEATS = 0.25
"""Value of `FlagEvidence.repeats`. It is not fitted."""

COMPANY = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
"""Values of `FlagEvidence.company` to choose from."""

ELSEWHERE = (0.1, 0.2, 0.3, 0.4)
"""Values of `FlagEvidence.elsewhere` to choose from. Zero isn't one, although made damage would favour it: made damage
affects single paragraphs, but translation affects whole documents."""

SHIFTS = (0.0, -0.2, -0.4, -0.6)
"""Shifts of the forests' log-odds to choose from: they may be lowered to make room for the other evidence."""

LOWEST = -2.0
"""Lower bound of the shift that keeps a `Limit`."""


@dataclass(frozen=True)
class Limit:
    """How many sound paragraphs may score 0.5 or more. Log-odds are shifted until that is so."""

    rate: float
    """Share of the sound paragraphs, averaged over their sources."""
    corpora: tuple[str, ...]
    """Prefixes of corpus names: the sound text."""
    components: tuple[str, ...] = ()
    """The components that are shifted; if empty, the whole score."""
    highest: float = 0.0
    """Upper bound of the shift."""


@dataclass(frozen=True)
class EvidenceRecipe:
    """Which rules are evidence for a score, and what their worth is measured on."""

    codes: tuple[str, ...]
    """Codes of the rules."""
    sound: tuple[str, ...]
    """Prefixes of corpus names: sound text that the rules were not tuned on."""
    company: bool = False
    """Whether surrounding paragraphs, and flags elsewhere in the document, count as evidence."""
    limits: tuple[Limit, ...] = ()
    """Kept one after the other."""


def sources(corpora: NDArray[Any]) -> NDArray[Any]:
    """The source of each row: a kind of prose, or the first part of the corpus's name."""
    names, which = np.unique(corpora, return_inverse=True)
    result: NDArray[Any] = np.array([n if n.startswith("prose/") else n.split("/")[0] for n in names])[which]
    return result


def rule_worth(
    flagged: NDArray[np.bool_], labels: Labels, corpora: NDArray[Any], codes: Sequence[str], sound: tuple[str, ...]
) -> dict[str, float]:
    """The probability, by rule code, that a paragraph with a flag of the rule is damaged, at BASE_RATE.

    Among damaged texts, the source counts in which the rule flags most: no source has all kinds of damage. Sound texts
    are averaged over their sources, each counted as at most SOURCE_ROWS paragraphs. Half a flag is added to them, so
    that no rule is certain.
    """
    rows = labels == 1
    damaged = sources(corpora[rows])
    shares = [flagged[rows][damaged == name].sum(0) / ((damaged == name).sum() + 1) for name in np.unique(damaged)]
    right = BASE_RATE * np.maximum(np.max(shares, axis=0), LEAST_FOUND)
    rows = (labels == 0) & of_corpora(corpora, sound)
    names, which = np.unique(sources(corpora[rows]), return_inverse=True)
    weights = np.minimum(1, SOURCE_ROWS / np.bincount(which, minlength=len(names)))[which]
    wrong = (1 - BASE_RATE) * ((flagged[rows] * weights[:, None]).sum(0) + 0.5) / (weights.sum() + 1)
    worth = np.minimum(HIGHEST, right / (right + wrong))
    return {code: round(float(value), 4) for code, value in zip(codes, worth, strict=True)}


def weighed(
    classifier: Classifier,
    recipe: EvidenceRecipe,
    components: Doubles,
    counts: NDArray[Any],
    labels: Labels,
    weights: Labels,
    corpora: NDArray[Any],
    documents: NDArray[np.int64],
    stated: NDArray[Any] | None = None,
) -> tuple[Classifier, Doubles]:
    """The classifier with its evidence, shifted to keep the recipe's limits, and the resulting log-odds of all rows.

    `components`: log-odds, components x rows, from trees that had not seen the rows. `counts`: flags, paragraphs x
    `recipe.codes`; `stated`: the confidence that they state themselves (`FlagEvidence.own`).
    """
    worth = rule_worth(counts > 0, labels, corpora, recipe.codes, recipe.sound)
    evidence = FlagEvidence(worth, REPEATS)
    seen = np.isfinite(components).all(0)
    judged = np.isfinite(labels) & (weights > 0) & seen
    components = np.where(seen, components, -10.0)
    if recipe.company:
        log_odds = classifier.calibrated(classifier.together(components, documents), documents)
        evidence = _likeliest(evidence, log_odds, counts, labels, weights, documents, judged)
    classifier = replace(classifier, evidence=evidence)

    def total(moved: Classifier) -> Doubles:
        pairs = zip(moved.components, classifier.components, strict=True)
        own = components + np.array([new.shift - old.shift for new, old in pairs])[:, None]
        log_odds = moved.calibrated(moved.together(own, documents), documents)
        return moved.evidence.raised(log_odds, counts, documents, stated)[0]

    moved = classifier
    for limit in recipe.limits:
        sound = judged & (labels == 0) & of_corpora(corpora, limit.corpora)
        if sound.any():
            moved = _kept(moved, limit, total, sound, sources(corpora[sound]))
    return moved, np.where(seen, total(moved), np.nan)


def _kept(
    classifier: Classifier,
    limit: Limit,
    total: Callable[[Classifier], Doubles],
    sound: NDArray[np.bool_],
    origins: NDArray[Any],
) -> Classifier:
    """The classifier with the highest shift that keeps the limit.

    `total`: all log-odds of a classifier. `origins`: the sources of the `sound` rows.
    """
    _, which = np.unique(origins, return_inverse=True)

    def false_rate(shift: float) -> float:
        reached = total(_moved(classifier, limit, shift))[sound] >= 0
        return float((np.bincount(which, reached) / np.bincount(which)).mean())

    low, high = LOWEST, limit.highest
    if false_rate(high) <= limit.rate:
        low = high
    for _ in range(8):
        shift = (low + high) / 2
        low, high = (low, shift) if false_rate(shift) > limit.rate else (shift, high)
    return _moved(classifier, limit, low)


def _moved(classifier: Classifier, limit: Limit, shift: float) -> Classifier:
    """The classifier with the log-odds of the limit's components shifted, after the document prior if they have one."""
    if not limit.components:
        return replace(classifier, shift=classifier.shift + shift)
    prior = classifier.document_prior
    of_prior = prior.components if prior else ()
    if prior and set(limit.components) & set(of_prior):
        prior = replace(prior, shift=prior.shift + shift)
    own = set(limit.components) - set(of_prior)
    components = tuple(
        replace(component, shift=component.shift + shift) if component.name in own else component
        for component in classifier.components
    )
    return replace(classifier, components=components, document_prior=prior)


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
        evidence = min((replace(evidence, company=value) for value in COMPANY), key=partial(loss, shift=shift))
        evidence = min((replace(evidence, elsewhere=value) for value in ELSEWHERE), key=partial(loss, shift=shift))
    return evidence


def false_rates(
    probabilities: Doubles, labels: Labels, corpora: NDArray[Any], sound: tuple[str, ...]
) -> dict[str, float]:
    """The share of paragraphs that score 0.5 or more, by source of sound text."""
    rows = (labels == 0) & of_corpora(corpora, sound) & np.isfinite(probabilities)
    names = sources(corpora[rows])
    return {str(name): round(float((probabilities[rows][names == name] >= 0.5).mean()), 4) for name in np.unique(names)}
