"""The words of tokenized texts, as whole arrays: where each begins and ends, its kind, its hash."""

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
"""Kinds of pieces: `BETWEEN` may stand between two words of a phrase, `STOPS` ends a sentence, and a `SPACE` of its own
begins a word if letters follow."""

_BETWEEN = frozenset(",;:\"'”’)]—–-`")

_STOPS = frozenset(".?!…")

_FAR = 1 << 40
"""More pieces than are ever between two words."""

_DISTANCE = np.array([_FAR, 0, _FAR, 0, 0, 1, 0])
"""By kind, what a piece between two words puts between them."""


def kinds_of(tokenizer: Tokenizer) -> NDArray[np.int8]:
    """By piece id, its part in a word or between words; a paragraph's boundary stops."""

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
    """The words of letters in some paragraphs, in order: one entry a word in each array.

    A word is `tokens.ids[starts:ends]`; an apostrophe with letters on both sides is part of it.
    """

    starts: Ints
    ends: Ints
    keys: Hashes
    """Of its pieces, up to an apostrophe."""
    whole: Hashes
    """Of all its pieces."""
    apart: Ints
    """0: it follows the word before it; 1: a sentence begins; more: something that is no word stands between."""
    closes: NDArray[np.bool_]
    """Whether a stop follows, and after it a word or the end of the paragraph."""
    owner: Ints
    """Its paragraph."""
    paragraphs: int

    @classmethod
    def of(cls, tokens: Tokens, kinds: NDArray[np.int8]) -> WordTokens:
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
        # Either apostrophe: both are written.
        straight = tokens.ids.copy()
        straight[inside] = np.argmax(kinds == APOSTROPHE)
        whole[longer] = _keys(straight, starts[longer], ends[longer])
        distance = _DISTANCE.take(kind)
        distance[inside] = 0
        passed = np.concatenate(([0], distance.cumsum()))
        owner = tokens.starts.searchsorted(starts, "right") - 1
        before = np.maximum(_shifted(ends, 0), tokens.starts[owner])  # the boundary stops
        behind = np.minimum(np.concatenate((starts[1:], [len(kind)])), tokens.starts[owner + 1])
        between = passed[behind] - passed[ends]
        closes = (between > 0) & (between < _FAR)
        return cls(starts, ends, keys, whole, passed[starts] - passed[before], closes, owner, len(tokens.starts) - 1)


def reducing(owner: Ints, number: int) -> Callable[..., Ints]:
    """What reduces the values of words to one for each paragraph, by `np.add` or another such function: `none` where it
    has no word. `owner`: the paragraph of each word, in order.
    """
    begins = np.ones(len(owner), np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    first = begins.nonzero()[0]  # word of each paragraph that has any
    worded = owner[first]

    def by_paragraph(reduce: np.ufunc, values: NDArray[Any], none: int = 0) -> Ints:
        result = np.full(number, none, np.int64)
        if len(first):
            result[worded] = reduce.reduceat(values, first, dtype=np.int64)
        return result

    return by_paragraph


def _shifted(values: NDArray[np.integer[Any]], first: int) -> Ints:
    """Of each entry the one before it."""
    shifted = np.empty(len(values), np.int64)
    shifted[:1], shifted[1:] = first, values[:-1]
    return shifted


def _ahead(values: NDArray[np.integer[Any]], last: int) -> Ints:
    """Of each entry the one behind it."""
    ahead = np.empty(len(values), np.int64)
    ahead[:-1], ahead[-1:] = values[1:], last
    return ahead


def _runs(kind: NDArray[np.int8]) -> tuple[Ints, Ints]:
    """First piece of each word, and the piece after its last."""
    # A word goes on to the next piece that is no inner part of a word.
    outer = (kind != GOES_ON).nonzero()[0]
    begins = (kind.take(outer) == BEGINS).nonzero()[0]
    after = np.concatenate((outer, [len(kind)]))
    return outer[begins], after[begins + 1]


def _keys(ids: NDArray[np.integer[Any]], starts: Ints, ends: Ints) -> Hashes:
    """A hash of each word's pieces and their order."""
    if not len(starts):
        return np.zeros(0, np.uint32)
    lengths = ends - starts
    before = lengths.cumsum() - lengths
    inner = np.arange(int(lengths.sum())) - before.repeat(lengths)
    pieces = ids[starts.repeat(lengths) + inner].astype(np.int64) * 64 + np.minimum(inner, 63)
    return sums_of_hashes(pieces, before)
