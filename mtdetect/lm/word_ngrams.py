"""The words of a text, and how likely each is after the two before it, as counted in far more text than a model is
trained on: a back-off model of whole words, without punctuation.

Pieces (`mtdetect.lm.piece_ngrams`) tell odd spelling and punctuation, and what is unusual for the kind of text that the
model has read. Whole words, counted in hundreds of millions, tell which of them do not go together in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import Hashes, HashTable, hashes_of, sums_of_hashes
from mtdetect.lm.piece_ngrams import STEP, Tokenizer, Tokens
from mtdetect.text.word_index import rows_of

Ints = NDArray[np.int64]

OTHER, BEGINS, GOES_ON, APOSTROPHE, BETWEEN, STOPS, SPACE = range(7)
"""Kinds of pieces: `BETWEEN` may stand between two words of a phrase, `STOPS` ends a sentence, and a `SPACE` of its own
begins a word if letters follow."""

_BETWEEN = frozenset(",;:\"'”’)]—–-`")
_STOPS = frozenset(".?!…")
_FAR = 1 << 40
"""More pieces than are ever between two words."""
_DISTANCE = np.array([_FAR, 0, _FAR, 0, 0, 1, 0])
"""By kind, what a piece between two words puts between them."""

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


def kinds_of(tokenizer: Tokenizer) -> NDArray[np.int8]:
    """By piece id, its part in a word or between words; a paragraph's boundary stops."""

    def kind(piece: str) -> int:
        inner = piece.removeprefix("▁")
        if not inner:
            return SPACE
        if inner.isalpha():
            return BEGINS if piece != inner else GOES_ON
        if piece in ("'", "’"):
            return APOSTROPHE
        if (_STOPS & set(inner) and not inner[0].isalnum()) or piece == "<s>":
            return STOPS
        return BETWEEN if set(inner) <= _BETWEEN else OTHER

    return np.array([kind(piece) for piece in tokenizer.pieces()], np.int8)


@dataclass(frozen=True)
class Words:
    """The words of letters in some paragraphs, in order: one entry a word in each array.

    A word is `tokens.ids[starts:ends]`; an apostrophe with letters on both sides is part of it.
    """

    starts: Ints
    ends: Ints
    keys: Hashes
    """Of its pieces, up to an apostrophe."""
    whole: Hashes
    """Of all its pieces."""
    apart: Ints
    """0: it follows the word before it; 1: a sentence begins; more: something that is no word stands between."""
    closes: NDArray[np.bool_]
    """Whether a stop follows, and after it a word or the end of the paragraph."""
    owner: Ints
    """Its paragraph."""
    paragraphs: int

    @classmethod
    def of(cls, tokens: Tokens, kinds: NDArray[np.int8]) -> Words:
        kind = kinds.take(tokens.ids)
        spaces = (kind == SPACE).nonzero()[0]
        letters = np.concatenate((kind, [np.int8(OTHER)])).take(spaces + 1) == GOES_ON
        kind[spaces] = np.where(letters, BEGINS, OTHER)
        apostrophes = (kind[:-1] == APOSTROPHE).nonzero()[0]
        inside = apostrophes[kind.take(apostrophes + 1) == GOES_ON]
        bare_starts, bare_ends = _runs(kind)
        kind[inside] = GOES_ON
        starts, ends = _runs(kind)
        keys = _keys(tokens.ids, bare_starts, bare_ends)
        whole = keys.copy()
        longer = (bare_ends != ends).nonzero()[0]
        # Either apostrophe: both are written.
        straight = tokens.ids.copy()
        straight[inside] = np.argmax(kinds == APOSTROPHE)
        whole[longer] = _keys(straight, starts[longer], ends[longer])
        distance = _DISTANCE.take(kind)
        distance[inside] = 0
        passed = np.concatenate(([0], distance.cumsum()))
        owner = tokens.starts.searchsorted(starts, "right") - 1
        before = np.maximum(_shifted(ends, 0), tokens.starts[owner])  # the boundary stops
        behind = np.minimum(np.concatenate((starts[1:], [len(kind)])), tokens.starts[owner + 1])
        between = passed[behind] - passed[ends]
        closes = (between > 0) & (between < _FAR)
        return cls(starts, ends, keys, whole, passed[starts] - passed[before], closes, owner, len(tokens.starts) - 1)


def reducing(owner: Ints, number: int) -> Callable[..., Ints]:
    """What reduces the values of words to one for each paragraph, by `np.add` or another such function: `none` where it
    has no word. `owner`: the paragraph of each word, in order.
    """
    begins = np.ones(len(owner), np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    first = begins.nonzero()[0]  # word of each paragraph that has any
    worded = owner[first]

    def by_paragraph(reduce: np.ufunc, values: NDArray[Any], none: int = 0) -> Ints:
        result = np.full(number, none, np.int64)
        if len(first):
            result[worded] = reduce.reduceat(values, first, dtype=np.int64)
        return result

    return by_paragraph


def _shifted(values: NDArray[np.integer[Any]], first: int) -> Ints:
    """Of each entry the one before it."""
    shifted = np.empty(len(values), np.int64)
    shifted[:1], shifted[1:] = first, values[:-1]
    return shifted


def _ahead(values: NDArray[np.integer[Any]], last: int) -> Ints:
    """Of each entry the one behind it."""
    ahead = np.empty(len(values), np.int64)
    ahead[:-1], ahead[-1:] = values[1:], last
    return ahead


def _runs(kind: NDArray[np.int8]) -> tuple[Ints, Ints]:
    """First piece of each word, and the piece after its last."""
    # A word goes on to the next piece that is no inner part of a word.
    outer = (kind != GOES_ON).nonzero()[0]
    begins = (kind.take(outer) == BEGINS).nonzero()[0]
    after = np.concatenate((outer, [len(kind)]))
    return outer[begins], after[begins + 1]


def _keys(ids: NDArray[np.integer[Any]], starts: Ints, ends: Ints) -> Hashes:
    """A hash of each word's pieces and their order."""
    if not len(starts):
        return np.zeros(0, np.uint32)
    lengths = ends - starts
    before = lengths.cumsum() - lengths
    inner = np.arange(int(lengths.sum())) - before.repeat(lengths)
    pieces = ids[starts.repeat(lengths) + inner].astype(np.int64) * 64 + np.minimum(inner, 63)
    return sums_of_hashes(pieces, before)


@dataclass(frozen=True)
class WordSurprisal:
    """The words of some paragraphs, and what the model knows of them; in tenths of a bit (STEP), 0 of what is unknown.

    `seen`: 0 for an unknown word, 1 for one never met after the word before it, 2 for a known pair, 3 for three.
    `before`, `numbers` and `after` are the word before (or the start of a sentence), the word, and the one after it (or
    the end of a sentence), as the model numbers them.
    """

    words: Words
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

    def numbers(self, words: Words) -> Ints:
        """Of each word, its place in the vocabulary, if need be without its apostrophe and what follows."""
        numbers = np.full(len(words.whole), self.unknown)
        found, places = self.vocabulary.find(words.whole)
        numbers[found] = places
        again = ((numbers == self.unknown) & (words.whole != words.keys)).nonzero()[0]
        found, places = self.vocabulary.find(words.keys[again])
        numbers[again[found]] = places
        return numbers

    def read(self, tokens: Tokens) -> WordSurprisal:
        words = Words.of(tokens, self.kinds)
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
