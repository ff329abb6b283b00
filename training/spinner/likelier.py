"""The table of `mtdetect.lm.substitutes`: by word form, its most frequent synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mtdetect.text import wordlists
from training.damage.editing import Part
from training.spinner.thesaurus import Thesaurus

MOST_SENSES = 6
"""Senses of a word that are looked at, the commonest first."""

_WORD = re.compile(r"[a-z]+")


def substitution_table(bits: Mapping[str, float], thesaurus: Thesaurus, part: Part = "all") -> dict[str, list[str]]:
    """By word, its synonyms of one word in the same form, the most frequent first; words without one are left out.

    `bits`: the words that count, and how rare each is. `part` names the senses that may be used.
    """
    words = [word for word in bits if _WORD.fullmatch(word) and word not in wordlists.load("function_words")]
    found = (
        (word, sorted(_synonyms(word, thesaurus, part) & bits.keys(), key=lambda w: (bits[w], w))) for word in words
    )
    return {word: synonyms for word, synonyms in found if synonyms}


def _synonyms(word: str, thesaurus: Thesaurus, part: Part) -> set[str]:
    """Those in the form of the word."""
    others = {
        thesaurus.inflector.inflect(other, reading.pos, reading.form)
        for reading in thesaurus.inflector.readings(word)
        for _, others in thesaurus.senses(reading.lemma, reading.pos, part)[:MOST_SENSES]
        for other in others
        if " " not in other
    }
    return others - {word} - wordlists.load("function_words")
