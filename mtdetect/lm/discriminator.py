"""A discriminator: a small network that reads each word with its neighbours and judges whether it belongs there.

It is trained as in ELECTRA (Clark, Luong, Le and Manning, 2020) to find words that were replaced, deleted, inserted or
moved in sound English, with published word vectors as its input. A window of words passes through two hidden layers to
two outputs: `replaced` (this word was put in place of another) and `gap` (words are missing or superfluous before it).
Counts of word pairs (`lm.word_ngrams`) cover only phrases that were counted; vectors show which words are similar, so
the network can judge new phrases as well.

All arithmetic is on integers that their types represent exactly. Sums then do not depend on the order of addition, and
features are the same in every batch and on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from math import frexp, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.lm.native_weights import COLUMNS, UNITS, WIDEST, in_blocks, projection
from mtdetect.lm.pieces import Tokens
from mtdetect.lm.threads import one_thread
from mtdetect.lm.word_ngrams import WordNgramModel, WordSurprisal
from mtdetect.lm.word_tokens import BETWEEN, OTHER, SPACE, STOPS, reducing
from mtdetect.text.word_index import rows_of

Ints = NDArray[np.int64]

REACH = 4
"""Words and marks that it sees on either side of a word."""

OUTPUTS = ("substituted", "missing")

SPECIAL = 5
"""Special rows at the end of the vectors: unknown or rare word, stop, other mark, anything else, boundary."""
_RARE, _STOP, _MARK, _ELSE, _NOTHING = range(-SPECIAL, 0)
_NONE = -SPECIAL - 1
_OF_KIND = np.full(SPACE + 1, _NONE)
_OF_KIND[[OTHER, BETWEEN, STOPS]] = _ELSE, _MARK, _STOP

UNIT = 16
"""Steps in a log-odds of 1: values are rounded to sixteenths."""

MOST = 14
"""Log-odds are clipped to this magnitude."""

MOST_HIDDEN = 1023
"""Limit of a hidden unit: 128 such units times a weight of 127 sum to less than 2**24, so 32-bit floats are exact."""

FINER = 2
"""Extra bits of precision in the parts of a hidden unit, dropped from their sum."""

UNTOLD = -2.0
"""Log-odds assumed for every word if there is no network."""

BLOCK = 1024
"""Words processed at a time, so that their hidden units stay in the processor's cache."""

CLAUSE = 5
"""Consecutive words whose mean is taken, to find the worst clause of a paragraph."""

PROBABILITY = 1 << 12
"""Steps in a probability of 1."""

DISCRIMINATOR_FEATURES = tuple(
    name.format(output)
    for output in OUTPUTS
    for name in ("{}_log_odds", "{}_share", "most_{}", "{}_likely", "worst_{}_clause")
)


