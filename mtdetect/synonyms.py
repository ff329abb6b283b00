"""How much likelier a word's synonyms are than the word: what article spinners leave behind.

A spinner replaces words by others of a thesaurus with no eye for sense, so that a text fills with words which stand
where a much more frequent one of the same sense would: "a hefty quantum of pelf" for "a large amount of money". People
choose the rarer word too, though seldom, and not everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.language_model import MANY, Buckets, Tokenizer, Tokens, ngram_hashes

SYNONYM_STEP = 1 / 12
"""Bits of the table's unit: it holds a byte a word."""

HIGH = 4
"""Bits from which a word counts as replaceable: a synonym is sixteen times as frequent."""

MOST_REPLACEABLE = 3
"""Words whose mean tells a paragraph with a few replaced words from one with none."""

MOST_BITS = 255
"""What a byte of the table holds."""

SYNONYM_FEATURES = ("synonym_bits", "replaceable", "most_replaceable")


@dataclass(frozen=True)
class Synonyms:
    """By word form, the bits by which its likeliest synonym is more frequent. A model may have none: then all are 0.

    `keys` are the hashes of the words' pieces, sorted; `bits` belongs to them, in SYNONYM_STEP bits.
    """

    keys: NDArray[np.uint32]
    bits: NDArray[np.uint8]

    @classmethod
    def of(cls, words: Mapping[str, float], tokenizer: Tokenizer) -> Synonyms:
        """From bits by word, in the letters a to z."""
        tokens = tokenizer.encode(list(words))
        keys = _keys(tokens.ids, tokens.starts[:-1] + 1, tokens.starts[1:])
        bits = np.clip(np.round(np.array(list(words.values())) / SYNONYM_STEP), 0, MOST_BITS).astype(np.uint8)
        keys, first = np.unique(keys, return_index=True)
        return cls(keys, bits[first])

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Synonyms:
        if not arrays:
            return cls(np.zeros(0, np.uint32), np.zeros(0, np.uint8))
        return cls(arrays["keys"], arrays["bits"])

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {"keys": self.keys, "bits": self.bits} if len(self.keys) else {}

    @cached_property
    def _buckets(self) -> Buckets:
        return Buckets.of(self.keys)

    def features(self, tokens: Tokens, tokenizer: Tokenizer) -> NDArray[np.float32]:
        """The columns of SYNONYM_FEATURES, by paragraph: over the words that have synonyms, the mean in bits, the
        share of HIGH and more, and the mean of the highest few.
        """
        number = len(tokens.starts) - 1
        if not len(self.keys) or not number:
            return np.zeros((number, len(SYNONYM_FEATURES)), np.float32)
        starts, ends = _words(tokens.ids, tokenizer.word_parts)
        keys = _keys(tokens.ids, starts, ends)
        laid_out = len(keys) >= MANY or "_buckets" in self.__dict__
        place = self._buckets.search(self.keys, keys) if laid_out else np.searchsorted(self.keys, keys)
        place = np.minimum(place, len(self.keys) - 1)
        known = self.keys[place] == keys
        owner = np.searchsorted(tokens.starts, starts[known], "right") - 1
        bits = self.bits[place[known]].astype(np.int64)
        count = np.bincount(owner, minlength=number)
        highest_first = MOST_BITS - (np.sort(owner * (MOST_BITS + 1) + MOST_BITS - bits) & MOST_BITS)
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        top = np.bincount(owner, np.where(rank < MOST_REPLACEABLE, highest_first, 0), number)
        some = np.maximum(count, 1)
        columns = [
            np.bincount(owner, bits, number) * SYNONYM_STEP / some,
            np.bincount(owner, bits >= HIGH / SYNONYM_STEP, number) / some,
            top * SYNONYM_STEP / np.clip(count, 1, MOST_REPLACEABLE),
        ]
        return np.stack(columns, 1).astype(np.float32)


def _words(ids: NDArray[np.int32], parts: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First piece of each word of letters, and the piece after its last."""
    part = parts.take(ids)
    # A word goes on to the next piece that is no inner part of a word.
    outer = np.flatnonzero(part != 2)
    begins = np.flatnonzero(part.take(outer) == 1)
    after = np.append(outer, len(ids))
    return outer[begins], after[begins + 1]


def _keys(ids: NDArray[np.int32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint32]:
    """A hash of each word's pieces and their order."""
    if not len(starts):
        return np.zeros(0, np.uint32)
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    inner = np.arange(int(lengths.sum())) - np.repeat(before, lengths)
    pieces = ids[np.repeat(starts, lengths) + inner].astype(np.int64) * 64 + np.minimum(inner, 63)
    mixed = ngram_hashes(pieces, 1)[0].astype(np.uint64)
    return np.add.reduceat(mixed, before).astype(np.uint32)
