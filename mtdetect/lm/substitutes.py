"""Words that stand where a likelier synonym would: what article spinners leave behind.

A spinner replaces words by others of a thesaurus with no eye for sense, so that a text fills with words which stand
where a much more frequent one of the same sense would, or one that goes with its neighbours: "a hefty quantum of pelf"
for "a large amount of money". People choose the rarer word too, though seldom, and not everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import STEP
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.lm.word_ngrams import WordNgramModel, WordSurprisal
from mtdetect.text.word_index import rows_of

MOST_SYNONYMS = 3
"""Synonyms of a word that are tried, the most frequent first. Eight tell no more."""

HIGH = 4
"""Bits from which a word counts as replaceable: a synonym is sixteen times as frequent."""

UNLIKELY = 24
"""Bits of a word and the one after it from which its synonyms are tried in its place."""

BETTER = 3
"""Bits from which a synonym fits better."""

MOST_BITS = 255
"""Of a word or a place, in STEP bits."""

MOST_REPLACEABLE = 3
"""Words whose mean tells a paragraph with a few replaced words from one with none."""

SUBSTITUTE_FEATURES = (
    "synonym_bits",
    "replaceable",
    "most_replaceable",
    "better_bits",
    "better_synonyms",
    "most_better",
)


@dataclass(frozen=True)
class SubstitutionTable:
    """By word of a word model, its most frequent synonyms: words x MOST_SYNONYMS, the unknown word where there is none.

    A model may have no table: then all features are 0.
    """

    numbers: NDArray[np.uint32]

    @classmethod
    def of(
        cls, substitutes: Mapping[str, Sequence[str]], numbers: Mapping[str, int], model: WordNgramModel
    ) -> SubstitutionTable:
        """From the synonyms of words, most frequent first. `numbers`: those of the words that the model knows."""
        table = np.full((len(model.vocabulary), MOST_SYNONYMS), model.unknown, np.uint32)
        for word, others in substitutes.items():
            known = [numbers[other] for other in others if other in numbers][:MOST_SYNONYMS]
            if word in numbers:
                table[numbers[word], : len(known)] = known
        return cls(table)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> SubstitutionTable:
        return cls(arrays["numbers"]) if arrays else cls(np.zeros((0, MOST_SYNONYMS), np.uint32))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {"numbers": self.numbers} if len(self.numbers) else {}

    def features(self, read: WordSurprisal, model: WordNgramModel) -> NDArray[np.float32]:
        """The columns of SYNONYM_FEATURES, by paragraph, over the words that have synonyms: of the bits by which the
        likeliest is more frequent, the mean, the share of HIGH and more, and the mean of the highest few; and the same
        of the bits by which one fits better between the words around it, from BETTER.
        """
        number = read.words.paragraphs
        if not len(self.numbers):
            return np.zeros((number, len(SUBSTITUTE_FEATURES)), np.float32)
        known, others = self._with_synonyms(read)
        rarer = read.unigram_surprisal[known].astype(np.int64) - model.bits.take(others[:, 0])
        own = read.words.owner[known]
        better = _better(read, known, others, model)
        return np.hstack([_shares(rarer, HIGH, own, number), _shares(better, BETTER, own, number)])

    def better(self, read: WordSurprisal, model: WordNgramModel) -> NDArray[np.float64]:
        """By word, the bits that the synonym which fits best between its neighbours saves in its place."""
        saved = np.zeros(len(read.numbers))
        if len(self.numbers):
            known, others = self._with_synonyms(read)
            saved[known] = _better(read, known, others, model) * STEP
        return saved

    def _with_synonyms(self, read: WordSurprisal) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """The words that have synonyms, and these."""
        known = self._has_some.take(read.numbers).nonzero()[0]
        return known, self.numbers.take(read.numbers[known], axis=0)

    @cached_property
    def _has_some(self) -> NDArray[np.bool_]:
        """By word: has it any? A sentence's start and end and the unknown word, which are the last three, have none."""
        unknown = len(self.numbers) + 2
        return np.append(self.numbers[:, 0] != unknown, np.zeros(3, np.bool_))


