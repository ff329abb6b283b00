"""Trains the tokenizer and the n-gram model: interpolated modified Kneser-Ney, pruned and stored in arrays."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import HashTable, ngram_hashes
from mtdetect.lm.piece_ngrams import LEVELS, MAX_BITS, Ngrams, PieceNgramModel
from mtdetect.lm.pieces import BOUNDARY, Tokenizer

Keys = NDArray[np.int64]
BITS_A_PIECE = 14  # four pieces to a 64-bit key: vocabularies up to 16,384


def train_tokenizer(texts: Iterable[str], pieces: int = 12_000) -> Tokenizer:
    """A unigram sentencepiece model of lower-cased text, without normalisation, so that offsets stay valid."""
    from sentencepiece import SentencePieceTrainer

    out = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=(text.lower() for text in texts),
        model_writer=out,
        vocab_size=pieces,
        model_type="unigram",
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        split_digits=True,
        character_coverage=0.9998,
        input_sentence_size=200_000,
        shuffle_input_sentence=False,
        num_threads=2,
        minloglevel=2,
    )
    return Tokenizer(out.getvalue())


def _count(ids: NDArray[np.int32], n: int) -> tuple[Keys, NDArray[np.int64]]:
    """The n-grams that do not cross a boundary, as packed keys, and the count of each."""
    packed = np.zeros(len(ids) - n + 1, np.int64)
    inside = np.ones(len(packed), bool)
    for i in range(n):
        part = ids[i : len(ids) - n + 1 + i]
        packed = (packed << BITS_A_PIECE) | part
        if i:
            inside &= part != BOUNDARY
    keys, counts = np.unique(packed[inside], return_counts=True)
    return keys, counts


def _discounts(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The discounts for counts of 0, 1, 2 and at least 3 (Chen and Goodman 1999, modified Kneser-Ney)."""
    n1, n2, n3, n4 = (max(1, int((counts == k).sum())) for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    return np.clip([0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3], 0, [0, 1, 2, 3])


def find(keys: Keys, wanted: Keys) -> NDArray[np.int64]:
    """The index of each wanted key, or -1."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1)


def stored(bits: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bits as the models store them."""
    return np.round(np.clip(bits, 0, MAX_BITS) * (LEVELS / MAX_BITS)).astype(np.uint8)


def _quantise(probabilities: NDArray[np.float64]) -> NDArray[np.uint8]:
    return stored(-np.log2(np.clip(probabilities, 2.0**-MAX_BITS, 1.0)))


def train_piece_ngrams(
    ids: NDArray[np.int32], vocabulary: int, order: int = 4, minimum: Sequence[int] = (1, 1, 2, 3)
) -> PieceNgramModel:
    """Trains on pieces with a boundary before each paragraph.

    N-grams of length n that occur fewer than `minimum[n - 1]` times are pruned from the tables, but still count for
    the discounts and the lower orders.
    """
    mask = (1 << BITS_A_PIECE) - 1
    raw = [_count(ids, n) for n in range(1, order + 1)]
    # Kneser-Ney: below the highest order, an n-gram counts once for each piece it follows. N-grams that begin with the
    # boundary follow nothing, so they keep their plain counts.
    counts = []
    for n in range(1, order + 1):
        keys, plain = raw[n - 1]
        if n < order:
            suffix = raw[n][0] & ((1 << (BITS_A_PIECE * n)) - 1)
            unique, kinds = np.unique(suffix, return_counts=True)
            adjusted = np.zeros(len(keys), np.int64)
            adjusted[find(keys, unique)] = kinds
            plain = np.where((keys >> (BITS_A_PIECE * (n - 1))) == BOUNDARY, plain, np.maximum(adjusted, 1))
        counts.append(plain)
    probabilities: NDArray[np.float64] = np.zeros(vocabulary)
    unigram = counts[0].astype(float)
    unigram[raw[0][0] == BOUNDARY] = 0  # never predicted
    probabilities[raw[0][0]] = unigram
    probabilities = (probabilities + 0.5) / (probabilities + 0.5).sum()
    lower_keys, lower = np.arange(vocabulary, dtype=np.int64), probabilities
    levels: list[tuple[Keys, NDArray[np.float64], NDArray[np.int64]]] = [(lower_keys, lower, counts[0])]
    for n in range(2, order + 1):
        keys, count = raw[n - 1][0], counts[n - 1]
        discount = _discounts(count)[np.minimum(count, 3)]
        contexts, which = np.unique(keys >> BITS_A_PIECE, return_inverse=True)
        total = np.bincount(which, count, len(contexts))
        held_back = np.bincount(which, discount, len(contexts)) / total
        below = find(lower_keys, keys & ((1 << (BITS_A_PIECE * (n - 1))) - 1))
        interpolated = (count - discount) / total[which] + held_back[which] * lower[below]
        levels.append((keys, interpolated, raw[n - 1][1]))
        lower_keys, lower = keys, interpolated
    kept = [levels[0], *((k[m := c >= minimum[n]], p[m], c[m]) for n, (k, p, c) in enumerate(levels) if n)]
    tables: list[Ngrams] = []
    backoffs = [_backoff(kept, n) for n in range(1, order)] + [np.ones(len(kept[-1][0]))]
    for n in range(2, order + 1):
        keys, p, plain = kept[n - 1]
        parts = np.stack([(keys >> (BITS_A_PIECE * (n - 1 - i))) & mask for i in range(n)], 1)
        hashed = ngram_hashes(parts.astype(np.int32).ravel(), n)[n - 1][n - 1 :: n]
        by_hash = np.lexsort((-plain, hashed))
        first = np.ones(len(keys), bool)
        first[1:] = hashed[by_hash][1:] != hashed[by_hash][:-1]
        use = by_hash[first]
        tables.append(Ngrams(HashTable.of(hashed[use]), _quantise(p[use]), _quantise(backoffs[n - 1][use])))
    return PieceNgramModel(np.stack([_quantise(probabilities), _quantise(backoffs[0])], 1), tables)


def _backoff(kept: Sequence[tuple[Keys, NDArray[np.float64], NDArray[np.int64]]], n: int) -> NDArray[np.float64]:
    """The back-off weight of every n-gram of length n as a context: the probability that longer n-grams leave over."""
    contexts, longer = kept[n - 1][0], kept[n]
    place = find(contexts, longer[0] >> BITS_A_PIECE)
    suffix = find(kept[n - 1][0], longer[0] & ((1 << (BITS_A_PIECE * n)) - 1))
    known = place >= 0
    taken = np.bincount(place[known], longer[1][known], len(contexts))
    # A pruned suffix still has a probability through its own back-off. It is small, and ignored here.
    covered = np.bincount(place[known], np.where(suffix >= 0, kept[n - 1][1][suffix], 0)[known], len(contexts))
    weight: NDArray[np.float64] = np.clip((1 - taken) / np.maximum(1 - covered, 1e-6), 2.0**-MAX_BITS, 1.0)
    return weight
