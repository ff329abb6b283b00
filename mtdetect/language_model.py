"""Text to sentencepiece pieces, and pieces to surprisal: a back-off n-gram model in sorted arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import wordlists

BOUNDARY = 1
"""The piece id that stands before every paragraph: sentencepiece's `<s>`."""

LEVELS = 255
MAX_BITS = 25.5
STEP = MAX_BITS / LEVELS
"""Surprisals are stored, and added up, as whole tenths of a bit (from 0 to 25.5 bits): one byte each, and sums
that are the same in every batch and on every machine."""

LONGEST = 20_000
"""Characters that sentencepiece is given at once: its lattice takes a hundred bytes and more for each."""

Ids = NDArray[np.int32]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: 2**64 divided by the golden ratio, made odd
_SHIFT = np.uint64(32)


def ngram_hashes(ids: NDArray[np.integer[Any]], order: int) -> list[NDArray[np.uint32]]:
    """Hashes of the n-grams that end at each position: one array of `len(ids)` for each length 1 to `order`.

    The first n - 1 positions of an array of n-grams reach back before the start and hash what is there.
    """
    words = ids.astype(np.uint64) + np.uint64(1)
    total = words.copy()
    factor = np.uint64(1)
    hashes = []
    with np.errstate(over="ignore"):
        for n in range(1, order + 1):
            if n > 1:
                factor = factor * _MULTIPLIER + np.uint64(2 * n)
                total[n - 1 :] += words[: 1 - n] * factor
            mixed = (total ^ (total >> np.uint64(29))) * _MULTIPLIER
            hashes.append((mixed >> _SHIFT).astype(np.uint32))
    return hashes


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces of several paragraphs in one array, a `BOUNDARY` before each paragraph.

    `ids` has one entry a piece; paragraph i is `ids[starts[i] + 1 : starts[i + 1]]`, after its boundary.
    """

    ids: Ids
    starts: NDArray[np.int64]

    def counts(self) -> NDArray[np.int64]:
        """Pieces in each paragraph."""
        return np.diff(self.starts) - 1

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """Sums by paragraph of one value (or row of values) a piece; the boundaries' own must be 0."""
        if len(self.starts) == 1:
            return np.zeros((0, *values.shape[1:]), values.dtype)
        return np.add.reduceat(values, self.starts[:-1])


class Tokenizer:
    """A sentencepiece model, used on lower-cased text: case is evidence of its own, and the model is small."""

    def __init__(self, model: bytes) -> None:
        from sentencepiece import SentencePieceProcessor

        self.model = model
        self._processor = SentencePieceProcessor(model_proto=model, num_threads=1)

    def __len__(self) -> int:
        return int(self._processor.vocab_size())

    def pieces(self) -> list[str]:
        """The surface of each piece, by id; '▁' stands for a space."""
        return [self._processor.id_to_piece(i) for i in range(len(self))]

    @cached_property
    def function_words(self) -> NDArray[np.bool_]:
        """By piece id: is it a whole English function word?"""
        words = wordlists.load("function_words")
        return np.array([piece[:1] == "▁" and piece[1:] in words for piece in self.pieces()])

    def encode(self, paragraphs: Sequence[str]) -> Tokens:
        encoded = self._processor.encode([_lowered(p) for p in paragraphs if len(p) <= LONGEST])
        if len(encoded) < len(paragraphs):
            short = iter(encoded)
            encoded = [next(short) if len(p) <= LONGEST else self._encode_long(p) for p in paragraphs]
        lengths = np.fromiter((len(ids) + 1 for ids in encoded), np.int64, len(encoded))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        flat = np.fromiter((i for ids in encoded for i in (BOUNDARY, *ids)), np.int32, int(starts[-1]))
        return Tokens(flat, starts)

    def _encode_long(self, paragraph: str) -> list[int]:
        return [i for start, end in _parts(paragraph) for i in self._processor.encode(_lowered(paragraph[start:end]))]

    def offsets(self, paragraph: str) -> list[tuple[int, int]]:
        """Where each piece of one paragraph stands in it, half-open."""
        result = []
        for start, end in _parts(paragraph):
            mapping = self._processor.encode_as_offset_mapping(_lowered(paragraph[start:end]))
            result += [(start + a, start + b) for a, b in mapping["offsets"]]
        return result


@dataclass(frozen=True, slots=True)
class Surprisal:
    """The surprisal of each piece of one document's paragraphs, in STEP bits; `alone`: without those before it.

    Paragraph i has `steps[starts[i] + 1 : starts[i + 1]]`: the entry at its start belongs to its boundary.
    """

    steps: NDArray[np.int32]
    alone: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokenizer: Tokenizer
    model: LanguageModel

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


def _parts(paragraph: str) -> list[tuple[int, int]]:
    """Where to cut a paragraph for sentencepiece: before a space where there is one."""
    parts, start = [], 0
    while len(paragraph) - start > LONGEST:
        space = paragraph.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = space if space > 0 else start + LONGEST
        parts.append((start, end))
        start = end
    return [*parts, (start, len(paragraph))]


class LanguageModel:
    """An n-gram model with back-off weights, looked up by hash for a whole array of pieces at once.

    `tables[n - 2]` holds the n-grams of length n: `keys` (sorted 32-bit hashes), `bits` (surprisal of the last
    piece after the others) and `backoff` (surprisal to add where the n-gram, as a context, does not help),
    both in tenths of a bit. Two n-grams of one hash are one to the model: with a few hundred thousand
    entries that befalls one look-up in ten thousand.
    """

    def __init__(self, unigrams: NDArray[np.uint8], tables: Sequence[tuple[NDArray[Any], ...]]) -> None:
        self.unigrams = unigrams[:, 0]
        self.unigram_backoff = unigrams[:, 1]
        self.tables = tables

    @property
    def order(self) -> int:
        return len(self.tables) + 1

    def surprisal(self, ids: Ids) -> Ids:
        """Surprise at each piece given those before it, in STEP bits; 0 at boundaries. Shape: `len(ids)`."""
        bits: Ids = self.unigrams[ids].astype(np.int32)
        backoff = self.unigram_backoff[ids].astype(np.int32)
        hashes = ngram_hashes(ids, self.order)[1:]
        for (keys, stored_bits, stored_backoff), hashed in zip(self.tables, hashes, strict=True):
            places = np.searchsorted(keys, hashed)
            places[places == len(keys)] = 0
            found = keys[places] == hashed
            longer = bits.copy()
            longer[1:] += backoff[:-1]
            bits = np.where(found, stored_bits[places], longer)
            backoff = np.where(found, stored_backoff[places], 0).astype(np.int32)
        bits[ids == BOUNDARY] = 0
        return bits

    def alone(self, ids: Ids) -> Ids:
        """Surprise at each piece were nothing known before it, in STEP bits. Shape: `len(ids)`."""
        bits: Ids = self.unigrams[ids].astype(np.int32)
        bits[ids == BOUNDARY] = 0
        return bits

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {"unigrams": np.stack([self.unigrams, self.unigram_backoff], 1)}
        for n, (keys, bits, backoff) in enumerate(self.tables, 2):
            arrays |= {f"keys{n}": keys, f"bits{n}": bits, f"backoff{n}": backoff}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> LanguageModel:
        order = 1 + sum(name.startswith("keys") for name in arrays)
        tables = [(arrays[f"keys{n}"], arrays[f"bits{n}"], arrays[f"backoff{n}"]) for n in range(2, order + 1)]
        return cls(arrays["unigrams"], tables)
