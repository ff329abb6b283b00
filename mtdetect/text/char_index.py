"""A character index: finds where patterns may match, in a whole batch of texts at once.

Regular expressions examine every character of a text, which would take most of the run time. If the characters at the
start of a match are known, such as a lower-case letter, a full stop and a space, array operations find these positions
at least ten times as fast, and the expression is tried only there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.text.alphabet import MOST_NUMBERED, alphabet
from mtdetect.text.char_bits import NOWHERE, Bits, CharPattern, Mask, char_pattern
from mtdetect.text.patterns import LINE_BREAK
from mtdetect.text.sweep import Swept, remember, swept
from mtdetect.text.word_index import BLOCK, HashedWordSet, Places, TokenArrays, by_blocks, distinct, where

_COMMON = list(b" abcdefghijklmnopqrstuvwxyz")
"""Numbers of the characters that make up most of a text."""

SMALL, FEW = 1 << 15, 256
"""Characters in a batch, and distinct ones among them, up to which `Bits` does the search."""


@cache
def _has_common(characters: str) -> bool:
    """Whether a class includes any of the common characters."""
    return bool(alphabet.members(characters)[_COMMON].any())


def _test(characters: str) -> Callable[[NDArray[np.uint16]], Mask]:
    """A membership test for a class, applied to character numbers. Those of Latin-1 are the code points."""
    if len(characters) == 1 and characters <= "\xff":
        code = ord(characters)
        return lambda numbers: numbers == code
    return alphabet.members(characters).take


T = TypeVar("T")

CharSearch = Callable[["CharIndex"], Places]
"""A candidate finder: returns the positions in the joined texts that a rule must examine closely."""


class LineArrays:
    """The non-blank lines of a batch of texts as arrays, without the white space around them."""

    def __init__(self, tokens: TokenArrays, words: TokenArrays, breaks: Places) -> None:
        following = tokens.starts.searchsorted(breaks)
        self.tokens = distinct(following[following < len(tokens)])
        """The index of the first token of each line."""
        self._words = words
        self.starts: Places = tokens.starts[self.tokens]
        self.ends: Places = tokens.ends[np.append(self.tokens, len(tokens))[1:] - 1]
        self.lengths = self.ends - self.starts

    @cached_property
    def first(self) -> Places:
        """The index of the first word that begins in each line or after it."""
        first: Places = self._words.starts.searchsorted(self.starts)
        return first

    @cached_property
    def last(self) -> Places:
        """The index of the last word that begins in each line or before it; -1 if there is none."""
        last: Places = self._words.starts.searchsorted(self.ends) - 1
        return last

    def begin_with(self, vocabulary: HashedWordSet) -> Mask:
        """Whether the first word of each line is in the vocabulary, ignoring case."""
        return self._has_words & vocabulary.has(self._first_words)

    def end_with(self, vocabulary: HashedWordSet) -> Mask:
        """Whether the last word of each line is in the vocabulary, ignoring case."""
        return self._has_words & vocabulary.has(self._last_words)

    def at(self, which: Mask) -> Places:
        """Where the lines selected by a mask begin."""
        places: Places = self.starts[which]
        return places

    @cached_property
    def _has_words(self) -> Mask:
        has: Mask = self.first <= self.last
        return has

    @cached_property
    def _first_words(self) -> NDArray[np.uint64]:
        return self._folded(self.first)

    @cached_property
    def _last_words(self) -> NDArray[np.uint64]:
        return self._folded(self.last)

    def _folded(self, words: Places) -> NDArray[np.uint64]:
        """Hashes of words by index, ignoring case; arbitrary where the index is out of range."""
        folded = self._words.folded
        return folded.take(words, mode="clip") if len(folded) else np.zeros(len(words), np.uint64)

    def hold(self, places: Places) -> Mask:
        """Whether each line, or the gap after it, contains one of these positions."""
        found: Mask = np.zeros(len(self.starts) + 1, np.bool_)
        found[self.starts.searchsorted(places, "right")] = True
        return found[1:]

    def consist_of(self, tokens: Mask) -> Mask:
        """Whether all tokens of each line are selected. `tokens`: a mask of all tokens."""
        if not len(self.starts):
            return np.zeros(0, np.bool_)
        whole: Mask = np.logical_and.reduceat(tokens, self.tokens)
        return whole


class CharIndex:
    """The characters of a batch of texts, joined with a line end before each text and after the last.

    Positions are in the joined texts unless a method says otherwise.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._numbers = alphabet.numbered("\n".join(["", *texts, ""]))
        met = int(self._numbers.max()) + 1
        blocks = (self._numbers[i : i + BLOCK] for i in range(0, len(self._numbers), BLOCK))
        self._counts = np.sum([np.bincount(block, minlength=met) for block in blocks], axis=0)
        self.starts = np.cumsum([1, *(len(text) + 1 for text in texts)])
        self._of: dict[str, Places] = {}
        self._number: dict[str, int] = {}
        self._found: dict[CharSearch | tuple[str, ...], tuple[Places, list[int]]] = {}
        """The positions found by each prefilter or candidate finder, and the index of each text's first among them: an
        empty list if there are no positions."""
        self._texts_with: dict[Sequence[CharSearch | tuple[str, ...]], list[bool]] = {}
        self._shared: dict[Callable[[CharIndex], Any], Any] = {}

    @cached_property
    def _bits(self) -> Bits | None:
        """None if the texts are long or contain many distinct characters, or have been searched by the native core."""
        if self._swept is not None:
            return None
        met = self._counts.nonzero()[0] if len(self._numbers) <= SMALL else NOWHERE
        return Bits(self._numbers, met) if 0 < len(met) <= FEW and met[-1] < MOST_NUMBERED else None

    @cached_property
    def _swept(self) -> Swept | None:
        """What was found ahead; None if nothing was."""
        return swept(self._numbers, self._counts)

    @cached_property
    def words(self) -> TokenArrays:
        """Runs of letters."""
        return TokenArrays(self._numbers, r"[^\W\d_]")

    @cached_property
    def tokens(self) -> TokenArrays:
        """Runs of anything but white space."""
        return TokenArrays(self._numbers, r"\S")

    @cached_property
    def lines(self) -> LineArrays:
        return LineArrays(self.tokens, self.words, self.of(LINE_BREAK))

    def owners(self, places: Places) -> Places:
        """The number of the text that contains each position, counted from 1."""
        return self.starts.searchsorted(places, "right")

    def are(self, places: Places, characters: str) -> Mask:
        """Whether the character at each position belongs to a class."""
        if native.core is not None:
            found = np.empty(len(places), np.bool_)
            native.core.are(self._numbers, np.ascontiguousarray(places), alphabet.members(characters), found)
            return found
        test = _test(characters)
        return by_blocks(lambda some: test(self._numbers.take(some, mode="clip")), places)

    def sums(self, starts: Places, ignored: str) -> NDArray[np.uint64]:
        """The sum of the character values from each start to the next, ignoring case and one class of characters."""
        if not len(starts):
            return np.zeros(0, np.uint64)
        met = len(self._counts)
        values = alphabet.values(True)[:met] * ~alphabet.members(ignored)[:met]
        return np.add.reduceat(values.take(self._numbers), starts)

    def places(self, search: CharSearch | tuple[str, ...], text: int) -> Sequence[int]:
        """The offsets in one text that a prefilter or candidate finder gives, ascending.

        They are only candidates: near the ends of a text, a character pattern may extend into the next one.
        """
        places, bounds = self._found.get(search) or self._search_all(search)
        if not bounds:
            return ()
        first, last = bounds[text], bounds[text + 1]
        return (places[first:last] - self.starts[text]).tolist() if first < last else ()

    def _search_all(self, search: CharSearch | tuple[str, ...]) -> tuple[Places, list[int]]:
        places = self.where(search) if isinstance(search, tuple) else search(self)
        bounds = places.searchsorted(self.starts).tolist() if len(places) else []
        self._found[search] = places, bounds
        return places, bounds

    def texts_with(self, searches: tuple[CharSearch | tuple[str, ...], ...]) -> list[bool]:
        """By text: whether any of these prefilters and candidate finders has a place in it."""
        held = self._texts_with.get(searches)
        if held is None:
            some = np.zeros(len(self.starts) - 1, np.bool_)
            for search in searches:
                places, _ = self._found.get(search) or self._search_all(search)
                if len(places) and len(some) == 1:
                    some[0] = True
                    break  # the others are looked for when they are needed
                if len(places):
                    some[self.owners(places) - 1] = True
            held = self._texts_with[searches] = some.tolist()
        return held

    def once(self, work: Callable[[CharIndex], T]) -> T:
        """The result of `work`, computed once for all the candidate finders that share it."""
        if work not in self._shared:
            self._shared[work] = work(self)
        found: T = self._shared[work]
        return found

    def where(self, prefilter: tuple[str, ...]) -> Places:
        """Positions where one of these character patterns matches, ascending."""
        if self._swept is not None:
            swept = self._swept.get(prefilter)
            if swept is not None:
                return swept
        remember(prefilter)
        if self._bits is not None:
            return self._bits.where(prefilter)
        found = [places for pattern in prefilter if len(places := self._search(char_pattern(pattern)))]
        if len(found) > 1:
            return distinct(np.concatenate(found))
        return found[0] if found else NOWHERE

    def _search(self, wanted: CharPattern) -> Places:
        number = []
        for characters in wanted.classes:
            number.append(self._number_of(characters))
            if not number[-1]:
                return NOWHERE
        rarest, *rest = sorted(range(len(number)), key=number.__getitem__)
        places = self.of(wanted.classes[rarest])
        for i in rest:
            places = places[self.are(places + (i - rarest), wanted.classes[i])]
            if not len(places):
                return places
        places = places + (wanted.ahead - rarest)
        inside: Places = places[(places > 0) & (places < len(self._numbers) - 1)]
        return inside

    def _number_of(self, characters: str) -> int:
        """How many characters belong to a class."""
        number = self._number.get(characters)
        if number is None and len(characters) == 1 and len(self._counts) < MOST_NUMBERED:
            place = alphabet.chars.find(characters)
            number = self._number[characters] = int(self._counts[place]) if 0 <= place < len(self._counts) else 0
        elif number is None:
            own = alphabet.members(characters)[: len(self._counts)]
            number = self._number[characters] = int(self._counts[: len(own)] @ own)
        return number

    def of(self, characters: str) -> Places:
        """The positions of the characters of a class, ascending."""
        if characters not in self._of:
            if self._bits is not None:
                self._of[characters] = self._bits.places(characters)
                return self._of[characters]
            if not self._number_of(characters):
                return NOWHERE
            if _has_common(characters):
                self._of[characters] = where(self._numbers, alphabet.members(characters))
            else:
                places, numbers = self._uncommon
                self._of[characters] = places[_test(characters)(numbers)]
        return self._of[characters]

    @cached_property
    def _uncommon(self) -> tuple[Places, NDArray[np.uint16]]:
        """Positions and numbers of all but the common characters: about one in ten."""
        uncommon = np.ones(MOST_NUMBERED + 1, np.bool_)
        uncommon[_COMMON] = False
        places = where(self._numbers, uncommon)
        return places, self._numbers.take(places)
