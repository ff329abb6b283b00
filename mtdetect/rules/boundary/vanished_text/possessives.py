"""Finds possessives without an owner ("the house of ’s") or without an apostrophe ("the citys schools")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_NO_OWNER = patterns.compile(r"\b(?:of|at|from|by|with|for|to|in|on|about|than|into|and) {1,2}[’']s(?= [A-Za-z“\"])")

_OWNERLESS = (" [’']s ",)


def owners(doc: SegmentedText) -> Iterator[Finding]:
    for match in _NO_OWNER.finditer(doc.text) if doc.places(_OWNERLESS) else ():
        yield Finding(*match.span(), f"The noun between “{match[0].split()[0]}” and “’s” is missing.")


# The plural of a noun in consonant + y ends in -ies, so -ys is a possessive that lost its apostrophe.
_Y = patterns.compile(r"[a-z]{2,}[bcdfghjklmnpqrstvwxz]y\Z")
_NO_APOSTROPHE = patterns.compile(r"(?<=[a-z,] )[a-z]+ys(?= [a-z])")


def apostrophes(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    for match in patterns.matches(_NO_APOSTROPHE, doc.text, doc.places(_without_apostrophe)):
        if paragraphs.long(match.start()) and not paragraphs.casual.signs_near(match.start()):
            yield Finding(*match.span(), f"The apostrophe in “{match[0]}” is missing.")


def _without_apostrophe(chars: CharIndex) -> Places:
    return chars.words.at(_owners().has(chars.words.folded))


@cache
def _owners() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    known = wordlists.known_words()
    return HashedWordSet(f"{word}s" for word in known if _Y.fullmatch(word) and f"{word}s" not in known)


NEEDS = Needs(_OWNERLESS, _without_apostrophe)
