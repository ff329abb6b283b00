"""Counts the kinds of characters and word starts in paragraphs, for a whole batch at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Kinds of characters and of word starts, in the order of their columns.
LOWER, UPPER, LETTER, DIGIT, SPACE, STOP, COMMA, MARK, COLON, QUOTE = range(10)
SEPARATOR, BRACKET, DASH, SYMBOL, OTHER = range(10, 15)
STARTS_LOWER, STARTS_UPPER, STARTS_CAPITALS, STARTS_DIGIT = range(15, 19)
_KINDS = 19
_EXACT = {
    STOP: ".…。", COMMA: ",，、", MARK: "!?！？", COLON: ":;", QUOTE: "\"“”„«»‘’'`", SEPARATOR: "|›>•·/→‹│▸►¦",
    BRACKET: "()[]{}", DASH: "-–—―",
}  # fmt: skip


_BY_CATEGORY = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Lo": LETTER, "Lm": LETTER, "Nd": DIGIT, "Zs": SPACE}
_BY_CHAR = dict.fromkeys("\t\n\v\f\r", SPACE) | {char: kind for kind, chars in _EXACT.items() for char in chars}
_UNSEEN = 255
_kinds = np.full(0x10000, _UNSEEN, np.uint8)
"""Kinds of the characters seen so far in the basic multilingual plane. All others are OTHER."""


_WORD_KINDS = np.full((DIGIT + 1, 2), STARTS_LOWER)
"""The kind of a word start, by the kind of its first character and whether a capital follows."""
_WORD_KINDS[UPPER] = STARTS_UPPER, STARTS_CAPITALS
_WORD_KINDS[DIGIT] = STARTS_DIGIT


def _kind(char: str) -> int:
    category = unicodedata.category(char)
    return _BY_CHAR.get(char, _BY_CATEGORY.get(category, SYMBOL if category[0] in "SP" else OTHER))


def _kinds_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    codes = np.minimum(codes, 0xFFFF)
    kinds = _kinds.take(codes)
    if kinds.max(initial=0) == _UNSEEN:
        for code in set(codes[kinds == _UNSEEN].tolist()):
            _kinds[code] = _kind(chr(code))
        kinds = _kinds.take(codes)
    return kinds


def char_class_counts(paragraphs: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.uint8]]:
    """Counts of each kind (paragraphs x kinds), and the kinds of the first and the last character of each paragraph."""
    codes = np.frombuffer("\n".join([*paragraphs, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds_of(codes)
    kinds[codes > 0xFFFF] = OTHER
    lengths = np.fromiter((len(p) + 1 for p in paragraphs), np.int64, len(paragraphs))
    ends = lengths.cumsum() - 1
    owner = (np.arange(len(paragraphs), dtype=np.int64) * _KINDS).repeat(lengths)
    inside = (kinds <= DIGIT) | (codes == ord("'")) | (codes == ord("’"))
    start = kinds <= DIGIT
    start[1:] &= ~inside[:-1]
    following = np.append(kinds[1:], np.uint8(SPACE))
    starts = start.nonzero()[0]
    size = len(paragraphs) * _KINDS
    counts = np.bincount(owner + kinds, minlength=size)
    words = _WORD_KINDS[kinds[starts], (following[starts] == UPPER).astype(np.intp)]
    counts += np.bincount(owner[starts] + words, minlength=size)
    counts = counts.reshape(-1, _KINDS)
    counts[:, SPACE] -= 1  # the line end that was added to each
    return counts, kinds[ends - lengths + 1], kinds[ends - 1]
