"""The words on either side of a possible missing boundary."""

from __future__ import annotations

import re

from mtdetect.text import patterns

SHORT_WORD = 40
"""How far to look for the previous or next word, in characters."""

_LAST = patterns.compile(r"[^\W_][\w’'-]*\Z")
_NEXT = patterns.compile(r"[^\W_][\w’'-]*")
_WORDS = patterns.compile(r"[^\W\d_][\w’'-]*")

# At the start of a sentence a noun follows these; a verb shows that they end a title: “Only Fools Rush In is a film”.
_BEFORE_NOUN = frozenset(("In", "On", "At", "For", "From", "With", "By", "To", "Of", "Over", "After", "Before"))
_VERBS = frozenset(("is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could"))


def word_before(text: str, start: int, at: int) -> re.Match[str] | None:
    """The word that ends at `at`, or its last letters, looking back no further than `start`."""
    return _LAST.search(text, start, at)


def last_word(text: str, at: int) -> re.Match[str] | None:
    """The word that ends at `at`, looking back no further than the space before it."""
    left = max(0, at - SHORT_WORD)
    return _LAST.search(text, max(left, text.rfind(" ", left, at)), at)


def next_word(text: str, at: int) -> re.Match[str] | None:
    """The word that begins at `at`, or its first letters."""
    return _NEXT.match(text, at, at + SHORT_WORD)


def words_before(text: str, at: int) -> list[str]:
    """Up to twelve words before `at`, from the same line."""
    left = max(0, at - 150)
    return words_in(text, text.rfind("\n", left, at) + 1 or left, at)[-12:]


def words_in(text: str, start: int, end: int) -> list[str]:
    return _WORDS.findall(text, start, end)


def is_prose(words: list[str]) -> bool:
    """Whether most long words are in lower case, unlike those of headlines and titles."""
    long = [word for word in words if len(word) > 3]
    return len(long) >= 2 and sum(word[0].islower() for word in long) * 2 > len(long)


def is_mid_sentence(opener: str, after: str) -> bool:
    """Whether the next word shows that a capitalised word does not start a sentence."""
    if opener == "Not":
        return after == "to"  # a capital for emphasis: “decided Not to go”
    return opener in _BEFORE_NOUN and after in _VERBS


def is_name(ahead: list[str]) -> bool:
    """Whether the words after an article form a name that includes it: “begin The South Lanayru Sky quest”."""
    return all(word[0].isupper() for word in ahead[:4])
