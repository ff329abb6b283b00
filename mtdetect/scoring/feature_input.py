"""What features are computed from: the paragraphs of a batch, with their pieces, surprisal and flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.pieces import Tokens, chunks
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Span

Matrix = NDArray[np.float32]

MOST_CROSSED = 50
"""A flag counts in its first paragraph and in at most this many more. No single place of damage is longer."""


CHUNK = 1 << 14
"""Pieces whose features are computed at a time, to limit the memory that many short paragraphs take."""


@dataclass(frozen=True)
class SomeColumns:
    """A matrix by its columns that are not all 0: of the rules, few have flags in a text.

    `which`: their numbers, ascending. `values`: paragraphs x which. `width`: how many columns the whole matrix has.
    """

    which: tuple[int, ...]
    values: NDArray[np.float32]
    width: int

    @classmethod
    def of(cls, matrix: NDArray[np.float32]) -> SomeColumns:
        which = (matrix != 0).any(axis=0).nonzero()[0]
        return cls(tuple(which.tolist()), matrix[:, which], matrix.shape[1])

    def rows(self, which: slice) -> SomeColumns:
        return SomeColumns(self.which, self.values[which], self.width)

    def column(self, number: int) -> NDArray[np.float32]:
        if number not in self.which:
            return np.zeros(len(self.values), np.float32)
        return self.values[:, self.which.index(number)]

    def dense(self) -> NDArray[np.float32]:
        """The whole matrix."""
        matrix = np.zeros((len(self.values), self.width), np.float32)
        matrix[:, self.which] = self.values
        return matrix


@dataclass(frozen=True)
class FeatureInput:
    """The paragraphs of a batch of documents, and all that their features are computed from.

    `documents` holds the index of each document's first paragraph, and at the end the number of paragraphs.
    """

    paragraphs: list[str]
    documents: NDArray[np.int64]
    tokens: Tokens
    surprisal: NDArray[np.int32]
    """One per piece, in units of STEP bits; 0 at boundaries."""
    unigram_surprisal: NDArray[np.int32]
    """The same, ignoring the pieces before."""
    flags: SomeColumns
    """Number of flags that touch each paragraph. Shape: paragraphs x (rules and families)."""
    confidences: SomeColumns
    """The highest confidence that flags of each rule state themselves; 0 if none does. Shape: paragraphs x rules."""
    texts: Sequence[SegmentedText] = ()
    """The documents, if known."""

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """The document of each paragraph."""
        sizes = self.documents[1:] - self.documents[:-1]
        return np.arange(len(sizes)).repeat(sizes)

    def chunks(self) -> Iterator[FeatureInput]:
        """Yields some paragraphs at a time, as one document: for features that need no other paragraph."""
        if self.tokens.starts[-1] <= CHUNK:
            yield self
            return
        for own in chunks(self.tokens.starts, CHUNK):
            starts = self.tokens.starts[own.start : own.stop + 1]
            pieces = slice(starts[0], starts[-1])
            yield FeatureInput(
                paragraphs=self.paragraphs[own],
                documents=np.array([0, own.stop - own.start]),
                tokens=Tokens(self.tokens.ids[pieces], starts - starts[0]),
                surprisal=self.surprisal[pieces],
                unigram_surprisal=self.unigram_surprisal[pieces],
                flags=self.flags.rows(own),
                confidences=self.confidences.rows(own),
            )


def count_flags(
    paragraphs: Sequence[Span], flags: Sequence[Flag], columns: Mapping[str, tuple[int, ...]], width: int
) -> NDArray[np.float32]:
    """Counts the flags in each paragraph of one document. Shape: paragraphs x `width`.

    `columns` maps a rule's code to the columns that its flags are counted in.
    """
    counts = np.zeros((len(paragraphs), width), np.float32)
    if flags and paragraphs:
        which, owner = _touched(paragraphs, flags)
        own = np.array([columns[flag.code] for flag in flags])[which]
        np.add.at(counts, (owner[:, None], own), np.float32(1))
    return counts


def highest_confidences(
    paragraphs: Sequence[Span], flags: Sequence[Flag], columns: Mapping[str, int]
) -> NDArray[np.float32]:
    """The highest confidence of each rule's flags in each paragraph. Shape: paragraphs x rules.

    `columns` maps a rule's code to its column.
    """
    highest = np.zeros((len(paragraphs), len(set(columns.values()))), np.float32)
    sure = [flag for flag in flags if flag.confidence is not None]
    if sure and paragraphs:
        which, owner = _touched(paragraphs, sure)
        column = np.array([columns[flag.code] for flag in sure])[which]
        np.maximum.at(highest, (owner, column), np.array([flag.confidence for flag in sure], np.float32)[which])
    return highest


def _touched(paragraphs: Sequence[Span], flags: Sequence[Flag]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The flags and the paragraphs that they touch, as pairs of numbers."""
    starts = np.array([paragraph.start for paragraph in paragraphs])
    begin, stop = np.array([(flag.start, flag.end) for flag in flags]).T
    first = np.maximum(starts.searchsorted(begin, "right") - 1, 0)
    last = np.maximum(starts.searchsorted(stop - 1, "right") - 1, first)
    spread = np.minimum(last - first, MOST_CROSSED) + 1
    which = np.arange(len(flags)).repeat(spread)
    return which, first[which] + np.arange(len(which)) - (spread.cumsum() - spread).repeat(spread)
