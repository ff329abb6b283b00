"""Headings of the document, in sentence case, repeated inside a longer line with no punctuation around them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MAX_HEADINGS = 40
"""At most this many headings are looked for: a long article has no more, and long lists still take linear time."""

_HEADING = patterns.compile(r"[A-Z][a-z]*(?: [\w’':,%$£€-]+){3,14}\Z")
_PLAIN = patterns.compile(r" [a-z]{4,}")
_REFERS = patterns.compile(
    r"\b(?:[Ss]ee|[Rr]ead)(?: (?:the|also|section))? \Z"
)  # a reference to the section with this heading


def repeated_headings(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    for phrase in dict.fromkeys(islice(_headings(doc), MAX_HEADINGS)):
        has_common_word = f" {phrase.split(None, 1)[0].lower()} " in text  # so its first word is not a name
        at = text.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            if _is_in_sentence(doc, Span(at, end), has_common_word):
                yield Span(at, end)
            at = text.find(phrase, end)


def _headings(doc: SegmentedText) -> Iterator[str]:
    text = doc.text
    for line in doc.lines:
        short = 20 <= line.end - line.start <= 120 and text[line.end - 1].isalnum()
        if short and _HEADING.match(text, *line) and len(_PLAIN.findall(text, *line)) > 2:
            yield text[line.start : line.end]


def _is_in_sentence(doc: SegmentedText, place: Span, has_common_word: bool) -> bool:
    """Whether a heading is in a longer line: after a word that does not introduce it, or directly before a sentence."""
    text, (at, end) = doc.text, place
    line = doc.lines[index_at(doc.lines, at)]
    if line.end - line.start <= end - at + 30 or text[end : end + 1] not in (" ", "\n", ""):
        return False
    before = text[max(line.start, at - 24) : at]
    if before[-1:] == " " and (before[-2:-1].isalnum() or before[-2:-1] == ","):
        leads = before.split()[-1] in wordlists.load("clause_openers")
        stray = has_common_word or (not leads and text.count(" ", at, end) > 3)
    else:
        stray = before[-1:] in ("", " ") and text[end + 1 : end + 2].isupper()
    return stray and not _REFERS.search(before)
