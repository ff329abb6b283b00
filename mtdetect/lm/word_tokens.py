"""The words of tokenized texts, as arrays: where each begins and ends, its hash, and what is around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import Hashes, sums_of_hashes
from mtdetect.lm.pieces import Tokenizer, Tokens

Ints = NDArray[np.int64]

OTHER, BEGINS, GOES_ON, APOSTROPHE, BETWEEN, STOPS, SPACE = range(7)
"""Kinds of pieces: `BETWEEN` may separate two words of a phrase, `STOPS` ends a sentence, and `SPACE` begins a word if
letters follow."""

_BETWEEN = frozenset(",;:\"'”’)]—–-`")

_STOPS = frozenset(".?!…")

FAR = 1 << 40
"""Larger than any number of stops between two words."""

_DISTANCE = np.array([FAR, 0, FAR, 0, 0, 1, 0])
"""What a piece between two words adds to their distance, by kind."""


def kinds_of(tokenizer: Tokenizer) -> NDArray[np.int8]:
    """The kind of each piece, by id; the boundary of a paragraph is a stop."""

    def kind(piece: str) -> int:
        inner = piece.removeprefix("▁")
        if not inner:
            return SPACE
        if inner.isalpha():
            return BEGINS if piece != inner else GOES_ON
        if piece in ("'", "’"):
            return APOSTROPHE
        if (_STOPS & set(inner) and not inner[0].isalnum()) or piece == "<s>":
            return STOPS
        return BETWEEN if set(inner) <= _BETWEEN else OTHER

    return np.array([kind(piece) for piece in tokenizer.pieces()], np.int8)


@dataclass(frozen=True)
class WordTokens:
    """The words of some paragraphs, in order; each array has one entry a word.

    A word is `tokens.ids[start:end]`: letters, and apostrophes with letters on both sides.
    """

    starts: Ints
    ends: Ints
    keys: Hashes
    """The hash of its pieces up to an apostrophe."""
    whole: Hashes
    """The hash of all its pieces."""
    apart: Ints
    """0: it directly follows the word before; less than FAR: it begins a sentence; else: something else is between."""
    closes: NDArray[np.bool_]
    """Whether a stop follows it, and then a word or the end of the paragraph."""
    owner: Ints
    """The number of its paragraph."""
    paragraphs: int
    """How many paragraphs there are."""

    @classmethod
    def of(cls, tokens: Tokens, kinds: NDArray[np.int8]) -> WordTokens:
        """The words of some paragraphs. `kinds`: from `kinds_of`."""
        kind = kinds.take(tokens.ids)
        spaces = (kind == SPACE).nonzero()[0]
        letters = np.concatenate((kind, [np.int8(OTHER)])).take(spaces + 1) == GOES_ON
        kind[spaces] = np.where(letters, BEGINS, OTHER)
        apostrophes = (kind[:-1] == APOSTROPHE).nonzero()[0]
        inside = apostrophes[kind.take(apostrophes + 1) == GOES_ON]
        bare_starts, bare_ends = _runs(kind)
        kind[inside] = GOES_ON
        starts, ends = _runs(kind)
        keys = _keys(tokens.ids, bare_starts, bare_ends)
        whole = keys.copy()
        longer = (bare_ends != ends).nonzero()[0]
        # Straight and curly apostrophes are treated alike.
        straight = tokens.ids.copy()
        straight[inside] = np.argmax(kinds == APOSTROPHE)
        whole[longer] = _keys(straight, starts[longer], ends[longer])
        distance = _DISTANCE.take(kind)
        distance[inside] = 0
        passed = np.concatenate(([0], distance.cumsum()))
        owner = tokens.starts.searchsorted(starts, "right") - 1
        before = np.maximum(shifted(ends, 0), tokens.starts[owner])  # the boundary is a stop
        behind = np.minimum(np.concatenate((starts[1:], [len(kind)])), tokens.starts[owner + 1])
        between = passed[behind] - passed[ends]
        closes = (between > 0) & (between < FAR)
        return cls(starts, ends, keys, whole, passed[starts] - passed[before], closes, owner, len(tokens.starts) - 1)


def reducing(owner: Ints, number: int) -> Callable[..., Ints]:
    """A function that reduces values of words to one for each of `number` paragraphs, with `np.add` or the like.

    It gives `none` for a paragraph without words. `owner`: the paragraph of each word, ascending.
    """
    begins = np.ones(len(owner), np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    first = begins.nonzero()[0]  # first word of each paragraph that has one
    worded = owner[first]

    def by_paragraph(reduce: np.ufunc, values: NDArray[Any], none: int = 0) -> Ints:
        result = np.full(number, none, np.int64)
        if len(first):
            result[worded] = reduce.reduceat(values, first, dtype=np.int64)
        return result

    return by_paragraph


def shifted(values: NDArray[np.integer[Any]], first: int) -> Ints:
    """The entry before each one; before the first, `first`."""
    shifted = np.empty(len(values), np.int64)
    shifted[:1], shifted[1:] = first, values[:-1]
    return shifted


def ahead(values: NDArray[np.integer[Any]], last: int) -> Ints:
    """The entry after each one; after the last, `last`."""
    ahead = np.empty(len(values), np.int64)
    ahead[:-1], ahead[-1:] = values[1:], last
    return ahead


def _runs(kind: NDArray[np.int8]) -> tuple[Ints, Ints]:
    """The index of each word's first piece, and of the piece after its last."""
    # A word ends before the next piece that does not continue one.
    outer = (kind != GOES_ON).nonzero()[0]
    begins = (kind.take(outer) == BEGINS).nonzero()[0]
    after = np.concatenate((outer, [len(kind)]))
    return outer[begins], after[begins + 1]


def _keys(ids: NDArray[np.integer[Any]], starts: Ints, ends: Ints) -> Hashes:
    """A hash of each word's pieces, in their order."""
    if not len(starts):
        return np.zeros(0, np.uint32)
    lengths = ends - starts
    before = lengths.cumsum() - lengths
    inner = np.arange(int(lengths.sum())) - before.repeat(lengths)
    pieces = ids[starts.repeat(lengths) + inner].astype(np.int64) * 64 + np.minimum(inner, 63)
    return sums_of_hashes(pieces, before)
