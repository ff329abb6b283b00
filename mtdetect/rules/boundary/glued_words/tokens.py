"""Tokens around a place, and which strings are words in their own right, in English or in this text."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

ELSEWHERE = 20_000
"""How far to look for other occurrences of a spelling, in characters on either side."""

LONGEST_TOKEN = 60
"""How far a token can reach, in characters on either side."""

_TOKEN_LEFT = patterns.compile(r"[^\s“”\"(\[—–]*\Z")
_TOKEN_RIGHT = patterns.compile(r"[^\s“”\"(),;:!?\[\]—–]*")
_OPENING_WORD = patterns.compile(r"[“‘]?[^\W\d_]+(?:[’'][a-z]+)?")

_LOOKING_GLUED = (
    "therapist therapists forthe thesystem withe werewolf willpower mustache ofcourse aswell hereby notable withstood"
    " withstand withheld withhold howto forthwith knowhow builtin builtins"
)
_OLD_ENDINGS = "of in by with to unto upon on at from after about under through withal into"
NOT_GLUED = frozenset(_LOOKING_GLUED.split()).union(
    first + last
    for first in ("here", "there", "where")
    for last in _OLD_ENDINGS.split()  # “any part thereof”
)
"""Words that look like two, and pairs that some writers spell as one."""


def token(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the token before `start` and after `end`, up to the next white space or separating mark."""
    left = _TOKEN_LEFT.search(text, max(0, start - LONGEST_TOKEN), start)
    right = _TOKEN_RIGHT.match(text, end, end + LONGEST_TOKEN)
    return (left[0] if left else ""), (right[0] if right else "")


def opening_word(text: str, at: int) -> re.Match[str] | None:
    """The word at `at` that may open a sentence, with any quotation mark before it."""
    return _OPENING_WORD.match(text, at, at + LONGEST_TOKEN)


class TextWords:
    """Strings that occur as separate words, in common English or in this text."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc, self._text, self.names = doc, doc.text, doc.memo(LowercaseNames)

    @cached_property
    def own(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]{5,40}", self._text))

    @cached_property
    def plain(self) -> frozenset[str]:
        """Uncommon words of three to eight letters in lower case, without a digit, underscore or hyphen beside them."""
        text, starts, ends = self._text, self._doc.places(_plain_starts), self._doc.places(_plain_ends)
        return frozenset([text[start:end] for start, end in zip(starts, ends, strict=True)])

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[a-z]+", self._text))

    @cached_property
    def separate_names(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[A-Za-z]+(?=[\s,.;:’'])", self._text))

    def knows(self, word: str) -> bool:
        return word in wordlists.load("common_words")

    def is_plain(self, word: str) -> bool:
        """Whether this is a function word, or a common word too long to be the first part of a name."""
        functions = wordlists.load("function_words")
        return word in functions or (len(word) > 3 and word.islower() and self.knows(word))


PLAIN = range(3, 9)
"""How many letters the words of a text have that may be parts of others."""


def _plain(chars: CharIndex) -> tuple[Places, Places]:
    """Where such words begin and end, each once a text."""
    from mtdetect.text.word_index import common_forms, numbered

    words = chars.words
    sizes = words.ends - words.starts
    which = ((sizes >= PLAIN.start) & (sizes < PLAIN.stop) & chars.are(words.starts, "[a-z]")).nonzero()[0]
    which = which[~common_forms().has(words.folded[which])]
    which = which[~(chars.are(words.starts[which] - 1, r"[\w-]") | chars.are(words.ends[which], r"[\w-]"))]
    hashes = words.hashes[which]
    first, _ = numbered(hashes + chars.owners(words.starts[which]).astype(hashes.dtype))
    first.sort()
    return words.starts[which[first]], words.ends[which[first]]


def _plain_starts(chars: CharIndex) -> Places:
    return chars.once(_plain)[0]


def _plain_ends(chars: CharIndex) -> Places:
    return chars.once(_plain)[1]


def is_known(word: str) -> bool:
    """Whether this is a common word, or one with an added “s”."""
    known = wordlists.known_words()
    return word in known or (word[-1:] == "s" and word[:-1] in known)


def times_near(text: str, at: int, words: str, most: int = 2) -> int:
    """How often a string occurs around `at`, up to `most`. If it recurs, it is the writer's own spelling.

    To count more would take ever longer where there are many.
    """
    found, place, end = 0, max(0, at - ELSEWHERE), at + ELSEWHERE
    while found < most and (place := text.find(words, place, end)) >= 0:
        found, place = found + 1, place + len(words)
    return found
