"""Weights of networks in the order in which the native core reads them, and what it can read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

COLUMNS = 16
"""The core multiplies with as many columns of weights at a time."""

UNITS = 32
"""It adds as many 16-bit units at a time."""

WIDEST, MOST_TAPS = 128, 16
"""The largest layer of a network that the core computes, and the most tokens that a convolution may see."""


def in_blocks(weights: NDArray[np.int8], narrow: bool = False) -> NDArray[Any]:
    """Weights in the order in which the core reads them, filled up with zeros: as 16-bit integers, or `narrow` ones.

    `weights`: matrices x rows x columns. Shape: matrices x blocks of COLUMNS columns x groups of 2 rows (4 if `narrow`)
    x COLUMNS x rows in a group.
    """
    number, rows, columns = weights.shape
    together, kind = (4, np.int8) if narrow else (2, np.int16)
    padded = np.zeros((number, rows, columns + -columns % COLUMNS), kind)
    padded[:, :, :columns] = weights
    blocks = padded.reshape(number, rows // together, together, -1, COLUMNS).transpose(0, 3, 1, 4, 2)
    return np.ascontiguousarray(blocks)


def projection(weights: NDArray[np.int8], step: float, floor: bool = False) -> tuple[NDArray[Any], ...]:
    """What the core's `project` needs besides the vectors: their products with all places, in steps of 1 / `step`.

    `weights`: places x width x units. `step`: a power of two. `floor`: round down, not to the nearest whole number.
    """
    places, width, units = weights.shape
    blocks = in_blocks(weights.transpose(1, 0, 2).reshape(1, width, places * units))
    return blocks, np.array([step], np.float32), np.array([width, floor])
