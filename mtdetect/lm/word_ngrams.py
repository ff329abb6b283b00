"""The words of a text, and how likely each is after the two before it, as counted in far more text than a model is
trained on: a back-off model of whole words, without punctuation.

Pieces (`mtdetect.lm.piece_ngrams`) tell odd spelling and punctuation, and what is unusual for the kind of text that the
model has read. Whole words, counted in hundreds of millions, tell which of them do not go together in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import HashTable, hashes_of
from mtdetect.lm.piece_ngrams import STEP
from mtdetect.lm.pieces import Tokens
from mtdetect.lm.word_tokens import _FAR, Ints, WordTokens, _ahead, _shifted, reducing
from mtdetect.text.word_index import rows_of

WORD_FEATURES = (
    "word_surprisal", "word_rarity", "unknown_words", "unseen_pairs", "unseen_runs", "unseen_common", "unlikely_words",
    "most_unlikely", "words_repel", "words_attract", "most_repelled", "worst_words", "unlikely_end",
)  # fmt: skip

UNLIKELY = 14
"""Bits from which a word after the ones before it is unlikely: one in sixteen thousand."""

COMMON = 13
"""Bits of a word by itself up to which it is common: some five thousand words are."""

CLAUSE = 4
"""Words in a row of which the worst are taken."""


@dataclass(frozen=True)
class WordSurprisal:
    """The words of some paragraphs, and what the model knows of them; in tenths of a bit (STEP), 0 of what is unknown.

    `seen`: 0 for an unknown word, 1 for one never met after the word before it, 2 for a known pair, 3 for three.
    `before`, `numbers` and `after` are the word before (or the start of a sentence), the word, and the one after it (or
    the end of a sentence), as the model numbers them.
    """

    words: WordTokens
    before: Ints
    numbers: Ints
    after: Ints
    steps: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    closing: NDArray[np.int32]
    """Of the end of a sentence after the words that close one; 0 after the others."""
    seen: NDArray[np.int8]

    def behind(self) -> NDArray[np.int32]:
        """Surprisal of what follows each word directly: the next word, or the end of the sentence; else 0."""
        following = _ahead(np.where(self.words.apart == 0, self.steps, 0), 0) + self.closing
        return following.astype(np.int32)

    def features(self) -> NDArray[np.float32]:
        """The columns of WORD_FEATURES, by paragraph. Shape: paragraphs x len(WORD_FEATURES)."""
        words = self.words
        number = words.paragraphs
        # Judged are known words after a known word or at the start of a sentence.
        judged = self.seen > 0
        judged[1:] &= (self.seen[:-1] > 0) | (words.apart[1:] != 0)
        judged &= words.apart < _FAR
        judged[:1] &= words.apart[:1] > 0
        steps = np.where(judged, self.steps, 0).astype(np.int64)
        unigram_surprisal = np.where(judged, self.unigram_surprisal, 0).astype(np.int64)
        gain = steps - unigram_surprisal
        unseen = judged & (self.seen == 1)
        running = unseen.copy()
        running[:-1] &= unseen[1:] & (words.owner[1:] == words.owner[:-1])
        running[-1:] = False

        by_paragraph = reducing(words.owner, number)
        total, most = partial(by_paragraph, np.add), partial(by_paragraph, np.maximum)

        some = np.maximum(total(judged), 1)
        every = np.maximum(np.bincount(words.owner, minlength=number), 1)
        clause = gain.copy()
        for k in range(1, min(CLAUSE, len(clause))):
            clause[:-k] += np.where(words.owner[:-k] == words.owner[k:], gain[k:], 0)
        columns = [
            total(steps) * STEP / some,
            total(unigram_surprisal) * STEP / some,
            total(self.seen == 0) / every,
            total(unseen) / some,
            total(running) / some,
            total(unseen & (unigram_surprisal < COMMON / STEP)) / some,
            total(np.maximum(steps - UNLIKELY / STEP, 0)) * STEP / some,
            most(steps) * STEP,
            total(np.maximum(gain, 0)) * STEP / some,
            total(np.minimum(gain, 0)) * STEP / some,
            most(gain) * STEP,
            most(clause) * STEP,
            most(self.closing) * STEP,
        ]
        return rows_of(columns)


@dataclass(frozen=True)
class WordNgramModel:
    """A back-off model of words. `kinds` are those of the tokenizer's pieces.

    A word's number is its place in `vocabulary`; three more follow: the start of a sentence, its end, and a word that
    is unknown.
    `bits` and `backoff` are by word; `pairs` and `triples` hold the hashes of two and three numbers.
    """

    kinds: NDArray[np.int8]
    vocabulary: HashTable
    bits: NDArray[np.uint8]
    backoff: NDArray[np.uint8]
    pairs: HashTable
    pair_bits: NDArray[np.uint8]
    triples: HashTable
    triple_bits: NDArray[np.uint8]

    def numbers(self, words: WordTokens) -> Ints:
        """Of each word, its place in the vocabulary, if need be without its apostrophe and what follows."""
        numbers = np.full(len(words.whole), self.unknown)
        found, places = self.vocabulary.find(words.whole)
        numbers[found] = places
        again = ((numbers == self.unknown) & (words.whole != words.keys)).nonzero()[0]
        found, places = self.vocabulary.find(words.keys[again])
        numbers[again[found]] = places
        return numbers

    def read(self, tokens: Tokens) -> WordSurprisal:
        words = WordTokens.of(tokens, self.kinds)
        numbers = self.numbers(words)
        before = _shifted(numbers, self.unknown)
        before = np.where(words.apart == 0, before, np.where(words.apart < _FAR, self.start, self.unknown))
        # What is before the start of a sentence is not looked at.
        earlier = _shifted(before, self.unknown)
        after = np.where(_ahead(words.apart, _FAR) == 0, _ahead(numbers, self.unknown), self.unknown)
        after = np.where(words.closes, self.end, after)
        steps, paired = self.steps(before, numbers)
        seen = (numbers != self.unknown).astype(np.int8)
        seen[paired] = 2
        longer = paired[before[paired] != self.start]
        found, places = self.triples.find(hashes_of([earlier[longer], before[longer], numbers[longer]]))
        steps[longer[found]] = self.triple_bits.take(places)
        seen[longer[found]] = 3
        steps[seen == 0] = 0
        closing = np.zeros(len(steps), np.int32)
        last = (words.closes & (seen > 0)).nonzero()[0]
        closing[last] = self.steps(numbers[last], after[last])[0]
        unigram_surprisal = self.bits.take(numbers).astype(np.int32)
        return WordSurprisal(words, before, numbers, after, steps, unigram_surprisal, closing, seen)

    @property
    def start(self) -> int:
        return len(self.vocabulary)

    @property
    def end(self) -> int:
        return len(self.vocabulary) + 1

    @property
    def unknown(self) -> int:
        return len(self.vocabulary) + 2

    def steps(
        self, before: NDArray[np.integer[Any]], numbers: NDArray[np.integer[Any]]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Surprisal of each word after the one before it, in STEP bits, and which of the pairs are known."""
        steps = self.bits.take(numbers).astype(np.int32)
        steps += self.backoff.take(before)
        paired, places = self.pairs.find(hashes_of([before, numbers]))
        steps[paired] = self.pair_bits.take(places)
        return steps, paired

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {
            name: getattr(self, name) for name in ("kinds", "bits", "backoff", "pair_bits", "triple_bits")
        }
        for name in ("vocabulary", "pairs", "triples"):
            table = getattr(self, name)
            arrays |= {f"{name}_sizes": table.sizes, f"{name}_low": table.low}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> WordNgramModel:
        def table(name: str) -> HashTable:
            return HashTable(arrays[f"{name}_sizes"], arrays[f"{name}_low"])

        return cls(
            kinds=arrays["kinds"],
            vocabulary=table("vocabulary"),
            bits=arrays["bits"],
            backoff=arrays["backoff"],
            pairs=table("pairs"),
            pair_bits=arrays["pair_bits"],
            triples=table("triples"),
            triple_bits=arrays["triple_bits"],
        )