@dataclass(frozen=True)
class WordModels:
    """What is known of the words that go together."""

    tokenizer: Tokenizer
    model: WordNgramModel
    substitutes: SubstitutionTable
    network: Discriminator

    def features(self, tokens: Tokens) -> NDArray[np.float32]:
        """The columns of WORD_FEATURES, SYNONYM_FEATURES and NETWORK_FEATURES, by paragraph."""
        read = self.model.read(tokens)
        by_network = self.network.features(tokens, read, self.model)
        return np.hstack([read.features(), self.substitutes.features(read, self.model), by_network])

    def replaceable(
        self, paragraphs: Sequence[str], least: float, fewest: int
    ) -> Iterator[tuple[int, list[tuple[int, int, float, float]]]]:
        """Words of unwrapped paragraphs in whose place a synonym saves so many bits: start, end, the bits, and the
        network's log-odds that the word was replaced.

        Given for the paragraphs, by number, that have so many of them.
        """
        tokens = self.tokenizer.encode(paragraphs)
        read = self.model.read(tokens)
        bits = self.substitutes.better(read, self.model)
        words = (bits >= least).nonzero()[0]
        owner = read.words.owner[words]
        enough = (np.bincount(owner, minlength=1) >= fewest).nonzero()[0].tolist()
        replaced = self.network.replaced(tokens, read, self.model) if enough else np.zeros(0)
        for number in enough:
            paragraph, boundary = paragraphs[number], int(tokens.starts[number])
            offsets = self.tokenizer.offsets(paragraph)
            if len(offsets) != tokens.counts()[number]:
                continue  # a text that sentencepiece reads in other pieces when it is in parts
            places = []
            for word in words[slice(*owner.searchsorted((number, number + 1)))].tolist():
                start = offsets[read.words.starts[word] - boundary - 1][0]
                end = offsets[read.words.ends[word] - boundary - 2][1]
                start = end - len(paragraph[start:end].lstrip())
                places.append((start, end, float(bits[word]), float(replaced[word])))
            yield number, places


def _better(
    read: WordSurprisal, known: NDArray[np.int64], others: NDArray[np.uint32], model: WordNgramModel
) -> NDArray[np.int64]:
    """By word, the STEP bits that the synonym which fits best saves in its place."""
    cost = read.steps[known] + read.behind()[known]
    saved = np.zeros(len(known), np.int64)
    costly = (cost >= UNLIKELY / STEP).nonzero()[0]
    others = others.take(costly, axis=0)
    tried, column = np.nonzero(others != model.unknown)
    other, tried = others[tried, column].astype(np.int64), costly[tried]
    before, after = read.before[known], read.after[known]
    fits = model.steps(before[tried], other)[0].astype(np.int64)
    goes_on = (after[tried] != model.unknown).nonzero()[0]
    fits[goes_on] += model.steps(other[goes_on], after[tried[goes_on]])[0]
    np.maximum.at(saved, tried, cost[tried] - fits)
    return saved


def _shares(steps: NDArray[np.int64], least: float, owner: NDArray[np.int64], number: int) -> NDArray[np.float32]:
    """By paragraph: the mean in bits, the share of `least` and more, and the mean of the highest few."""
    steps = np.minimum(np.maximum(steps, 0), MOST_BITS)
    count = np.bincount(owner, minlength=number)
    some = np.maximum(count, 1)
    counts = steps.nonzero()[0]  # the others add nothing
    highest_first = np.sort(owner[counts] * (MOST_BITS + 1) + MOST_BITS - steps[counts])
    among = highest_first // (MOST_BITS + 1)
    is_top = np.append(np.full(MOST_REPLACEABLE, -1), among)[: len(among)] != among
    top = np.bincount(among, np.where(is_top, MOST_BITS - (highest_first & MOST_BITS), 0), number)
    columns = [
        np.bincount(owner, steps, number) * STEP / some,
        np.bincount(owner, steps >= least / STEP, number) / some,
        top * STEP / np.minimum(some, MOST_REPLACEABLE),
    ]
    return rows_of(columns)
