"""Headings in sentence case, run into the first sentence of a paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.stray_fragment.phrases import (
    GOVERNING,
    MIN_PARAGRAPH,
    NUMBERED,
    OPENERS,
    continues_in_lower_case,
)
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_HEAD = patterns.compile(
    r"([A-Z]\w[\w’'-]*(?: \w[\w’'-]*){0,3}?) (?:The|An?|In|It|He|She|They|We|But|On|At|As|This|These|There|When"
    r"|After|For|If) [a-z]{2}"
)
# After a single word, these need not begin a sentence: “Vitamin A protects”, “Immunoglobulins A”, a name and “He”.
_TAKES_A_NAME = patterns.compile(r" (?:A|He|She|It|They|We) ")
_CONDITION = ("If", "Unless", "Whether")  # “If an action A has a value”


@cache
def _openers_after_head() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    words = "The A An In It He She They We But On At As This These There When After For If"
    return HashedWordSet(words.split(), "hashes")


def _mid_openers(chars: CharIndex) -> Places:
    """Words that begin sentences, straight after another word."""
    words = chars.words
    after_word = chars.are(words.starts - 1, " ") & chars.are(words.starts - 2, r"[\w’'-]")
    return words.at(after_word & _openers_after_head().has(words.hashes))


def leading_headings(doc: SegmentedText) -> Iterator[Span]:
    """A label or heading at the start of a paragraph, directly before the word that begins its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH * 2 // 3:
            continue
        match = _HEAD.match(text, start, min(end, start + 80))
        if match is None or match[1].isupper():  # a dateline
            continue
        words = match[1].split()
        if (
            words[0] not in OPENERS
            and words[0] not in _CONDITION
            and not NUMBERED.match(words[-1])
            and not (len(words) == 1 and _TAKES_A_NAME.match(text, match.end(1)))
            and continues_in_lower_case(text[match.end(1) : min(end, match.end(1) + 120)])
            and not GOVERNING.match(words[-1])
            and words[-1] not in wordlists.load("clause_openers")
        ):
            yield Span(*match.span(1))


NEEDS = Needs(_mid_openers)
