"""Reads a published model of English words into arrays: CMU Sphinx's US English trigrams.

They come from Debian's `pocketsphinx-en-us`: 72,547 words, two million pairs and 1.7 million triples, without
punctuation, counted in large amounts of news and speech. Licence: BSD, Carnegie Mellon University and Alpha Cephei.
The file is a trie as sphinxbase writes it (`lm_trie.c`, after KenLM): quantised log-probabilities in bit-packed
levels, with each n-gram stored from its last word to its first.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import Hashes, HashTable, hashes_of
from mtdetect.lm.pieces import Tokenizer
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.lm.word_tokens import WordTokens, kinds_of
from mtdetect.types import InputError
from training.ngrams import find, stored

PACKAGE = "pocketsphinx-en-us"
DEFAULT = Path("/usr/share/pocketsphinx/model/en-us/en-us.lm.bin")
SOURCE = ("en-us.lm.bin", "CMU Sphinx, US English trigrams", "BSD-2-Clause, Carnegie Mellon University")
"""As in `training.dataset.SOURCES`; the file is not in the data folder."""

MAGIC = b"Trie Language Model"
START, END = "<s>", "</s>"
NOT_WORDS = ("<s>", "</s>", "<unk>", "<UNK>")

BIN_BITS = 16
"""Size of a quantised number, which is an index into a table of 65,536 values."""

BITS = -np.log2(1.0001)
"""Converts logarithms to bits: Sphinx stores them to the base 1.0001."""

TRIPLES = 30_000
"""The triples that add most to the pairs. The rest would take five megabytes, and the network knows much of them."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """The n-grams of one length.

    `first`: the first word of each. `bits`: the surprisal of its last word after the others. `backoff`: the bits to add
    if it is the context of a word not seen after it. `longer`: where the longer n-grams that end with it begin.
    """

    first: Ints
    bits: Floats
    backoff: Floats
    longer: Ints


@dataclass(frozen=True)
class WordCounts:
    """The words, and the levels of single words, pairs and triples. A pair is `pairs.first`, then `last`."""

    words: list[str]
    single: Level
    pairs: Level
    triples: Level

    @property
    def last(self) -> Ints:
        """The last word of each pair."""
        return np.repeat(np.arange(len(self.words)), np.diff(self.single.longer))

    @property
    def pair_of(self) -> Ints:
        """The pair that each triple ends with."""
        return np.repeat(np.arange(len(self.pairs.first)), np.diff(self.pairs.longer))

    @classmethod
    def load(cls, path: Path = DEFAULT) -> WordCounts:
        if not path.exists():
            raise InputError(f"{path}: no word counts here; install Debian's {PACKAGE}, or name the file with --words")
        raw = path.read_bytes()
        at = len(MAGIC)
        if raw[:at] != MAGIC or raw[at] != 3:
            raise InputError(f"{path}: not a trigram model as sphinxbase writes it")
        vocabulary, pairs, triples = struct.unpack_from("<3I", raw, at + 1)
        at += 1 + 12 + 4  # skips the type of quantisation: only one exists
        bins = np.frombuffer(raw, "<f4", 3 << BIN_BITS, at).reshape(3, -1) * BITS
        at += bins.size * 4
        ones = np.frombuffer(raw, np.dtype([("p", "<f4"), ("backoff", "<f4"), ("longer", "<u4")]), vocabulary + 1, at)
        at += ones.nbytes
        wide = int(vocabulary).bit_length()
        (word, number, longer), at = _unpacked(raw, at, pairs + 1, (wide, 2 * BIN_BITS, int(triples).bit_length()))
        (third, third_number), at = _unpacked(raw, at, triples, (wide, BIN_BITS), spare=1)
        # The counts in the header may be slightly too high.
        used = int(ones["longer"][vocabulary])
        word, number, longer = word[:used], number[:used], longer[: used + 1]
        third, third_number = third[: longer[-1]], third_number[: longer[-1]]
        middle = Level(word, bins[0][number >> BIN_BITS], bins[1][number & (1 << BIN_BITS) - 1], longer)
        longest = Level(third, bins[2][third_number], np.zeros(len(third)), np.zeros(0, np.int64))
        words = raw[at + 4 :].split(b"\0")[:vocabulary]
        single = Level(
            np.arange(vocabulary),
            ones["p"][:vocabulary] * BITS,
            ones["backoff"][:vocabulary] * BITS,
            ones["longer"].astype(np.int64),
        )
        return cls([word.decode() for word in words], single, middle, longest)


def _unpacked(raw: bytes, at: int, entries: int, widths: tuple[int, ...], spare: int = 0) -> tuple[list[Ints], int]:
    """The fields of `widths` bits in each of `entries` packed from byte `at`, and the offset of the byte after them."""
    total = sum(widths)
    size = ((entries + spare) * total + 7) // 8 + 8
    data = np.frombuffer(raw[at : at + size] + bytes(16), np.uint8)
    columns = []
    start: Ints = np.arange(entries, dtype=np.int64) * total
    for width in widths:
        value = np.zeros(entries, np.uint64)
        for i in range(8):
            value |= data[(start >> 3) + i].astype(np.uint64) << np.uint64(8 * i)
        value >>= (start & 7).astype(np.uint64)
        columns.append((value & np.uint64((1 << width) - 1)).astype(np.int64))
        start = start + width
    return columns, at + size


def word_ngrams(counts: WordCounts, tokenizer: Tokenizer, triples: int = TRIPLES) -> WordNgramModel:
    """A model of the words that a tokenizer can tell apart, all their pairs, and the triples that add most."""
    old, keys = _keys(counts.words, tokenizer)
    # If two words share a hash, keep the more frequent one.
    order = np.lexsort((counts.single.bits[old], keys))
    order = order[np.concatenate(([True], np.diff(keys[order].astype(np.int64)) != 0))]
    old, keys = old[order], keys[order]
    number = np.full(len(counts.words), -1)
    number[old] = np.arange(len(old))
    start, end = counts.words.index(START), counts.words.index(END)
    number[start], number[end] = len(old), len(old) + 1
    last, before = number[counts.last], number[counts.pairs.first]
    known = (last >= 0) & (last != number[start]) & (before >= 0)
    pairs, pair_bits = _table([before[known], last[known]], counts.pairs.bits[known])
    pair_of = counts.pair_of
    earlier = number[counts.triples.first]
    gain = np.where(known[pair_of] & (earlier >= 0), _gain(counts, pair_of), 0)
    chosen = np.sort(np.argsort(-gain, kind="stable")[:triples])
    chosen = chosen[gain[chosen] > 0]
    columns = [earlier[chosen], before[pair_of[chosen]], last[pair_of[chosen]]]
    triples_table, triple_bits = _table(columns, counts.triples.bits[chosen])
    return WordNgramModel(
        kinds=kinds_of(tokenizer),
        vocabulary=HashTable.of(keys),
        bits=stored(np.append(counts.single.bits[old], [0, counts.single.bits[end], 0])),
        backoff=stored(np.append(counts.single.backoff[old], [counts.single.backoff[start], 0, 0])),
        pairs=pairs,
        pair_bits=pair_bits,
        triples=triples_table,
        triple_bits=triple_bits,
    )


def numbers(counts: WordCounts, tokenizer: Tokenizer, model: WordNgramModel) -> dict[str, int]:
    """The model's number for each word that it knows."""
    words, keys = _keys(counts.words, tokenizer)
    found, places = model.vocabulary.find(keys)
    return {counts.words[word]: place for word, place in zip(words[found].tolist(), places.tolist(), strict=True)}


