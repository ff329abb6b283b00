"""Flags as evidence outside the boosting: each raises a paragraph's score by what its rule was found to be worth.

A paragraph is damaged if the model is right about it, or any of its flags is: the probabilities are joined by noisy-or
(Pearl 1988). So a certain flag counts in whatever text it stands, and flags of different rules add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

MOST_REPEATS = 4
"""Further flags of one rule in a paragraph that count."""

NEAR = 4
"""Paragraphs before or after whose scores tell of a paragraph."""


@dataclass(frozen=True)
class FlagEvidence:
    """What flags and the paragraphs around are worth to one score; all of it is fitted, and is in the model's card."""

    rules: Mapping[str, float] = field(default_factory=dict)
    """By rule's code, the probability of damage that a flag alone gives. Rules without an entry give none."""
    repeats: float = 0.0
    """What each further flag of a rule in the same paragraph is worth, as a share of the first."""
    elsewhere: float = 0.0
    """What flags in the other paragraphs of the document are worth, as a share of their worth in their own."""
    company: float = 0.0
    """What it is worth that the paragraphs just before, or just after, are damaged for certain."""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.rules)

    def own(self, counts: NDArray[Any]) -> Doubles:
        """What the flags of each rule give. `counts`: paragraphs x rules of `codes`. The same shape."""
        weights = np.fromiter(self.rules.values(), np.float64, len(self.rules))
        further = np.clip(counts - 1, 0, MOST_REPEATS).astype(np.float64)
        spared = (1 - weights) * (1 - weights * self.repeats) ** further
        return np.where(counts > 0, 1 - spared, 0.0)

    def others(self, own: Doubles, documents: NDArray[np.int64]) -> Doubles:
        """What flags in a document's other paragraphs give: each rule once, by its best flag there. Shape: n."""
        result = np.zeros(len(own))
        if not self.elsewhere or not own.size:
            return result
        flagged = (own > 0).nonzero()[0]
        if not len(flagged):
            return result
        which = documents.searchsorted(flagged, "right") - 1
        for document in dict.fromkeys(which.tolist()):
            rows = slice(documents[document], documents[document + 1])
            values = own[rows]
            if len(values) < 2:
                continue
            order = np.sort(values, axis=0)
            best, second = order[-1], order[-2]
            elsewhere = np.where(values == best, np.where(values == second, best, second), best)
            spared = np.multiply.accumulate(1 - elsewhere, axis=1)[:, -1]
            result[rows] = self.elsewhere * (1 - spared)
        return result

    def near(self, probabilities: Doubles, documents: NDArray[np.int64]) -> Doubles:
        """What the paragraphs of one side give, of the side that gives more: sound ones around take nothing away."""
        if not self.company:
            return np.zeros(len(probabilities))
        return self.company * surrounding_means(probabilities, documents)

    def raised(
        self, log_odds: Doubles, counts: NDArray[Any], documents: NDArray[np.int64]
    ) -> tuple[Doubles, Doubles, Doubles]:
        """Log-odds with all the evidence, what each rule's flags give (paragraphs x rules), and what the document."""
        own = self.own(counts)
        flags = with_evidence(log_odds, own)
        shared = np.column_stack([self.others(own, documents), self.near(1 - np.exp(-_cost(flags)), documents)])
        document = 1 - np.multiply.accumulate(1 - shared, axis=1)[:, -1]
        return with_evidence(flags, document[:, None]), own, document

    def to_card(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_card(cls, card: Mapping[str, Any] | None) -> FlagEvidence:
        """No card, as in models of before, is no evidence."""
        return cls(**card) if card else cls()


def surrounding_means(probabilities: Doubles, documents: NDArray[np.int64]) -> Doubles:
    """The mean of the NEAR paragraphs before or after, the greater one; those that are not there count as sound."""
    sizes = documents[1:] - documents[:-1]
    first, last = documents[:-1].repeat(sizes), documents[1:].repeat(sizes)
    place = np.arange(len(probabilities))
    sums = []
    for sign in (-1, 1):
        total = np.zeros(len(probabilities))
        for step in range(1, NEAR + 1):  # one after the other: the same sum in every batch
            other = place + sign * step
            there = (other >= first) & (other < last)
            total = total + np.where(there, probabilities.take(other, mode="clip"), 0.0)
        sums.append(total / NEAR)
    result: Doubles = np.maximum(*sums)
    return result


def _cost(log_odds: Doubles) -> Doubles:
    """-log(1 - p), of the log-odds of p."""
    result: Doubles = np.logaddexp(0, log_odds)
    return result


def with_evidence(log_odds: Doubles, evidence: Doubles) -> Doubles:
    """Log-odds of the noisy-or with the probabilities in the columns of `evidence`, each below 1."""
    some = (evidence > 0).any(1) if evidence.size else np.zeros(len(log_odds), bool)
    if not some.any():
        return log_odds
    result = log_odds.copy()
    costs = np.column_stack([_cost(log_odds[some]), -np.log1p(-evidence[some])])
    total = np.add.accumulate(costs, axis=1)[:, -1]
    result[some] = total + np.log(-np.expm1(-total))
    return result


def named(codes: Sequence[str], own: Doubles) -> list[list[tuple[str, float]]]:
    """By paragraph, the rules that raise it and what each gives."""
    found: list[list[tuple[str, float]]] = [[] for _ in own]
    for row, column in zip(*own.nonzero(), strict=True):
        found[row].append((codes[column], float(own[row, column])))
    return found
