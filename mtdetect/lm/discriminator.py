"""A small network that reads each word between its neighbours and tells whether it belongs there.

It was trained to find the words that were replaced, left out, put in or moved in sound English, as the discriminators
of Clark, Luong, Le and Manning (2020, ELECTRA) are, with published word vectors below it. A window of words, two layers
of hidden units, two outputs: whether the word is another than was written, and whether words are missing or too many
before it. Counts of word pairs (`lm.word_ngrams`) know the words of a phrase; vectors know which words are alike,
so that it also judges phrases which nobody has counted.

All is done in whole numbers that their types hold exactly. Their sums are the same in whatever order they are added,
and so are the features in every batch and on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.pieces import Tokens
from mtdetect.lm.word_ngrams import WordNgramModel, WordSurprisal
from mtdetect.lm.word_tokens import BETWEEN, OTHER, SPACE, STOPS, reducing
from mtdetect.text.word_index import rows_of

Ints = NDArray[np.int64]

REACH = 4
"""Words and marks on either side that it sees."""

OUTPUTS = ("replaced", "gap")

SPECIAL = 5
"""The last rows of the vectors: a word that is unknown or rare, a stop, another mark, what is neither, and nothing."""
_RARE, _STOP, _MARK, _ELSE, _NOTHING = range(-SPECIAL, 0)
_NONE = -SPECIAL - 1
_OF_KIND = np.full(SPACE + 1, _NONE)
_OF_KIND[[OTHER, BETWEEN, STOPS]] = _ELSE, _MARK, _STOP

UNIT = 16
"""Log-odds are in units of 1/16."""

MOST = 14
"""Log-odds beyond which nothing more is told."""

MOST_HIDDEN = 1023
"""Of a hidden unit: 128 of them times 127 are below 2**24, up to which a 32-bit float holds whole numbers."""

FINER = 2
"""Bits by which the parts of a hidden unit are finer than their sum."""

UNTOLD = -2.0
"""Log-odds of an odd word of which nothing is told."""

BLOCK = 1024
"""Words at a time: their hidden units stay in the processor's cache."""

CLAUSE = 5
"""Words in a row of which the worst are taken."""

PROBABILITY = 1 << 12

DISCRIMINATOR_FEATURES = tuple(
    name.format(output)
    for output in OUTPUTS
    for name in ("{}_log_odds", "{}_share", "most_{}", "{}_likely", "worst_{}_clause")
)


@dataclass(frozen=True)
class Discriminator:
    """The network. A model may have none, with no vectors: then all features are 0.

    `rows`: by number of a word model, the row of its vector, at the end the specials' as in a word model.
    `vectors`: rows x width. `hidden`: 2 * REACH + 1 places of a window, width, units. `bias`: units.
    `inner`: units x inner units. `inner_bias`: inner units. `output`: inner units x OUTPUTS.
    `scale`: what the parts of a hidden unit and the inner units are divided by (powers of two), the log-odds of an
    output's unit, and those added.
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
        """The columns of NETWORK_FEATURES, by paragraph. Shape: paragraphs x len(NETWORK_FEATURES).

        Of each output: the mean log-odds, the mean probability, the highest log-odds, the share of words over one half,
        and the highest mean of CLAUSE words in a row.
        """
        number = len(tokens.starts) - 1
        if not len(self.vectors) or not number:
            return np.zeros((number, len(DISCRIMINATOR_FEATURES)), np.float32)
        symbols = self.symbols(tokens, read, model)
        nothing = symbols == self._special(_NOTHING)
        owner = (np.cumsum(nothing) - 1)[~nothing]
        return np.hstack([_summary(log_odds, owner, number) for log_odds in self.log_odds(symbols).T])

    def replaced(self, tokens: Tokens, read: WordSurprisal, model: WordNgramModel) -> NDArray[np.float64]:
        """Of each word that was read, the log-odds that it is another than was written: UNTOLD without a network."""
        if not len(self.vectors):
            return np.full(len(read.numbers), UNTOLD)
        symbols = self.symbols(tokens, read, model)
        words = symbols[symbols != self._special(_NOTHING)] <= self._special(_RARE)
        replaced: NDArray[np.float64] = self.log_odds(symbols)[words, 0] / UNIT
        return replaced

    def symbols(self, tokens: Tokens, read: WordSurprisal, model: WordNgramModel) -> Ints:
        """Rows of the vectors: words, and what stands between them, each run of it once. Nothing begins a paragraph."""
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
        """Of each symbol that is something, in UNIT. Shape: symbols x OUTPUTS."""
        nothing = self._special(_NOTHING)
        between = symbols == nothing
        padded = np.append(np.repeat(symbols, np.where(between, REACH, 1)), np.full(REACH, nothing))
        with _blas().limit(limits=1, user_api="blas"):  # so small products that threads would wait for each other
            parts, places = self._parts(padded)
            outputs = [
                self._outputs(parts, places[start - REACH : start + BLOCK + REACH])
                for start in range(REACH, len(padded) - REACH, BLOCK)
            ]
        all_outputs = np.concatenate([np.zeros((0, len(OUTPUTS))), *outputs])[padded[REACH:-REACH] != nothing]
        log_odds = np.rint((all_outputs * self.scale[2] + self.scale[3:]) * UNIT)
        clipped: Ints = np.clip(log_odds, -MOST * UNIT, MOST * UNIT).astype(np.int64)
        return clipped

    def _parts(self, symbols: Ints) -> tuple[NDArray[np.int16], Ints]:
        """What each symbol adds to the hidden units from each place of a window, once for all that are alike, and
        which of these every symbol is. Shape: places x different symbols x units.
        """
        met = np.zeros(len(self.vectors), bool)
        met[symbols] = True
        number = np.cumsum(met) - 1
        vectors = self.vectors[met].astype(np.float32)
        parts = np.empty((len(self.hidden), len(vectors), len(self.bias)), np.int16)
        for part, weights in zip(parts, self.hidden, strict=True):
            part[:] = np.floor(vectors @ (weights.astype(np.float32) / np.float32(self.scale[0])))
        return parts, number.take(symbols)

    def _outputs(self, parts: NDArray[np.int16], places: Ints) -> NDArray[np.float64]:
        """Of the symbols that have REACH others on both sides."""
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
    def _inner(self) -> NDArray[np.float32]:
        return self.inner.astype(np.float32) / np.float32(self.scale[1])

    @cached_property
    def _inner_bias(self) -> NDArray[np.float32]:
        return self.inner_bias.astype(np.float32) / np.float32(self.scale[1])

    @cached_property
    def _output(self) -> NDArray[np.float32]:
        return self.output.astype(np.float32)


@cache
def _blas() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


_PROBABILITIES = np.rint(PROBABILITY / (1 + np.exp(-np.arange(-MOST * UNIT, MOST * UNIT + 1) / UNIT))).astype(np.int64)
"""Of each log-odds, in whole numbers: sums of them are the same in every batch."""


def _summary(log_odds: Ints, owner: Ints, number: int) -> NDArray[np.float32]:
    """One output's columns. `owner`: the paragraph of each word, in order."""
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
