"""What the large language model says of a paragraph's wording, as numbers for a linear classifier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.model import HIDDEN_LAYERS
from mtdetect.scoring.deep.paragraph import ReadParagraph

Floats = NDArray[np.float32]

WINDOW = 8
"""Pieces in a window, about six words: see `mtdetect.scoring.features`."""

ODD, RARE = 4.0, 8.0
"""Nats above the likeliest piece from which a piece is odd, and of surprisal from which it is rare."""

SCALARS = 13

LAYER = 18
"""The layer whose mean output counts: by itself, it told more than its neighbours."""


def features(width: int) -> int:
    """The number of features. `width`: `LargeModel.width`."""
    return SCALARS + width // len(HIDDEN_LAYERS)


def wording(p: ReadParagraph) -> Floats:
    """Surprisal as it is, how far it is above that of the likeliest piece, and the mean output of a layer.

    Words that are common and yet surprising are what a reader notices: so both count, and pieces a word too. Shape:
    `features(width)`. NaN if the paragraph is a single piece.
    """
    surprisal, best = (v.astype(np.float64) for v in (p.reading.surprisal, p.reading.best_surprisal))
    excess = surprisal - best
    number = len(surprisal)
    values = [
        surprisal.mean(),
        surprisal.std(),
        *_windows(surprisal),
        excess.mean(),
        *_windows(excess),
        (excess > ODD).mean(),
        (surprisal > RARE).mean(),
        (excess == 0).mean(),
        best.mean(),
        number / max(1, p.text.count(" ") + 1),
        np.log(number),
    ]
    layers = np.split(p.reading.hidden[1:], len(HIDDEN_LAYERS), axis=1)
    return np.concatenate([np.array(values, np.float32), layers[HIDDEN_LAYERS.index(LAYER)].mean(0)])


def _windows(values: NDArray[np.float64]) -> tuple[float, float]:
    """The highest mean of a window, and the mean of the highest tenth of them."""
    if len(values) <= WINDOW:
        return float(values.mean()), float(values.mean())
    total = np.concatenate([[0], values.cumsum()])
    means = np.sort(total[WINDOW:] - total[:-WINDOW]) / WINDOW
    return float(means[-1]), float(means[-max(1, len(means) // 10) :].mean())
