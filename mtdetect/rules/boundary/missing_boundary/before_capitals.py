"""Capitalised words in mid-sentence that pass the edit test: "additional measures Residents are asked".

The edit is a full stop before the capital.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.lm.read_text import ReadText
from mtdetect.rules.boundary.missing_boundary.sides import (
    SHORT_WORD,
    is_mid_sentence,
    is_name,
    is_prose,
    last_word,
    next_word,
    words_before,
    words_in,
)
from mtdetect.rules.edit_scoring import LMCoroutine, left_of, log_likelihood_gains, right_of
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

OPENER, AFTER_NAME, AFTER_FUNCTION_WORD, COMMON_WORD, BEFORE_CAPITAL = -5.0, -1.0, -3.0, -2.5, 2.0
"""Gain in bits that a full stop must reach: before a sentence opener; before an opener after a name; before another
common word after a function word; before another common word; before an opener that a capital follows.

Most are below zero because the model ignores case: the capital itself is evidence that it can't see.
"""

_CAPITAL = patterns.compile(r"(([A-Z](?<=[a-z\d%] [A-Z])(?:[a-z]+|(?<=I)))(?:[’'][a-z]{1,3})?)(?=(,? )[^\W_])")
_HAS_SHORT = frozenset(("It", "He", "She", "That", "There", "What", "Here", "Who", "Where"))
_VALUES = frozenset(("None", "True", "False"))  # in texts about code: “it returns None where …”

_CAPITAL_INSIDE = ("(?<=[a-z] )[A-Z][a-z]",)
_WORD = patterns.compile(r"\w+")
MOST_INSIDE = 2
"""If a word other than an opener is capitalised in mid-sentence more often than this, it is the writer's style."""


class _Place(NamedTuple):
    """A capitalised word after the word `last`, and the gain in bits that a full stop between them must reach."""

    needed: float
    match: re.Match[str]
    last: re.Match[str]


def capitals(doc: SegmentedText) -> LMCoroutine[list[tuple[str, Finding]]]:
    """Capitalised words that seem to start a sentence, each with its finding."""
    if not isinstance(doc, ReadText):
        return []
    text, places = doc.text, list(_places(doc))
    sides = [(left_of(text, match.start() - 1), right_of(text, match.start())) for _, match, _ in places]
    saved = yield from log_likelihood_gains(doc, [(f"{left} {right}", f"{left}. {right}") for left, right in sides])
    found: list[tuple[str, Finding]] = []
    for (needed, match, last), bits in zip(places, saved, strict=True):
        if bits >= needed and not (needed == COMMON_WORD and doc.is_old):  # old texts capitalise nouns
            message = f"“{match[1]}” seems to start a new sentence, but no full stop follows “{last[0]}”."
            found.append((match[1], Finding(last.start(), match.end(1), message)))
    return found


def _places(doc: SegmentedText) -> Iterator[_Place]:
    text, inside = doc.text, Counter[str]()
    for match in patterns.matches(_CAPITAL, text, doc.places(_capitals)):
        if not _may_open(match[2]):
            continue
        last, follow = last_word(text, match.start() - 1), next_word(text, match.end(3))
        if last is None or follow is None or not _may_end(text, last):
            continue
        bits = _needed(last[0], match[2], follow[0])
        if bits is None or not _may_begin(match, follow[0]) or not _is_in_prose(text, match):
            continue
        if bits == COMMON_WORD:
            if not inside:  # slow to count, so only if it is needed
                inside = Counter(own[0] for own in patterns.matches(_WORD, text, doc.places(_CAPITAL_INSIDE)))
            if inside[match[2]] > MOST_INSIDE:  # this occurrence included
                continue
        yield _Place(bits, match, last)


def _capitals(chars: CharIndex) -> Places:
    """Common words that are capitalised in mid-sentence."""
    words = chars.words
    inside = chars.are(words.starts, "[A-Z]") & chars.are(words.starts - 1, " ")
    which = (inside & chars.are(words.starts - 2, r"[a-z\d%]")).nonzero()[0]
    which = which[_common_words().has(words.folded[which])]
    # After a name, only sentence openers count; other words belong to the name.
    before = words.starts[which - 1]
    sizes = words.starts[which] - 1 - before
    in_name = chars.are(before, "[A-Z]") & chars.are(before - 1, r"\s") & (sizes < SHORT_WORD)
    in_name &= words.ends[which - 1] - before == sizes
    return words.at(which[~in_name | _all_opening_words().has(words.hashes[which])])


@cache
def _common_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(wordlists.load("sentence_openers") | wordlists.load("common_words"))


@cache
def _all_opening_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(wordlists.load("sentence_openers"), "hashes")


def _may_open(word: str) -> bool:
    """Whether a capitalised word may open a sentence. “I” proves nothing: it has a capital everywhere."""
    known = word in wordlists.load("sentence_openers") or word.lower() in wordlists.load("common_words")
    return known and word != "I"


def _may_end(text: str, last: re.Match[str]) -> bool:
    """Whether the word before may end a sentence: not a title, initials, or the number of a note or list item."""
    word, start = last[0], last.start()
    if word.lower() in wordlists.load("before_capitals") or word.endswith(("'s", "’s")):
        return False
    if word.isdigit() and text[max(0, start - 2) : start].strip()[-1:] in ("", *".!?,"):
        return False
    return not word.isupper() and (word.isalpha() or word.isdigit()) and (not start or text[start - 1].isspace())


def _may_begin(match: re.Match[str], after: str) -> bool:
    """Whether a sentence may begin with the capitalised word when the word `after` follows."""
    if match[1][-2:] in ("'s", "’s") and match[2] not in _HAS_SHORT:
        return False
    return not is_mid_sentence(match[2], after) and (match[2] not in _VALUES or after == "of")


def _is_in_prose(text: str, match: re.Match[str]) -> bool:
    """Whether the capitalised word is in the middle of prose and not part of a name."""
    beyond = match.end(3)
    before, ahead = words_before(text, match.start() - 1), words_in(text, beyond, beyond + 60)
    if len(before) < 2 or len(ahead) < 3 or not is_prose(before + ahead[:6]):
        return False
    return match[2] != "The" or not is_name(ahead)


def _needed(before: str, opener: str, after: str) -> float | None:
    """The gain in bits that a full stop between two words must reach; None if the capital is too weak a clue."""
    openers, functions = wordlists.load("sentence_openers"), wordlists.load("function_words")
    opens = opener in openers
    if not opens and opener.lower() not in wordlists.load("common_words"):
        return None
    if opener == "I":
        return None  # it has a capital everywhere
    if before[0].isupper():
        if opener in ("One", "Two", "Three", "In"):  # World War Two; Formula One
            return 2.0 if opener == "In" else None
        return AFTER_NAME if opens and after[0].islower() else None
    if before[-1].isdigit() or before[-1] == "%":
        return 0.0 if opens and after[0].islower() else None
    if not (after[0].islower() or after[0].isdigit()):  # may be the start of a name: “nominate President Bush”
        return BEFORE_CAPITAL if opens else None
    if before in functions:
        return OPENER if opens else AFTER_FUNCTION_WORD
    return OPENER if opens else COMMON_WORD


NEEDS = Needs(_capitals)