@dataclass(frozen=True)
class Discriminator:
    """The network. A model without one has no vectors here, and all features are 0.

    `rows`: the row of each word's vector, by the number that the word n-gram model gives the word.
    `vectors`: rows x width. `hidden`: window places (2 * REACH + 1) x width x units. `bias`: units.
    `inner`: units x inner units. `inner_bias`: inner units. `output`: inner units x len(OUTPUTS).
    `scale`: the divisors of the parts of a hidden unit and of the inner units (powers of two), the log-odds in a unit
    of output, and the log-odds added to each output.
    """

    rows: NDArray[np.uint16]
    vectors: NDArray[np.int8]
    hidden: NDArray[np.int8]
    bias: NDArray[np.int16]
    inner: NDArray[np.int8]
    inner_bias: NDArray[np.int32]
    output: NDArray[np.int8]
    scale: NDArray[np.float64]

    @classmethod
    def none(cls) -> Discriminator:
        """The discriminator of a model without a network."""
        nothing = np.zeros((0, 0), np.int8)
        return cls(
            np.zeros(0, np.uint16), nothing, nothing, np.zeros(0, np.int16),
            nothing, np.zeros(0, np.int32), nothing, np.zeros(0),
        )  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Discriminator:
        return cls(**arrays) if arrays else cls.none()

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {field.name: getattr(self, field.name) for field in fields(self)} if len(self.vectors) else {}

    def features(self, tokens: Tokens, read: WordSurprisal, model: WordNgramModel) -> NDArray[np.float32]:
        """The columns of DISCRIMINATOR_FEATURES. Shape: paragraphs x len(DISCRIMINATOR_FEATURES).

        For each output: mean log-odds, mean probability, highest log-odds, share of words with a probability over one
        half, and highest mean log-odds of CLAUSE consecutive words.
        """
        number = len(tokens.starts) - 1
        if not len(self.vectors) or not number:
            return np.zeros((number, len(DISCRIMINATOR_FEATURES)), np.float32)
        symbols = self.symbols(tokens, read, model)
        nothing = symbols == self._special(_NOTHING)
        owner = (np.cumsum(nothing) - 1)[~nothing]
        return np.hstack([_summary(log_odds, owner, number) for log_odds in self.log_odds(symbols).T])

    def replaced(self, tokens: Tokens, read: WordSurprisal, model: WordNgramModel) -> NDArray[np.float64]:
        """Log-odds that each word was put in place of another; UNTOLD without a network. Shape: words."""
        if not len(self.vectors):
            return np.full(len(read.numbers), UNTOLD)
        symbols = self.symbols(tokens, read, model)
        words = symbols[symbols != self._special(_NOTHING)] <= self._special(_RARE)
        replaced: NDArray[np.float64] = self.log_odds(symbols)[words, 0] / UNIT
        return replaced

    def symbols(self, tokens: Tokens, read: WordSurprisal, model: WordNgramModel) -> Ints:
        """Vector rows of the words and of what is between them, repeats left out. A boundary begins each paragraph."""
        place = _OF_KIND.take(model.kinds.take(tokens.ids))
        place[tokens.starts[:-1]] = _NOTHING
        rows = np.where(place == _NONE, -1, place + len(self.vectors))
        rows[read.words.starts] = self.rows.take(read.numbers)
        symbols = rows[rows >= 0]
        again = np.zeros(len(symbols), bool)
        again[1:] = (symbols[1:] == symbols[:-1]) & (symbols[1:] > self._special(_RARE))
        again &= symbols != self._special(_NOTHING)
        kept: Ints = symbols[~again]
        return kept

    def log_odds(self, symbols: Ints) -> Ints:
        """Log-odds, times UNIT, for each symbol but the boundaries. Shape: symbols x len(OUTPUTS)."""
        nothing = self._special(_NOTHING)
        between = symbols == nothing
        padded = np.append(np.repeat(symbols, np.where(between, REACH, 1)), np.full(REACH, nothing))
        with one_thread():
            parts, places = self._parts(padded)
            all_outputs = self._all_outputs(parts, places)[padded[REACH:-REACH] != nothing]
        log_odds = np.rint((all_outputs * self.scale[2] + self.scale[3:]) * UNIT)
        clipped: Ints = np.clip(log_odds, -MOST * UNIT, MOST * UNIT).astype(np.int64)
        return clipped

    def _parts(self, symbols: Ints) -> tuple[NDArray[np.int16], Ints]:
        """What each distinct symbol adds to the hidden units from each place of a window, and the number of each symbol
        among the distinct ones. Shapes: window places x distinct symbols x units, and symbols.
        """
        met = np.zeros(len(self.vectors), bool)
        met[symbols] = True
        number = np.cumsum(met) - 1
        vectors = self.vectors[met]
        if native.core is not None and self._native is not None:
            together = np.empty((len(vectors), len(self.hidden), len(self.bias)), np.int16)
            native.core.project(vectors.astype(np.int16), *self._projection, together)
            return together.transpose(1, 0, 2), number.take(symbols)
        parts = np.empty((len(self.hidden), len(vectors), len(self.bias)), np.int16)
        floats = vectors.astype(np.float32)
        for part, weights in zip(parts, self._hidden, strict=True):
            product = floats @ weights
            part[:] = np.floor(product, out=product)
        return parts, number.take(symbols)

    def _all_outputs(self, parts: NDArray[np.int16], places: Ints) -> NDArray[np.float64]:
        """The outputs for all symbols but REACH at either end, before scaling. Shape: those x len(OUTPUTS)."""
        number = len(places) - 2 * REACH
        if native.core is not None and number > 0 and self._native is not None:
            sums = np.empty((number, len(OUTPUTS)), np.int32)
            native.core.words(parts.transpose(1, 0, 2), places, self.bias, *self._native, sums)
            return sums.astype(np.float64)
        outputs = [
            self._outputs(parts, places[start - REACH : start + BLOCK + REACH])
            for start in range(REACH, len(places) - REACH, BLOCK)
        ]
        return np.concatenate([np.zeros((0, len(OUTPUTS))), *outputs])

    def _outputs(self, parts: NDArray[np.int16], places: Ints) -> NDArray[np.float64]:
        """The outputs for all symbols but REACH at either end, before scaling. Shape: those x len(OUTPUTS)."""
        number = len(places) - 2 * REACH
        hidden = np.broadcast_to(self.bias, (number, len(self.bias))).copy()
        for place, part in enumerate(parts):
            hidden += part.take(places[place : place + number], axis=0)
        hidden >>= FINER
        np.clip(hidden, 0, MOST_HIDDEN, out=hidden)
        inner = hidden.astype(np.float32) @ self._inner
        inner += self._inner_bias
        np.floor(inner, out=inner)
        np.clip(inner, 0, MOST_HIDDEN, out=inner)
        outputs: NDArray[np.float64] = (inner @ self._output).astype(np.float64)
        return outputs

    def _special(self, which: int) -> int:
        return len(self.vectors) + which

    @cached_property
    def _native(self) -> tuple[NDArray[Any], ...] | None:
        """The weights as the native core reads them; None if it can't."""
        width, (units, inner) = self.vectors.shape[1], self.inner.shape
        shift = round(log2(self.scale[1]))
        if width % 2 or width > WIDEST or units % UNITS or units > WIDEST or inner > WIDEST:
            return None
        if self.scale[1] != 1 << shift or frexp(self.scale[0])[0] != 0.5:
            return None
        added = -inner % COLUMNS
        return (
            in_blocks(self.inner[None]),
            np.pad(self.inner_bias, (0, added)),
            np.ascontiguousarray(np.pad(self.output, ((0, added), (0, 0))).T),
            np.array([len(self.hidden), FINER, shift, MOST_HIDDEN]),
        )

    @cached_property
    def _projection(self) -> tuple[NDArray[Any], ...]:
        """The same for the weights that make parts of vectors."""
        return projection(self.hidden, 1 / self.scale[0], floor=True)

    @cached_property
    def _hidden(self) -> NDArray[np.float32]:
        return self.hidden.astype(np.float32) / np.float32(self.scale[0])

    @cached_property
    def _inner(self) -> NDArray[np.float32]:
        return self.inner.astype(np.float32) / np.float32(self.scale[1])

    @cached_property
    def _inner_bias(self) -> NDArray[np.float32]:
        return self.inner_bias.astype(np.float32) / np.float32(self.scale[1])

    @cached_property
    def _output(self) -> NDArray[np.float32]:
        return self.output.astype(np.float32)


