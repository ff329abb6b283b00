"""Whether a full stop belongs to the word before it: an abbreviation, a number of a king, or the label of an item."""

from __future__ import annotations

import re
from collections import Counter

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

ROMAN = patterns.compile(r"[IVXL]+")
_ABBREVIATED = patterns.compile(r"(?<![\w.])([^\W\d_]{1,8})\.,? [a-z]")
_LABEL = patterns.compile(r"\s*(?:[-*•·–] ?)?\Z")
_SPEAKER = patterns.compile(r"The (?:[A-Z][\w’']* ?){1,3}\Z")

_ITEM = patterns.compile(r"\d+|[ivxl]{1,6}", re.IGNORECASE)


def is_item_number(doc: SegmentedText, word: Span) -> bool:
    """Whether a word is the number of an article or a list item: “103. Decision on”, “ii.  effectively excludes”."""
    return _ITEM.fullmatch(doc.text, *word) is not None and doc.lines_at([word.start])[0].start == word.start


def _abbreviations(doc: SegmentedText) -> frozenset[str]:
    """Words that have a full stop before lower case more than once: a dictionary's abbreviations, such as “prob.”."""
    times = Counter(match[1] for match in _ABBREVIATED.finditer(doc.text))
    return frozenset(word for word, number in times.items() if number > 1) - wordlists.load("function_words")


MANY_ABBREVIATIONS = 4
"""A text with this many of its own is a dictionary: other unusual words before a full stop are abbreviations too."""


def is_abbreviation(doc: SegmentedText, finding: Finding) -> bool:
    """Whether the full stop belongs to the word before it: an abbreviation, or the letter or label of an item."""
    word = doc.text[finding.start : finding.end].partition(".")[0]
    line = doc.lines_at([finding.start])[0]
    if _LABEL.match(doc.text, line.start, finding.start) and (len(word) == 1 or line.start < finding.start):
        return True  # “- cyl. number of cylinders”
    if line.start < finding.start and _SPEAKER.match(doc.text, line.start, finding.start + len(word)):
        return True  # “The President. America was founded on liberty”
    if ROMAN.fullmatch(word) or doc.text[line.start : finding.start + len(word)].isupper():
        return True  # “King Henry IV. of France”, or the headword of a dictionary
    match = _ABBREVIATED.match(doc.text, finding.start)
    if match is None:
        return False
    own = doc.memo(_abbreviations)
    return match[1] in own or (len(own) >= MANY_ABBREVIATIONS and match[1] not in wordlists.load("common_words"))
