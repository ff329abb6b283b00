"""The register of a passage: informal spelling, and names written in lower case."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

NEARBY = 700
"""Characters on either side within which informal spelling counts as the same writer's: a few paragraphs of chat."""

LONGEST_MET = 24
"""Maximum characters in a match of a pattern given to `WithinWindow`, its lookahead included, unless it says more."""

LONGEST_SIGN = 12
"""Maximum characters in an informal spelling, its lookahead included."""

_CASUAL_WORDS = (
    "u|ur|pls|plz|thx|lol|btw|ps|gonna|wanna|dont|cant|didnt|isnt|doesnt|wouldnt|couldnt|wasnt|im|ive|thats|youre"
    "|theyre|theres|Im|Ive|Dont|Thats|yeah|ok"
)
_CASUAL = patterns.compile(
    r"(?<= )i(?=[ ’'][a-z])|[a-z] ?[?!](?=[ \xa0]{1,2}[a-z]{2})|[?!]{2}|[a-z](?: [?!]|\.\.)(?=\s\w)"
    r"|[a-z] ,(?=[a-z])|[a-z],(?=[a-z]{2})"
    r"|(?<=\s)(?:[:;]-?[)(DP]|<3)(?!\w)"
    rf"|\b(?:{_CASUAL_WORDS})\b(?![.:/@])",
)
# The pattern above is slow, so it is tried only on lines where this one or `_HINT_WORD` matches.
_HINT = patterns.PrefilteredPattern(
    r"[?!](?:(?=[?!])|(?<=[a-z].)(?=[ \xa0]{1,2}[a-z]{2})|(?<=[a-z] .)(?=\s))"
    r"|,(?:(?<=[a-z] ,)(?=[a-z])|(?<=[a-z],)(?=[a-z]{2}))|\.(?<=[a-z]\.)(?=\.\s)|:(?<=\s:)(?=-?[)(DP])"
    r"|;(?<=\s;)(?=-?[)(DP])|<(?<=\s<)(?=3)",
    *("[?!][?!]", r"(?<=[a-z])[?!][ \xa0]", r"(?<=[a-z] )[?!]\s", "(?<=[a-z] ),[a-z]", "(?<=[a-z]),[a-z][a-z]"),
    *(r"(?<=[a-z])\.\.\s", r"(?<=\s)[:;][-)(DP]", r"(?<=\s)<3"),
)
_HINT_WORD = patterns.compile(rf"\W(?=(?:i|{_CASUAL_WORDS})\b)")
_LOWERCASE_START = patterns.PrefilteredPattern(
    r"\n\s{0,8}([a-z]{1,12})(?=,? [a-z])|\.(?<=[a-z]{2}\.) ([a-z]{2,12})(?=,? [a-z])",
    *(r"\n[\sa-z]", "(?<=[a-z][a-z])\\. [a-z]"),
)
_FIRST_LOWERCASE = patterns.compile(r"\s{0,8}([a-z]{1,12})(?=,? [a-z])")


