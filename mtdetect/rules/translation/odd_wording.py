"""A run of words is far less likely than the words around it.

What it does
    If at least half of a text's paragraphs have a translation score that shows damage, flags the strongest evidence in
    these paragraphs: the five or six words that surprise the language model most, allowing for how common
    each word is. With `--deep`, also flags words that don't fit into their sentence, and where words are missing,
    whatever the score.

Why it is damage
    Word-for-word translation, wrong prepositions, missing words and careless synonyms produce runs of common words
    that no English writer would put together.

Example
    >>> import mtdetect
    >>> text = (
    ...     "Somebodies who canvas the body of water have noticed that the ice now melts about two hebdomads more "
    ...     "other than it did when their disks began."
    ... )
    >>> [(flag.code, text[flag.start : flag.end]) for flag in mtdetect.score(text).flags]
    [('MTD305', 'hebdomads more other')]
    >>> text = "The council approved the budget. It will spend more on roads, and less on parks, from next year."
    >>> mtdetect.score(text).flags  # a paragraph that scores as sound is not searched
    ()

What it leaves alone
    Paragraphs that score as sound, because a small language model finds much good writing surprising too, and texts
    with more of those than of others, because translation affects a whole text. Names, numbers and quoted titles,
    paragraphs in which no run of words is clearly the oddest, and the English of earlier centuries.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs
from mtdetect.rules.scored_text import ScoredText
from mtdetect.rules.tagged import Suspect, flagged, places, quoted
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Flag, Rule

RULE = Rule(
    "MTD305",
    "odd-wording",
    "translation",
    "A run of words is far less likely than the words around it.",
    rank=80,
    merge_group="wording",
)

WINDOW = 7
"""Pieces in a window: five or six words."""
COMMON = 0.6
"""The share of a piece's own rarity to subtract from its surprisal, chosen on professionally marked translations."""
LEAST = 3.5
"""The remaining bits per piece that a window needs to be flagged."""
CONTRAST = 1.5
"""How far a window must exceed the mean of its paragraph, in bits per piece."""
CANDIDATES = 6
"""Windows to try in a paragraph, the oddest first; those with names or numbers are skipped."""


NEEDS = Needs(tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    found = yield from flagged(doc, Class.WRONG_WORD, tagged_words(doc))
    found += yield from flagged(doc, Class.GAP, tagged_gaps(doc))
    for finding in found:
        yield RULE.flag(*finding)


def tagged_words(doc: SegmentedText) -> Iterator[Suspect]:
    """Words that may not fit into their sentence."""
    for place in places(doc, Class.WRONG_WORD):
        words = quoted(doc.text, place.span)
        if place.is_on_one_line(doc.text) and words.replace(" ", "").isalpha():
            yield Suspect(Finding(*place.span, f"“{words}” does not fit into the sentence."), place.margin)


def tagged_gaps(doc: SegmentedText) -> Iterator[Suspect]:
    """Words before which others may be missing."""
    for place in places(doc, Class.GAP):
        if place.is_on_one_line(doc.text):
            message = f"Words are missing before “{quoted(doc.text, place.span)}”."
            yield Suspect(Finding(place.before.start, place.span.end, message), place.margin)


def explain(scored: ScoredText) -> Iterator[Flag]:
    import numpy as np  # imported here so that the rules can be listed without numpy

    from mtdetect.lm.piece_ngrams import STEP

    doc, surprisal = scored.read, scored.read.surprisal
    for i, text in scored.damaged("neural_mt", "broken"):
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
            # Widen the window to whole words, since it may begin or end inside one.
            begin = text.rfind(" ", 0, begin + 1) + 1
            end = end + len(text[end:].split(" ", 1)[0]) if text[end - 1 : end].isalnum() else end
            words = text[begin:end].rstrip(" ,;:.")
            if words.replace(" ", "").replace("-", "").isalpha() and words == words.lower():
                start, end = doc.to_original_span(i, begin, begin + len(words))
                yield RULE.flag(
                    start,
                    end,
                    f"“{words}” is an unlikely run of words, and the paragraph reads like a translation.",
                )
                break
