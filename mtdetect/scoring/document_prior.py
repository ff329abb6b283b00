"""Document prior: a paragraph is likelier to be furniture if the rest of its document is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.log_odds import logistic

EXPECTED = 0.15
"""Damaged share to expect of an unknown document. It counts as one more paragraph among the others."""

LEAST = 0.02
"""Added to shares, so that their log-odds stay finite."""

SHARES = 1 << 16
"""Probabilities are summed as integers, in units of 1/SHARES, so that the sum is the same in every batch."""


def others_log_odds(log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each paragraph, the log-odds of the mean probability of the other paragraphs in its document. Shape: n.

    `documents` holds the first row of each document, and at the end the number of rows.
    """
    shares = (logistic(log_odds) * SHARES).round().astype(np.int64)
    running, sizes = np.concatenate(([0], shares.cumsum())), documents[1:] - documents[:-1]
    others = (running[documents[1:]] - running[documents[:-1]]).repeat(sizes) - shares
    mean = (others / SHARES + EXPECTED) / sizes.repeat(sizes)
    result: NDArray[np.float64] = np.log((mean + LEAST) / (1 + LEAST - mean))
    return result


@dataclass(frozen=True)
class DocumentPrior:
    """Calibrates a paragraph's log-odds by those of the other paragraphs in its document.

    A borderline line is furniture on a page full of furniture, and prose in an article that has none: the base rate is
    the document's (Saerens, Latinne and Decaestecker 2002). How much it counts is fitted: the result is `own` x the
    paragraph's log-odds + `others` x `others_log_odds` + `shift`.
    """

    own: float
    others: float
    shift: float
    components: tuple[str, ...] = ()
    """Components that it calibrates. If empty, it calibrates the whole score, as in older models. Only furniture needs
    it: a broken sentence is just as broken in an article that is otherwise sound."""

    def log_odds(self, log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.own * log_odds + self.others * others_log_odds(log_odds, documents) + self.shift

    def to_card(self) -> dict[str, Any]:
        components = {"parts": list(self.components)} if self.components else {}
        return {"own": self.own, "others": self.others, "shift": self.shift, **components}

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> DocumentPrior:
        return cls(card["own"], card["others"], card["shift"], tuple(card.get("parts", ())))