class WithinWindow:
    """Whether a pattern matches within `reach` characters of an offset.

    The text is searched in parts of `reach` characters, each the first time it is needed. `longest`: most characters
    in a match, its lookahead included.
    """

    def __init__(self, text: str, pattern: re.Pattern[str], reach: int, longest: int = LONGEST_MET) -> None:
        self._text, self._pattern, self._reach, self._longest = text, pattern, reach, longest
        self._parts: dict[int, list[int]] = {}

    def near(self, place: int) -> bool:
        """Whether a match begins within `reach` characters of `place`."""
        return self.between(place - self._reach, place + self._reach)

    def between(self, first: int, last: int) -> bool:
        """Whether a match begins at `first` or later, and at `last` or before."""
        for part in range(max(0, first) // self._reach, last // self._reach + 1):
            places = self._places(part)
            if places and (i := bisect_left(places, first)) < len(places) and places[i] <= last:
                return True
        return False

    def _places(self, part: int) -> list[int]:
        places = self._parts.get(part)
        if places is None:
            start, end = part * self._reach, (part + 1) * self._reach
            found = self._pattern.finditer(self._text, start, end + self._longest)
            places = self._parts[part] = [match.start() for match in found if match.start() < end]
        return places


@cache
def _casual_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(["i", *_CASUAL_WORDS.split("|")], "hashes")


def _before_casual_words(chars: CharIndex) -> Places:
    return chars.words.at(_casual_words().has(chars.words.hashes)) - 1


def is_sentence_case(words: Sequence[str], names: int = 1) -> bool:
    """Whether enough long words are in lower case for prose, not a title or a list.

    Fewer than `names` in three of the words with over three letters may have a capital.
    """
    long = [word for word in words if len(word) > 3]
    return sum(word[0].islower() for word in long) * 3 > len(long) * (3 - names)


_AUXILIARY = patterns.compile(r" (?:is|was|has|will|can|does|may|must|should|allows|provides|supports|uses) ")
_PRESENT = patterns.compile(r" [a-z]{3,}[^\Ws]s (?:an?|the|its?|this|that|all|any|each|to|not) ")
_IDENTIFIER = patterns.PrefilteredPattern(
    r"_(?<=[a-z]_)[a-z]|\((?<=[a-z]\()\)|-(?<=[\s(\"']-)-[a-z]|\$[a-z]",
    *("(?<=[a-z])_[a-z]", r"(?<=[a-z])\(\)", r"(?<=[\s(\"'])--[a-z]", r"\$[a-z]"),
)

LONGEST_ADDRESS = 48
"""Characters to look back for the start of an address."""

MOST_IDENTIFIERS = 3
"""Fewest function, option or variable names in a text about code."""


@cache
def _known() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(wordlists.known_words(), "hashes")


def _repeated_unknown(chars: CharIndex) -> Places:
    """Words without a capital that are not in `known_words` and occur more than once in the same text."""
    from mtdetect.text.word_index import repeated

    words = chars.words
    unknown = (~_known().has(words.hashes) & chars.are(words.starts, "[^A-Z]")).nonzero()[0]
    places = words.at(unknown)
    return places[repeated(words.hashes[unknown] + chars.owners(places).astype(words.hashes.dtype))]


class LowercaseNames:
    """Words that begin a sentence in lower case because they name something spelled that way: a program, a company."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc = doc
        self._text = doc.text

    @cached_property
    def of_code(self) -> bool:
        """Whether the text is about code, judged by the identifiers in it."""
        found = (match for match in _IDENTIFIER.finditer(self._doc) if not self._is_address(match.start()))
        return patterns.at_least(found, MOST_IDENTIFIERS)

    def _is_address(self, at: int) -> bool:
        """Whether an offset is in a web address, or in a name with “@”."""
        before = self._text[max(0, at - LONGEST_ADDRESS) : at + 1].rsplit(None, 1)[-1]
        return any(mark in before for mark in "@/?&=%")

    def has(self, start: int, end: int) -> bool:
        """Whether a word is not in `known_words` but occurs more than once."""
        word = self._text[start:end]
        return word.isalpha() and word not in wordlists.known_words() and start in self._repeated

    def is_subject(self, start: int, end: int) -> bool:
        """Whether a word that is not a function word has a verb after it: “locate is smart enough”, “load reads it”."""
        word = self._text[start:end]
        own = word.isalpha() and word not in wordlists.load("function_words")
        return own and (_AUXILIARY.match(self._text, end) or _PRESENT.match(self._text, end)) is not None

    @cached_property
    def _repeated(self) -> frozenset[int]:
        return frozenset(self._doc.places(_repeated_unknown))


_HONOURED_WORDS = "You Your He His Him She Her We Our Us They Their My Me Thou Thee Thy"
HONOURED = frozenset(_HONOURED_WORDS.split())
"""Pronouns for somebody whom a text capitalises: the reader of a licence, or God."""

_HONOURING = patterns.compile(
    r"\b(?:of|to|in|for|by|with|from|upon|unto|against|among|that|whom|which|if|because|when|as)"
    rf" (?:{_HONOURED_WORDS.replace(' ', '|')})\b"
)
"""After these words, no sentence begins."""

FEWEST_HONOURS = 3


def honours(doc: SegmentedText) -> bool:
    """Whether the text capitalises pronouns out of respect, as scripture does: “those whom He loves”."""
    return patterns.at_least(_HONOURING.finditer(doc.text), FEWEST_HONOURS)


class InformalRegister:
    """Informal spelling in a text: lower-case sentences, “i” for “I”, “gonna”, doubled or badly spaced punctuation."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc = doc
        self._text = doc.text

    @cached_property
    def _signs(self) -> list[int]:
        text, signs, line_end = self._text, list[int](), 0
        words = patterns.matches(_HINT_WORD, text, self._doc.places(_before_casual_words))
        hints = [*(match.start() for match in _HINT.finditer(self._doc)), *(match.end() for match in words)]
        for hint in sorted([0, *hints]):
            if hint >= line_end:
                start = text.rfind("\n", line_end, hint) + 1 or line_end
                line_end = text.find("\n", hint) + 1 or len(text)
                matches = _CASUAL.finditer(text, start, line_end + LONGEST_SIGN)
                signs += [match.start() for match in matches if match.start() < line_end]
        return signs

    @cached_property
    def _lowercase_starts(self) -> list[int]:
        first = _FIRST_LOWERCASE.match(self._text)
        rest = patterns.matches(
            _LOWERCASE_START.pattern,
            self._text,
            self._doc.places(_LOWERCASE_START.prefilter),
            first.end() if first else 0,
        )
        return ([first.start(1)] if first else []) + [max(match.start(1), match.start(2)) for match in rest]

    def signs_near(self, at: int) -> int:
        """Informal spellings within NEARBY characters of `at`."""
        return _between(self._signs, at - NEARBY, at + NEARBY)

    def small_starts_near(self, at: int) -> int:
        """Lines and sentences within NEARBY characters of `at` that begin in lower case, except at `at` itself."""
        starts = self._lowercase_starts
        return _between(starts, at - NEARBY, at + NEARBY) - _between(starts, at, at + 1)


def _between(places: list[int], start: int, end: int) -> int:
    return bisect_left(places, end) - bisect_left(places, start)
