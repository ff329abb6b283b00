"""Finds sentence openers that are capitalised in mid-sentence: "close ties with North Korea The United States"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.missing_boundary.sides import (
    is_mid_sentence,
    is_name,
    is_prose,
    last_word,
    next_word,
    words_before,
    words_in,
)
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_OPENER = patterns.compile(r"([A-Z](?<= [A-Z])[a-z]+)(?=(,? )[^\W_])")
# Openers that are too often part of a name or title, or have another meaning.
_AMBIGUOUS = frozenset(
    ("His", "Her", "Their", "Its", "Our", "My", "No", "All", "Two", "Other", "Even", "Here", "Where", "Who")
)
# Openers that are rare in titles. The others don't count if a capital follows soon: "the musical On the Town".
_FREE_WORDS = "The This These Those There It He She They However Meanwhile According Although Because Despite"
_FREE = frozenset(_FREE_WORDS.split())
# Openers that may follow a name. The others could be its last word: “Yucatan Today”, “Liu He”.
_AFTER_NAMES = (_FREE - {"He"}).union(("In", "On", "At", "But", "After", "When", "While"))
_AFTER_IT_WORDS = "is was has had will would can could may might also does did took comes came means says said"
_AFTER_IT = frozenset(_AFTER_IT_WORDS.split())


def openers(doc: SegmentedText) -> Iterator[tuple[str, Finding]]:
    """Sentence openers in mid-sentence, each with its finding."""
    text, opening = doc.text, _opening_words()
    for match in patterns.matches(_OPENER, text, doc.places(_opening)):
        opener, at, beyond = match[1], match.start() - 1, match.end(2)
        if opener not in opening:
            continue
        last, follow = last_word(text, at), next_word(text, beyond)
        if last is None or follow is None or not _may_end(text, last, opener) or not _may_begin(opener, follow[0]):
            continue
        if _are_sentences(words_before(text, at), opener, _ahead(text, beyond)):
            message = f"“{opener}” starts a new sentence, but no full stop follows “{last[0]}”."
            yield opener, Finding(last.start(), match.end(1), message)


def _opening(chars: CharIndex) -> Places:
    """Sentence openers straight after another word."""
    words = chars.words
    after_word = chars.are(words.starts - 1, " ") & chars.are(words.starts - 2, r"[\w’'-]")
    which = after_word.nonzero()[0]
    return words.at(which[_vocabulary().has(words.hashes[which])])


@cache
def _vocabulary() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_opening_words(), "hashes")


@cache
def _opening_words() -> frozenset[str]:
    return wordlists.load("sentence_openers") - _AMBIGUOUS


def _ahead(text: str, at: int) -> list[str]:
    """The next words of the same sentence."""
    clause = re.split(r"[.!?\n]", text[at : at + 80], maxsplit=1)[0]
    return words_in(clause, 0, len(clause))


def _may_end(text: str, last: re.Match[str], opener: str) -> bool:
    """Whether the word before may end a sentence."""
    word = last[0]
    if word.lower() in wordlists.load("before_capitals") or word.isupper() or word[0].isdigit():
        return False
    if last.start() and not text[last.start() - 1].isspace():  # the end of an address or a hyphenated name
        return False
    if word.endswith("-"):  # a speaker who breaks off: “And they m- You know”
        return False
    return not word[0].isupper() or opener in _AFTER_NAMES


def _may_begin(opener: str, after: str) -> bool:
    """Whether a sentence may begin with the opener when the word `after` follows."""
    if is_mid_sentence(opener, after):
        return False
    if opener == "It" and after not in _AFTER_IT and not after.endswith("ed"):  # “the It bag”
        return False
    return after[0].islower() or (opener == "The" and after in wordlists.load("names_with_article"))


def _are_sentences(before: list[str], opener: str, ahead: list[str]) -> bool:
    """Whether there is prose on both sides of an opener, and it is not part of a title."""
    if len(before) < 3 or len(ahead) < 3:
        return False
    free = opener in _FREE
    if not is_prose(before) and not (before[-1][0].isupper() and free and _is_clause(ahead)):
        return False
    if not any(word.islower() and len(word) > 3 for word in ahead[:8]):
        return False
    if not free and any(word[0].isupper() for word in ahead[:3]):
        return False
    return opener != "The" or not is_name(ahead)


def _is_clause(ahead: list[str]) -> bool:
    """Whether at least eight words in lower case follow, too many for a title."""
    return len(ahead) > 7 and all(word[0].islower() for word in ahead[:8])


NEEDS = Needs(_opening)
