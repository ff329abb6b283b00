"""Sorted 32-bit hashes as two small arrays, looked up by the thousand at once, and how n-grams are hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.alphabet import MULTIPLIER, WORD, code_values

Hashes = NDArray[np.uint32]

HASH_BITS = 32
LOW_BITS = 16
"""Bits of a hash that a table keeps with the key; the first ones are in its place."""

KEYS_A_BUCKET = 4
"""Keys of one beginning, on average: fewer would take more room, and more would take longer to search."""

_HALF, _SHIFT = np.uint64(29), np.uint64(32)


def _factors(order: int) -> list[np.uint64]:
    """What an item is multiplied by, by how many stand between it and the last of the n-gram."""
    factors = [1]
    for n in range(2, order + 1):
        factors.append((factors[-1] * MULTIPLIER + 2 * n) & WORD)
    return [np.uint64(factor) for factor in factors]


def _mixed(total: NDArray[np.uint64]) -> Hashes:
    mixed = total >> _HALF
    mixed ^= total
    mixed *= np.uint64(MULTIPLIER)
    mixed >>= _SHIFT
    return mixed.astype(np.uint32)


def ngram_hashes(ids: NDArray[np.integer[Any]], order: int) -> list[Hashes]:
    """Hashes of the n-grams that end at each position: one array of `len(ids)` for each length 1 to `order`.

    The first n - 1 positions of an array of n-grams reach back before the start and hash what is there.
    """
    items = ids.astype(np.uint64)
    items += np.uint64(1)
    total = items.copy()
    hashes = []
    for n, factor in enumerate(_factors(order), 1):
        if n > 1:
            total[n - 1 :] += items[: 1 - n] * factor
        hashes.append(_mixed(total))
    return hashes


def hashes_of(columns: Sequence[NDArray[np.integer[Any]]]) -> Hashes:
    """The hash of each row: the n-gram of the columns' items, the first column first. As `ngram_hashes`."""
    total = np.zeros(len(columns[0]), np.uint64)
    for ids, factor in zip(reversed(columns), _factors(len(columns)), strict=True):
        total += (ids.astype(np.uint64) + np.uint64(1)) * factor
    return _mixed(total)


def sums_of_hashes(items: NDArray[np.integer[Any]], starts: NDArray[np.int64]) -> Hashes:
    """A hash of each run of items, whatever their order: `starts` has the first of each run; none is empty."""
    # Spread first: of small numbers the mixed ones are in proportion, and so are their sums.
    return np.add.reduceat(code_values(items) >> _SHIFT, starts).astype(np.uint32)


def _parted(hashed: Hashes, bits: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """The first bits of each hash, and the rest of it."""
    shift = HASH_BITS - bits
    return (hashed >> np.uint32(shift)).astype(np.int32), (hashed & np.uint32((1 << shift) - 1)).astype(np.uint16)


@dataclass(frozen=True)
class HashTable:
    """A set of hashes in ascending order; `find` gives their places in it.

    `sizes` has the number of keys of each bucket: those whose first bits are the bucket's number. `low` has the
    rest of each key. Two items of one hash are one to the table: of n keys that befalls n look-ups in 2**32.
    """

    sizes: NDArray[np.uint8]
    low: NDArray[np.uint16]

    @classmethod
    def of(cls, keys: Hashes) -> HashTable:
        """From distinct hashes in ascending order."""
        bits = max(HASH_BITS - LOW_BITS, (len(keys) // KEYS_A_BUCKET).bit_length())
        bucket, low = _parted(keys, bits)
        return cls(np.bincount(bucket, minlength=1 << bits).astype(np.uint8), low)

    @classmethod
    def empty(cls) -> HashTable:
        return cls.of(np.zeros(0, np.uint32))

    def __len__(self) -> int:
        return len(self.low)

    @cached_property
    def _ends(self) -> NDArray[np.int32]:
        """By bucket, where it ends; the last entry, -1 as an index, is 0: where the first one begins."""
        return np.append(np.cumsum(self.sizes, dtype=np.int32), np.int32(0))

    @cached_property
    def _largest(self) -> int:
        return int(self.sizes.max())

    def find(self, hashed: Hashes) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Which of the hashes are in the table, by their index, and the place of each of those."""
        if not len(self):
            return np.zeros(0, np.intp), np.zeros(0, np.int32)
        bucket, wanted = _parted(hashed, len(self.sizes).bit_length() - 1)
        places, last = self._ends.take(bucket - 1, mode="wrap"), self._ends.take(bucket) - 1
        # Halving steps, each for all hashes: that is faster than to leave out those that are found.
        step = 1 << self._largest.bit_length()
        while step := step // 2:
            ahead = np.minimum(places + (step - 1), last)
            places += (self.low.take(ahead, mode="clip") < wanted) * np.int32(step)
        found = ((self.low.take(places, mode="clip") == wanted) & (places <= last)).nonzero()[0]
        return found, places[found]
