"""Finds paragraphs that stop in mid-sentence, from their last words."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.truncated.certain_ends import DOTS, cut_end, hangs
from mtdetect.rules.boundary.truncated.closed_paragraphs import Closing
from mtdetect.rules.boundary.truncated.what_follows import continues_below
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

_SPEAKER = patterns.compile(r"(?m)^[A-Z][A-Z .]{2,30}(?: \([^)\n]{1,30}\))?: ")

FEWEST_SPEAKERS = 3
"""A text with this many lines that begin with a speaker's name in capitals is a transcript."""


def _is_dialogue(doc: SegmentedText) -> bool:
    return patterns.at_least(_SPEAKER.finditer(doc.text), FEWEST_SPEAKERS)


def cut_ends(doc: SegmentedText, closing: Closing) -> Iterator[Finding]:
    """A finding at the last word of each paragraph whose end is missing."""
    text, paragraphs, closed = doc.text, doc.paragraphs, closing.closed
    for i, paragraph in enumerate(paragraphs):
        start, end = paragraph
        # A quick way out for most paragraphs: a closing mark, perhaps with a quotation mark after it.
        mark = text[end - 1]
        plain = (mark in ".!?" and text[end - 2] != ".") or (mark in "”’\"'" and closed[i])
        if plain or end - start <= 30:
            continue
        if DOTS.search(text, max(start, end - 7), end) and doc.memo(_is_dialogue):
            continue  # one speaker interrupts another
        following = text[paragraphs[i + 1].start] if i + 1 < len(paragraphs) else ""
        around = closing.is_among_sound(i)
        cut = cut_end(text, paragraph, following, around)
        if cut and not continues_below(doc, paragraph, hangs(text[cut.start : cut.end])):
            yield cut
