"""A substitution table, to find words used in place of a likelier synonym: the mark of article spinners.

A spinner swaps words for others from a thesaurus, regardless of context. The text fills up with words for which there
is a much more frequent synonym, or one that fits the neighbours better: "a hefty quantum of pelf" for "a large amount
of money". People choose the rarer word too, but seldom, and not throughout.
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
"""Synonyms to try for a word, the most frequent first. Eight did no better."""

HIGH = 4
"""Fewest bits for a word to count as replaceable: its commonest synonym is sixteen times as frequent."""

UNLIKELY = 24
"""Synonyms of a word are tried if its surprisal plus that of what follows reaches this many bits."""

BETTER = 3
"""Lowest gain, in bits, of a synonym that fits better."""

MOST_BITS = 255
"""Upper limit for one word, in units of STEP."""

MOST_REPLACEABLE = 3
"""Highest values that are averaged, to separate paragraphs with a few replaced words from those with none."""

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
    """The most frequent synonyms of each word, by the numbers of the word n-gram model.

    Shape: words x MOST_SYNONYMS, filled up with the unknown word. A model without a table has no rows here, and all
    features are 0.
    """

    numbers: NDArray[np.uint32]

    @classmethod
    def of(
        cls, substitutes: Mapping[str, Sequence[str]], numbers: Mapping[str, int], model: WordNgramModel
    ) -> SubstitutionTable:
        """A table of synonyms, given most frequent first. `numbers`: by word, for words that the model knows."""
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
        """The columns of SUBSTITUTE_FEATURES. Shape: paragraphs x len(SUBSTITUTE_FEATURES).

        Two quantities, in bits, are summarized over the words with synonyms: how much more frequent the commonest
        synonym is, and the log-likelihood gain of the synonym that best fits the words around it. The columns of each
        are its mean, the share of words at or above HIGH or BETTER, and the mean of the MOST_REPLACEABLE highest.
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
        """The log-likelihood gain, in bits, of the synonym that best fits each word's neighbours. Shape: words."""
        gain = np.zeros(len(read.numbers))
        if len(self.numbers):
            known, others = self._with_synonyms(read)
            gain[known] = _better(read, known, others, model) * STEP
        return gain

    def _with_synonyms(self, read: WordSurprisal) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """The indices of the words that have synonyms, and those synonyms."""
        known = self._has_some.take(read.numbers).nonzero()[0]
        return known, self.numbers.take(read.numbers[known], axis=0)

    @cached_property
    def _has_some(self) -> NDArray[np.bool_]:
        """By word number: whether it has any. The start and end of a sentence and the unknown word do not."""
        unknown = len(self.numbers) + 2
        return np.append(self.numbers[:, 0] != unknown, np.zeros(3, np.bool_))


@dataclass(frozen=True)
class WordModels:
    """The models that judge which words go together."""

    tokenizer: Tokenizer
    model: WordNgramModel
    substitutes: SubstitutionTable
    network: Discriminator

    def features(self, tokens: Tokens) -> NDArray[np.float32]:
        """The columns of WORD_FEATURES, SUBSTITUTE_FEATURES and DISCRIMINATOR_FEATURES, by paragraph."""
        read = self.model.read(tokens)
        by_network = self.network.features(tokens, read, self.model)
        return np.hstack([read.features(), self.substitutes.features(read, self.model), by_network])

    def replaceable(
        self, paragraphs: Sequence[str], least: float, fewest: int
    ) -> Iterator[tuple[int, list[tuple[int, int, float, float]]]]:
        """Finds words with a synonym that gains at least `least` bits, in paragraphs with at least `fewest` of them.

        Yields the paragraph's number, and the start and end of each word in it, the gain, and the log-odds that the
        word was replaced, from the discriminator. Paragraphs must be reflowed.
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
                continue  # split as a whole, this text has other pieces than word by word
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
    """The gain of the best-fitting synonym of each word in `known`, in units of STEP."""
    cost = read.steps[known] + read.behind()[known]
    gain = np.zeros(len(known), np.int64)
    costly = (cost >= UNLIKELY / STEP).nonzero()[0]
    others = others.take(costly, axis=0)
    tried, column = np.nonzero(others != model.unknown)
    other, tried = others[tried, column].astype(np.int64), costly[tried]
    before, after = read.before[known], read.after[known]
    fits = model.steps(before[tried], other)[0].astype(np.int64)
    followed = (after[tried] != model.unknown).nonzero()[0]
    fits[followed] += model.steps(other[followed], after[tried[followed]])[0]
    np.maximum.at(gain, tried, cost[tried] - fits)
    return gain


def _shares(steps: NDArray[np.int64], least: float, owner: NDArray[np.int64], number: int) -> NDArray[np.float32]:
    """By paragraph: the mean in bits, the share from `least` bits on, and the mean of the highest few."""
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
