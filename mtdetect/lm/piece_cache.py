"""Words that have been met, and their pieces, in arrays: those of a whole batch are looked up at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST_BITS = 12
"""Bits of the table's size at first; it doubles until it is SPARSE."""

SPARSE = 2
"""Places in the table for each word, as a power of two: most words are in the first place that is looked at."""

Numbers = NDArray[np.int32]


class PieceCache:
    """The pieces of words, found by a hash of 64 bits in an open table; each word has a number, in the order of adding.

    The empty word, which is what stands between two spaces, has the hash and the number 0, as free places have.
    """

    def __init__(self, empty: Sequence[int]) -> None:
        """`empty`: the pieces of the empty word."""
        self._hashes = np.zeros(1, np.uint64)
        self._pieces = np.array(empty, np.int32)
        self._lengths = np.array([len(empty)])
        self._first = np.zeros(1, np.int64)
        self._make_room(FIRST_BITS)

    def __len__(self) -> int:
        return len(self._hashes)

    def _make_room(self, bits: int) -> None:
        self._shift, self._last = np.uint64(64 - bits), np.uint64((1 << bits) - 1)
        self._table, self._numbers = np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.int32)

    def find(self, hashes: NDArray[np.uint64]) -> Numbers:
        """The number of each word; -1 where it has not been met."""
        slots = hashes >> self._shift
        found = self._table.take(slots)
        behind = ((found != hashes) & (found != 0)).nonzero()[0]
        while len(behind):  # another word has the place
            slots[behind] = (slots[behind] + np.uint64(1)) & self._last
            met = found[behind] = self._table.take(slots[behind])
            behind = behind[(met != hashes[behind]) & (met != 0)]
        numbers = self._numbers.take(slots)
        numbers[found != hashes] = -1
        return numbers

    def add(self, hashes: NDArray[np.uint64], pieces: Sequence[Sequence[int]]) -> None:
        """Keeps words that have not been met, each once."""
        numbers = np.arange(len(self), len(self) + len(hashes), dtype=np.int32)
        self._hashes = np.concatenate((self._hashes, hashes))
        self._pieces = np.concatenate((self._pieces, np.array([i for own in pieces for i in own], np.int32)))
        self._lengths = np.concatenate((self._lengths, np.array([len(own) for own in pieces], np.int64)))
        self._first = self._lengths.cumsum() - self._lengths
        if len(self) << SPARSE > len(self._table):
            self._make_room(max(FIRST_BITS, len(self).bit_length() + SPARSE))
            numbers = np.arange(1, len(self), dtype=np.int32)
        self._place(numbers)

    def _place(self, numbers: Numbers) -> None:
        """Writes these words into the table."""
        hashes = self._hashes[numbers]
        slots = hashes >> self._shift
        while len(numbers):
            free = self._table[slots] == 0
            self._table[slots[free]] = hashes[free]  # of several, one stays
            stays = self._table[slots] == hashes
            self._numbers[slots[stays]] = numbers[stays]
            numbers, hashes = numbers[~stays], hashes[~stays]
            slots = (slots[~stays] + np.uint64(1)) & self._last

    def pieces(self, numbers: Numbers) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """The pieces of some words in a row, and the number of pieces of each."""
        lengths = self._lengths.take(numbers)
        before = lengths.cumsum() - lengths
        places = (self._first.take(numbers) - before).repeat(lengths)
        places += np.arange(len(places))
        return self._pieces.take(places), lengths
