"""Web addresses and user names that nothing in the sentence refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

ADDRESS = patterns.PrefilteredPattern(
    r"(?:https?://|www\.)[\w.-]{3,60}(?:/[^\s“”\"<>()]{0,200})?", "http://", "https://", r"www\."
)
_HANDLE_ALONE = patterns.PrefilteredPattern(r"@(?<![^\s]@)\w{4,24}(?=\s*\n| +[A-Z“\"]|\Z)", r"(?<=\s)@\w\w\w\w")
# A word that introduces an address: “visit www…”, “its website www…”.
_INTRODUCES = patterns.compile(
    r"(?:at|to|visit|see|via|on|from|through|by|and|or|is|called|named|with|for|under|of|as|read|check|out|site|website|page"
    r"|webpage|homepage|portal|blog|address|link|links|url|online|here|store|shop|platform|domain|source|more|information|app"
    r"|service|company|retailer|owner|it|com|web|forum|archive|server|use|using|type|like|project|contact|email"
    r"|the|an?|this|that|its|their|our|your|\w[’']s|s[’']|in|into|if|when|includ(?:es?|ing))\Z",
    re.IGNORECASE,
)
MAX_ADDRESSES = 3
"""In a text with more addresses than this, the writer may well put one in the middle of a sentence."""


def addresses(doc: SegmentedText) -> Iterator[Span]:
    """Addresses that no word introduces, inside or between sentences or as a paragraph; user names after a sentence."""
    text, found = doc.text, list(ADDRESS.finditer(doc))
    done = 0
    for match in found if len(found) <= MAX_ADDRESSES else ():
        start, end = match.span()
        end -= len(match[0]) - len(match[0].rstrip(".,;:!?"))
        before, after = text[max(0, start - 40) : start], text[end : end + 2]
        if start >= done and tuple(doc.paragraph_at(start)) == (start, end):
            yield Span(start, end)
        if start < done or not before or before[-1] != " " or after[:1] != " ":
            continue
        done = end
        inside = before[-2:-1].isalpha() and after[1:].islower() and not _INTRODUCES.search(before[:-1])
        if inside or (before.rstrip()[-1:] in ".!?" and (after[1:].isupper() or after[1:] in '"“')):
            yield Span(start, end)
    for match in _HANDLE_ALONE.finditer(doc):
        paragraph, before = doc.paragraph_at(match.start()), text[max(0, match.start() - 3) : match.start()]
        if match.start() > paragraph.start and before.rstrip()[-1:] in '.!?”"' and before[-1:] == " ":
            yield Span(*match.span())


NEEDS = Needs(ADDRESS, _HANDLE_ALONE)
