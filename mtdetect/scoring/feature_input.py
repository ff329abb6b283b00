"""What features are made from: the paragraphs of a batch, their pieces, surprisal and flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.pieces import CHUNK, Tokens, chunks
from mtdetect.types import Flag, Span

Matrix = NDArray[np.float32]

MOST_CROSSED = 50
"""Paragraphs after its first in which a flag counts: no damage of one kind is longer."""


@dataclass(frozen=True)
class FeatureInput:
    """What is known of the paragraphs of a batch of documents before features are made of it.

    `documents` holds the first paragraph's index of each document, and the number of paragraphs at the end.
    """

    paragraphs: list[str]
    documents: NDArray[np.int64]
    tokens: Tokens
    surprisal: NDArray[np.int32]
    """By piece, in STEP bits; 0 at boundaries."""
    unigram_surprisal: NDArray[np.int32]
    """The same for the piece by itself, without those before it."""
    flags: NDArray[np.float32]
    """Shape: paragraphs x rules and families; how many flags of each touch the paragraph."""

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """The document of each paragraph."""
        sizes = self.documents[1:] - self.documents[:-1]
        return np.arange(len(sizes)).repeat(sizes)

    def chunks(self) -> Iterator[FeatureInput]:
        """Some paragraphs at a time, as though they were a document: for what does not depend on the others."""
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
                flags=self.flags[own],
            )


def count_flags(
    paragraphs: Sequence[Span], flags: Sequence[Flag], columns: Mapping[str, tuple[int, ...]]
) -> NDArray[np.float32]:
    """Flags in each paragraph of one document. Shape: paragraphs x columns.

    `columns`: the columns of the counts to which a flag of each rule's code belongs.
    """
    counts = np.zeros((len(paragraphs), 1 + max(column for own in columns.values() for column in own)), np.float32)
    if flags and paragraphs:
        starts = np.array([paragraph.start for paragraph in paragraphs])
        begin, stop = np.array([(flag.start, flag.end) for flag in flags]).T
        first = np.maximum(starts.searchsorted(begin, "right") - 1, 0)
        last = np.maximum(starts.searchsorted(stop - 1, "right") - 1, first)
        spread = np.minimum(last - first, MOST_CROSSED) + 1
        which = np.arange(len(flags)).repeat(spread)
        owner = first[which] + np.arange(len(which)) - (spread.cumsum() - spread).repeat(spread)
        own = np.array([columns[flag.code] for flag in flags])[which]
        np.add.at(counts, (owner[:, None], own), np.float32(1))
    return counts
