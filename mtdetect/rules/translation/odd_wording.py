"""A run of words that the language model finds far less likely than its surroundings.

What it does
    Where the translation score holds a paragraph for damaged, points at the place that speaks for it most: the window
    of some six words that surprises the language model most, for words as common as these.

Why it is damage
    Word-by-word translation, wrong prepositions, lost words and blind synonyms put common words into an order or
    company that writers of English do not.

Example
    >>> import mtdetect
    >>> text = "The council approved the budget. It will spend more on roads, and less on parks, from next year."
    >>> [flag.code for flag in mtdetect.score(text).flags]  # a paragraph that scores as sound is not searched
    []

What it leaves alone
    Paragraphs that the score holds for sound: a small language model is surprised by much good writing too. Names,
    numbers and quoted titles, paragraphs without a window that stands out, and the English of another age.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.scored_text import ScoredText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD305",
    "odd-wording",
    "translation",
    "A run of words that the language model finds far less likely than its surroundings.",
    rank=80,
    merge_group="wording",
)

WINDOW = 7
"""Pieces looked at together: five or six words."""
COMMON = 0.6
"""The share of a piece's own rarity that is taken off its surprisal: found on professionally marked translations."""
LEAST = 3.5
"""Bits a piece that must be left."""
CONTRAST = 1.5
"""Bits a piece by which the window must stand over its paragraph."""
CANDIDATES = 6
"""Windows tried in a paragraph, the oddest first, before it is given up: the others held names or numbers."""


def explain(scored: ScoredText) -> Iterator[Flag]:
    import numpy as np  # here, so that the rules can be listed without it

    from mtdetect.lm.piece_ngrams import STEP

    doc, surprisal = scored.read, scored.read.surprisal
    for i, text in scored.damaged():
        own = slice(int(surprisal.starts[i]) + 1, int(surprisal.starts[i + 1]))
        odd = (surprisal.steps[own] - COMMON * surprisal.unigram_surprisal[own]) * STEP
        if len(odd) < 2 * WINDOW:
            continue
        windows = np.convolve(odd, np.ones(WINDOW) / WINDOW, "valid")
        offsets = surprisal.tokenizer.offsets(text)
        for first in np.argsort(-windows, kind="stable")[:CANDIDATES].tolist():
            if windows[first] < max(LEAST, float(odd.mean()) + CONTRAST):
                break
            begin, end = offsets[first][0], offsets[first + WINDOW - 1][1]
            # Whole words: a window may begin and end inside one.
            begin = text.rfind(" ", 0, begin + 1) + 1
            end = end + len(text[end:].split(" ", 1)[0]) if text[end - 1 : end].isalnum() else end
            words = text[begin:end].rstrip(" ,;:.")
            if words.replace(" ", "").replace("-", "").isalpha() and words == words.lower():
                start, end = doc.to_original_span(i, begin, begin + len(words))
                yield RULE.flag(
                    start,
                    end,
                    f"“{words}” is hardly ever worded so in English, and the paragraph reads like a translation.",
                )
                break
