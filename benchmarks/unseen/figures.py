"""The result of each part: named figures, over all sources and by source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import table
from mtdetect.learning import metrics

DIGITS = 4
AT = 0.5
"""A paragraph with this score or a higher one counts as damaged; it is also the program's default."""

FALSE_SHARE = 0.02
"""How many sound paragraphs may reach a threshold."""

Scores = NDArray[np.float64]


@dataclass
class Figures:
    """`whole` has figures over all sources by name; `by_source` has, by name, a value for each source."""

    whole: dict[str, float] = field(default_factory=dict)
    by_source: dict[str, dict[str, float]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "whole": _rounded(self.whole),
            "by source": {name: _rounded(own) for name, own in self.by_source.items()},
        }

    def lines(self, every: bool = False) -> Iterator[str]:
        """Two Markdown tables; with `every`, a third one for each figure that has sources."""
        if self.whole:
            yield from table(("figure", "value"), ([name, shown(value)] for name, value in self.whole.items()))
        spread = [[name, *_spread(own)] for name, found in self.by_source.items() if (own := _rounded(found))]
        if spread:
            yield from table(("figure by source", "sources", "min", "median", "max", "lowest", "highest"), spread)
        for name, own in self.by_source.items() if every else ():
            yield from table((name, "value"), ([source, shown(value)] for source, value in own.items()))


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Without figures that could not be measured: JSON has no nan."""
    return {name: round(float(value), DIGITS) for name, value in values.items() if not np.isnan(value)}


def _spread(own: Mapping[str, float]) -> list[object]:
    low, high = min(own, key=own.__getitem__), max(own, key=own.__getitem__)
    return [len(own), shown(own[low]), shown(float(np.median(list(own.values())))), shown(own[high]), low, high]


def shown(value: float) -> str:
    """Counts as they are, shares and scores with three decimals; a dash for what could not be measured."""
    if np.isnan(value):
        return "–"
    return str(int(value)) if float(value).is_integer() and abs(value) >= 2 else f"{value:.3f}"


def auc(damaged: Sequence[float] | Scores, sound: Sequence[float] | Scores) -> float:
    """The probability that a damaged paragraph scores higher than a sound one; nan without either."""
    if not len(damaged) or not len(sound):
        return float("nan")
    scores = np.concatenate([np.asarray(damaged, np.float64), np.asarray(sound, np.float64)])
    labels = np.repeat([1, 0], [len(damaged), len(sound)])
    return metrics.roc_auc(scores, labels, np.ones(len(scores)))


def share(scores: Sequence[float] | Scores, at: float = AT) -> float:
    """The share of scores that reach `at`; nan without scores."""
    return float((np.asarray(scores) >= at).mean()) if len(scores) else float("nan")


def threshold(sound: Sequence[float] | Scores, false_share: float = FALSE_SHARE) -> float:
    """The lowest threshold that at most `false_share` of the sound paragraphs reach."""
    highest = np.sort(np.asarray(sound, np.float64))[::-1]
    return float(np.nextafter(highest[int(false_share * len(highest))], 2)) if len(highest) else 0.0


def at_false_share(damaged: Sequence[float] | Scores, sound: Sequence[float] | Scores) -> float:
    """Recall at the threshold that at most 2 % of the sound paragraphs reach."""
    return share(damaged, threshold(sound))


def told_apart(damaged: Sequence[float] | Scores, sound: Sequence[float] | Scores) -> dict[str, float]:
    """How well a score separates damaged paragraphs from sound ones."""
    return {
        "AUC": auc(damaged, sound),
        "recall at .5": share(damaged),
        "false at .5": share(sound),
        "recall at 2 % false": at_false_share(damaged, sound),
    }


def named(prefix: str, values: Mapping[str, float]) -> dict[str, float]:
    return {f"{prefix}: {name}": value for name, value in values.items()}
