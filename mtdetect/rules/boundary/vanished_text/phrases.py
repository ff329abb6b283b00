"""Finds articles that have lost the word after them, before an unpaired comma: "on the, council"."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

NEAR = 70
"""How far after a comma to look for its partner, in characters."""

_ARTICLES = ("the", "an", "a", "its", "their", "our")
_ARTICLE_COMMA = patterns.PrefilteredPattern(
    rf" (?<=[a-z] )(?:{'|'.join(_ARTICLES)}),(?= [A-Za-z][a-z-]+)", *(f" {word}, " for word in _ARTICLES)
)
_CLOSES = patterns.compile(r"[,;:—–(\"“”]|--| - |\.\.\.|…|[.!?]\s|\n")
_HESITATES = patterns.compile(r" (?:and|or|the|an?|uh|um|er|well|like|you|I|but|as|if|its|their|our|not|in|for|etc)\b")


def before_commas(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Commas between an article and its noun that don't open an insertion: “the, Council of the city”."""
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in _ARTICLE_COMMA.finditer(doc):
        closing = _CLOSES.search(text, match.end(), match.end() + NEAR)
        if _HESITATES.match(text, match.end()) or of_code or not paragraphs.long(match.start()):
            continue
        if closing is None or closing[0][0] in ".!?\n":
            message = f"A comma separates “{match[0][1:-1]}” from its noun: the text before the comma is missing."
            yield Finding(match.start() + 1, match.end(), message)


NEEDS = Needs(_ARTICLE_COMMA)
