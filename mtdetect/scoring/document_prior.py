"""How far a paragraph's furniture score follows the rest of its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.log_odds import logistic

EXPECTED = 0.15
"""The damaged share of a document of which nothing is known: it counts as one more paragraph among the others."""

LEAST = 0.02
"""Added to shares, so that their log-odds are finite."""

SHARES = 1 << 16
"""Probabilities are added up in whole numbers of this fraction: the same sum in every batch."""


def others_log_odds(log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log-odds of the mean probability of the other paragraphs of each paragraph's document. Shape: n.

    `documents` holds the first row of each document, and the number of rows at the end.
    """
    shares = (logistic(log_odds) * SHARES).round().astype(np.int64)
    running, sizes = np.concatenate(([0], shares.cumsum())), documents[1:] - documents[:-1]
    others = (running[documents[1:]] - running[documents[:-1]]).repeat(sizes) - shares
    mean = (others / SHARES + EXPECTED) / sizes.repeat(sizes)
    result: NDArray[np.float64] = np.log((mean + LEAST) / (1 + LEAST - mean))
    return result


@dataclass(frozen=True)
class DocumentPrior:
    """Calibrates a paragraph's log-odds by those of its document's other paragraphs.

    What is half likely to be furniture is furniture on a page that is full of it, and prose in an article that has
    none: the base rate is the document's (Saerens, Latinne and Decaestecker 2002), and how far it is, is learned.
    """

    own: float
    others: float
    shift: float
    components: tuple[str, ...] = ()
    """The parts of the score that it calibrates; none: all of it, as in models of before. Broken prose is as broken in
    an article that is sound otherwise."""

    def log_odds(self, log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.own * log_odds + self.others * others_log_odds(log_odds, documents) + self.shift

    def to_card(self) -> dict[str, Any]:
        parts = {"parts": list(self.components)} if self.components else {}
        return {"own": self.own, "others": self.others, "shift": self.shift, **parts}

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> DocumentPrior:
        return cls(card["own"], card["others"], card["shift"], tuple(card.get("parts", ())))
