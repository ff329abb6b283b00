"""All character patterns that texts were searched for before, found in a text in one pass by the native core.

Rules ask for the same few hundred patterns in each text. At each character, the core tries those whose rarest class it
belongs to, their anchor. What a text is asked for then has been found already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.text.alphabet import alphabet
from mtdetect.text.char_bits import char_pattern
from mtdetect.text.word_index import Places

Prefilter = tuple[str, ...]


class Sweep:
    """Some prefilters as the core reads them, for texts whose characters have numbers below `known`."""

    def __init__(self, prefilters: Iterable[Prefilter], counts: NDArray[np.integer[Any]]) -> None:
        """`counts`: how often each character occurs in some text, by number."""
        self.known = known = len(alphabet.chars)
        self.numbers = {prefilter: number for number, prefilter in enumerate(prefilters)}
        members: dict[str, NDArray[np.bool_]] = {}
        number_of: dict[str, int] = {}
        listed: list[tuple[NDArray[np.intp], int]] = []
        patterns, tests = list[Sequence[int]](), list[tuple[int, int]]()
        for prefilter, number in self.numbers.items():
            for wanted in map(char_pattern, prefilter):
                for characters in wanted.classes:
                    if characters not in members:
                        members[characters] = own = alphabet.members(characters)[:known]
                        number_of[characters] = int(counts @ own[: len(counts)])
                anchor, *others = sorted(range(len(wanted.classes)), key=lambda i: number_of[wanted.classes[i]])
                listed.append((members[wanted.classes[anchor]].nonzero()[0], len(patterns)))
                patterns.append((number, wanted.ahead - anchor, len(tests), len(others)))
                place_of = {characters: place for place, characters in enumerate(members)}
                tests += [(i - anchor, place_of[wanted.classes[i]]) for i in others]
        words = -(-len(members) // 64)
        bits = np.zeros((known, words * 64), np.uint8)
        for place, own in enumerate(members.values()):
            bits[:, place] = own
        chars = np.concatenate([own for own, _ in listed])
        order = np.argsort(chars, kind="stable")
        self._arrays = (
            np.packbits(bits, axis=1, bitorder="little").view(np.uint64),
            np.append(0, np.bincount(chars, minlength=known).cumsum()).astype(np.int32),
            np.concatenate([np.full(len(own), pattern, np.int32) for own, pattern in listed])[order],
            np.array(patterns, np.int32),
            np.array(tests, np.int32).reshape(-1, 2),
        )

    def over(self, numbers: NDArray[np.uint16]) -> Swept:
        counts = np.empty(len(self.numbers), np.int64)
        return Swept(self.numbers, np.frombuffer(native.core.sweep(numbers, *self._arrays, counts), np.int64), counts)


class Swept:
    """The places of all prefilters of a sweep in one text."""

    def __init__(self, numbers: dict[Prefilter, int], places: Places, counts: NDArray[np.int64]) -> None:
        self._numbers, self._places, self._ends = numbers, places, counts.cumsum().tolist()

    def get(self, prefilter: Prefilter) -> Places | None:
        """Ascending; None if the prefilter was not among those of the sweep."""
        number = self._numbers.get(prefilter)
        if number is None:
            return None
        return self._places[self._ends[number - 1] if number else 0 : self._ends[number]]


_asked: dict[Prefilter, None] = {}
"""The prefilters that texts were searched for, in this process."""

_latest: list[Sweep] = []


def swept(numbers: NDArray[np.uint16], counts: NDArray[np.integer[Any]]) -> Swept | None:
    """Searches a text, if any was before. `counts`: how often each character occurs in it, by number."""
    if native.core is None or not _asked:
        return None
    sweep = _latest[0] if _latest else None
    if sweep is None or sweep.known < len(counts) or len(sweep.numbers) < len(_asked):
        sweep = Sweep(tuple(_asked), counts)
        _latest[:] = [sweep]
    return sweep.over(numbers)


def remember(prefilter: Prefilter) -> None:
    """Has texts to come searched for this, too."""
    _asked[prefilter] = None
