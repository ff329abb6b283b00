"""Sorted 32-bit hashes in two small arrays, with look-ups for thousands at once, and hash functions for n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.text.alphabet import MULTIPLIER, WORD, code_values

Hashes = NDArray[np.uint32]

HASH_BITS = 32
LOW_BITS = 16
"""Bits of a hash that a table stores; the leading ones are implied by the bucket."""

KEYS_A_BUCKET = 4
"""Average keys in a bucket: fewer would take more memory, more would take longer to search."""

_HALF, _SHIFT = np.uint64(29), np.uint64(32)


@cache
def ngram_factors(order: int) -> NDArray[np.uint64]:
    """The factor of each item of an n-gram, by its distance from the last one."""
    factors = [1]
    for n in range(2, order + 1):
        factors.append((factors[-1] * MULTIPLIER + 2 * n) & WORD)
    return np.array(factors, np.uint64)


def _mixed(total: NDArray[np.uint64]) -> Hashes:
    mixed = total >> _HALF
    mixed ^= total
    mixed *= np.uint64(MULTIPLIER)
    mixed >>= _SHIFT
    return mixed.astype(np.uint32)


def ngram_hashes(ids: NDArray[np.integer[Any]], order: int) -> list[Hashes]:
    """Hashes of the n-grams that end at each position: for each length from 1 to `order`, an array of `len(ids)`.

    No n-gram ends at the first n - 1 positions; they get the hashes of shorter ones.
    """
    items = ids.astype(np.uint64)
    items += np.uint64(1)
    total = items.copy()
    hashes = []
    for n, factor in enumerate(ngram_factors(order), 1):
        if n > 1:
            total[n - 1 :] += items[: 1 - n] * factor
        hashes.append(_mixed(total))
    return hashes


def hashes_of(columns: Sequence[NDArray[np.integer[Any]]]) -> Hashes:
    """The hash of each row, as the n-gram of its items from first to last column; the same as in `ngram_hashes`."""
    total = np.zeros(len(columns[0]), np.uint64)
    for ids, factor in zip(reversed(columns), ngram_factors(len(columns)), strict=True):
        total += (ids.astype(np.uint64) + np.uint64(1)) * factor
    return _mixed(total)


def sums_of_hashes(items: NDArray[np.integer[Any]], starts: NDArray[np.int64]) -> Hashes:
    """A hash of each run of items, in any order. `starts`: the index of each run's first item; no run is empty."""
    # Items are mixed before they are summed, or runs of small numbers with the same sum would collide.
    return np.add.reduceat(code_values(items) >> _SHIFT, starts).astype(np.uint32)


def _split(hashed: Hashes, bits: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """The leading bits of each hash, and the others."""
    shift = HASH_BITS - bits
    return (hashed >> np.uint32(shift)).astype(np.int32), (hashed & np.uint32((1 << shift) - 1)).astype(np.uint16)


@dataclass(frozen=True)
class HashTable:
    """A set of hashes in ascending order; `find` gives their indices.

    `sizes`: keys in each bucket, whose number is the leading bits of its keys. `low`: the other bits of each key.
    Different items may share a hash: with n keys, n in 2**32 look-ups of other items succeed by mistake.
    """

    sizes: NDArray[np.uint8]
    low: NDArray[np.uint16]

    @classmethod
    def of(cls, keys: Hashes) -> HashTable:
        """A table of distinct hashes, given in ascending order."""
        bits = max(HASH_BITS - LOW_BITS, (len(keys) // KEYS_A_BUCKET).bit_length())
        bucket, low = _split(keys, bits)
        return cls(np.bincount(bucket, minlength=1 << bits).astype(np.uint8), low)

    @classmethod
    def empty(cls) -> HashTable:
        return cls.of(np.zeros(0, np.uint32))

    def __len__(self) -> int:
        return len(self.low)

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """Where each bucket ends. A last entry of 0, found at index -1, is where the first bucket begins."""
        return np.append(np.cumsum(self.sizes, dtype=np.int32), np.int32(0))

    @cached_property
    def _largest(self) -> int:
        return int(self.sizes.max())

    def find(self, hashed: Hashes) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Which of the hashes are in the table, by index in `hashed`, and the index of each of those in the table."""
        if not len(self):
            return np.zeros(0, np.intp), np.zeros(0, np.int32)
        if native.core is not None:
            found, places = np.empty(len(hashed), np.intp), np.empty(len(hashed), np.int32)
            number = native.core.find(self.ends, self.low, hashed, found, places)
            return found[:number], places[:number]
        bucket, wanted = _split(hashed, len(self.sizes).bit_length() - 1)
        places, last = self.ends.take(bucket - 1, mode="wrap"), self.ends.take(bucket) - 1
        # A binary search for all hashes at once, which is faster than dropping those already found.
        step = 1 << self._largest.bit_length()
        while step := step // 2:
            ahead = np.minimum(places + (step - 1), last)
            places += (self.low.take(ahead, mode="clip") < wanted) * np.int32(step)
        found = ((self.low.take(places, mode="clip") == wanted) & (places <= last)).nonzero()[0]
        return found, places[found]
