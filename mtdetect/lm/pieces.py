"""Text to sentencepiece pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.piece_cache import PieceCache
from mtdetect.text import wordlists
from mtdetect.text.alphabet import code_values, codes
from mtdetect.text.word_index import run_hashes

BOUNDARY = 1
"""The piece id that stands before every paragraph: sentencepiece's `<s>`."""

LONGEST = 20_000
"""Characters that sentencepiece is given at once: its lattice takes a hundred bytes and more for each."""

MOST_KNOWN = 100_000
"""Words whose pieces are kept: some five megabytes."""

MANY = 1000
"""Words from which sentencepiece is given them all at once."""

Ids = NDArray[np.int32]

CHUNK = 1 << 20
"""Characters, or pieces, that are read together: more of a long document would take much room at once."""

_LEARNING = Lock()
"""Held while words are looked up and added to those that a tokenizer knows."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces of several paragraphs in one array, a `BOUNDARY` before each paragraph.

    `ids` has one entry a piece; paragraph i is `ids[starts[i] + 1 : starts[i + 1]]`, after its boundary.
    """

    ids: Ids
    starts: NDArray[np.int64]

    def counts(self) -> NDArray[np.int64]:
        """Pieces in each paragraph."""
        return self.starts[1:] - self.starts[:-1] - 1

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums by paragraph of one value (or row of values) a piece; the boundaries' own must be 0."""
        if len(self.starts) == 1:
            return np.zeros((0, *values.shape[1:]), values.dtype)
        return np.add.reduceat(values, self.starts[:-1])


def chunks(bounds: NDArray[np.int64], size: int) -> Iterator[slice]:
    """Items in a row, some at a time, which together are no longer than `size`, or are one.

    `bounds`: where each item begins, and the end of the last.
    """
    first, number = 0, len(bounds) - 1
    while first < number:
        last = max(first + 1, int(bounds.searchsorted(bounds[first] + size, "right")) - 1)
        yield slice(first, last)
        first = last


def reaching_over(ids: Ids, n: int) -> NDArray[np.intp]:
    """Where an n-gram of two pieces and more ends that holds a boundary after its first piece: none is to be looked at,
    since it has pieces of the paragraph before, and another n-gram may have its hash.
    """
    places = (ids == BOUNDARY).nonzero()[0][:, None] + np.arange(n - 1)
    inside: NDArray[np.intp] = places[places < len(ids)]
    return inside


