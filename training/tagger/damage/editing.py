"""Paragraphs as tokens with labels, and what damage is made of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(r"(\s*)([^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|(\S)\3*)")
NAME = re.compile(r"[A-Z][a-z]")

FEWEST = 8
"""Tokens of the shortest paragraph that is damaged."""


class Token(NamedTuple):
    word: str
    gap: str
    """What is before it: nothing, white space, or a line break."""
    label: int = 0


Tokens = list[Token]


def tokens_of(text: str) -> Tokens:
    return [Token(m[2], m[1] and ("\n" if "\n" in m[1] else " ")) for m in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class Material:
    """What damage is made of."""

    rng: random.Random
    document: Sequence[Tokens]
    """The paragraphs of this document, sound."""
    headings: Sequence[str]
    """Its title and headings, and headlines of other documents."""
    furniture: Sequence[str]
    """Lines of menus, teasers and credits from real pages."""
    line: Callable[[], str]
    """A made heading, caption, credit or reference."""
    others: Sequence[str]
    """Words of any text, by frequency."""
    similar: Callable[[str], Sequence[str]]
    """Words that are used like a word."""


Damager = Callable[[Tokens, Material], Tokens | None]
"""Damages a paragraph, or returns None if it has no place for this."""


def words_of(tokens: Tokens, first: int = 1, last: int = 1) -> list[int]:
    """Words that aren't damaged, but not the first nor the last few tokens."""
    return [i for i in range(first, len(tokens) - last) if tokens[i].word[0].isalnum() and not tokens[i].label]


def spaced(tokens: Tokens) -> list[int]:
    """Words after a word, with a space between them."""
    return [
        i for i in words_of(tokens) if tokens[i].gap and tokens[i - 1].word[-1].isalnum() and not tokens[i - 1].label
    ]


def with_label(tokens: Tokens, i: int, label: int, word: str | None = None, gap: str | None = None) -> Token:
    old = tokens[i]
    return Token(old.word if word is None else word, old.gap if gap is None else gap, old.label or label)


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def sentence_starts(tokens: Tokens) -> list[int]:
    """First words of sentences that follow another: a stop directly before, or a stop and a closing quote."""
    return [
        i
        for i in range(3, len(tokens) - 2)
        if tokens[i].word[0].isupper()
        and tokens[i].gap
        and tokens[i - 1].word in ".!?"
        and not tokens[i - 1].gap
        and not tokens[i].label
        and len(tokens[i - 2].word) > 1
    ]
