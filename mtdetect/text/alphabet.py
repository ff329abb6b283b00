"""Characters as small numbers, and the values from which words are hashed."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 20
"""Characters of a text that are numbered together: each takes four bytes until it is."""

MOST_NUMBERED = 0xFFFF
"""Characters with a number of their own; any more have the last number in common, which belongs to every class."""

MULTIPLIER = 0x9E3779B97F4A7C15  # odd, so that it has an inverse in whole numbers modulo 2**64

WORD = (1 << 64) - 1

_RANGES = re.compile(r"\[(?:[^\\^]-[^\\])+\]", re.DOTALL)


def _mixed(code: int) -> int:
    """A number of 64 bits for a character, without any order among neighbours."""
    mixed = (code + 1) * MULTIPLIER & WORD
    return (mixed ^ mixed >> 29) * MULTIPLIER & WORD


def code_values(codes: NDArray[np.integer[Any]]) -> NDArray[np.uint64]:
    """That number for each of many characters, or of other things that are numbered."""
    mixed = codes.astype(np.uint64)
    mixed += np.uint64(1)
    mixed *= np.uint64(MULTIPLIER)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(MULTIPLIER)
    return mixed


class Alphabet:
    """The characters that have been met, numbered in that order after those of Latin-1."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.chars = "".join(map(chr, range(256)))
        self._numbers = np.zeros(0x110000, np.uint16)
        self._numbers[:256] = np.arange(256)
        self._members: dict[str, NDArray[np.bool_]] = {}
        self._values: dict[bool, NDArray[np.uint64]] = {}

    def numbers(self, codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
        numbers = self._numbers.take(codes)
        unmet = (numbers == 0) & (codes > 0)
        if unmet.any():
            with self._lock:
                for code in sorted(set(codes[unmet].tolist())):
                    if not self._numbers[code]:
                        number = min(len(self.chars), MOST_NUMBERED)
                        self.chars += chr(code)  # before another thread can meet the number
                        self._numbers[code] = number
            numbers = self._numbers.take(codes)
        return numbers

    def numbered(self, text: str) -> NDArray[np.uint16]:
        """The number of each character of a text."""
        numbers = np.empty(len(text), np.uint16)
        for i in range(0, len(text), CHUNK):
            numbers[i : i + CHUNK] = self.numbers(codes(text[i : i + CHUNK]))
        return numbers

    def members(self, characters: str) -> NDArray[np.bool_]:
        """By number: is the character of this class?"""
        found = self._members.get(characters)
        if found is None or len(found) < len(self.chars):
            found = np.zeros(len(self.chars), np.bool_)
            literal = characters[-1] if len(characters) == 1 or re.fullmatch(r"\\\W", characters) else ""
            if literal:  # to compile an expression takes longer
                found[self.chars.find(literal)] = literal in self.chars
            elif _RANGES.fullmatch(characters):  # far longer, where they are wide
                met = codes(self.chars)
                for first, last in zip(codes(characters[1::3])[:-1], codes(characters[3::3]), strict=True):
                    found |= (met >= first) & (met <= last)
            else:
                found[[match.start() for match in re.finditer(characters, self.chars, re.DOTALL)]] = True
            found[MOST_NUMBERED:] = True
            self._members[characters] = found
        return found

    def values(self, fold: bool) -> NDArray[np.uint64]:
        """By number: what a character adds to the hash of a word. `fold`: capitals as small letters."""
        found = self._values.get(fold)
        if found is None or len(found) < len(self.chars):
            known = {char: _mixed(ord(char)) for char in self.chars}
            if fold:  # what becomes two letters, such as ß, has the value of both
                known |= {char: sum(_mixed(ord(small)) for small in char.casefold()) & WORD for char in self.chars}
            found = np.fromiter(map(known.__getitem__, self.chars), np.uint64, len(self.chars))
            self._values[fold] = found
        return found


alphabet = Alphabet()


def codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
