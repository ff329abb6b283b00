"""Names, labels and captions on a line of their own that splits a sentence in two."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.splice.stray_fragment.document_names import DocumentNames
from mtdetect.rules.splice.stray_fragment.phrases import is_prose
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MAX_NAME = 40
"""Characters of a name on such a line."""

MAX_CAPTION, MIN_HALF = 90, 60
"""Characters of a caption or label on such a line, and of the half of the sentence before it."""

_NAME_LINE = patterns.compile(r"[A-Z][a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’-]*){1,3}")


def parting_lines(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    text = doc.text
    for before, own, after in zip(doc.paragraphs, doc.paragraphs[1:], doc.paragraphs[2:], strict=False):
        if own.end - own.start > MAX_CAPTION or not (text[after.start].islower() and text[before.end - 1].islower()):
            continue
        around = before.end - 1, own.start
        if doc.layout.is_set_off(*around) or doc.layout.is_wrapped_by_hand(*around):
            continue
        if (_is_caption(text, before, own, after) or _is_name(text, own, names)) and is_prose(doc, before.end):
            yield own


def _is_name(text: str, own: Span, names: DocumentNames) -> bool:
    return (
        own.end - own.start <= MAX_NAME
        and _NAME_LINE.fullmatch(text, *own) is not None
        and names.has(text[own.start : own.end])
    )


def _is_caption(text: str, before: Span, own: Span, after: Span) -> bool:
    """Whether the lines around it are clearly the halves of one sentence, so that it can't belong, whatever it says."""
    half, rest = before.end - before.start, after.end - after.start
    last = text[max(before.start, before.end - 30) : before.end].rsplit(None, 1)[-1]
    hangs = last in wordlists.load("hanging_words") or last in wordlists.load("stranded_words")
    return (
        (hangs or (half >= MIN_HALF and rest >= MIN_HALF // 2))
        and text[after.end - 1] in '.!?”"'
        and not (text[own.start].islower() or text[before.start].islower())
        and (text[own.end - 1].isalnum() or text[own.end - 1] in ")]/")
        and half >= MIN_HALF // 2
    )
