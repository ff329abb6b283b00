"""A fast search for character patterns in short texts: positions are kept as the bits of integers."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.alphabet import alphabet
from mtdetect.text.word_index import Places

Mask = NDArray[np.bool_]

NOWHERE: Places = np.zeros(0, np.intp)


class CharPattern(NamedTuple):
    """A sequence of character classes in `re` syntax. A match starts `ahead` characters after the first of them."""

    ahead: int
    classes: tuple[str, ...]


@cache
def char_pattern(pattern: str) -> CharPattern:
    r"""Parses a prefilter: `(?<=[a-z])\.\s` is a letter, a full stop and white space, and the match starts at the stop.

    Raises ValueError for anything but a sequence of character classes, which may start with a lookbehind.
    """
    one = r"(?:\[(?:\\.|[^\]\\])+\]|\\.|[^()])"
    parts = re.fullmatch(rf"(?:\(\?<=({one}+)\))?({one}+)", pattern)
    if parts is None:
        raise ValueError(rf"prefilter {pattern!r} must be a sequence of character classes, such as (?<=[a-z])\.\s")
    before, own = (re.findall(one, part or "") for part in parts.groups())
    # A bare character is faster to look up than an escaped one.
    return CharPattern(len(before), tuple(re.sub(r"\A\\(\W)\Z", r"\1", each) for each in (*before, *own)))


@cache
def _marks_first(prefilter: tuple[str, ...]) -> list[tuple[int, list[tuple[int, str]]]]:
    """`ahead` of each character pattern, and its classes with their offsets, in the order to look them up.

    Punctuation comes first: most marks are not in a text, which rules the pattern out at once. Classes come last.
    """

    def rank(own: tuple[int, str]) -> tuple[bool, bool]:
        return len(own[1]) > 1, own[1].islower() or own[1] == " "

    return [(wanted.ahead, sorted(enumerate(wanted.classes), key=rank)) for wanted in map(char_pattern, prefilter)]


class Bits:
    """The positions of each character class in a short text, as the bits of an integer.

    As long as the integers are short, shifting and combining them is faster than calling numpy.
    """

    PADDING = 32
    """Line ends added on either side of the text, so that patterns may reach past it: more than any has classes."""

    def __init__(self, numbers: NDArray[np.uint16], met: Places) -> None:
        """`numbers` are those of the characters, `met` the distinct ones in ascending order, at most 256."""
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
        """The positions of a class as bits, the padding included."""
        bits = self._of.get(characters)
        if bits is None:
            bits = 0
            if len(characters) > 1:
                for i in alphabet.members(characters).take(self._met).nonzero()[0].tolist():
                    bits |= self._each[i]
            self._of[characters] = bits
        return bits

    def places(self, characters: str) -> Places:
        """The positions of a class in the text, ascending."""
        return self._places(self.of(characters), self._size)

    def where(self, prefilter: tuple[str, ...]) -> Places:
        """Positions in the text where one of these character patterns matches, ascending."""
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
            return NOWHERE
        places = self._places(found, self._size - 1)
        return places[1:] if len(places) and not places[0] else places  # without the line ends around the text

    def _places(self, bits: int, size: int) -> Places:
        bits = bits >> self.PADDING & (1 << size) - 1
        if not bits:
            return NOWHERE
        held = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), np.uint8)
        return np.unpackbits(held, bitorder="little").view(np.bool_).nonzero()[0]  # far faster on booleans
