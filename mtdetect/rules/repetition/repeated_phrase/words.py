"""Content words that are written twice or more in a row: “two million million dollars”."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_TWICE = patterns.compile(r"(?<![\w’'“\"‘`/.:-])([a-z]{4,24})(?P<more>(?: \1)+)\b(?![-’'!`(:.]\w|[!”’\"'`(])")
_EMPHATIC = frozenset(
    "really long like good better best much many more most little high deep dark dear cold cool warm sweet cruel "  # noqa: SIM905
    "hard fast slow quick well right wrong great fine nice pretty poor true same ever never never always almost just "
    "quite such soon late early full part half rather sure down back here there once ditto peace please okay yeah "
    "hello goodbye thank thanks hurry wait wow knock blah bang beep step super huge tiny cheap easy definitely games "
    "thousand trillion".split()
)
"""Words that writers double for effect, and numbers that multiply each other."""
MANY = 5
"""So many copies are a loop, whatever the word."""


@cache
def _words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    common = wordlists.load("common_words") - wordlists.load("function_words") - _EMPHATIC
    return HashedWordSet(word for word in common if len(word) > 3)


def _twice(chars: CharIndex) -> Places:
    """Common content words that are repeated as the next word, and any word that is repeated MANY times."""
    words = chars.words.folded
    same = words[1:] == words[:-1]
    number = max(0, len(same) - MANY + 2)
    loops = same[:number].copy()
    for step in range(1, MANY - 1):
        loops &= same[step : number + step]
    twice = same.nonzero()[0]
    places = set(twice[_words().has(words[twice])].tolist()) | set(loops.nonzero()[0].tolist())
    return chars.words.at(sorted(places))


def doubled_words(doc: SegmentedText) -> Iterator[Span]:
    names = LowercaseNames(doc)
    for match in patterns.matches(_TWICE, doc.text, doc.places(_twice)):
        copies = match["more"].count(" ") + 1
        if copies >= MANY or (match[1] in wordlists.load("common_words") and not names.of_code):
            yield Span(*match.span())


NEEDS = Needs(_twice)
