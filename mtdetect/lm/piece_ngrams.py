"""Text to sentencepiece pieces, and pieces to surprisal: a back-off n-gram model in sorted arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import HashTable, ngram_hashes
from mtdetect.lm.pieces import BOUNDARY, CHUNK, Ids, Tokenizer, chunks, reaching_over

LEVELS = 255

MAX_BITS = 25.5

STEP = MAX_BITS / LEVELS
"""Surprisals are stored, and added up, as whole tenths of a bit (from 0 to 25.5 bits): one byte each, and sums
that are the same in every batch and on every machine."""


@dataclass(frozen=True, slots=True)
class Surprisal:
    """The surprisal of each piece of one document's paragraphs, in STEP bits, with and without the pieces before it.

    Paragraph i has `steps[starts[i] + 1 : starts[i + 1]]`: the entry at its start belongs to its boundary.
    """

    steps: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokenizer: Tokenizer
    model: PieceNgramModel

    def costs(self, variants: Sequence[str]) -> NDArray[np.float64]:
        """Bits that the model needs for each of some short texts, such as a passage as it stands and mended."""
        tokens = self.tokenizer.encode(variants)
        return tokens.sums(self.model.surprisal(tokens.ids).astype(np.int64)) * STEP


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams of one length: `bits` is the surprisal of the last piece after the others, and `backoff` what to add
    where the n-gram, as a context, does not help; both in tenths of a bit, in the order of the table.
    """

    table: HashTable
    bits: NDArray[np.uint8]
    backoff: NDArray[np.uint8]


class PieceNgramModel:
    """An n-gram model with back-off weights, looked up by hash for a whole array of pieces at once.

    `tables[n - 2]` holds the n-grams of length n. Two n-grams of one hash are one to the model: with a few hundred
    thousand entries that befalls one look-up in ten thousand.
    """

    def __init__(self, unigrams: NDArray[np.uint8], tables: Sequence[Ngrams]) -> None:
        # `take` would copy a column anew each time.
        self.unigrams, self.unigram_backoff = np.ascontiguousarray(unigrams.T)
        self.tables = tables

    @property
    def order(self) -> int:
        return len(self.tables) + 1

    def surprisal(self, ids: Ids) -> Ids:
        """Surprise at each piece given those before it, in STEP bits; 0 at boundaries. Shape: `len(ids)`."""
        # Nothing reaches over a boundary.
        bounds = np.concatenate(([0], (ids == BOUNDARY).nonzero()[0], [len(ids)]))
        read = [self._surprisal(ids[bounds[own.start] : bounds[own.stop]]) for own in chunks(bounds, CHUNK)]
        return read[0] if len(read) == 1 else np.concatenate(read)

    def _surprisal(self, ids: Ids) -> Ids:
        bits: Ids = self.unigrams.take(ids).astype(np.int32)
        backoff = self.unigram_backoff.take(ids)
        for n, (ngrams, hashed) in enumerate(zip(self.tables, ngram_hashes(ids, self.order)[1:], strict=True), 2):
            found, places = ngrams.table.find(hashed)
            own = np.ones(len(ids), np.bool_)
            own[reaching_over(ids, n)] = False
            own = own.take(found)
            found, places = found[own], places[own]
            bits[1:] += backoff[:-1]
            bits[found] = ngrams.bits.take(places)
            backoff = np.zeros_like(backoff)
            backoff[found] = ngrams.backoff.take(places)
        bits[ids == BOUNDARY] = 0
        return bits

    def unigram_surprisal(self, ids: Ids) -> Ids:
        """Surprise at each piece were nothing known before it, in STEP bits. Shape: `len(ids)`."""
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