class Tokenizer:
    """A sentencepiece model, used on lower-cased text: case is evidence of its own, and the model is small."""

    def __init__(self, model: bytes) -> None:
        from sentencepiece import SentencePieceProcessor

        self.model = model
        self._processor = SentencePieceProcessor(model_proto=model, num_threads=1)
        self._space = self._processor.piece_to_id("▁")
        """What sentencepiece would make of the second of two spaces."""
        self._lexicon = PieceCache([self._space])

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[bytes]]:
        """Another process meets the words anew: arrays that it is given may be mapped, and not to be written to."""
        return type(self), (self.model,)

    def __len__(self) -> int:
        return int(self._processor.vocab_size())

    def pieces(self) -> list[str]:
        """The surface of each piece, by id; '▁' stands for a space."""
        return [self._processor.id_to_piece(i) for i in range(len(self))]

    @cached_property
    def function_words(self) -> NDArray[np.bool_]:
        """By piece id: is it a whole English function word?"""
        whole = np.zeros(len(self), np.bool_)
        pieces = [f"▁{word}" for word in wordlists.load("function_words")]
        whole[
            [
                i
                for i, piece in zip(map(self._processor.piece_to_id, pieces), pieces, strict=True)
                if self._processor.id_to_piece(i) == piece
            ]
        ] = True
        return whole

    def encode(self, paragraphs: Sequence[str]) -> Tokens:
        """The pieces of each paragraph."""
        bounds = np.cumsum([0, *map(len, paragraphs)], dtype=np.int64)
        read = [self._encode(paragraphs[own]) for own in chunks(bounds, CHUNK)]
        if len(read) == 1:
            return read[0]
        before = np.cumsum([0, *(len(part.ids) for part in read)], dtype=np.int64)
        starts = [part.starts[:-1] + first for part, first in zip(read, before[:-1], strict=True)]
        ids = [np.zeros(0, np.int32), *(part.ids for part in read)]
        return Tokens(np.concatenate(ids), np.concatenate([*starts, before[-1:]]))

    def _encode(self, paragraphs: Sequence[str]) -> Tokens:
        """No piece reaches over a space: each word is encoded when it is first met, and then looked up."""
        text = " ".join(["", *paragraphs, ""])
        characters = codes(text)
        spaces = (characters == ord(" ")).nonzero()[0]
        starts, ends = spaces[:-1] + 1, spaces[1:]
        sizes = np.array([len(paragraph) for paragraph in paragraphs], np.int64)
        begins = (sizes + 1).cumsum() - sizes
        if not sizes.all():  # what is empty has no words, not even an empty one
            real = np.ones(len(starts), np.bool_)
            real[starts.searchsorted(begins[sizes == 0])] = False
            starts, ends = starts[real], ends[real]
        hashes = run_hashes(starts, ends, lambda some: code_values(characters[some]))
        with _LEARNING:
            numbers = self._lexicon.find(hashes)
            if len(new := (numbers < 0).nonzero()[0]):
                if len(self._lexicon) > MOST_KNOWN:
                    self._lexicon, new = PieceCache([self._space]), np.arange(len(numbers))
                spans = zip(hashes[new].tolist(), starts[new].tolist(), ends[new].tolist(), strict=True)
                words = {hashed: text[start:end] for hashed, start, end in spans if hashed}
                self._lexicon.add(np.array(list(words), np.uint64), self._pieces_of(list(words.values())))
                numbers[new] = self._lexicon.find(hashes[new])
            pieces, lengths = self._lexicon.pieces(numbers)
        before = np.concatenate(([0], lengths.cumsum()))[starts.searchsorted(np.concatenate((begins, [len(text)])))]
        places = before + np.arange(len(before))
        ids = np.full(places[-1], BOUNDARY, np.int32)
        inside = np.ones(len(ids), np.bool_)
        inside[places[:-1]] = False
        ids[inside] = pieces
        return Tokens(ids, places)

    def _pieces_of(self, words: Sequence[str]) -> list[list[int]]:
        """The pieces of each word."""
        found: list[list[int]] = [[] for _ in words]
        parts = [
            (own, part[start:end])
            for word, own in zip(words, found, strict=True)
            for part in _lowered(word).split(" ")  # in several where it held a NUL
            for start, end in [*_parts(part)] or [(0, 0)]
        ]
        # A list is given to a thread of its own, which costs as much as some hundred words.
        if len(parts) < MANY:
            encoded = [self._processor.encode(part) for _, part in parts]
        else:
            encoded = self._processor.encode([part for _, part in parts])
        for (own, part), ids in zip(parts, encoded, strict=True):
            own += ids if part else [self._space]
        return found

    def offsets(self, paragraph: str) -> list[tuple[int, int]]:
        """Where each piece of one paragraph stands in it, half-open."""
        result = []
        lowered = _lowered(paragraph)
        for start, end in _parts(lowered):
            if start == end:
                result.append((start, end))
            mapping = self._processor.encode_as_offset_mapping(lowered[start:end])
            result += [(start + a, start + b) for a, b in mapping["offsets"]]
        return result


def _lowered(paragraph: str) -> str:
    """Lower case in the same length, without what sentencepiece can't take: lone surrogates and NULs."""
    lowered = paragraph.lower()
    if paragraph.isascii():
        return lowered.replace("\0", " ")
    if len(lowered) != len(paragraph):  # 'İ' and a few others grow
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in paragraph)
    return lowered.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _parts(paragraph: str) -> Iterator[tuple[int, int]]:
    """Where to cut a paragraph for sentencepiece: at a space, which is in no part, or in a word that is too long."""
    start = 0
    while len(paragraph) - start > LONGEST:
        space = paragraph.rfind(" ", start, start + LONGEST + 1)
        end = space if space >= 0 else start + LONGEST
        yield start, end
        start = end + (space >= 0)
    if paragraph:
        yield start, len(paragraph)
