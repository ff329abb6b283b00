"""Text to sentencepiece pieces, and pieces to surprisal: a back-off n-gram model in sorted arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import HashTable, ngram_hashes
from mtdetect.lm.piece_cache import PieceCache
from mtdetect.text import wordlists
from mtdetect.text.word_index import code_values, codes, run_hashes

BOUNDARY = 1
"""The piece id that stands before every paragraph: sentencepiece's `<s>`."""

LEVELS = 255
MAX_BITS = 25.5
STEP = MAX_BITS / LEVELS
"""Surprisals are stored, and added up, as whole tenths of a bit (from 0 to 25.5 bits): one byte each, and sums
that are the same in every batch and on every machine."""

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


@dataclass(frozen=True, slots=True)
class Surprisal:
    """The surprisal of each piece of one document's paragraphs, in STEP bits, with and without the pieces before it.

    Paragraph i has `steps[starts[i] + 1 : starts[i + 1]]`: the entry at its start belongs to its boundary.
    """

    steps: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokenizer: Tokenizer
    model: PieceNgramModel

    def costs(self, variants: Sequence[str]) -> NDArray[np.float64]:
        """Bits that the model needs for each of some short texts, such as a passage as it stands and mended."""
        tokens = self.tokenizer.encode(variants)
        return tokens.sums(self.model.surprisal(tokens.ids).astype(np.int64)) * STEP


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


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams of one length: `bits` is the surprisal of the last piece after the others, and `backoff` what to add
    where the n-gram, as a context, does not help; both in tenths of a bit, in the order of the table.
    """

    table: HashTable
    bits: NDArray[np.uint8]
    backoff: NDArray[np.uint8]


class PieceNgramModel:
    """An n-gram model with back-off weights, looked up by hash for a whole array of pieces at once.

    `tables[n - 2]` holds the n-grams of length n. Two n-grams of one hash are one to the model: with a few hundred
    thousand entries that befalls one look-up in ten thousand.
    """

    def __init__(self, unigrams: NDArray[np.uint8], tables: Sequence[Ngrams]) -> None:
        # `take` would copy a column anew each time.
        self.unigrams, self.unigram_backoff = np.ascontiguousarray(unigrams.T)
        self.tables = tables

    @property
    def order(self) -> int:
        return len(self.tables) + 1

    def surprisal(self, ids: Ids) -> Ids:
        """Surprise at each piece given those before it, in STEP bits; 0 at boundaries. Shape: `len(ids)`."""
        # Nothing reaches over a boundary.
        bounds = np.concatenate(([0], (ids == BOUNDARY).nonzero()[0], [len(ids)]))
        read = [self._surprisal(ids[bounds[own.start] : bounds[own.stop]]) for own in chunks(bounds, CHUNK)]
        return read[0] if len(read) == 1 else np.concatenate(read)

    def _surprisal(self, ids: Ids) -> Ids:
        bits: Ids = self.unigrams.take(ids).astype(np.int32)
        backoff = self.unigram_backoff.take(ids)
        for n, (ngrams, hashed) in enumerate(zip(self.tables, ngram_hashes(ids, self.order)[1:], strict=True), 2):
            found, places = ngrams.table.find(hashed)
            own = np.ones(len(ids), np.bool_)
            own[reaching_over(ids, n)] = False
            own = own.take(found)
            found, places = found[own], places[own]
            bits[1:] += backoff[:-1]
            bits[found] = ngrams.bits.take(places)
            backoff = np.zeros_like(backoff)
            backoff[found] = ngrams.backoff.take(places)
        bits[ids == BOUNDARY] = 0
        return bits

    def unigram_surprisal(self, ids: Ids) -> Ids:
        """Surprise at each piece were nothing known before it, in STEP bits. Shape: `len(ids)`."""
        bits: Ids = self.unigrams.take(ids).astype(np.int32)
        bits[ids == BOUNDARY] = 0
        return bits

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {"unigrams": np.stack([self.unigrams, self.unigram_backoff], 1)}
        for n, ngrams in enumerate(self.tables, 2):
            arrays |= {f"sizes{n}": ngrams.table.sizes, f"low{n}": ngrams.table.low}
            arrays |= {f"bits{n}": ngrams.bits, f"backoff{n}": ngrams.backoff}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> PieceNgramModel:
        order = 1 + sum(name.startswith("low") for name in arrays)
        tables = [
            Ngrams(HashTable(arrays[f"sizes{n}"], arrays[f"low{n}"]), arrays[f"bits{n}"], arrays[f"backoff{n}"])
            for n in range(2, order + 1)
        ]
        return cls(arrays["unigrams"], tables)
