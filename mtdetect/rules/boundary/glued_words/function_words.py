"""Finds function words glued to each other ("inthe"), and “the” glued to another word ("theparliament").

That other word must be common or occur on its own in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.glued_words.tokens import NOT_GLUED, TextWords, times_near, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_FIRST = ("of", "in", "to", "on", "and", "for", "with", "by", "from", "at", "that", "is", "was")
_SECOND = ("the", "this", "their")
_PAIR = patterns.compile(rf"(?<![^\s“”\"(\[—–])({'|'.join(_FIRST)})({'|'.join(_SECOND)})(?=\s)")


@cache
def _glued_pairs() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet((first + second for first in _FIRST for second in _SECOND), "hashes")


def _pairs(chars: CharIndex) -> Places:
    return chars.words.at(_glued_pairs().has(chars.words.hashes))


def pairs(doc: SegmentedText) -> Iterator[Finding]:
    for match in patterns.matches(_PAIR, doc.text, doc.places(_pairs)):
        message = f"“{match[0]}” is two words without a space between them."
        yield Finding(*match.span(), message, suggestion=f"{match[1]} {match[2]}")


_THE = patterns.PrefilteredPattern(
    r"the(?<![^\s“”\"(\[—–]the)(?=[a-z]{5})", r"(?<=[\s“”\"(\[—–])the[a-z][a-z][a-z][a-z][a-z]"
)


def articles(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _THE.finditer(doc):
        left, right = token(text, match.start(), match.end())
        rest = right.split("’")[0].split("'")[0].rstrip(".")
        if left or not rest.islower() or not rest.isalpha() or "the" + rest in NOT_GLUED or words.knows("the" + rest):
            continue
        if words.knows(rest) or (times_near(text, match.start(), "the" + rest) == 1 and rest in words.own):
            message = f"No space between “the” and “{rest}”."
            yield Finding(match.start(), match.end() + len(rest), message, suggestion=f"the {rest}")


NEEDS = Needs(_pairs, _THE)
