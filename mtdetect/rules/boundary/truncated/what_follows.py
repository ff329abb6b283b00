"""Whether a paragraph that seems to break off continues below."""

from __future__ import annotations

from mtdetect.text import patterns, segmentation
from mtdetect.text.layout import begins_display
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

NEAR = 2000
"""How far around a paragraph to look for an empty line, in characters. One shows that empty lines separate paragraphs,
so a single line break may be mere wrapping."""
FULL_LINE = 100
"""Columns in the widest line that may be a wrapped line and not a whole paragraph."""

_LIST_END = patterns.compile(r"(?:[,;]|\b(?:and|or))\Z")
_ITEM = patterns.compile(r"[*•·–—-] |\(?(?:\d{1,3}(?::\d{1,3})?|[a-z]|[ivx]{1,4})[.)]? ")


def continues_below(doc: SegmentedText, paragraph: Span, hangs: bool = False) -> bool:
    """Whether a paragraph that seems to break off leads on to code or a list item, or wraps onto the next line.

    A short next line with a capital counts as wrapped text if the paragraph `hangs`, that is, ends with a word that
    can't end a sentence: “See the / GNU licence.”
    """
    following = segmentation.index_at(doc.paragraphs, paragraph.start) + 1
    if following == len(doc.paragraphs):
        return False
    text, after = doc.text, doc.paragraphs[following]
    if doc.layout.is_wrapped_by_hand(paragraph.end - 1, after.start):
        return True
    mark = text[after.start]
    if (item := _ITEM.match(text, *after)) and text[item.end() : item.end() + 1].islower():
        return True  # the items complete the sentence
    if _LIST_END.search(text, max(0, paragraph.end - 4), paragraph.end) and _ITEM.match(text, *after):
        return True
    if text[paragraph.start] == mark and not mark.isalnum():
        return True  # a comment or quoted message, with the same mark before each line
    if begins_display(text, after) or _is_deeper(text, paragraph, after):
        return True  # a formula, a diagram, a command, or indented text
    if segmentation.is_one_break(text, paragraph, after):
        width = paragraph.end - text.rfind("\n", 0, paragraph.end) - 1
        blocks = text.find("\n\n", max(0, paragraph.start - NEAR), after.end + NEAR) >= 0
        if (
            blocks
            and segmentation.MIN_WRAP_WIDTH <= width <= FULL_LINE
            and (hangs or not mark.isupper() or after.end - after.start > width)
        ):
            return True
    return doc.layout.is_code(after.start)


def _is_deeper(text: str, paragraph: Span, after: Span) -> bool:
    """Whether the next paragraph is indented further."""
    own, next_ = (span.start - text.rfind("\n", max(0, span.start - 80), span.start) - 1 for span in (paragraph, after))
    return own + 2 <= next_ < 80 and not text[after.start - next_ : after.start].strip()
