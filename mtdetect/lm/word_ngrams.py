"""A word n-gram model: how likely each word is after the two before it, with back-off and without punctuation.

The piece n-gram model (`mtdetect.lm.piece_ngrams`) shows odd spelling and punctuation, and what is unusual for the kind
of text it was trained on. The word counts come from far more text, hundreds of millions of words, and show which words
do not go together in English.
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
from mtdetect.lm.word_tokens import FAR, Ints, WordTokens, ahead, reducing, shifted
from mtdetect.text.word_index import rows_of

WORD_FEATURES = (
    "word_surprisal", "word_unigram_surprisal", "unknown_words", "unseen_pairs", "unseen_runs", "unseen_common",
    "unlikely_words",
    "most_unlikely", "negative_pmi", "positive_pmi", "most_negative_pmi", "worst_words", "unlikely_end",
)  # fmt: skip

UNLIKELY = 14
"""Lowest surprisal, in bits, of a word that is unlikely in its context: one in sixteen thousand."""

COMMON = 13
"""Unigram surprisal, in bits, below which a word is common: some five thousand words are."""

CLAUSE = 4
"""Consecutive words that are summed, to find the worst clause of a paragraph."""


@dataclass(frozen=True)
class WordSurprisal:
    """The words of some paragraphs with their surprisal, in units of STEP; 0 for unknown words. Shape: words.

    `seen`: 0 for an unknown word, 1 for a known one, 2 if the model also has the pair with the word before, 3 if it has
    the triple with the two words before. `before`, `numbers` and `after` are the model's numbers for the word before
    (or the start of the sentence), the word, and the word after (or the end of the sentence).
    """

    words: WordTokens
    before: Ints
    numbers: Ints
    after: Ints
    steps: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    closing: NDArray[np.int32]
    """The surprisal of the end of a sentence after a word that closes one; 0 after other words."""
    seen: NDArray[np.int8]

    def behind(self) -> NDArray[np.int32]:
        """The surprisal of what directly follows each word, the next word or the end of the sentence; else 0."""
        following = ahead(np.where(self.words.apart == 0, self.steps, 0), 0) + self.closing
        return following.astype(np.int32)

    def features(self) -> NDArray[np.float32]:
        """The columns of WORD_FEATURES. Shape: paragraphs x len(WORD_FEATURES)."""
        words = self.words
        number = words.paragraphs
        # Only known words count, and only after a known word or at the start of a sentence.
        judged = self.seen > 0
        judged[1:] &= (self.seen[:-1] > 0) | (words.apart[1:] != 0)
        judged &= words.apart < FAR
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
    """A back-off model of words. `kinds`: the kind of each piece, from `kinds_of`.

    A word's number is its index in `vocabulary`; the next three are the start of a sentence, its end, and the unknown
    word. `bits` (unigram surprisal) and `backoff` are by number. `pairs` and `triples` hold the hashes of two and three
    numbers, `pair_bits` and `triple_bits` the surprisal of the last. All are in units of STEP.
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
        """The number of each word. If a word is unknown, what comes before its apostrophe is looked up."""
        numbers = np.full(len(words.whole), self.unknown)
        found, places = self.vocabulary.find(words.whole)
        numbers[found] = places
        again = ((numbers == self.unknown) & (words.whole != words.keys)).nonzero()[0]
        found, places = self.vocabulary.find(words.keys[again])
        numbers[again[found]] = places
        return numbers

    def read(self, tokens: Tokens) -> WordSurprisal:
        """The words of some paragraphs with their surprisal."""
        words = WordTokens.of(tokens, self.kinds)
        numbers = self.numbers(words)
        before = shifted(numbers, self.unknown)
        before = np.where(words.apart == 0, before, np.where(words.apart < FAR, self.start, self.unknown))
        # The context ends at the start of the sentence.
        earlier = shifted(before, self.unknown)
        after = np.where(ahead(words.apart, FAR) == 0, ahead(numbers, self.unknown), self.unknown)
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
        """The surprisal of each word after the one before it, in units of STEP, and the indices of the known pairs."""
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
