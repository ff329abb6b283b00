"""Words after the last sentence of a paragraph that are not a sentence: a heading, a name, a label of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mtdetect.rules.splice.stray_fragment.phrases import (
    CLAUSE_WORD,
    CLOSING,
    CREDIT,
    MIN_PARAGRAPH,
    OPENERS,
    PERSONAL,
)
from mtdetect.text import patterns, wordlists
from mtdetect.text.layout import begins_display
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

_SENTENCE_END = patterns.compile(r"[a-z\d%)][.!?][”\"’)]{0,2}[ \t]+")
_NOUN_HEADING = patterns.compile(r"The [a-z]{2,15}(?: [a-z]{2,15}){1,2}\Z")
ENTRIES = 3
"""Entries of a list with the same words after their last sentence: those of a change log name who made them."""

_ENTRY = patterns.compile(r"[*•·o–-] ")

_ADDRESSED = patterns.compile(r"\b(?:I|we|We|you|your|You|Your|our|Our|my|My|me|us|[Tt]hanks)\b")


def tails(doc: SegmentedText) -> Iterator[Span]:
    """A few words after the last full stop of a paragraph that are not a sentence: a heading, a name, a label."""
    return without_authors(doc, list(_tails(doc)))


def without_authors(doc: SegmentedText, found: Sequence[Span]) -> Iterator[Span]:
    """The spans without those that name the authors of entries in a list."""
    times = Counter(doc.text[slice(*span)] for span in found)
    for span in found:
        if times[doc.text[slice(*span)]] < ENTRIES or not _ENTRY.match(doc.text, doc.paragraph_at(span.start).start):
            yield span


def _tails(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not (text[end - 1].isalnum() or text[end - 1] == "’"):
            continue
        stops = list(_SENTENCE_END.finditer(text, max(start, end - 90), end))
        if not stops or stops[-1].end() - start < MIN_PARAGRAPH * 2 // 3:
            continue
        tail = text[stops[-1].end() : end]
        if (
            _may_be_stray(tail)
            and _ends_sentence(text, start, stops[-1], tail)
            and not _is_signature(tail, text[max(start, stops[-1].end() - 300) : stops[-1].end()])
            and not _continues(doc, start)
        ):
            yield Span(stops[-1].end(), end)


def _may_be_stray(tail: str) -> bool:
    """Whether the words do not begin a sentence, close a letter or name a source, and are not just an abbreviation."""
    if tail.count(" ") > 4 or ":" in tail or (tail.isupper() and " " not in tail):
        return False
    if not (tail[0].isupper() or tail[0] in "‘“") or CREDIT.match(tail) or CLOSING.match(tail):
        return False
    return tail.split()[0] not in OPENERS or bool(_NOUN_HEADING.match(tail) and not CLAUSE_WORD.search(tail))


def _ends_sentence(text: str, start: int, stop: re.Match[str], tail: str) -> bool:
    """Whether a stop ends a sentence and the tail is not part of that sentence."""
    word = text[max(start, stop.start() - 24) : stop.start() + 1].split()[-1]
    if word in wordlists.load("abbreviations"):
        return False
    if stop[0].rstrip()[-1] in "”\"’'" and not _is_common(tail):
        return False  # the name of the person quoted
    # The mark may be part of a name: “Yahoo! News”.
    return stop[0][1] != "!" or not re.split(r"\W", word)[-1].istitle()


def _is_common(tail: str) -> bool:
    return all(part.lower() in wordlists.load("common_words") for part in tail.split())


def _is_signature(tail: str, before: str) -> bool:
    """Whether the tail may be the signature of a writer who uses the first person."""
    if "," in tail and _ADDRESSED.search(before):  # “Roger M., Woodinville”
        return True
    return tail.count(" ") < 2 and "”" not in before and '"' not in before and len(PERSONAL.findall(before)) > 1


def _continues(doc: SegmentedText, start: int) -> bool:
    """Whether the paragraph continues on the next line, or introduces code or other display text."""
    following = index_at(doc.paragraphs, start) + 1
    if following == len(doc.paragraphs):
        return False
    after = doc.paragraphs[following]
    before, text = doc.paragraphs[following - 1], doc.text
    return (
        text[after.start].islower()
        or begins_display(text, after)
        or doc.layout.is_code(after.start)
        or doc.layout.is_set_off(before.end - 1, after.start)
        or doc.layout.is_wrapped_by_hand(before.end - 1, after.start)
    )
