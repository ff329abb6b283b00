"""A first look at each token with its nearest neighbours, to find the few that are worth reading in full.

The tagger's network takes far longer to read a text than all other steps together. The glance is one hidden layer over
a small window. Its units are sums of parts, one for each place in the window, that are computed once for each distinct
token of a batch. It was trained to find the tokens that the network flags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.lm.native_weights import UNITS, WIDEST, projection
from mtdetect.lm.tagger.tokens import TaggerTokens

Floats = NDArray[np.float32]

NEAR = 5
"""Tokens on either side of a suspicious one whose log-odds count."""

CONTEXT = 10
"""Tokens on either side of a suspicious one that are read."""

BLOCK = 4096
"""Tokens read at a time, to save memory."""


@dataclass(frozen=True)
class Glance:
    """`window`: places x width x units. `places`, `settings`: rows x units. `bias`, `output`: units. `threshold`: the
    value from which a token is suspicious. `exponent`: the power of two that a step in `window` is worth.
    """

    window: NDArray[np.int8]
    places: NDArray[np.int16]
    settings: NDArray[np.int16]
    bias: NDArray[np.int16]
    output: NDArray[np.int8]
    threshold: Floats
    exponent: NDArray[np.int32]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Glance:
        return cls(**arrays)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def suspicion(self, tokens: TaggerTokens, symbols: NDArray[np.intp], vectors: Floats) -> Floats:
        """How suspicious each token is. `symbols`: the row of each token in `vectors`, of whole numbers. Shape: tokens.

        Tokens of other documents count as absent.
        """
        if native.core is not None and self._native is not None:
            return self._suspicion(native.core, tokens, symbols, vectors)
        parts = [_part(vectors, part) for part in self._weights]
        suspicion = np.empty(len(symbols), np.float32)
        for start in range(0, len(symbols), BLOCK):
            own = np.arange(start, min(start + BLOCK, len(symbols)))
            hidden = self.bias + self.places.take(tokens.places[own], 0)
            hidden += self.settings.take(tokens.settings[own], 0)
            for place, part in enumerate(parts):
                other = own + place - len(parts) // 2
                there = (other >= 0) & (other < len(symbols))
                other = other.clip(0, len(symbols) - 1)
                there &= tokens.documents[other] == tokens.documents[own]
                found = part.take(symbols[other], 0)
                found[~there] = 0
                hidden += found
            np.maximum(hidden, 0, out=hidden)
            suspicion[own] = hidden.astype(np.float32) @ self.output.astype(np.float32)
        return suspicion

    def _suspicion(self, core: Any, tokens: TaggerTokens, symbols: NDArray[np.intp], vectors: Floats) -> Floats:
        assert self._native is not None
        parts = np.empty((len(vectors), len(self.window), len(self.bias)), np.int16)
        core.project(vectors.astype(np.int16), *self._native, parts)
        suspicion = np.empty(len(symbols), np.float32)
        core.glance(
            parts, symbols, tokens.documents, tokens.places, tokens.settings, self.bias, self.places, self.settings,
            self.output, np.array([len(self.window)]), suspicion,
        )  # fmt: skip
        return suspicion

    @cached_property
    def _native(self) -> tuple[NDArray[Any], ...] | None:
        """The weights as the native core reads them; None if it can't."""
        _, width, units = self.window.shape
        if width % 2 or width > WIDEST or units % UNITS or units > WIDEST:
            return None
        return projection(self.window, float(np.ldexp(1, self.exponent).item()))

    @cached_property
    def _weights(self) -> Floats:
        weights: Floats = np.ldexp(self.window.astype(np.float32), self.exponent)
        return weights


def _part(vectors: Floats, weights: Floats) -> NDArray[np.int16]:
    """What each distinct token adds to the units from one place in the window. Shape: tokens x units."""
    part: NDArray[np.int16] = np.rint(vectors @ weights).astype(np.int16)
    return part
