"""Names used elsewhere in the document, in places that call for no name: between sentences, and after the last sentence
of a paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.splice.stray_fragment.document_names import DocumentNames
from mtdetect.rules.splice.stray_fragment.phrases import (
    CREDIT,
    GOVERNING,
    MIN_PARAGRAPH,
    PERSONAL,
    STOPS,
    are_determined,
    is_prose,
    word_before,
)
from mtdetect.rules.splice.stray_fragment.tails import ENTRIES, without_authors
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

_NAME = patterns.PrefilteredPattern(
    r"[A-Z](?<=[a-z] [A-Z])[a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’-]*){1,4}", "(?<=[a-z] )[A-Z][a-z]"
)
_HONORIFIC = patterns.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sir|Senator|Secretary|Professor|Minister|Judge|St|President|Prime|King|Queen|Gov|Sen|Rep|Gen|Chief"
    r"|Attorney)\b"
)


def last_names(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    """Known names at the end of a paragraph of prose, with no full stop and no word before them that takes a name."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not text[end - 1].isalpha():
            continue
        matches = list(_NAME.pattern.finditer(text, max(start, end - 80), end))
        if not matches or matches[-1].end() != end:
            continue
        at = matches[-1].start()
        before = text[start:at].split()
        if (
            names.has(matches[-1][0])
            and (not before[-1][0].isupper() or _HONORIFIC.match(before[-1]))  # not the last in a series of titles
            and not GOVERNING.match(before[-1])
            and not are_determined(before[-1:])
            and is_prose(doc, at)
        ):
            yield Span(at, end)


_BARE_NAME = patterns.PrefilteredPattern(
    r"[.!](?<=[a-z%)][.!])[”\"’)]{0,2} ([A-Z][a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’'&-]*){1,4})\."
    r"(?= [A-Z“\"]|\s*(?:\n|\Z))",
    *STOPS,
)
_ORDER = patterns.compile(r"(?:Click|Press|Select|Choose|Tap|Type|Push|Enter) ")


def bare_names(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    """Known names that form a sentence of their own between the sentences of a paragraph."""
    found = list(_bare_names(doc, names))
    closing = {span for span in found if doc.paragraph_at(span.start).end - span.end <= 1}
    if len(closing) >= ENTRIES:  # a commentary names who wrote each paragraph
        found = [span for span in found if span not in closing]
    return without_authors(doc, found)


def _bare_names(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    text, abbreviations = doc.text, wordlists.load("abbreviations")
    for match in _BARE_NAME.finditer(doc):
        paragraph = doc.paragraph_at(match.start())
        word = word_before(text, match.start(), paragraph.start)
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or word in abbreviations:
            continue
        if PERSONAL.search(text, max(paragraph.start, match.start() - 200), match.start()) or CREDIT.match(match[1]):
            continue
        last = match[1].rsplit(" ", 1)[-1]
        if last in abbreviations or len(last) < 2:
            continue
        if word != "vs" and names.has(match[1]) and not _ORDER.match(match[1]):
            yield Span(*match.span(1))
