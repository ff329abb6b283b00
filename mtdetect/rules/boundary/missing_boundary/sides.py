"""The words on either side of a place where a boundary may be missing, and what they tell of the text there."""

from __future__ import annotations

import re

from mtdetect.text import patterns

SHORT_WORD = 40
"""Characters in which a word is looked for before a place, or behind it."""

_LAST = patterns.compile(r"[^\W_][\w’'-]*\Z")
_NEXT = patterns.compile(r"[^\W_][\w’'-]*")
_WORDS = patterns.compile(r"[^\W\d_][\w’'-]*")

# A sentence that opens with one of these has a noun next: “Only Fools Rush In is a film”.
_BEFORE_NOUN = frozenset(("In", "On", "At", "For", "From", "With", "By", "To", "Of", "Over", "After", "Before"))
_VERBS = frozenset(("is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could"))


def word_before(text: str, start: int, at: int) -> re.Match[str] | None:
    """The word that ends at a place, or its last letters; not looked for before `start`."""
    return _LAST.search(text, start, at)


def last_word(text: str, at: int) -> re.Match[str] | None:
    """The same; not looked for before the blank in front of it."""
    left = max(0, at - SHORT_WORD)
    return _LAST.search(text, max(left, text.rfind(" ", left, at)), at)


def next_word(text: str, at: int) -> re.Match[str] | None:
    """The word that begins at a place, or its first letters."""
    return _NEXT.match(text, at, at + SHORT_WORD)


def words_before(text: str, at: int) -> list[str]:
    """Up to twelve words of the line before a place."""
    left = max(0, at - 150)
    return words_in(text, text.rfind("\n", left, at) + 1 or left, at)[-12:]


def words_in(text: str, start: int, end: int) -> list[str]:
    return _WORDS.findall(text, start, end)


def is_prose(words: list[str]) -> bool:
    """Whether long words are written small, as in a sentence; in headlines and titles they are not."""
    long = [word for word in words if len(word) > 3]
    return len(long) >= 2 and sum(word[0].islower() for word in long) * 2 > len(long)


def goes_on(opener: str, after: str) -> bool:
    """Whether a capital is no start of a sentence, as what follows it shows."""
    if opener == "Not":
        return after == "to"  # a capital for weight: “decided Not to go”
    return opener in _BEFORE_NOUN and after in _VERBS


def is_name(ahead: list[str]) -> bool:
    """Whether what follows an article is a name, that has the article in it: “begin The South Lanayru Sky quest”."""
    return all(word[0].isupper() for word in ahead[:4])
