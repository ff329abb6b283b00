"""Finds paragraphs that stop in mid-sentence, from their last words and from the edit test."""

from __future__ import annotations

from mtdetect.rules.boundary.truncated.certain_ends import DOTS, cut_end, hangs
from mtdetect.rules.boundary.truncated.closed_paragraphs import Closing
from mtdetect.rules.boundary.truncated.open_ends import stop_cost, unlikely_ends
from mtdetect.rules.boundary.truncated.what_follows import continues_below
from mtdetect.rules.edit_scoring import LMCoroutine
from mtdetect.text import patterns
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

_SPEAKER = patterns.compile(r"(?m)^[A-Z][A-Z .]{2,30}(?: \([^)\n]{1,30}\))?: ")

FEWEST_SPEAKERS = 3
"""A text with this many lines that begin with a speaker's name in capitals is a transcript."""


def _is_dialogue(doc: SegmentedText) -> bool:
    return patterns.at_least(_SPEAKER.finditer(doc.text), FEWEST_SPEAKERS)


def cut_ends(doc: SegmentedText, closing: Closing, casual: InformalRegister) -> LMCoroutine[list[Finding]]:
    """A finding at the last word of each paragraph whose end is missing."""
    text, paragraphs, closed = doc.text, doc.paragraphs, closing.closed
    found: list[Finding] = []
    open_ends: list[tuple[Span, float]] = []
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
        if cut := cut_end(text, paragraph, following, around):
            if not continues_below(doc, paragraph, hangs(text[cut.start : cut.end])):
                found.append(cut)
        elif DOTS.search(text, max(start, end - 7), end) or not (closed[i] or closing.is_lead(i)):
            cost = stop_cost(text[start:end], following, closing.careful, around, alone=i <= closing.first_sound)
            if cost is not None:
                open_ends.append((paragraph, cost))
    found += yield from unlikely_ends(doc, open_ends, casual)
    return found