_PROBABILITIES = np.rint(PROBABILITY / (1 + np.exp(-np.arange(-MOST * UNIT, MOST * UNIT + 1) / UNIT))).astype(np.int64)
"""The probability for each value of log-odds, as integers, whose sums are the same in every batch."""


def _summary(log_odds: Ints, owner: Ints, number: int) -> NDArray[np.float32]:
    """The columns of one output, for `number` paragraphs. `owner`: the paragraph of each word, ascending."""
    count = np.bincount(owner, minlength=number)
    ends = np.cumsum(count)
    some = np.maximum(count, 1)
    by_paragraph = reducing(owner, number)
    running = np.concatenate(([0], np.cumsum(log_odds)))
    here = np.arange(len(log_odds))
    ahead = np.minimum(here + CLAUSE, ends[owner])
    clause = (running[ahead] - running[:-1]) / (ahead - here)
    lowest = -MOST * UNIT
    columns = [
        by_paragraph(np.add, log_odds) / some / UNIT,
        by_paragraph(np.add, _PROBABILITIES.take(log_odds + MOST * UNIT)) / some / PROBABILITY,
        by_paragraph(np.maximum, log_odds, lowest) / UNIT,
        by_paragraph(np.add, log_odds > 0) / some,
        by_paragraph(np.maximum, np.rint(clause), lowest) / UNIT,
    ]
    return rows_of(columns)
