"""Fragments of words: only the beginning or the end is left."""

from __future__ import annotations

from functools import cache
from string import ascii_lowercase

from mtdetect.text import patterns, wordlists

_ENDING = patterns.compile(r"(?:(?:ie)?[sd]|e[sd]|(?<=[a-z]{3})ing|ly|er)\Z")


def is_inflected(word: str) -> bool:
    """Whether a word is known, with or without its ending."""
    known = wordlists.known_words()
    stem = _ENDING.sub("", word)
    return word in known or any(stem + ending in known for ending in ("", "e", "y"))


@cache
def _tails() -> frozenset[str]:
    return frozenset(word[i:] for word in wordlists.known_words() for i in range(1, len(word) - 2))


def is_tail(word: str) -> bool:
    """Whether this is not a word but the end of one: “ompany”, “rches”."""
    return (
        word not in wordlists.known_words()
        and len(word) > 2
        and (word in _tails() or word.removesuffix("s") in _tails())
    )


@cache
def _heads() -> frozenset[str]:
    return frozenset(word[:i] for word in wordlists.known_words() for i in range(2, len(word)))


def is_torn(word: str) -> bool:
    """Whether this is not a word but the beginning of one: “anoth”, “meanwhi”."""
    return word.islower() and not is_inflected(word) and word not in wordlists.load("short_words") and word in _heads()


def lost_initial(word: str) -> bool:
    """Whether a word has lost its first letter, such as a drop cap: “ariff” for “Tariff”."""
    known = wordlists.known_words()
    return word not in known and any(letter + word in known for letter in ascii_lowercase)
