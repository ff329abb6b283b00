"""Rows of character classes, found in the bits of whole numbers: the quick way for short texts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.alphabet import alphabet
from mtdetect.text.word_index import Places

Mask = NDArray[np.bool_]

_NOWHERE: Places = np.zeros(0, np.intp)


class CharPattern(NamedTuple):
    """Classes of characters in a row, in the syntax of `re`; the match begins `ahead` characters after the first."""

    ahead: int
    classes: tuple[str, ...]


@cache
def char_pattern(pattern: str) -> CharPattern:
    r"""The shape that a simple pattern describes: `(?<=[a-z])\.\s` is a letter, a full stop and white space."""
    one = r"(?:\[(?:\\.|[^\]\\])+\]|\\.|[^()])"
    parts = re.fullmatch(rf"(?:\(\?<=({one}+)\))?({one}+)", pattern)
    if parts is None:
        raise ValueError(f"no row of character classes: {pattern}")
    before, own = (re.findall(one, part or "") for part in parts.groups())
    # A mark by itself is quicker to look up than a class of one.
    return CharPattern(len(before), tuple(re.sub(r"\A\\(\W)\Z", r"\1", each) for each in (*before, *own)))


@cache
def _marks_first(prefilter: tuple[str, ...]) -> list[tuple[int, list[tuple[int, str]]]]:
    """How far ahead of each shape's first class the match begins, and how far behind it each class stands, and the
    class: marks come first, as a text lacks most of them, and letters last.
    """

    def rank(own: tuple[int, str]) -> tuple[bool, bool]:
        return len(own[1]) > 1, own[1].islower() or own[1] == " "

    return [(wanted.ahead, sorted(enumerate(wanted.classes), key=rank)) for wanted in map(char_pattern, prefilter)]


class Bits:
    """Where the characters of a class stand in a short text, as the bits of a whole number.

    To shift such numbers and join them takes less time than to call numpy, as long as they are short.
    """

    PADDING = 32
    """Line ends on either side of the text, where a shape may reach: more than any has classes."""

    def __init__(self, numbers: NDArray[np.uint16], met: Places) -> None:
        """`met`: the numbers that are among them, no more than fit a byte."""
        self._met, self._size = met, len(numbers)
        ranks = np.arange(len(met), dtype=np.uint8)
        rank = np.zeros(int(met[-1]) + 1, np.uint8)
        rank[met] = ranks
        padding = np.full(self.PADDING, rank[ord("\n")])
        text = np.concatenate((padding, rank.take(numbers), padding))
        rows = np.packbits(text == ranks[:, None], axis=1, bitorder="little")
        held, size = rows.tobytes(), rows.shape[1]
        self._each = [int.from_bytes(held[i : i + size], "little") for i in range(0, len(held), size)]
        self._of = {alphabet.chars[number]: bits for number, bits in zip(met.tolist(), self._each, strict=True)}

    def of(self, characters: str) -> int:
        bits = self._of.get(characters)
        if bits is None:
            bits = 0
            if len(characters) > 1:
                for i in alphabet.members(characters).take(self._met).nonzero()[0].tolist():
                    bits |= self._each[i]
            self._of[characters] = bits
        return bits

    def places(self, characters: str) -> Places:
        return self._places(self.of(characters), self._size)

    def where(self, prefilter: tuple[str, ...]) -> Places:
        """Where one of these shapes may stand."""
        found, known = 0, self._of
        for ahead, classes in _marks_first(prefilter):
            bits = -1
            for i, characters in classes:
                own = known.get(characters)
                bits &= (self.of(characters) if own is None else own) >> i
                if not bits:
                    break
            else:
                found |= bits << ahead
        if not found:
            return _NOWHERE
        places = self._places(found, self._size - 1)
        return places[1:] if len(places) and not places[0] else places  # not the line ends around the text

    def _places(self, bits: int, size: int) -> Places:
        bits = bits >> self.PADDING & (1 << size) - 1
        if not bits:
            return _NOWHERE
        held = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), np.uint8)
        return np.unpackbits(held, bitorder="little").view(np.bool_).nonzero()[0]  # as numbers, it takes far longer
