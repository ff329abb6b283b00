"""Measures the tagger on sources that it never learned from: recall by class at a fixed rate of false alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tokens import BOUNDARY, MARK, TaggerTokens

FALSE_ALARMS = 0.1
"""False alarms in 1,000 words of sound text, for each class: what thresholds are fitted to."""

NEAR = 2
"""Tokens by which a place may be missed. A wrong line break and a lost stop at the same spot are one to a reader."""

SAME = {
    Class.CUT_START: (Class.GAP, Class.CUT_START, Class.LINE_BREAK),
    Class.GAP: (Class.GAP, Class.WRONG_WORD, Class.LOST_STOP, Class.FALSE_STOP),
    Class.LINE_BREAK: (Class.LINE_BREAK, Class.CUT_END, Class.CUT_START, Class.LOST_STOP),
    Class.CUT_END: (Class.CUT_END, Class.LINE_BREAK),
}
"""Classes that count as found for one, where it isn't itself alone."""


class Read(NamedTuple):
    """A stream of tokens, what is wrong at each, and what the network says. `log_odds`: tokens x classes."""

    tokens: TaggerTokens
    labels: NDArray[np.int32]
    log_odds: NDArray[np.float32]

    @property
    def words(self) -> int:
        return int(((self.tokens.shapes != MARK) & (self.tokens.shapes != BOUNDARY)).sum())


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where runs of true values begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))


def threshold(sound: Read, which: Class, rate: float = FALSE_ALARMS) -> float:
    """The log-odds that `rate` runs of tokens in 1,000 words of sound text reach. A run counts once."""
    allowed = int(rate * sound.words / 1000)
    values = sound.log_odds[:, which]
    # Local maxima are enough: lowering the threshold adds runs there.
    left, right = np.append(-np.inf, values[:-1]), np.append(values[1:], -np.inf)
    peaks = np.sort(values[(values >= left) & (values > right)])[::-1]
    return float(peaks[min(allowed, len(peaks) - 1)])


def recalls(read: Read, thresholds: Mapping[Class, float]) -> dict[Class, tuple[int, int]]:
    """By class: how many damaged places the network finds, and how many there are."""
    hit = {which: read.log_odds[:, which] > limit for which, limit in thresholds.items()}
    found: dict[Class, tuple[int, int]] = {}
    for which in thresholds:
        same = np.any([hit[other] for other in SAME.get(which, (which,)) if other in hit], 0)
        reach = NEAR if which != Class.STRAY else 0
        places = runs(read.labels == which)
        good = sum(bool(same[max(0, start - reach) : end + reach].any()) for start, end in places)
        found[which] = (good, len(places))
    return found
