"""Regular expressions compiled on first use: listing the rules, or scoring one text, needs only a few of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, cast

SENTENCE_OPENERS = "The|An?|It|He|She|They|We|But|In|On|At|After|When|This|These|There|His|Her|Their|Its"
"""Words that, capitalized and followed by a lower-case word, start a sentence that a headline or label ran into."""

LINE_BREAK = r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
"""The characters at which `str.splitlines` splits."""


class Searched(Protocol):
    """A text that can be searched for character patterns, such as `SegmentedText`."""

    text: str

    def places(self, search: Any) -> Sequence[int]: ...


class _Lazy:
    """A proxy for a compiled pattern, which takes over its methods as they are used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        method = getattr(self._compiled, name)
        setattr(self, name, method)  # found directly next time
        return method

    def __eq__(self, other: object) -> bool:
        return self is other or (self._compiled is not None and self._compiled is other)

    __hash__ = object.__hash__


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, but a faulty pattern raises `re.error` only when used. The cases of every rule do that."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))


def any_of(terms: Iterable[str]) -> str:
    """An expression that matches any of the terms, the longest if possible, with either kind of apostrophe."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "(?:" + "|".join(re.escape(term).replace("'", "['’]") for term in longest_first) + ")"


_LETTER = compile(r"[^\W\d_]")


class Terms:
    """A quick test for any of some lower-case terms at an offset, to be made before trying a long expression."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for term in terms:
            self._by_word.setdefault(re.split(r"\W", term)[0], []).append(term)
        letters = {word: [_LETTER.search(term, len(word)) for term in own] for word, own in self._by_word.items()}
        self.alone = frozenset(word for word, own in letters.items() if None in own)
        """The first words of terms that no other letter follows."""
        self.followed = frozenset((word, letter[0]) for word, own in letters.items() for letter in own if letter)
        """The first words of the others, each with the letter that follows."""
        self._longest = max(len(term) for own in self._by_word.values() for term in own)

    def stand_at(self, text: str, place: int, word: str) -> bool:
        """Whether a term that begins with `word` is at `place`, ignoring case like `re.IGNORECASE`.

        The term may end inside a longer word.
        """
        terms = self._by_word.get(word.lower())
        if terms is None:
            return False
        plain = text[place : place + self._longest].translate(_PLAIN).lower()
        return any(map(plain.startswith, terms))


_PLAIN = str.maketrans("’İıſ", "'iis")


class ByFirstWord:
    """Expressions filed by the words they may begin with: without one of these, an expression isn't even compiled."""

    def __init__(self, expressions: Iterable[tuple[str, str]], begin: str = "", end: str = "", flags: int = 0) -> None:
        """`expressions`: pairs of lower-case first words, separated by spaces (0 for any digit), and an expression.

        `begin` and `end` are added around each expression.
        """
        self._first = compile(rf"{begin}(?:([^\W\d_]+)|\d)", flags)
        self._patterns: dict[str, list[re.Pattern[str]]] = {}
        for words, expression in expressions:
            pattern = compile(rf"{begin}(?:{expression}){end}", flags)
            for word in words.split():
                self._patterns.setdefault(word, []).append(pattern)
        self.first_words = frozenset(self._patterns)

    def match(self, text: str, place: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at `place` of the first expression that has one; its first word may be in any case."""
        first = self._first.match(text, place, end)
        if first is None:
            return None
        own = self._patterns.get((first[1] or "0").casefold(), ())
        return next(filter(None, (pattern.match(text, place, end) for pattern in own)), None)


class Matching(Protocol):
    """A compiled pattern, or several behind the same method."""

    def match(self, text: str, place: int, end: int, /) -> re.Match[str] | None: ...


def matches(
    pattern: Matching, text: str, places: Sequence[int], done: int = 0, end: int = sys.maxsize
) -> Iterator[re.Match[str]]:
    """The non-overlapping matches that begin at one of these offsets, between `done` and `end`."""
    if not places:
        return  # and leave the pattern uncompiled
    match = pattern.match
    for place in places:
        if place >= done and (found := match(text, place, end)):
            yield found
            done = found.end()


def at_least(found: Iterable[object], number: int) -> bool:
    """Whether so many are found. No more are looked for."""
    return sum(1 for _ in islice(found, number)) == number


class PrefilteredPattern:
    """A pattern with a prefilter: character patterns, at least one of which matches wherever a match begins.

    A character pattern is a sequence of character classes that may start with a lookbehind: `(?<=[a-z])[.?]\\s`. The
    prefilter may let through offsets where the pattern does not match, but must not miss any where it does.
    """

    def __init__(self, pattern: str, *prefilter: str, flags: int = 0) -> None:
        self.pattern, self.prefilter = compile(pattern, flags), prefilter

    def finditer(self, doc: Searched) -> Iterator[re.Match[str]]:
        """The matches in the text, as from `re.finditer`."""
        places = doc.places(self.prefilter)
        return matches(self.pattern, doc.text, places) if places else iter(())
