"""Computes the features: one row of named numbers per paragraph, some of them about its neighbours.

Whole batches of documents are computed at once, in arrays. A row depends only on its own document, and is the same in
every batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES
from mtdetect.lm.piece_ngrams import STEP
from mtdetect.lm.pieces import BOUNDARY, Tokenizer, Tokens
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
from mtdetect.scoring.feature_input import FeatureInput, Matrix
from mtdetect.scoring.neighbours import Neighbours, running_sums
from mtdetect.scoring.ngram_models import NGRAM_MODELS
from mtdetect.text.layout import NUMBERED_ITEM
from mtdetect.text.word_index import rows_of

ROWS = 1024
"""Paragraphs whose features are put together at a time."""

WINDOW = 8
"""Pieces in a window of the worst-window surprisal: about six words, the length of a clause."""

LONG = 20
"""Pieces that a paragraph needs in order to have a topic."""

ID_BITS = 15
"""Bits that hold a piece id."""

PARAGRAPH_BITS = 28
"""Bits that hold a paragraph's number. They leave 20 for its document's number."""

RARE = 14
"""A piece with more bits of surprisal than this is rare: its probability is below 1 in 16,000."""


def _surprisal(tokens: Tokens, surprisal: NDArray[np.int32], unigram_surprisal: NDArray[np.int32]) -> Matrix:
    """The columns of SURPRISAL, in bits per piece. Shape: paragraphs x len(SURPRISAL)."""
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
        # How much the words before help to predict a word: little if synonyms were put in blindly.
        (rarity - mean) * STEP,
        worst_gain * STEP,
    ]
    return rows_of(columns)


def _worst_windows(tokens: Tokens, values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each paragraph's greatest mean over WINDOW pieces in a row. Shape: rows of `values` x paragraphs."""
    running = running_sums(values)
    ahead = np.minimum(np.arange(values.shape[1]) + WINDOW, tokens.starts[1:].repeat(tokens.counts() + 1))
    windows = running.take(ahead, axis=1) - running[:, :-1]
    worst: NDArray[np.float64] = np.maximum.reduceat(windows, tokens.starts[:-1], axis=1)
    return worst / np.minimum(np.maximum(tokens.counts(), 1), WINDOW)


