"""Whether a paragraph that breaks off leads on to what follows it."""

from __future__ import annotations

from mtdetect.text import patterns, segmentation
from mtdetect.text.layout import begins_display
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

NEAR = 2000
"""Characters around a paragraph in which blank lines show that the others are parted by them."""
FULL_LINE = 100
"""Columns of the widest line that was wrapped, and is no paragraph."""

_LIST_END = patterns.compile(r"(?:[,;]|\b(?:and|or))\Z")
_ITEM = patterns.compile(r"[*•·–—-] |\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]? ")


def goes_on(doc: SegmentedText, paragraph: Span, hangs: bool = False) -> bool:
    """Whether a paragraph that breaks off leads on to what follows: code, an item of a list, or its own next line.

    A short line with a capital is its own next one where it `hangs` on a word that ends none: “See the / GNU licence.”
    """
    following = segmentation.index_at(doc.paragraphs, paragraph.start) + 1
    if following == len(doc.paragraphs):
        return False
    text, after = doc.text, doc.paragraphs[following]
    mark = text[after.start]
    if _LIST_END.search(text, max(0, paragraph.end - 4), paragraph.end) and _ITEM.match(text, *after):
        return True
    if text[paragraph.start] == mark and not mark.isalnum():
        return True  # a comment or a quotation has the same mark before each line
    if begins_display(text, after) or _is_deeper(text, paragraph, after):
        return True  # a formula, a diagram, a line to type, or a word with marks of its own
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
    """Whether what follows, after a blank line, is set off to the right."""
    own, next_ = (span.start - text.rfind("\n", max(0, span.start - 80), span.start) - 1 for span in (paragraph, after))
    return own + 2 <= next_ < 80 and not text[after.start - next_ : after.start].strip()


def sentence_begins(text: str, at: int) -> bool:
    """Whether a sentence begins after `at`, or nothing follows: a path or an abbreviation may belong to the line."""
    following = text[at : at + 40].lstrip()[:2]
    return following == "" or following[0] in "“\"‘'" or following.istitle()
