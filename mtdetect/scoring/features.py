"""Documents and their flags to one row of named numbers a paragraph, its neighbours' among them.

Everything is computed for a batch of documents at once, in whole arrays; a row depends on its own document
alone, and is the same in every batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES
from mtdetect.lm.hash_table import ngram_hashes
from mtdetect.lm.piece_ngrams import STEP
from mtdetect.lm.pieces import BOUNDARY, CHUNK, Tokenizer, Tokens, chunks, reaching_over
from mtdetect.lm.substitutes import SUBSTITUTE_FEATURES, WordModels
from mtdetect.lm.word_ngrams import WORD_FEATURES
from mtdetect.scoring.char_counts import (
    BRACKET,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    LETTER,
    LOWER,
    MARK,
    OTHER,
    QUOTE,
    SEPARATOR,
    STARTS_CAPITALS,
    STARTS_DIGIT,
    STARTS_LOWER,
    STARTS_UPPER,
    STOP,
    SYMBOL,
    UPPER,
    char_class_counts,
)
from mtdetect.text.word_index import rows_of
from mtdetect.types import Flag, Span

Matrix = NDArray[np.float32]

WINDOW = 8
"""Pieces in the window of the worst-window surprisal: about six words, the length of a clause."""

LONG = 20
"""Pieces from which a paragraph has a topic."""

MOST_CROSSED = 50
"""Paragraphs after its first in which a flag counts: no damage of one kind is longer."""

ID_BITS = 15
"""Bits that hold a piece id."""

PARAGRAPH_BITS = 28
"""Bits that hold the number of a paragraph, and leave as many for that of its document."""

RARE = 14
"""Bits of surprisal over which a piece is rare: one in sixteen thousand."""

NGRAM_MODELS = ("furniture", "leak", "machine", "poor", "spun", "rough")
"""The linear models over hashed n-grams of pieces, one column of weights each."""

HASH_BITS = 18
NGRAM_ORDER = 3
NGRAM_WEIGHT_UNIT = 1 / 1024
"""The heads' weights are stored as 16-bit integers in these units, so that their sums are exact anywhere."""


@dataclass(frozen=True)
class FeatureInput:
    """What is known of the paragraphs of a batch of documents before features are made of it.

    `documents` holds the first paragraph's index of each document, and the number of paragraphs at the end.
    """

    paragraphs: list[str]
    documents: NDArray[np.int64]
    tokens: Tokens
    surprisal: NDArray[np.int32]
    """By piece, in STEP bits; 0 at boundaries."""
    unigram_surprisal: NDArray[np.int32]
    """The same for the piece by itself, without those before it."""
    flags: NDArray[np.float32]
    """Shape: paragraphs x rules and families; how many flags of each touch the paragraph."""

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """The document of each paragraph."""
        sizes = self.documents[1:] - self.documents[:-1]
        return np.arange(len(sizes)).repeat(sizes)

    def chunks(self) -> Iterator[FeatureInput]:
        """Some paragraphs at a time, as though they were a document: for what does not depend on the others."""
        if self.tokens.starts[-1] <= CHUNK:
            yield self
            return
        for own in chunks(self.tokens.starts, CHUNK):
            starts = self.tokens.starts[own.start : own.stop + 1]
            pieces = slice(starts[0], starts[-1])
            yield FeatureInput(
                paragraphs=self.paragraphs[own],
                documents=np.array([0, own.stop - own.start]),
                tokens=Tokens(self.tokens.ids[pieces], starts - starts[0]),
                surprisal=self.surprisal[pieces],
                unigram_surprisal=self.unigram_surprisal[pieces],
                flags=self.flags[own],
            )


def count_flags(
    paragraphs: Sequence[Span], flags: Sequence[Flag], columns: Mapping[str, tuple[int, ...]]
) -> NDArray[np.float32]:
    """Flags in each paragraph of one document. Shape: paragraphs x columns.

    `columns`: the columns of the counts to which a flag of each rule's code belongs.
    """
    counts = np.zeros((len(paragraphs), 1 + max(column for own in columns.values() for column in own)), np.float32)
    if flags and paragraphs:
        starts = np.array([paragraph.start for paragraph in paragraphs])
        begin, stop = np.array([(flag.start, flag.end) for flag in flags]).T
        first = np.maximum(starts.searchsorted(begin, "right") - 1, 0)
        last = np.maximum(starts.searchsorted(stop - 1, "right") - 1, first)
        spread = np.minimum(last - first, MOST_CROSSED) + 1
        which = np.arange(len(flags)).repeat(spread)
        owner = first[which] + np.arange(len(which)) - (spread.cumsum() - spread).repeat(spread)
        own = np.array([columns[flag.code] for flag in flags])[which]
        np.add.at(counts, (owner[:, None], own), np.float32(1))
    return counts


