"""Split text into sentencepiece pieces."""

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
"""The piece id before every paragraph: sentencepiece's `<s>`."""

LONGEST = 20_000
"""Characters that sentencepiece gets at a time: its lattice takes a hundred bytes or more for each."""

MOST_KNOWN = 100_000
"""Words whose pieces are cached, in some five megabytes."""

MANY = 1000
"""Fewest words that sentencepiece gets in one call; fewer go one by one."""

Ids = NDArray[np.int32]

CHUNK = 1 << 20
"""Characters, or pieces, processed at a time, to limit the memory that a long document takes."""

_CACHE_LOCK = Lock()
"""Held while words are looked up in a tokenizer's cache and added to it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces of several paragraphs in one array, with a BOUNDARY before each paragraph.

    Paragraph i is `ids[starts[i] + 1 : starts[i + 1]]`, without its boundary. `starts` also has the end of the last.
    """

    ids: Ids
    starts: NDArray[np.int64]

    def counts(self) -> NDArray[np.int64]:
        """The number of pieces in each paragraph."""
        return self.starts[1:] - self.starts[:-1] - 1

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums by paragraph of a value, or row of values, for each piece; boundaries must have 0."""
        if len(self.starts) == 1:
            return np.zeros((0, *values.shape[1:]), values.dtype)
        return np.add.reduceat(values, self.starts[:-1])


def chunks(bounds: NDArray[np.int64], size: int) -> Iterator[slice]:
    """Slices of consecutive items: each is at most `size` long in total, or a single item.

    `bounds`: where each item begins, and where the last one ends.
    """
    first, number = 0, len(bounds) - 1
    while first < number:
        last = max(first + 1, int(bounds.searchsorted(bounds[first] + size, "right")) - 1)
        yield slice(first, last)
        first = last


def reaching_over(ids: Ids, n: int) -> NDArray[np.intp]:
    """Positions at the end of an n-gram (n >= 2) with a boundary after its first piece.

    Such n-grams must be ignored: they include pieces of the paragraph before, and may share the hash of a known one.
    """
    places = (ids == BOUNDARY).nonzero()[0][:, None] + np.arange(n - 1)
    inside: NDArray[np.intp] = places[places < len(ids)]
    return inside


class Tokenizer:
    """A sentencepiece model for lower-cased text: case has its own features, and the model stays small."""

    def __init__(self, model: bytes) -> None:
        from sentencepiece import SentencePieceProcessor

        self.model = model
        self._processor = SentencePieceProcessor(model_proto=model, num_threads=1)
        self._space = self._processor.piece_to_id("▁")
        """The piece for the second of two spaces."""
        self._cache = PieceCache([self._space])

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[bytes]]:
        """Leaves out the cache, whose arrays might be memory-mapped read-only in another process."""
        return type(self), (self.model,)

    def __len__(self) -> int:
        return int(self._processor.vocab_size())

    def pieces(self) -> list[str]:
        """The surface form of each piece, by id, with '▁' for a space."""
        return [self._processor.id_to_piece(i) for i in range(len(self))]

    @cached_property
    def function_words(self) -> NDArray[np.bool_]:
        """By piece id: whether it is a whole English function word."""
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
        """No piece crosses a space, so each word is encoded once and then looked up."""
        text = " ".join(["", *paragraphs, ""])
        characters = codes(text)
        spaces = (characters == ord(" ")).nonzero()[0]
        starts, ends = spaces[:-1] + 1, spaces[1:]
        sizes = np.array([len(paragraph) for paragraph in paragraphs], np.int64)
        begins = (sizes + 1).cumsum() - sizes
        if not sizes.all():  # an empty paragraph has no words, not even an empty one
            real = np.ones(len(starts), np.bool_)
            real[starts.searchsorted(begins[sizes == 0])] = False
            starts, ends = starts[real], ends[real]
        hashes = run_hashes(starts, ends, lambda some: code_values(characters[some]))
        with _CACHE_LOCK:
            numbers = self._cache.find(hashes)
            if len(new := (numbers < 0).nonzero()[0]):
                if len(self._cache) > MOST_KNOWN:
                    self._cache, new = PieceCache([self._space]), np.arange(len(numbers))
                spans = zip(hashes[new].tolist(), starts[new].tolist(), ends[new].tolist(), strict=True)
                words = {hashed: text[start:end] for hashed, start, end in spans if hashed}
                self._cache.add(np.array(list(words), np.uint64), self._pieces_of(list(words.values())))
                numbers[new] = self._cache.find(hashes[new])
            pieces, lengths = self._cache.pieces(numbers)
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
            for part in _lowered(word).split(" ")  # a NUL has become a space
            for start, end in [*_parts(part)] or [(0, 0)]
        ]
        # For a list, sentencepiece starts a thread, which takes as long as encoding some hundreds of words.
        if len(parts) < MANY:
            encoded = [self._processor.encode(part) for _, part in parts]
        else:
            encoded = self._processor.encode([part for _, part in parts])
        for (own, part), ids in zip(parts, encoded, strict=True):
            own += ids if part else [self._space]
        return found

    def offsets(self, paragraph: str) -> list[tuple[int, int]]:
        """The span of each piece in a paragraph, half-open."""
        result = []
        lowered = _lowered(paragraph)
        for start, end in _parts(lowered):
            if start == end:
                result.append((start, end))
            mapping = self._processor.encode_as_offset_mapping(lowered[start:end])
            result += [(start + a, start + b) for a, b in mapping["offsets"]]
        return result


def _lowered(paragraph: str) -> str:
    """Lower case at the same length, with lone surrogates and NULs replaced, which sentencepiece can't take."""
    lowered = paragraph.lower()
    if paragraph.isascii():
        return lowered.replace("\0", " ")
    if len(lowered) != len(paragraph):  # 'İ' and a few others get longer
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in paragraph)
    return lowered.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _parts(paragraph: str) -> Iterator[tuple[int, int]]:
    """Spans of at most LONGEST characters, cut at a space, which is left out, or inside a word that is too long."""
    start = 0
    while len(paragraph) - start > LONGEST:
        space = paragraph.rfind(" ", start, start + LONGEST + 1)
        end = space if space >= 0 else start + LONGEST
        yield start, end
        start = end + (space >= 0)
    if paragraph:
        yield start, len(paragraph)
