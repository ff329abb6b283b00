"""Builds the table of `mtdetect.lm.substitutes`: for each word form, its most frequent synonyms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mtdetect.text import wordlists
from training.damage.editing import Part
from training.spinner.thesaurus import Thesaurus

MOST_SENSES = 6
"""Senses of a word to use, the most frequent first."""

_WORD = re.compile(r"[a-z]+")


def substitution_table(bits: Mapping[str, float], thesaurus: Thesaurus, part: Part = "all") -> dict[str, list[str]]:
    """For each word that has any, its single-word synonyms in the same form, the most frequent first.

    `bits`: the words to use, and how rare each is. `part` decides which senses may be used.
    """
    words = [word for word in bits if _WORD.fullmatch(word) and word not in wordlists.load("function_words")]
    found = (
        (word, sorted(_synonyms(word, thesaurus, part) & bits.keys(), key=lambda w: (bits[w], w))) for word in words
    )
    return {word: synonyms for word, synonyms in found if synonyms}


def _synonyms(word: str, thesaurus: Thesaurus, part: Part) -> set[str]:
    """The synonyms of a word, in the same form."""
    others = {
        thesaurus.inflector.inflect(other, reading.pos, reading.form)
        for reading in thesaurus.inflector.readings(word)
        for _, others in thesaurus.senses(reading.lemma, reading.pos, part)[:MOST_SENSES]
        for other in others
        if " " not in other
    }
    return others - {word} - wordlists.load("function_words")