def overlap(evidence: FeatureInput, tokenizer: Tokenizer, among: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Share of a paragraph's content pieces that also occur in another paragraph of its document, if in `among`."""
    tokens = evidence.tokens
    if not among.any():
        return np.zeros(len(among), np.float32)
    content = (~tokenizer.function_words[tokens.ids] & (tokens.ids > BOUNDARY + 1)).nonzero()[0]
    if not len(content):
        return np.zeros(len(among), np.float32)
    owner = np.arange(len(among)).repeat(tokens.counts() + 1)[content]
    # Sorted by document, piece and paragraph.
    rows = np.sort((evidence.owner[owner] << ID_BITS | tokens.ids[content]) << PARAGRAPH_BITS | owner)
    paragraph = rows & ((1 << PARAGRAPH_BITS) - 1)
    own = among[paragraph]
    once = np.concatenate(([True], rows[1:] != rows[:-1])) & own  # each piece once per paragraph
    pieces = rows >> PARAGRAPH_BITS
    first = np.concatenate(([True], pieces[1:] != pieces[:-1]))
    spread = np.add.reduceat(once.astype(np.int64), first.nonzero()[0])
    elsewhere = spread[first.cumsum() - 1] > own
    number = np.maximum(np.bincount(owner, minlength=len(among)), 1)
    return (np.bincount(paragraph, elsewhere, len(among)) / number).astype(np.float32)


SURPRISAL = (
    "surprisal", "surprisal_spread", "worst_window", "rare_pieces", "unigram_surprisal", "context_pmi", "worst_pmi"
)  # fmt: skip

OWN = (
    "chars", "words", "word_length", "capitals", "capitalised", "digits", "commas", "stops", "marks", "colons",
    "quotes",
    "separators", "brackets", "dashes", "symbols", "odd_characters", "uncased_letters", "numbers", "ends_sentence",
    "ends_colon", "ends_quote", "ends_comma", "starts_lower", "starts_digit", "starts_quote", "starts_symbol",
    "function_words",
    *SURPRISAL, *WORD_FEATURES, *SUBSTITUTE_FEATURES, *DISCRIMINATOR_FEATURES, "pieces_a_word",
    "content_overlap", "duplicates",
)  # fmt: skip

_AROUND = (
    "words",
    "ends_sentence",
    "function_words",
    "capitalised",
    "content_overlap",
    "furniture",
    "leaked_furniture",
)

_OFFSETS = (-3, -2, -1, 1, 2, 3)

_RADII = (2, 5, 12)

PLACE = ("index", "from_end", "place", "paragraphs", "prose_before", "prose_after", "prose_share", "duplicates_around")

DOCUMENT = (
    "document_furniture",
    "document_leaked_furniture",
    "document_neural_mt",
    "document_low_adequacy",
    "document_spun",
    "document_surprisal",
    "document_worst_window",
    "document_synonym_bits",
    "document_better_bits",
    "document_unseen_pairs",
    "document_substituted_log_odds",
    "document_substituted_share",
    "document_missing_share",
)

_OF_WORDING = frozenset((*WORD_FEATURES, *SUBSTITUTE_FEATURES, *DISCRIMINATOR_FEATURES))

WORDING = _OF_WORDING | {name for name in DOCUMENT if name.removeprefix("document_") in _OF_WORDING}
"""Columns about which words go together. They show damage by translation and spinning. `scraping` does without them,
because with them it finds furniture that looks like prose slightly less well (average precision .81 instead of .84)."""


def feature_names(rules: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns of `features`, in order. `rules`: the columns of the flag counts."""
    around = [f"{name}[{offset:+d}]" for name in _AROUND for offset in _OFFSETS]
    windows = [f"{name}~{radius}" for name in ("furniture", "prose") for radius in _RADII]
    return (*OWN, *NGRAM_MODELS, *rules, *around, *windows, *PLACE, *DOCUMENT)


def _begins_lower(evidence: FeatureInput, lower: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which paragraphs begin in lower case, except where a sentence goes on after numbered items, as in a statute."""
    lower = lower.copy()
    for i in lower.nonzero()[0].tolist():
        if i and evidence.owner[i - 1] == evidence.owner[i] and NUMBERED_ITEM.match(evidence.paragraphs[i - 1]):
            lower[i] = False
    return lower


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
    # A closing quote or bracket after a stop ends a sentence too. Only the character before it is looked at.
    closes = np.array([p[-2:-1] in ".!?…" if len(p) > 1 else False for p in evidence.paragraphs])
    columns = [
        np.log1p(chars), np.log1p(words), letters / some, counts[:, UPPER] / letters,
        (counts[:, STARTS_UPPER] + counts[:, STARTS_CAPITALS]) / some, counts[:, DIGIT] / chars,
        *shares.T,
        counts[:, OTHER] / chars, counts[:, LETTER] / letters, counts[:, STARTS_DIGIT] / some,
        (last == STOP) | (last == MARK) | (((last == QUOTE) | (last == BRACKET)) & closes), last == COLON,
        last == QUOTE,
        last == COMMA, _begins_lower(evidence, first == LOWER),
        first == DIGIT, first == QUOTE, (first >= SEPARATOR) & (first <= OTHER),
        function_share, *_surprisal(evidence.tokens, evidence.surprisal, evidence.unigram_surprisal).T,
        *word_models.features(evidence.tokens).T, evidence.tokens.counts() / some,
    ]  # fmt: skip
    return rows_of(columns)


def _own(evidence: FeatureInput, word_models: WordModels) -> Matrix:
    """The columns of OWN."""
    own = np.empty((len(evidence.paragraphs), len(OWN)), np.float32)
    end = 0
    for chunk in evidence.chunks():
        start, end = end, end + len(chunk.paragraphs)
        own[start:end, :-2] = _read(chunk, word_models)
    own[:, -2] = overlap(evidence, word_models.tokenizer, evidence.tokens.counts() >= LONG)
    for first, last in pairwise(evidence.documents.tolist()):
        times = Counter(evidence.paragraphs[first:last])
        copies = map(times.__getitem__, evidence.paragraphs[first:last])
        own[first:last, -1] = np.log1p(np.fromiter(copies, np.int64, last - first))
    return own


class Features:
    """The features of a batch. Those of some paragraphs at a time are put together, as there are many columns.

    `ngram_scores`: the scores of the linear n-gram models. Shape: paragraphs x len(NGRAM_MODELS).
    """

    def __init__(self, evidence: FeatureInput, word_models: WordModels, ngram_scores: Matrix) -> None:
        self._evidence, self._ngram_scores = evidence, ngram_scores
        self._own = own = _own(evidence, word_models)
        self._column = {name: own[:, i] for i, name in enumerate(OWN)} | {
            name: ngram_scores[:, i] for i, name in enumerate(NGRAM_MODELS)
        }
        self._words = np.expm1(self._column["words"])
        alike = np.broadcast_to(np.float32(1), len(own))
        self._window_weights = self._words + 1, alike, alike
        self._prose = ((self._words >= 12) & (self._column["ends_sentence"] > 0)).astype(np.float32)
        # Integers, as before the logarithm: a sum of floats would depend on the documents before in the batch.
        self._before = np.concatenate(([0], (self._prose * self._words).round().astype(np.int64).cumsum()))
        self._totals = np.zeros((len(DOCUMENT) + 1, len(evidence.documents) - 1), np.int64)
        summed = [self._column[name.removeprefix("document_")] for name in DOCUMENT]
        for begin, end in self._blocks():
            words = self._words[begin:end]
            values = np.array([column[begin:end] for column in summed]) * words * 256
            at = Neighbours.of(evidence.documents, begin, end)
            at.add_totals(np.concatenate((words[None], values)), self._totals)

    def __iter__(self) -> Iterator[Matrix]:
        """Yields the rows of some paragraphs at a time, see `features`."""
        for begin, end in self._blocks():
            yield self._rows(begin, end)

    def _blocks(self) -> Iterator[tuple[int, int]]:
        number = len(self._own)
        for begin in range(0, max(1, number), ROWS):
            yield begin, min(begin + ROWS, number)

    def _rows(self, begin: int, end: int) -> Matrix:
        at, column = Neighbours.of(self._evidence.documents, begin, end), self._column
        place, first, last = at.place, at.first, at.last
        near = at.shifted([column[name] for name in _AROUND], _OFFSETS)
        *windows, copies_around = at.window_means(
            (column["furniture"], self._prose, column["duplicates"]), self._window_weights, _RADII
        )
        total_words, *totals = self._totals[:, at.document].astype(np.float64)
        total_words = np.maximum(total_words, 1)
        before = self._before
        prose_total = np.maximum(before[last] - before[first], 1)
        where = [
            np.log1p(place - first), np.log1p(last - 1 - place), (place - first) / np.maximum(last - first - 1, 1),
            np.log1p(last - first), (before[place] - before[first]) / prose_total,
            (before[last] - before[place + 1]) / prose_total,
            prose_total / total_words, copies_around[0],
        ]  # fmt: skip
        per_document = np.array(totals) / total_words / 256
        own, scores = self._own[begin:end], self._ngram_scores[begin:end]
        flags = np.minimum(self._evidence.flags.rows(slice(begin, end)).dense(), 5).T
        columns = (own.T, scores.T, flags, near.reshape(-1, len(own)), *windows, np.array(where), per_document)
        rows = np.empty((len(own), sum(map(len, columns))), np.float32)
        stop = 0
        for some in columns:
            start, stop = stop, stop + len(some)
            rows[:, start:stop] = some.T
        return rows


def features(evidence: FeatureInput, word_models: WordModels, ngram_scores: Matrix) -> Matrix:
    """One row per paragraph, with the columns of `feature_names`. `ngram_scores`: see `Features`."""
    return np.concatenate(list(Features(evidence, word_models, ngram_scores)))