def _keys(words: Sequence[str], tokenizer: Tokenizer) -> tuple[Ints, Hashes]:
    """The indices of the words that the tokenizer reads as one word, and their hashes."""
    usable = [i for i, w in enumerate(words) if w not in NOT_WORDS and w.replace("'", "").isalpha() and w[0] != "'"]
    tokens = tokenizer.encode([words[i] for i in usable])
    read = WordTokens.of(tokens, kinds_of(tokenizer))
    unigram_surprisal = np.bincount(read.owner, minlength=len(usable))[read.owner] == 1
    unigram_surprisal &= (read.starts == tokens.starts[read.owner] + 1) & (read.ends == tokens.starts[read.owner + 1])
    return np.array(usable)[read.owner[unigram_surprisal]], read.whole[unigram_surprisal]


def _table(columns: list[Ints], bits: Floats) -> tuple[HashTable, NDArray[np.uint8]]:
    keys, first = np.unique(hashes_of(columns), return_index=True)
    return HashTable.of(keys), stored(bits[first])


def _gain(counts: WordCounts, pair_of: Ints) -> Floats:
    """For each triple, its probability times the bits it differs by from its last two words alone (Stolcke 1998)."""
    size = len(counts.words)
    contexts = counts.triples.first * size + counts.pairs.first[pair_of]
    pairs = counts.pairs.first * size + counts.last
    order = np.argsort(pairs, kind="stable")
    place = find(pairs[order], contexts)
    bits = counts.single.bits[counts.triples.first] + counts.pairs.bits[order[place]] + counts.triples.bits
    gain: Floats = (place >= 0) * 2.0**-bits * np.abs(counts.triples.bits - counts.pairs.bits[pair_of])
    return gain
