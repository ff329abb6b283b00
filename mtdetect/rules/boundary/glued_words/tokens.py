"""What stands without white space around a place, and what is a word of its own in a text or in common English."""

from __future__ import annotations

import re
from functools import cached_property

from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText

ELSEWHERE = 20_000
"""Characters on either side in which a spelling is looked for again."""

LONGEST_TOKEN = 60
"""Characters looked at on either side for what stands there without white space."""

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
"""Words that look like two, and writers' own spellings of two as one."""


def token(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands without white space before `start` and after `end`."""
    left = _TOKEN_LEFT.search(text, max(0, start - LONGEST_TOKEN), start)
    right = _TOKEN_RIGHT.match(text, end, end + LONGEST_TOKEN)
    return (left[0] if left else ""), (right[0] if right else "")


def opening_word(text: str, at: int) -> re.Match[str] | None:
    """The word that a sentence may begin with at a place, with the quotation mark before it."""
    return _OPENING_WORD.match(text, at, at + LONGEST_TOKEN)


class TextWords:
    """What stands as a word of its own: in common English, or in this text."""

    def __init__(self, doc: SegmentedText) -> None:
        self._text, self.names = doc.text, doc.memo(LowercaseNames)

    @cached_property
    def own(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]{5,40}", self._text))

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[a-z]+", self._text))

    @cached_property
    def names_apart(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[A-Za-z]+(?=[\s,.;:’'])", self._text))

    def knows(self, word: str) -> bool:
        return word in wordlists.load("common_words")

    def is_plain(self, word: str) -> bool:
        """Whether it is a function word or a common one, and too long to be the first part of a name."""
        functions = wordlists.load("function_words")
        return word in functions or (len(word) > 3 and word.islower() and self.knows(word))


def is_known(word: str) -> bool:
    """Whether it is a common word, or the plural of one."""
    known = wordlists.known_words()
    return word in known or (word[-1:] == "s" and word[:-1] in known)


def times_near(text: str, at: int, words: str) -> int:
    """How often they stand around a place: a writer's own spelling comes again before long."""
    return text.count(words, max(0, at - ELSEWHERE), at + ELSEWHERE)
