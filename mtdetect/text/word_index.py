"""Words as arrays: where they begin and end in a batch of texts, and hashes that identify them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.text import wordlists
from mtdetect.text.alphabet import MULTIPLIER, WORD, alphabet

Places = NDArray[np.intp]

BLOCK = 1 << 16
"""Characters, or words, processed at a time: these fit the processor's cache. An array as long as a long text needs
fresh memory from the system each time, which takes longer than computing its contents."""

SPARSE = 2
"""Slots per word, as a power of two: most words have a slot of their own, and the table stays in the cache."""

ROOMY = 13
"""Bits up to which a table may grow if every word then has its own slot, so that one look-up is enough. In the native
core a second look-up costs less than the cache that larger tables take up."""

_LETTERS = re.compile(r"[^\W\d_]+")

_INVERSE = pow(MULTIPLIER, -1, 1 << 64)


@cache
def _powers(base: int, number: int) -> NDArray[np.uint64]:
    """The first powers of `base` modulo 2**64, from 1 on."""
    factors = np.full(number, base, np.uint64)
    factors[0] = 1
    powers: NDArray[np.uint64] = np.multiply.accumulate(factors)
    return powers


class TokenArrays:
    """Runs of characters of one class as arrays: where each begins and ends, and its hashes."""

    def __init__(self, numbers: NDArray[np.uint16], characters: str) -> None:
        """`numbers` are those of the characters; the first and the last must not belong to the class."""
        self._numbers = numbers
        edges = changes(numbers, alphabet.members(characters)) + 1
        self.starts, self.ends = edges[0::2].copy(), edges[1::2].copy()

    def __len__(self) -> int:
        return len(self.starts)

    def behind(self, places: Places) -> Places:
        """The index of the first word that begins after each position."""
        return self.starts.searchsorted(places, "right")

    def at(self, which: NDArray[Any] | Sequence[int]) -> Places:
        """Where some of the words begin, selected by index or by mask."""
        places: Places = self.starts[which]
        return places

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each word. Different words hardly ever share one."""
        return self._hashes(False)

    @cached_property
    def folded(self) -> NDArray[np.uint64]:
        """A hash of each word, ignoring case."""
        return self._hashes(True)

    @cached_property
    def initials(self) -> NDArray[np.uint64]:
        """A value for the first character of each word, ignoring case."""
        initials: NDArray[np.uint64] = alphabet.values(True).take(self._numbers.take(self.starts))
        return initials

    @cached_property
    def pairs(self) -> NDArray[np.uint64]:
        """A hash of each word and the next, ignoring case."""
        return self.folded + _ahead(self.folded) * np.uint64(3)

    def before_letters(self) -> NDArray[np.uint64]:
        """A hash of each word and the next one's first letter, ignoring case: as of a pair with one letter."""
        return self.folded + _ahead(self.initials) * np.uint64(3)

    def edges(self, which: Places, most: int, ends: bool = False) -> NDArray[np.uint64]:
        """For some words, the hashes of their first 1 to `most` letters, or their last in reverse, ignoring case.

        Where a word is shorter, they mean nothing. Shape: words x most.
        """
        steps = np.arange(most)
        places = self.ends[which, None] - 1 - steps if ends else self.starts[which, None] + steps
        values = alphabet.values(True).take(self._numbers.take(places, mode="clip"))
        hashes: NDArray[np.uint64] = (values * _powers(MULTIPLIER, most)).cumsum(axis=1)
        return hashes

    def joined(self) -> NDArray[np.uint64]:
        """The hash of each word run together with the next, ignoring case."""
        lengths = np.minimum(self.ends - self.starts, BLOCK - 1)
        factors: NDArray[np.uint64] = _powers(MULTIPLIER, BLOCK).take(lengths)
        return self.folded + _ahead(self.folded) * factors

    def _hashes(self, fold: bool) -> NDArray[np.uint64]:
        values = alphabet.values(fold)
        return run_hashes(self.starts, self.ends, lambda some: values.take(self._numbers[some]))


def where(numbers: NDArray[np.uint16], members: NDArray[np.bool_]) -> Places:
    """Where the characters with these numbers belong to a class. `members`: by number, whether it does."""
    if native.core is None:
        return _joined([members.take(some).nonzero()[0] + i for i, some in _blocks(numbers)])
    room = np.empty(min(len(numbers), BLOCK), np.int64)
    return _joined([room[: native.core.where(some, members, room[: len(some)])] + i for i, some in _blocks(numbers)])


def changes(numbers: NDArray[np.uint16], members: NDArray[np.bool_]) -> Places:
    """Where only one of a character and the next belongs to a class."""
    if native.core is None:
        inside = ((i, members.take(some)) for i, some in _blocks(numbers, 1))
        return _joined([(own[1:] != own[:-1]).nonzero()[0] + i for i, own in inside])
    room = np.empty(min(len(numbers), BLOCK + 1), np.int64)
    return _joined([room[: native.core.edges(some, members, room[: len(some)])] + i for i, some in _blocks(numbers, 1)])


def _blocks(numbers: NDArray[np.uint16], ahead: int = 0) -> Iterator[tuple[int, NDArray[np.uint16]]]:
    """Blocks of characters, each with `ahead` more, and where they begin."""
    for i in range(0, max(1, len(numbers) - ahead), BLOCK):
        yield i, numbers[i : i + BLOCK + ahead]


def _joined(found: list[Places]) -> Places:
    return found[0] if len(found) == 1 else np.concatenate(found)


