"""A small network on top of the large language model: what is wrong at each token.

The language model reads from left to right only. The head sees what it makes of the text before each token and before
its neighbours on both sides, and what the tagger says of them, and corrects the tagger's log-odds.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LOWEST, HIGHEST = -12.0, 4.0
"""The tagger's log-odds are cut off here: beyond, they say no more."""

TAGGED_UNIT = 4.0
"""What a step of the tagger's log-odds is worth as an input."""

WIDEST = 5.0
"""Standard deviations from the mean at which the language model's numbers are cut off: a few are hundreds."""


@dataclass(frozen=True)
class Head:
    """The weights. Matrices in 8 bits, with what a step is worth in each column (`…_step`).

    `centre`, `scale`: mean and standard deviation of each of the language model's numbers. `project`: these x width.
    `tagged`: (classes - 1) x width, for the tagger's log-odds. `dilations`: by layer, the distance between the tokens
    that a convolution sees. `reduce`: layers x width x inner. `mix`: layers x (tokens x inner) x 2 width, for values
    and gates. `bias`: layers x 2 width. `output`: width x classes. `output_bias`: classes. `direct`: (classes - 1) x
    classes, from the tagger's log-odds to the result.
    """

    centre: Floats
    scale: Floats
    project: NDArray[np.int8]
    project_step: Floats
    tagged: Floats
    dilations: NDArray[np.int32]
    reduce: NDArray[np.int8]
    reduce_step: Floats
    mix: NDArray[np.int8]
    mix_step: Floats
    bias: Floats
    output: Floats
    output_bias: Floats
    direct: Floats

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def _matrices(self) -> tuple[Floats, Floats, Floats]:
        """`project`, `reduce` and `mix` as numbers: every paragraph is multiplied with them."""
        return (
            self.project * self.project_step,
            self.reduce * self.reduce_step[:, None],
            self.mix * self.mix_step[:, None],
        )

    def log_odds(self, hidden: Floats, tagged: Floats) -> Floats:
        """The log-odds of each class against SOUND. `hidden`: tokens x `LargeModel.width`. `tagged`: the tagger's
        log-odds, tokens x classes. Shape: tokens x classes.
        """
        standard = ((hidden - self.centre) / self.scale).clip(-WIDEST, WIDEST)
        given = tagged[:, 1:].clip(LOWEST, HIGHEST) / TAGGED_UNIT
        project, reduces, mixes = self._matrices
        x = (standard @ project + given @ self.tagged).astype(np.float32, copy=False)
        for reduce, mix, bias, dilation in zip(reduces, mixes, self.bias, self.dilations.tolist(), strict=True):
            inner = _normalised(x) @ reduce
            value, gate = np.split(_around(inner, dilation, len(mix) // inner.shape[1]) @ mix + bias, 2, 1)
            x = x + value / (1 + np.exp(-gate.clip(-30, 30)))
        found = _normalised(x) @ self.output + self.output_bias + given @ self.direct
        log_odds: Floats = (found - found[:, :1]).astype(np.float32)
        return log_odds


def _normalised(x: Floats) -> Floats:
    x = x - x.mean(1, keepdims=True)
    normalised: Floats = x / np.sqrt((x * x).mean(1, keepdims=True) + np.float32(1e-5))
    return normalised


def _around(x: Floats, dilation: int, taps: int) -> Floats:
    """The rows of `taps` tokens around each, side by side, with zeros beyond the ends."""
    reach = dilation * (taps // 2)
    padded = np.pad(x, ((reach, reach), (0, 0)))
    return np.concatenate([padded[i * dilation : i * dilation + len(x)] for i in range(taps)], 1)
