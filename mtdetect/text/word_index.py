"""Words as arrays: where they begin and end in a batch of texts, and hashes by which they are told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.text import wordlists
from mtdetect.text.alphabet import MULTIPLIER, WORD, alphabet

Places = NDArray[np.intp]

BLOCK = 1 << 16
"""Characters, or words, that are looked at together: what fits the processor's cache. An array made for a whole long
text is written to memory that is asked of the system each time, which takes longer than to compute what is in it."""

SPARSE = 2
"""Bits of a table's size over that of its words: most have a place of their own, and the table stays in the cache."""

ROOMY = 13
"""Bits up to which a table grows that has a place for each word then: one look at it tells all."""

_LETTERS = re.compile(r"[^\W\d_]+")

_INVERSE = pow(MULTIPLIER, -1, 1 << 64)


@cache
def _powers(base: int, number: int) -> NDArray[np.uint64]:
    factors = np.full(number, base, np.uint64)
    factors[0] = 1
    powers: NDArray[np.uint64] = np.multiply.accumulate(factors)
    return powers


class TokenArrays:
    """Runs of characters of one class: where each begins and ends, and hashes of them, in whole arrays."""

    def __init__(self, numbers: NDArray[np.uint16], characters: str) -> None:
        """`numbers`: those of the characters, of which the first and the last are of another class."""
        self._numbers = numbers
        members = alphabet.members(characters)

        def changes(some: NDArray[np.uint16]) -> NDArray[np.bool_]:
            inside = members.take(some)
            changed: NDArray[np.bool_] = inside[1:] != inside[:-1]
            return changed

        edges = where(changes, numbers, 1) + 1
        self.starts, self.ends = edges[0::2], edges[1::2]

    def __len__(self) -> int:
        return len(self.starts)

    def behind(self, places: Places) -> Places:
        """The number of the first word that begins after each place."""
        return self.starts.searchsorted(places, "right")

    def at(self, which: NDArray[Any] | Sequence[int]) -> Places:
        """Where some of the words begin: those of these numbers, or those for which this is true."""
        places: Places = self.starts[which]
        return places

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """Two words have the same one if they are the same, and hardly ever otherwise."""
        return self._hashes(False)

    @cached_property
    def folded(self) -> NDArray[np.uint64]:
        """The same, whatever their case."""
        return self._hashes(True)

    @cached_property
    def initials(self) -> NDArray[np.uint64]:
        """A number for the first character of each word, whatever its case."""
        initials: NDArray[np.uint64] = alphabet.values(True).take(self._numbers.take(self.starts))
        return initials

    @cached_property
    def pairs(self) -> NDArray[np.uint64]:
        """Of each word and the next one, whatever their case."""
        return self.folded + _ahead(self.folded) * np.uint64(3)

    def joined(self) -> NDArray[np.uint64]:
        """The hash that each word and the next one have as one word, whatever their case."""
        lengths = np.minimum(self.ends - self.starts, BLOCK - 1)
        factors: NDArray[np.uint64] = _powers(MULTIPLIER, BLOCK).take(lengths)
        return self.folded + _ahead(self.folded) * factors

    def _hashes(self, fold: bool) -> NDArray[np.uint64]:
        values = alphabet.values(fold)
        return run_hashes(self.starts, self.ends, lambda some: values.take(self._numbers[some]))


def where(test: Callable[[NDArray[Any]], NDArray[np.bool_]], values: NDArray[Any], ahead: int = 0) -> Places:
    """The places of the values for which a test holds, that also looks at so many behind each."""
    own = (range(i, min(i + BLOCK, len(values) - ahead)) for i in range(0, max(1, len(values) - ahead), BLOCK))
    found = [test(values[some.start : some.stop + ahead]).nonzero()[0] + some.start for some in own]
    return found[0] if len(found) == 1 else np.concatenate(found)


def by_blocks(work: Callable[[NDArray[Any]], NDArray[Any]], values: NDArray[Any]) -> NDArray[Any]:
    """What is computed for each of some values."""
    if len(values) <= BLOCK:
        return work(values)
    return np.concatenate([work(values[i : i + BLOCK]) for i in range(0, len(values), BLOCK)])


