"""Regular expressions that are compiled when they are first used: to list the rules, or to read one text, takes few."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, cast

SENTENCE_OPENERS = "The|An?|It|He|She|They|We|But|In|On|At|After|When|This|These|There|His|Her|Their|Its"
"""Words that, with a capital and a small letter behind them, open a sentence where a headline ran into it."""

LINE_BREAK = r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
"""What `str.splitlines` parts lines at."""


class Searched(Protocol):
    """A text of which it is known where shapes of characters stand: `mtdetect.text.segmented_text.SegmentedText`."""

    text: str

    def places(self, search: Any) -> Sequence[int]: ...


class _Lazy:
    """Stands for a compiled pattern, whose methods become its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        method = getattr(self._compiled, name)
        setattr(self, name, method)  # so that it is asked for once
        return method

    def __eq__(self, other: object) -> bool:
        return self is other or (self._compiled is not None and self._compiled is other)

    __hash__ = object.__hash__


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but a fault in the pattern shows only when it is used: each rule's cases see to that."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))


def any_of(terms: Iterable[str]) -> str:
    """The expression for one of some terms, with either kind of apostrophe."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "(?:" + "|".join(re.escape(term).replace("'", "['’]") for term in longest_first) + ")"


class Terms:
    """Tells whether one of some terms, given in lower case, stands at a place: before a long expression is asked."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for term in terms:
            self._by_word.setdefault(re.split(r"\W", term)[0], []).append(term)
        self.first_words = frozenset(self._by_word)
        self._longest = max(len(term) for own in self._by_word.values() for term in own)

    def stand_at(self, text: str, place: int, word: str) -> bool:
        """Whether one that begins with `word` does, in any case, as `re.IGNORECASE` has it; more may follow at once."""
        terms = self._by_word.get(word.lower())
        if terms is None:
            return False
        plain = text[place : place + self._longest].translate(_PLAIN).lower()
        return any(map(plain.startswith, terms))


_PLAIN = str.maketrans("’İıſ", "'iis")


class ByFirstWord:
    """Expressions under the words that they may begin with: where none of these stands, one is not even compiled."""

    def __init__(self, expressions: Iterable[tuple[str, str]], begin: str = "", end: str = "", flags: int = 0) -> None:
        """Words in small letters, divided by blanks (0 for any figure), and what may begin so. `begin` and `end` stand
        around each expression."""
        self._first = compile(rf"{begin}(?:([^\W\d_]+)|\d)", flags)
        self._patterns: dict[str, list[re.Pattern[str]]] = {}
        for words, expression in expressions:
            pattern = compile(rf"{begin}(?:{expression}){end}", flags)
            for word in words.split():
                self._patterns.setdefault(word, []).append(pattern)
        self.first_words = frozenset(self._patterns)

    def match(self, text: str, place: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What stands at a place, as `re.Pattern.match`; words in any case."""
        first = self._first.match(text, place, end)
        if first is None:
            return None
        own = self._patterns.get((first[1] or "0").casefold(), ())
        return next(filter(None, (pattern.match(text, place, end) for pattern in own)), None)


class Matching(Protocol):
    """A compiled pattern, or what stands for some."""

    def match(self, text: str, place: int, end: int, /) -> re.Match[str] | None: ...


def matches(
    pattern: Matching, text: str, places: Sequence[int], done: int = 0, end: int = sys.maxsize
) -> Iterator[re.Match[str]]:
    """The matches that begin at one of these places, from `done` on and up to `end`, none of which overlap."""
    if not places:
        return  # nor is the pattern compiled
    match = pattern.match
    for place in places:
        if place >= done and (found := match(text, place, end)):
            yield found
            done = found.end()


class PrefilteredPattern:
    """A pattern, and what stands wherever a match begins.

    Each shape is a row of character classes, of which one that looks behind may come first: `(?<=[a-z])[.?]\\s`. It
    may hold for more places than the pattern does, but must hold for each of its matches.
    """

    def __init__(self, pattern: str, *prefilter: str, flags: int = 0) -> None:
        self.pattern, self.prefilter = compile(pattern, flags), prefilter

    def finditer(self, doc: Searched) -> Iterator[re.Match[str]]:
        """The matches in the text, as `re.finditer` gives them."""
        places = doc.places(self.prefilter)
        return matches(self.pattern, doc.text, places) if places else iter(())
