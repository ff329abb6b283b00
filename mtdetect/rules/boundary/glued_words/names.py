"""Finds names glued to the word before or after them ("throughFacebook", "Mandelafrom"), and glued possessives.

A name must also occur on its own elsewhere in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.glued_words.tokens import TextWords, times_near, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

# Only words that no name ends with.
_AFTER_NAMES = "from during with and was were has had who which that for said says will would the about after before"
_BEFORE_WORD = patterns.compile(rf"([A-Z][a-z]{{3,20}})({'|'.join(_AFTER_NAMES.split())})(?![\w’'@/-]|\.\w)")


def _long_names(chars: CharIndex) -> Places:
    """Uncommon capitalised words that are long enough for a name, and end in one of these words."""
    import numpy as np

    from mtdetect.text.word_index import common_forms

    words = chars.words
    sizes = words.ends - words.starts
    maybe = ((sizes >= 7) & chars.are(words.starts, "[A-Z]")).nonzero()[0]
    maybe = maybe[~common_forms().has(words.folded[maybe])]
    own, longest = _after_names()
    ends = own.has(words.edges(maybe, longest, ends=True).ravel()).reshape(len(maybe), longest)
    return words.at(maybe[(ends & (sizes[maybe, None] - np.arange(1, longest + 1) >= 4)).any(axis=1)])


@cache
def _after_names() -> tuple[HashedWordSet, int]:
    """These words in reverse, and how long the longest is."""
    from mtdetect.text.word_index import HashedWordSet

    own = _AFTER_NAMES.split()
    return HashedWordSet(word[::-1] for word in own), max(map(len, own))


def before_words(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in patterns.matches(_BEFORE_WORD, text, doc.places(_long_names)):
        if (match.start() and text[match.start() - 1].isalnum()) or match[1] not in words.capitals:
            continue
        if times_near(text, match.start(), match[0]) == 1:
            message = f"No space between “{match[1]}”, a name used elsewhere in this document, and “{match[2]}”."
            yield Finding(*match.span(), message, suggestion=f"{match[1]} {match[2]}")


_AFTER_WORD = patterns.PrefilteredPattern(
    r"[A-Z](?<=[a-z]{2}[A-Z])[A-Za-z]{1,20}(?![\w@/]|\.\w)", "(?<=[a-z][a-z])[A-Z][A-Za-z]"
)


def after_words(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _AFTER_WORD.finditer(doc):
        left, _ = token(text, match.start(), match.end())
        if not words.is_plain(left):
            continue
        if times_near(text, match.start(), left + match[0]) == 1 and match[0] in words.separate_names:
            start = match.start() - len(left)
            message = f"No space between “{left}” and “{match[0]}”, a name used elsewhere in this document."
            yield Finding(start, match.end(), message, suggestion=f"{left} {match[0]}")


_POSSESSIVE = patterns.PrefilteredPattern(
    r"[’'](?<=[a-z][’'])s(?=[a-z]{4,20}(?![\w’'@/-]|\.\w))", r"(?<=[a-z])[’']s[a-z][a-z][a-z]"
)


def possessives(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _POSSESSIVE.finditer(doc):
        left, right = token(text, match.start(), match.end())
        if left.isalpha() and words.knows(right) and not words.knows("s" + right):
            start, end = match.start() - len(left), match.end() + len(right)
            message = f"No space between “{left}{match[0]}” and “{right}”."
            yield Finding(start, end, message, suggestion=f"{left}{match[0]} {right}")


NEEDS = Needs(_long_names, _AFTER_WORD, _POSSESSIVE)