def ngram_scores(tokens: Tokens, weights: NDArray[np.int16]) -> Matrix:
    """The linear heads' scores. `weights`: 2**HASH_BITS x len(HEADS). Shape: paragraphs x len(HEADS).

    A score is the sum over the paragraph's n-grams (1 to HEAD_ORDER pieces), over the root of their number.
    """
    total = np.zeros((len(tokens.ids), weights.shape[1]), np.int32)
    for hashed in ngram_buckets(tokens.ids):
        total += weights.take(hashed, axis=0)
    total[tokens.starts[:-1]] = 0
    number = np.maximum(tokens.counts() * NGRAM_ORDER, 1)
    return (tokens.sums(total) * NGRAM_WEIGHT_UNIT / np.sqrt(number)[:, None]).astype(np.float32)


def ngram_buckets(ids: NDArray[np.int32]) -> list[NDArray[np.uint32]]:
    """The bucket of the n-gram that ends at each piece, for each length."""
    shift = np.uint32(32 - HASH_BITS)
    hashes = [hashed >> shift for hashed in ngram_hashes(ids, NGRAM_ORDER)]
    for n in range(3, NGRAM_ORDER + 1):  # none reaches over a boundary into the paragraph before
        reaches = reaching_over(ids, n)
        hashes[n - 1][reaches] = hashes[n - 2][reaches]
    return hashes


def _surprisal(tokens: Tokens, surprisal: NDArray[np.int32], unigram_surprisal: NDArray[np.int32]) -> Matrix:
    """The columns of SURPRISAL, in bits a piece. Shape: paragraphs x len(SURPRISAL)."""
    number = np.maximum(tokens.counts(), 1)
    values = surprisal.astype(np.int64)
    mean = tokens.sums(values) / number
    spread = np.sqrt(np.maximum(tokens.sums(values**2) / number - mean**2, 0))
    rare = tokens.sums((values > RARE / STEP).astype(np.int64)) / number
    rarity = tokens.sums(unigram_surprisal.astype(np.int64)) / number
    worst, worst_gain = _worst_windows(tokens, np.array((values, values - unigram_surprisal)))
    columns = [
        mean * STEP,
        spread * STEP,
        worst * STEP,
        rare,
        rarity * STEP,
        # How much the words before help to expect a word: little where synonyms were put in blindly.
        (rarity - mean) * STEP,
        worst_gain * STEP,
    ]
    return rows_of(columns)


def _worst_windows(tokens: Tokens, values: NDArray[np.int64]) -> NDArray[np.float64]:
    """The greatest mean of WINDOW pieces in a row, by paragraph. Shape: rows of values x paragraphs."""
    running = _running(values)
    ahead = np.minimum(np.arange(values.shape[1]) + WINDOW, tokens.starts[1:].repeat(tokens.counts() + 1))
    windows = running.take(ahead, axis=1) - running[:, :-1]
    worst: NDArray[np.float64] = np.maximum.reduceat(windows, tokens.starts[:-1], axis=1)
    return worst / np.minimum(np.maximum(tokens.counts(), 1), WINDOW)


