"""The table of `mtdetect.synonyms`: by word form, how much more frequent its likeliest synonym is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log2

from mtdetect import wordlists
from training.damage.editing import Part
from training.spinner.thesaurus import Thesaurus

MOST_SENSES = 6
"""Senses of a word that are looked at, the commonest first."""

UNSEEN = 0.5
"""Count of a word that was not met."""

_WORD = re.compile(r"[a-z]+")


def likelier_synonyms(texts: Iterable[str], thesaurus: Thesaurus, part: Part = "all") -> dict[str, float]:
    """Bits for each form of each word that has a synonym of one word; 0 where it is the likeliest itself.

    Frequencies are those of `texts`; `part` names the senses that may be used.
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    kept = wordlists.load("function_words")
    words = sorted({*counts, *thesaurus.forms()} - set(kept))
    found = ((word, _bits(word, counts, thesaurus, part)) for word in words if _WORD.fullmatch(word))
    return {word: bits for word, bits in found if bits is not None}


def _bits(word: str, counts: Counter[str], thesaurus: Thesaurus, part: Part) -> float | None:
    synonyms = {
        thesaurus.inflector.inflect(other, reading.pos, reading.form)
        for reading in thesaurus.inflector.readings(word)
        for _, others in thesaurus.senses(reading.lemma, reading.pos, part)[:MOST_SENSES]
        for other in others
        if " " not in other
    }
    if not synonyms:
        return None
    likeliest = max(counts[synonym] for synonym in synonyms)
    return max(0.0, log2((likeliest + UNSEEN) / (counts[word] + UNSEEN)))