def by_blocks(work: Callable[[NDArray[Any]], NDArray[Any]], values: NDArray[Any]) -> NDArray[Any]:
    """`work(values)`, block by block; `work` must compute each result from one value."""
    if len(values) <= BLOCK:
        return work(values)
    return np.concatenate([work(values[i : i + BLOCK]) for i in range(0, len(values), BLOCK)])


def run_hashes(starts: Places, ends: Places, values: Callable[[slice], NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """A polynomial hash of each run: its characters' values, times powers of MULTIPLIER, summed.

    `values` returns the character values of a slice of the text. Runs must be in order. The hash of an empty run is 0.
    """
    result = np.empty(len(starts), np.uint64)
    first = 0
    while first < len(starts):
        begin = int(starts[first])
        last = max(first + 1, int(ends.searchsorted(begin + BLOCK, "right")))
        own, some = slice(first, last), values(slice(begin, int(ends[last - 1])))
        if native.core is None:
            result[own] = _hashes_of(some, starts[own] - begin, ends[own] - begin)
        else:
            native.core.hashes(some, starts[own] - begin, ends[own] - begin, result[own])
        first = last
    return result


def _hashes_of(values: NDArray[np.uint64], starts: Places, ends: Places) -> NDArray[np.uint64]:
    room = max(BLOCK, 1 << (len(values) - 1).bit_length())
    weighted = values * _powers(MULTIPLIER, room)[: len(values)]
    running = np.concatenate((np.zeros(1, np.uint64), weighted.cumsum()))
    # Only an empty run can begin past the last power, and its hash is 0 whatever the factor.
    factors = _powers(_INVERSE, room).take(starts, mode="clip")
    hashes: NDArray[np.uint64] = (running.take(ends) - running.take(starts)) * factors
    return hashes


class HashedWordSet:
    """A set of words that tests a whole array of hashes for membership."""

    def __init__(self, words: Iterable[str], kind: str = "folded") -> None:
        """`kind`: which hashes of `TokenArrays` will be tested; with `pairs`, each entry is two words."""
        joined = "\n".join(["", *words, ""])
        own = TokenArrays(alphabet.numbered(joined), r"[^\W\d_]" if kind == "pairs" else r"[^\n]")
        hashes: NDArray[np.uint64] = getattr(own, kind)
        self._hashes = np.sort(hashes[::2] if kind == "pairs" else hashes)
        fewest = len(self._hashes).bit_length() + SPARSE
        for bits in range(fewest, (fewest if native.core else max(fewest, ROOMY)) + 1):
            self._shift = np.uint64(64 - bits)
            self._table = np.zeros(1 << bits, np.uint64)
            self._table[0] = WORD  # so that hash 0 is not found in an empty slot
            slots = self._hashes >> self._shift
            self._table[slots] = self._hashes
            self._rest = self._hashes[self._table[slots] != self._hashes]
            """Hashes whose slot holds another one."""
            if not len(self._rest):
                break

    def has(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether each hash is in the set."""
        if native.core is not None:
            found = np.empty(len(hashes), np.bool_)
            native.core.has(np.ascontiguousarray(hashes), self._table, self._is_shared, self._rest, found)
            return found
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
        """By slot: whether several hashes belong there. Empty if none is shared."""
        shared = np.zeros(len(self._table) if len(self._rest) else 0, np.bool_)
        shared[self._rest >> self._shift] = True
        return shared

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The index of each hash in the set; all must be in it."""
        return self._hashes.searchsorted(hashes)


def first_words(terms: Iterable[str]) -> set[str]:
    """The first run of letters in each term."""
    return {run[0] for term in terms if (run := _LETTERS.search(term))}


def last_words(terms: Iterable[str]) -> set[str]:
    """The last run of letters in each term."""
    return {runs[-1] for term in terms if (runs := _LETTERS.findall(term))}


@cache
def common_forms() -> HashedWordSet:
    """Common words and function words, each with and without an s. In lower case, plain and folded hashes agree."""
    return HashedWordSet(form for word in wordlists.known_words() for form in (word, f"{word}s"))


def numbered(values: NDArray[np.uint64]) -> tuple[Places, Places]:
    """Numbers for the distinct values: where each first occurs, by number, and the number of each value."""
    if native.core is None:
        _, first, numbers = np.unique(values, return_index=True, return_inverse=True)
        return first, numbers
    numbers, first = np.empty(len(values), np.int64), np.empty(len(values), np.int64)
    return first[: native.core.number(values, numbers, first)], numbers


def occurrences(values: NDArray[np.uint64]) -> Places:
    """How often each value occurs."""
    first, numbers = numbered(values)
    return np.bincount(numbers, minlength=len(first))[numbers]


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The values in ascending order, each once. `np.unique` would load numpy's masked arrays first."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    once: NDArray[Any] = ordered[first]
    return once


def repeated(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each value occurs more than once."""
    order = np.argsort(values)
    same = np.diff(values[order]) == 0
    again = np.zeros(len(values), np.bool_)
    again[order[1:][same]] = again[order[:-1][same]] = True
    return again


def _ahead(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The value after each one; after the last, the first. `np.roll` takes ten times as long."""
    return np.concatenate((values[1:], values[:1]))


def rows_of(columns: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """Columns to rows, like `np.stack(columns, 1)` but at least three times as fast."""
    joined: NDArray[np.float32] = np.concatenate(columns, dtype=np.float32, casting="same_kind")
    return joined.reshape(len(columns), -1).T


def among(values: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each value is among the others."""
    if not len(others):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(others)
    found: NDArray[np.bool_] = ordered.take(ordered.searchsorted(values), mode="clip") == values
    return found