def run_hashes(starts: Places, ends: Places, values: Callable[[slice], NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """The sum of each run's characters' values, multiplied by a power that grows with their place in it.

    `values` gives those of the characters in a slice of the text. Runs are in order; that of an empty one is 0.
    """
    result = np.empty(len(starts), np.uint64)
    first = 0
    while first < len(starts):
        begin = int(starts[first])
        last = max(first + 1, int(ends.searchsorted(begin + BLOCK, "right")))
        size = int(ends[last - 1]) - begin
        room = max(BLOCK, 1 << (size - 1).bit_length())
        weighted = values(slice(begin, begin + size)) * _powers(MULTIPLIER, room)[:size]
        running = np.concatenate((np.zeros(1, np.uint64), weighted.cumsum()))
        own = slice(first, last)
        at = starts[own] - begin
        # Only an empty run can begin where the powers end, and nothing times any power is 0.
        factors = _powers(_INVERSE, room).take(at, mode="clip")
        result[own] = (running.take(ends[own] - begin) - running.take(at)) * factors
        first = last
    return result


class HashedWordSet:
    """Words of which it can be told for a whole array of hashes whether they are among them."""

    def __init__(self, words: Iterable[str], kind: str = "folded") -> None:
        """`kind`: the hashes of `TokenArrays` that are asked for; for `pairs` each entry is two words."""
        joined = "\n".join(["", *words, ""])
        own = TokenArrays(alphabet.numbered(joined), r"[^\W\d_]" if kind == "pairs" else r"[^\n]")
        hashes: NDArray[np.uint64] = getattr(own, kind)
        self._hashes = np.sort(hashes[::2] if kind == "pairs" else hashes)
        fewest = len(self._hashes).bit_length() + SPARSE
        for bits in range(fewest, max(fewest, ROOMY) + 1):
            self._shift = np.uint64(64 - bits)
            self._table = np.zeros(1 << bits, np.uint64)
            self._table[0] = WORD  # no hash that belongs there
            slots = self._hashes >> self._shift
            self._table[slots] = self._hashes
            self._rest = self._hashes[self._table[slots] != self._hashes]
            """Those whose place in the table another one has."""
            if not len(self._rest):
                break

    def has(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        return by_blocks(self._has, hashes)

    def _has(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        slots = hashes >> self._shift
        found: NDArray[np.bool_] = self._table.take(slots) == hashes
        if len(self._rest):
            maybe = (self._is_shared.take(slots) & ~found).nonzero()[0]
            if len(maybe):
                own = hashes[maybe]
                found[maybe] = self._rest.take(self._rest.searchsorted(own), mode="clip") == own
        return found

    @cached_property
    def _is_shared(self) -> NDArray[np.bool_]:
        """By place in the table: does it belong to several?"""
        shared = np.zeros(len(self._table), np.bool_)
        shared[self._rest >> self._shift] = True
        return shared

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The number of each word, all of which are among them."""
        return self._hashes.searchsorted(hashes)


def first_words(terms: Iterable[str]) -> set[str]:
    """The first run of letters in each term."""
    return {run[0] for term in terms if (run := _LETTERS.search(term))}


def last_words(terms: Iterable[str]) -> set[str]:
    """The last run of letters in each term."""
    return {runs[-1] for term in terms if (runs := _LETTERS.findall(term))}


@cache
def common_forms() -> HashedWordSet:
    """Common and function words, and each with an s. All are in small letters, which hash alike in either way."""
    return HashedWordSet(form for word in wordlists.known_words() for form in (word, f"{word}s"))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """In order, each once, as `np.unique` has it, which loads numpy's masked arrays to know that there is none."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    once: NDArray[Any] = ordered[first]
    return once


def repeated(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the values stand among them more than once."""
    order = np.argsort(values)
    same = np.diff(values[order]) == 0
    again = np.zeros(len(values), np.bool_)
    again[order[1:][same]] = again[order[:-1][same]] = True
    return again


def _ahead(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Of each value the one behind it, and of the last the first: as `np.roll`, which takes ten times as long."""
    return np.concatenate((values[1:], values[:1]))


def rows_of(columns: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """The rows that have these columns: as `np.stack`, in a third of the time and less."""
    joined: NDArray[np.float32] = np.concatenate(columns, dtype=np.float32, casting="same_kind")
    return joined.reshape(len(columns), -1).T


def among(values: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the values are among the others."""
    if not len(others):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(others)
    found: NDArray[np.bool_] = ordered.take(ordered.searchsorted(values), mode="clip") == values
    return found
