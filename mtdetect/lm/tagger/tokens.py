"""The tokens of documents as the tagger reads them: words, numbers and marks, with what is known about each.

All is computed with array operations over a whole batch. A token's place in its text is kept, so that what the tagger
finds can be flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.text.alphabet import alphabet, code_values
from mtdetect.text.word_index import numbered, occurrences, run_hashes
from mtdetect.types import Span

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Numbers = NDArray[np.uint16]

_SPACE, _LETTER, _DIGIT, _MARK = range(4)
"""Classes of characters."""

LOWER, CAPITALISED, UPPER, MIXED, INITIAL, NUMBER, MARK, BOUNDARY = range(8)
"""Shapes of tokens. INITIAL is a single capital letter. A BOUNDARY, an empty token, comes before each paragraph."""

GLUED, SPACED = range(2)
"""What is before a token: nothing or white space. A line break inside a paragraph is where a program wrapped it."""

FIRST, BLANK, BREAK = range(3)
"""What is before a paragraph: its document, a blank line, or a mere line break."""

USUAL = 3
"""Characters, with the space behind, in a token of most texts, at least."""

SUFFIXES = 4096
"""Hashes of the last three characters of a token."""

COUNTED, RUNS = 4, 4
"""Values of two features: how often a capitalised token occurs in its document (0: it isn't capitalised), and whether
it belongs to a run of two, three, or four tokens that occurs elsewhere in the document (0: to none)."""

DOUBLED = 4
"""The longest run of tokens for which is noted whether it repeats the run just before it."""

LENGTHS = (8, 16)
"""Tokens from which a paragraph is no longer a label, and no longer a heading."""

LOOKS, PLACES, SETTINGS = 8 * 3, COUNTED * 2 * RUNS * 2, (len(LENGTHS) + 1) * 16
"""How many values `looks`, `places` and `settings` of `TaggerTokens` have."""

_CLOSING, _QUOTES, _OPENING, _SHUTTING = '[.!?:…"”’)]', '["“”«»„]', r"[(\[]", r"[)\]]"
_APOSTROPHES, _INNER = "['’]", "[.,:]"


@dataclass(frozen=True)
class TaggerTokens:
    """The tokens of some documents, in order. Each array has one entry a token."""

    starts: Ints
    """Where the token begins in its document's text, and `ends`, where it ends."""
    ends: Ints
    documents: Ints
    """The number of its document."""
    paragraphs: Ints
    """The number of its paragraph, counted over all documents."""
    keys: Hashes
    """The hash of the token, ignoring case."""
    suffixes: Ints
    shapes: Ints
    looks: Ints
    """Its shape, and what is before it."""
    places: Ints
    """What the document holds: does the token, or the phrase that it belongs to, also occur elsewhere?"""
    settings: Ints
    """What the paragraph is like: its length, how it ends, and whether a quotation or a bracket is open here."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def repeats(self) -> NDArray[np.bool_]:
        """Which tokens repeat the run of tokens just before them."""
        repeats: NDArray[np.bool_] = self.places % 2 == 1
        return repeats

    @classmethod
    def of(cls, documents: Sequence[tuple[str, Sequence[Span]]]) -> TaggerTokens:
        """The tokens of some documents, each given as its text and the spans of its paragraphs."""
        # Spaces on both sides, so that no token touches an edge or another document.
        numbers = alphabet.numbered(" ".join(["", *(text for text, _ in documents), ""]))
        sizes = np.array([len(text) for text, _ in documents], np.int64)
        first = 1 + (sizes + 1).cumsum() - (sizes + 1)
        spans = np.array([span for _, own in documents for span in own], np.int64).reshape(-1, 2)
        counts = np.array([len(own) for _, own in documents], np.int64)
        spans += first.repeat(counts)[:, None]
        owners = np.arange(len(documents)).repeat(counts)
        return (cls._of if native.core is None else cls._by_core)(numbers, spans, owners, first)

    @classmethod
    def _by_core(cls, numbers: Numbers, spans: Ints, owners: Ints, first: Ints) -> TaggerTokens:
        kinds, tables = _tables(len(alphabet.chars))
        given = numbers, kinds, *tables, spans, owners, first, np.array(LENGTHS, np.int64)
        for room in (len(numbers) // USUAL + len(spans), len(numbers) + len(spans)):
            found, exact, keys = np.empty((8, room), np.int64), np.empty(room, np.uint64), np.empty(room, np.uint64)
            number = native.core.tokens(*given, found, exact, keys)
            if number >= 0:
                break
        starts, ends, document, paragraph, suffixes, shapes, looks, settings = found[:, :number]
        starts, ends = starts.copy(), ends.copy()  # they are kept, and the others need not be kept with them
        keys, places = keys[:number], np.empty(number, np.int64)
        native.core.places(exact[:number], keys, shapes, document, places)
        return cls(starts, ends, document, paragraph, keys, suffixes, shapes, looks, places, settings)

    @classmethod
    def _of(cls, numbers: Numbers, spans: Ints, owners: Ints, first: Ints) -> TaggerTokens:
        """`numbers`: of the characters of all documents. `spans`: of paragraphs in them. `owners`: the document of each
        paragraph. `first`: where each document begins.
        """
        starts, ends, classes = _words(numbers)
        paragraph = spans[:, 0].searchsorted(starts, "right") - 1
        inside = (paragraph >= 0) & (ends <= spans[np.maximum(paragraph, 0), 1]) if len(spans) else paragraph >= 0
        starts, ends, classes, paragraph = (each[inside] for each in (starts, ends, classes, paragraph))
        # A boundary before each paragraph.
        before = paragraph.searchsorted(np.arange(len(spans)))
        starts, ends, classes, paragraph = (
            np.insert(each, before, filler)
            for each, filler in (
                (starts, spans[:, 0]),
                (ends, spans[:, 0]),
                (classes, _SPACE),
                (paragraph, np.arange(len(spans))),
            )
        )
        document = owners[paragraph]
        exact, keys = (_hashes(numbers, starts, ends, fold) for fold in (False, True))
        shapes = _shapes(numbers, starts, ends, classes)
        places = _places(exact, keys, shapes, document)
        settings = _settings(numbers, starts, ends, paragraph, len(spans))
        looks = shapes * 3 + (starts > np.append(0, ends[:-1]))
        looks[shapes == BOUNDARY] = BOUNDARY * 3 + _gaps(numbers, spans, owners)
        offset = first[document]
        suffixes = _suffixes(numbers, starts, ends)
        return cls(starts - offset, ends - offset, document, paragraph, keys, suffixes, shapes, looks, places, settings)


def _words(numbers: Numbers) -> tuple[Ints, Ints, Ints]:
    """Where the tokens begin and end, and their classes."""
    classes = _classes(len(alphabet.chars)).take(numbers)
    for marks, around in ((_APOSTROPHES, _LETTER), (_INNER, _DIGIT)):
        at = alphabet.members(marks).take(numbers).nonzero()[0]
        at = at[(classes[at - 1] == around) & (classes[at + 1] == around)]
        classes[at] = around
    edge = np.empty(len(numbers), np.bool_)
    edge[0] = True
    edge[1:] = (classes[1:] != classes[:-1]) | ((classes[1:] == _MARK) & (numbers[1:] != numbers[:-1]))
    edges = edge.nonzero()[0]
    own = classes[edges]
    real = own != _SPACE
    ends = np.append(edges[1:], len(numbers))
    return edges[real], ends[real], own[real].astype(np.int64)


def _classes(known: int) -> NDArray[np.uint8]:
    """The class of each character, by number. `known`: how many have one; other threads may meet more meanwhile."""
    classes = np.full(known, _MARK, np.uint8)
    for characters, which in ((r"\s", _SPACE), (r"[^\W\d_]", _LETTER), (r"\d", _DIGIT)):
        classes[alphabet.members(characters)[:known]] = which
    return classes


def _capitals(known: int) -> NDArray[np.bool_]:
    """Which characters are capitals, by number. Beyond Latin, a letter that changes when it is lowered is one."""
    changes = np.fromiter((char != char.lower() for char in alphabet.chars[:known]), np.bool_, known)
    capitals: NDArray[np.bool_] = alphabet.members("[A-ZÀ-ÖØ-ÞĀ-Ž]")[:known] & changes
    return capitals


def _values(fold: bool) -> Hashes:
    """What each character adds to the hash of a token, by number: all apostrophes the same."""
    values = alphabet.values(fold).copy()
    for apostrophe in "’‘":
        at = alphabet.chars.find(apostrophe)
        if at >= 0:
            values[at] = values[ord("'")]
    return values


@lru_cache(maxsize=1)
def _tables(known: int) -> tuple[Numbers, tuple[Hashes, Hashes, Hashes]]:
    """By number of a character: bits for its class and what else it is, as in `core/tokens.h`, and its values in the
    hashes of tokens, exact and ignoring case, and of suffixes. `known`: as for `_classes`.
    """
    kinds = _classes(known).astype(np.uint16)
    others = (_APOSTROPHES, _INNER, None, _CLOSING, _QUOTES, _OPENING, _SHUTTING, "\n")
    for bit, marks in enumerate(others, 2):
        kinds[_capitals(known) if marks is None else alphabet.members(marks)[:known]] |= 1 << bit
    return kinds, (_values(False)[:known], _values(True)[:known], alphabet.values(True)[:known])


def _hashes(numbers: Numbers, starts: Ints, ends: Ints, fold: bool) -> Hashes:
    values = _values(fold)
    return run_hashes(starts, ends, lambda some: values.take(numbers[some]))


def _count(places: Ints, starts: Ints, ends: Ints) -> Ints:
    """How many of the places are in each span."""
    found: Ints = places.searchsorted(ends) - places.searchsorted(starts)
    return found


def _shapes(numbers: Numbers, starts: Ints, ends: Ints, classes: Ints) -> Ints:
    is_capital = _capitals(len(alphabet.chars))
    capitals = _count(is_capital.take(numbers).nonzero()[0], starts, ends)
    begins = is_capital.take(numbers.take(starts))
    length = ends - starts
    shapes = np.full(len(starts), MIXED)
    shapes[capitals == 0] = LOWER
    shapes[begins & (capitals == 1)] = CAPITALISED
    shapes[(capitals > 1) & (capitals * 2 > length)] = UPPER
    shapes[begins & (length == 1)] = INITIAL
    for own, shape in ((_DIGIT, NUMBER), (_MARK, MARK), (_SPACE, BOUNDARY)):
        shapes[classes == own] = shape
    return shapes


def _gaps(numbers: Numbers, spans: Ints, document: Ints) -> Ints:
    """What is before each paragraph."""
    breaks = alphabet.members("\n").take(numbers).nonzero()[0]
    between = _count(breaks, np.append(0, spans[:-1, 1]), spans[:, 0])
    gaps = np.where(between > 1, BLANK, BREAK)
    gaps[np.append(True, document[1:] != document[:-1])[: len(spans)]] = FIRST
    return gaps


def _suffixes(numbers: Numbers, starts: Ints, ends: Ints) -> Ints:
    values = alphabet.values(True)
    total = np.zeros(len(starts), np.uint64)
    for back in (3, 2, 1):
        at = ends - back
        value = np.where(at >= starts, values.take(numbers.take(np.maximum(at, 0))), np.uint64(0))
        total = total * np.uint64(0x9E3779B97F4A7C15) + (value >> np.uint64(17))
    return (total >> np.uint64(52)).astype(np.int64)


def _places(exact: Hashes, keys: Hashes, shapes: Ints, document: Ints) -> Ints:
    own = code_values(document)
    word = exact ^ own
    capital = (shapes == CAPITALISED) | (shapes == UPPER) | (shapes == MIXED)
    counted = np.zeros(len(word), np.int64)
    counted[capital] = np.minimum(occurrences(word[capital]), COUNTED - 1)
    hashed = keys ^ own
    first, number = numbered(hashed)
    in_lower = np.zeros(len(first), np.bool_)
    in_lower[number[shapes == LOWER]] = True
    lowered = in_lower[number]
    run = np.zeros(len(word), np.int64)
    for length in range(2, RUNS + 1):
        if len(keys) < length:
            break
        total = np.zeros(len(keys) - length + 1, np.uint64)
        whole = np.ones(len(total), np.bool_)
        for i in range(length):
            here = slice(i, i + len(total))
            total = (total + hashed[here]) * np.uint64(0x9E3779B97F4A7C15)
            whole &= shapes[here] != BOUNDARY
        at = whole.nonzero()[0]
        at = at[occurrences(total[at]) > 1]
        for i in range(length):
            run[at + i] = length - 1
    twice = np.zeros(len(word), np.bool_)
    for length in range(1, min(DOUBLED, len(keys) // 2) + 1):
        same = (keys[length:] == keys[:-length]) & (shapes[length:] <= INITIAL)
        total = np.append(0, same.cumsum())
        at = (total[length:] - total[:-length] == length).nonzero()[0]
        for i in range(length):
            twice[at + length + i] = True
    places: Ints = ((counted * 2 + (capital & lowered)) * RUNS + run) * 2 + twice
    return places


def _settings(numbers: Numbers, starts: Ints, ends: Ints, paragraph: Ints, count: int) -> Ints:
    if not count:
        return np.zeros(0, np.int64)
    first = paragraph.searchsorted(np.arange(count))
    length = np.diff(np.append(first, len(paragraph))) - 1
    last = np.append(first[1:], len(paragraph)) - 1
    size = np.searchsorted(LENGTHS, length, "right")
    closed = alphabet.members(_CLOSING).take(numbers.take(ends[last] - 1)) & (length > 0)
    single = numbers.take(starts)
    is_mark = ends > starts

    def running(characters: str) -> Ints:
        """How many such marks there are before each token in its paragraph."""
        these = (alphabet.members(characters).take(single) & is_mark).astype(np.int64)
        total = np.append(0, these.cumsum())
        result: Ints = total[:-1] - total[first][paragraph]
        return result

    quotes = running(_QUOTES)
    quotes_of = np.append(quotes[first[1:] - 1], quotes[-1:])  # all but a last one
    odd = (quotes_of + alphabet.members(_QUOTES).take(single[last]) * (length > 0)) % 2
    brackets = running(_OPENING) > running(_SHUTTING)
    found: Ints = ((size[paragraph] * 2 + closed[paragraph]) * 2 + quotes % 2) * 2 + odd[paragraph]
    return found * 2 + brackets