def overlap(evidence: FeatureInput, tokenizer: Tokenizer, among: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Share of a paragraph's content pieces that stand in some other paragraph of its document that is `among`."""
    tokens = evidence.tokens
    content = (~tokenizer.function_words[tokens.ids] & (tokens.ids > BOUNDARY + 1)).nonzero()[0]
    if not len(content):
        return np.zeros(len(among), np.float32)
    owner = np.arange(len(among)).repeat(tokens.counts() + 1)[content]
    # Sorted by document, piece and paragraph.
    rows = np.sort((evidence.owner[owner] << ID_BITS | tokens.ids[content]) << PARAGRAPH_BITS | owner)
    paragraph = rows & ((1 << PARAGRAPH_BITS) - 1)
    own = among[paragraph]
    once = np.concatenate(([True], rows[1:] != rows[:-1])) & own  # a piece once a paragraph
    pieces = rows >> PARAGRAPH_BITS
    first = np.concatenate(([True], pieces[1:] != pieces[:-1]))
    spread = np.add.reduceat(once.astype(np.int64), first.nonzero()[0])
    elsewhere = spread[first.cumsum() - 1] > own
    number = np.maximum(np.bincount(owner, minlength=len(among)), 1)
    return (np.bincount(paragraph, elsewhere, len(among)) / number).astype(np.float32)


SURPRISAL = (
    "surprisal", "surprisal_spread", "worst_window", "rare_pieces", "rarity", "context_gain", "worst_gain"
)  # fmt: skip
OWN = (
    "chars", "words", "word_length", "capitals", "capitalised", "digits", "commas", "stops", "marks", "colons",
    "quotes",
    "separators", "brackets", "dashes", "symbols", "odd_characters", "uncased_letters", "numbers", "ends_sentence",
    "ends_colon", "ends_quote", "ends_comma", "starts_lower", "starts_digit", "starts_quote", "starts_symbol",
    "function_words",
    *SURPRISAL, *WORD_FEATURES, *SUBSTITUTE_FEATURES, *DISCRIMINATOR_FEATURES, "pieces_a_word", "topic", "copies",
)  # fmt: skip
_AROUND = ("words", "ends_sentence", "function_words", "capitalised", "topic", "furniture", "leak")
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_RADII = (2, 5, 12)
OUTSIDE = -9
"""Stands for a neighbour where there is none."""

PLACE = ("index", "from_end", "place", "paragraphs", "prose_before", "prose_after", "prose_share", "copies_around")
DOCUMENT = (
    "document_furniture",
    "document_leak",
    "document_machine",
    "document_poor",
    "document_spun",
    "document_surprisal",
    "document_worst_window",
    "document_synonym_bits",
    "document_better_bits",
    "document_unseen_pairs",
    "document_replaced_log_odds",
    "document_replaced_share",
    "document_gap_share",
)

_OF_WORDING = frozenset((*WORD_FEATURES, *SUBSTITUTE_FEATURES, *DISCRIMINATOR_FEATURES))
WORDING = _OF_WORDING | {name for name in DOCUMENT if name.removeprefix("document_") in _OF_WORDING}
"""Columns that tell which words go together: damage of translation and spinning. `scraping` does without them, since
furniture that looks like prose is told apart a little worse with them (average precision .81 against .84)."""


def feature_names(rules: Sequence[str]) -> tuple[str, ...]:
    """The columns of `features`, in order, for flag counts of these rules and families."""
    around = [f"{name}[{offset:+d}]" for name in _AROUND for offset in _OFFSETS]
    windows = [f"{name}~{radius}" for name in ("furniture", "prose") for radius in _RADII]
    return (*OWN, *NGRAM_MODELS, *rules, *around, *windows, *PLACE, *DOCUMENT)


def _read(evidence: FeatureInput, word_models: WordModels) -> Matrix:
    """The columns of OWN that need no other paragraph."""
    counts, first, last = char_class_counts(evidence.paragraphs)
    chars = np.maximum(counts[:, :STARTS_LOWER].sum(1), 1)
    letters = np.maximum(counts[:, [LOWER, UPPER, LETTER]].sum(1), 1)
    words = counts[:, STARTS_LOWER:].sum(1)
    some = np.maximum(words, 1)
    function = word_models.tokenizer.function_words[evidence.tokens.ids].astype(np.int64)
    function_share = evidence.tokens.sums(function) / some
    shares = counts[:, (COMMA, STOP, MARK, COLON, QUOTE, SEPARATOR, BRACKET, DASH, SYMBOL)] / some[:, None]
    # A closing quote after the stop is the end of a sentence too; what stands before it is not looked at.
    closes = np.array([p[-2:-1] in ".!?…" if len(p) > 1 else False for p in evidence.paragraphs])
    columns = [
        np.log1p(chars), np.log1p(words), letters / some, counts[:, UPPER] / letters,
        (counts[:, STARTS_UPPER] + counts[:, STARTS_CAPITALS]) / some, counts[:, DIGIT] / chars,
        *shares.T,
        counts[:, OTHER] / chars, counts[:, LETTER] / letters, counts[:, STARTS_DIGIT] / some,
        (last == STOP) | (last == MARK) | (((last == QUOTE) | (last == BRACKET)) & closes), last == COLON,
        last == QUOTE,
        last == COMMA, first == LOWER, first == DIGIT, first == QUOTE, (first >= SEPARATOR) & (first <= OTHER),
        function_share, *_surprisal(evidence.tokens, evidence.surprisal, evidence.unigram_surprisal).T,
        *word_models.features(evidence.tokens).T, evidence.tokens.counts() / some,
    ]  # fmt: skip
    return rows_of(columns)


def _own(evidence: FeatureInput, word_models: WordModels) -> Matrix:
    """The columns of OWN."""
    read = np.concatenate([_read(chunk, word_models) for chunk in evidence.chunks()])
    owner = evidence.owner.tolist()
    times = Counter(zip(owner, evidence.paragraphs, strict=True))
    copies = np.fromiter(map(times.__getitem__, zip(owner, evidence.paragraphs, strict=True)), np.int64, len(owner))
    topic = overlap(evidence, word_models.tokenizer, evidence.tokens.counts() >= LONG)
    return np.column_stack((read, topic, np.log1p(copies).astype(np.float32)))


@dataclass(frozen=True)
class _Places:
    """Where each paragraph of a batch stands in its document, which lies from `first` to `last`."""

    place: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, documents: NDArray[np.int64]) -> _Places:
        sizes = documents[1:] - documents[:-1]
        first, last = documents[:-1].repeat(sizes), documents[1:].repeat(sizes)
        return cls(np.arange(len(first)), first, last)

    def window_means(self, values: NDArray[Any], weights: NDArray[Any], radii: Sequence[int]) -> Matrix:
        """Means over the paragraphs within each radius, without the paragraph itself, weighted; -1 of none.

        Of several columns at once. Shape: columns x radii x paragraphs.
        """
        # Whole numbers add up to the same sum in every batch; floats would not.
        both = (np.concatenate((values * weights, weights)) * 1024).round().astype(np.int64)
        running = _running(both)
        reach = np.array(radii)[:, None]
        low, high = np.maximum(self.place - reach, self.first), np.minimum(self.place + reach + 1, self.last)
        sums = running[:, high] - running[:, low] - both[:, None]
        total, weight = sums[: len(values)], sums[len(values) :]
        return np.where(weight > 0, total / np.maximum(weight, 1), -1).astype(np.float32)

    def shifted(self, values: NDArray[Any], offsets: Sequence[int]) -> NDArray[np.float32]:
        """The value of the paragraph at each offset from here, OUTSIDE beyond the document.

        Of several columns at once. Shape: columns x offsets x paragraphs.
        """
        other = self.place + np.array(offsets)[:, None]
        valid = (other >= self.first) & (other < self.last)
        return np.where(valid, values.take(other, axis=-1, mode="clip"), OUTSIDE).astype(np.float32)

    def totals(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Each document's sums of whole numbers, repeated for each of its paragraphs. Shape: columns x paragraphs."""
        running = _running(values.round().astype(np.int64))
        return (running[:, self.last] - running[:, self.first]).astype(np.float64)


def _running(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of all that stand before each place, and before the end. Shape: rows x (columns + 1)."""
    running = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(axis=1, out=running[:, 1:])
    return running


def features(evidence: FeatureInput, word_models: WordModels, heads: Matrix) -> Matrix:
    """The rows. `heads`: the linear heads' scores, paragraphs x len(HEADS). Columns: `feature_names`."""
    own = _own(evidence, word_models)
    at = _Places.of(evidence.documents)
    place, first, last = at.place, at.first, at.last
    column = {name: own[:, i] for i, name in enumerate(OWN)} | {
        name: heads[:, i] for i, name in enumerate(NGRAM_MODELS)
    }
    near = at.shifted(np.array([column[name] for name in _AROUND]), _OFFSETS)
    words = np.expm1(column["words"])
    prose = ((words >= 12) & (column["ends_sentence"] > 0)).astype(np.float32)
    alike = np.ones_like(words)
    *windows, copies_around = at.window_means(
        np.array((column["furniture"], prose, column["copies"])), np.array((words + 1, alike, alike)), _RADII
    )
    # Whole numbers, as they were before the logarithm: a sum of floats would depend on what stands before in the batch.
    before = np.concatenate(([0], (prose * words).round().astype(np.int64).cumsum()))
    summed = np.array([column[name.removeprefix("document_")] for name in DOCUMENT]) * words * 256
    total_words, *totals = at.totals(np.concatenate((words[None], summed)))
    total_words = np.maximum(total_words, 1)
    prose_total = np.maximum(before[last] - before[first], 1)
    where = [
        np.log1p(place - first), np.log1p(last - 1 - place), (place - first) / np.maximum(last - first - 1, 1),
        np.log1p(last - first), (before[place] - before[first]) / prose_total,
        (before[last] - before[place + 1]) / prose_total,
        prose_total / total_words, copies_around[0],
    ]  # fmt: skip
    per_document = np.array(totals) / total_words / 256
    flags = np.minimum(evidence.flags, 5).T
    columns = (own.T, heads.T, flags, near.reshape(-1, len(own)), *windows, np.array(where), per_document)
    rows = np.concatenate(columns, dtype=np.float32, casting="same_kind")
    return np.ascontiguousarray(rows.T)
