"""The surprisal of sentencepiece pieces: a back-off n-gram model in sorted arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.lm.hash_table import HashTable, ngram_factors, ngram_hashes
from mtdetect.lm.pieces import BOUNDARY, CHUNK, Ids, Tokenizer, chunks, reaching_over

LEVELS = 255

MAX_BITS = 25.5

STEP = MAX_BITS / LEVELS
"""Surprisals are stored and summed as integers, in tenths of a bit from 0 to 25.5 bits: one byte each, and the sums are
the same in every batch and on every machine."""


@dataclass(frozen=True, slots=True)
class Surprisal:
    """The surprisal of each piece of one document's paragraphs, in units of STEP.

    `steps` takes the pieces before into account, `unigram_surprisal` does not. Paragraph i is
    `steps[starts[i] + 1 : starts[i + 1]]`: the entry at its start belongs to its boundary.
    """

    steps: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokenizer: Tokenizer
    model: PieceNgramModel

    def costs(self, variants: Sequence[str]) -> NDArray[np.float64]:
        """The surprisal, in bits, of each of some short texts, such as a passage before and after an edit."""
        tokens = self.tokenizer.encode(variants)
        return tokens.sums(self.model.surprisal(tokens.ids).astype(np.int64)) * STEP


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams of one length, in the order of `table` and in units of STEP.

    `bits`: the surprisal of the last piece after the others. `backoff`: added to the surprisal of a
    piece after this n-gram if the model lacks the longer n-gram that includes it.
    """

    table: HashTable
    bits: NDArray[np.uint8]
    backoff: NDArray[np.uint8]


class PieceNgramModel:
    """An n-gram model with back-off weights, looked up by hash for a whole array of pieces at once.

    `tables[n - 2]` holds the n-grams of length n. Different n-grams may share a hash: with a few hundred thousand
    entries, one look-up in ten thousand succeeds by mistake.
    """

    def __init__(self, unigrams: NDArray[np.uint8], tables: Sequence[Ngrams]) -> None:
        # Contiguous, as `take` would otherwise copy the column on each call.
        self.unigrams, self.unigram_backoff = np.ascontiguousarray(unigrams.T)
        self.tables = tables

    @property
    def order(self) -> int:
        return len(self.tables) + 1

    def surprisal(self, ids: Ids) -> Ids:
        """The surprisal of each piece given those before it, in units of STEP; 0 at boundaries. Shape: `len(ids)`."""
        # No n-gram crosses a boundary.
        bounds = np.concatenate(([0], (ids == BOUNDARY).nonzero()[0], [len(ids)]))
        read = [self._surprisal(ids[bounds[own.start] : bounds[own.stop]]) for own in chunks(bounds, CHUNK)]
        return read[0] if len(read) == 1 else np.concatenate(read)

    def _surprisal(self, ids: Ids) -> Ids:
        bits: Ids = self.unigrams.take(ids).astype(np.int32)
        backoff = self.unigram_backoff.take(ids)
        if native.core is not None:
            for n, own in enumerate(self.tables, 2):
                table = own.table
                native.core.ngrams(ids, ngram_factors(n), table.ends, table.low, own.bits, own.backoff, backoff, bits)
            bits[ids == BOUNDARY] = 0
            return bits
        for n, (ngrams, hashed) in enumerate(zip(self.tables, ngram_hashes(ids, self.order)[1:], strict=True), 2):
            found, places = ngrams.table.find(hashed)
            inside = np.ones(len(ids), np.bool_)
            inside[reaching_over(ids, n)] = False
            inside = inside.take(found)
            found, places = found[inside], places[inside]
            bits[1:] += backoff[:-1]
            bits[found] = ngrams.bits.take(places)
            backoff = np.zeros_like(backoff)
            backoff[found] = ngrams.backoff.take(places)
        bits[ids == BOUNDARY] = 0
        return bits

    def unigram_surprisal(self, ids: Ids) -> Ids:
        """The surprisal of each piece by itself, in units of STEP; 0 at boundaries. Shape: `len(ids)`."""
        bits: Ids = self.unigrams.take(ids).astype(np.int32)
        bits[ids == BOUNDARY] = 0
        return bits

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {"unigrams": np.stack([self.unigrams, self.unigram_backoff], 1)}
        for n, ngrams in enumerate(self.tables, 2):
            arrays |= {f"sizes{n}": ngrams.table.sizes, f"low{n}": ngrams.table.low}
            arrays |= {f"bits{n}": ngrams.bits, f"backoff{n}": ngrams.backoff}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> PieceNgramModel:
        order = 1 + sum(name.startswith("low") for name in arrays)
        tables = [
            Ngrams(HashTable(arrays[f"sizes{n}"], arrays[f"low{n}"]), arrays[f"bits{n}"], arrays[f"backoff{n}"])
            for n in range(2, order + 1)
        ]
        return cls(arrays["unigrams"], tables)
