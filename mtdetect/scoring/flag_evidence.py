"""Flags as evidence beside the boosted trees: each flag raises the score by the measured worth of its rule.

A paragraph is damaged if the model is right about it, or any of its flags is: their probabilities are joined by
noisy-or (Pearl 1988). So a reliable flag counts in any text, and flags of different rules add up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

MOST_REPEATS = 4
"""At most this many further flags of one rule count in a paragraph."""

NEAR = 4
"""Number of paragraphs before, and after, whose scores count as evidence."""

MOST_OF_DOCUMENT = 0.1
"""The highest probability that the rest of the document gives: no score moves by more, whatever is put around it."""


@dataclass(frozen=True)
class FlagEvidence:
    """How much flags and surrounding paragraphs raise one score. The values are stored in the model's card."""

    rules: Mapping[str, float] = field(default_factory=dict)
    """By rule code: the probability of damage, given only its flag. Rules without an entry do not count."""
    repeats: float = 0.0
    """Worth of each further flag of the same rule in a paragraph, as a share of the first one's."""
    elsewhere: float = 0.0
    """Worth of flags in the document's other paragraphs, as a share of their worth in their own paragraph."""
    company: float = 0.0
    """Probability of damage if all nearby paragraphs on one side are certainly damaged, before MOST_OF_DOCUMENT."""
    newer: Mapping[str, float] = field(default_factory=dict)
    """The same as `rules`, for rules that the model was not trained with. Not stored in the card."""

    @property
    def worth(self) -> dict[str, float]:
        """Both `rules` and `newer`."""
        return {**self.rules, **self.newer}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.worth)

    def only(self, codes: Collection[str]) -> FlagEvidence:
        """Without the rules that are not among these. Where they have no flags, the result is the same."""
        rules, newer = ({code: own[code] for code in own if code in codes} for own in (self.rules, self.newer))
        return replace(self, rules=rules, newer=newer)

    def own(self, counts: NDArray[Any], stated: NDArray[Any] | None = None) -> Doubles:
        """The probability that each rule's flags give. Shape of all: paragraphs x `codes`.

        `counts`: the number of flags. `stated`: the highest confidence that a flag states itself; where it is 0, the
        worth of the rule counts.
        """
        result = np.zeros(counts.shape)
        # Rule by rule: most rules raise no flag, and a text may have 30,000 paragraphs.
        for i, worth in enumerate(self.worth.values()):
            flagged = counts[:, i].nonzero()[0]
            if not len(flagged):
                continue
            weights = np.full(len(flagged), worth, np.float64)
            if stated is not None and worth > 0:
                given = stated[flagged, i].astype(np.float64)
                weights = np.where(given > 0, given, weights)
            further = np.clip(counts[flagged, i] - 1, 0, MOST_REPEATS).astype(np.float64)
            result[flagged, i] = 1 - (1 - weights) * (1 - weights * self.repeats) ** further
        return result

    def others(self, own: Doubles, documents: NDArray[np.int64]) -> Doubles:
        """The probability that flags in the document's other paragraphs give. Shape: n.

        Each rule counts once, with the other paragraph where it gives most.
        """
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
            values = values[:, values.any(0)]
            order = np.sort(values, axis=0)
            best, second = order[-1], order[-2]
            elsewhere = np.where(values == best, np.where(values == second, best, second), best)
            spared = np.multiply.accumulate(1 - elsewhere, axis=1)[:, -1]
            result[rows] = self.elsewhere * (1 - spared)
        return result

    def near(self, probabilities: Doubles, documents: NDArray[np.int64]) -> Doubles:
        """The probability that nearby paragraphs give, from the side that gives more. Shape: n.

        Sound paragraphs nearby never lower a score.
        """
        if not self.company:
            return np.zeros(len(probabilities))
        return self.company * surrounding_means(probabilities, documents)

    def raised(
        self,
        log_odds: Doubles,
        counts: NDArray[Any],
        documents: NDArray[np.int64],
        stated: NDArray[Any] | None = None,
    ) -> tuple[Doubles, Doubles, Doubles]:
        """Log-odds with all evidence, and the probabilities that the flags and the document give.

        Shapes: n, n x rules, n. `log_odds`: of the forests alone; `counts`, `stated`: see `own`.
        """
        own = self.own(counts, stated)
        flags = with_evidence(log_odds, own)
        shared = np.column_stack([self.others(own, documents), self.near(1 - np.exp(-_cost(flags)), documents)])
        document = np.minimum(MOST_OF_DOCUMENT, 1 - np.multiply.accumulate(1 - shared, axis=1)[:, -1])
        return with_evidence(flags, document[:, None]), own, document

    def to_card(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "newer"}

    @classmethod
    def from_card(cls, card: Mapping[str, Any] | None) -> FlagEvidence:
        """Without a card, as in older models, nothing counts as evidence."""
        return cls(**card) if card else cls()


def surrounding_means(probabilities: Doubles, documents: NDArray[np.int64]) -> Doubles:
    """The mean probability of the NEAR paragraphs before, or of those after, whichever is greater. Shape: n.

    Where a document has fewer paragraphs on one side, the missing ones count as sound.
    """
    sizes = documents[1:] - documents[:-1]
    first, last = documents[:-1].repeat(sizes), documents[1:].repeat(sizes)
    place = np.arange(len(probabilities))
    sums = []
    for sign in (-1, 1):
        total = np.zeros(len(probabilities))
        for step in range(1, NEAR + 1):  # one after the other, so that the sum is the same in every batch
            other = place + sign * step
            there = (other >= first) & (other < last)
            total = total + np.where(there, probabilities.take(other, mode="clip"), 0.0)
        sums.append(total / NEAR)
    result: Doubles = np.maximum(*sums)
    return result


def _cost(log_odds: Doubles) -> Doubles:
    """-log(1 - p), from the log-odds of p."""
    result: Doubles = np.logaddexp(0, log_odds)
    return result


def with_evidence(log_odds: Doubles, evidence: Doubles) -> Doubles:
    """Log-odds after a noisy-or with the probabilities in the columns of `evidence`, each below 1. Shape: n."""
    some = (evidence > 0).any(1) if evidence.size else np.zeros(len(log_odds), bool)
    if not some.any():
        return log_odds
    result = log_odds.copy()
    costs = np.column_stack([_cost(log_odds[some]), -np.log1p(-evidence[:, evidence.any(0)][some])])
    total = np.add.accumulate(costs, axis=1)[:, -1]
    result[some] = total + np.log(-np.expm1(-total))
    return result


def named(codes: Sequence[str], own: Doubles) -> list[tuple[tuple[str, float], ...]]:
    """For each paragraph, the codes of the rules that raise it, with the probability that each gives."""
    found: list[tuple[tuple[str, float], ...]] = [()] * len(own)
    rows, columns = own.nonzero()
    for row, column, value in zip(rows.tolist(), columns.tolist(), own[rows, columns].tolist(), strict=True):
        found[row] += ((codes[column], value),)
    return found
