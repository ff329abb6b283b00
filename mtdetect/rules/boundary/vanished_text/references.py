"""Finds words that need an object but have lost it: before a detached mark ("in print on ,"), at the end of a sentence
("on sale now at."), or where a source should be named ("according to, prices")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import LEADS_ON, Paragraphs, is_named
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

_DETACHED_MARK = patterns.PrefilteredPattern(r" [,;.](?=\s)(?!\s\.)", r" [,;.]\s")
_BEFORE = patterns.compile(r"(?<!\S)\w+\Z")


def before_marks(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text = doc.text
    for match in _DETACHED_MARK.finditer(doc):
        end = match.start() - (text[match.start() - 1 : match.start()] == " ")
        word = _BEFORE.search(text, max(0, end - 16), end)
        if word is None or word[0] not in LEADS_ON or is_named(text, word[0], match.end()):
            continue
        if not paragraphs.detaches_marks_casually(match.start()) and not paragraphs.detaches_marks(match.start()):
            message = f"The text after “{word[0]}” is missing: only the punctuation is left."
            yield Finding(word.start(), match.end(), message)


_POINTER = patterns.PrefilteredPattern(
    r"[Ss]ee (?:also )?for (?:more |further |full )?(?:details|information)\b|according to(?=[,.;]\s)"
    r"|here ?:(?= (?:The|An?|In|It|He|She|They|We|But|On|At|For|This) [a-z])",
    *("[Ss]ee for ", "[Ss]ee also for ", "according to[,.;]", "here: [A-Z]", "here : [A-Z]"),
)


def pointers(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Phrases that refer to a page or source that is not named."""
    for match in _POINTER.finditer(doc):
        if paragraphs.prose(match.start()):
            yield Finding(*match.span(), f"The page or source that “{match[0]}” refers to is missing.")


_BEFORE_PLACE = ("at", "from", "in", "on", "via", "to", "by")
_NO_PLACE = patterns.PrefilteredPattern(
    rf" (?:{'|'.join(_BEFORE_PLACE)})(?= ?\.(?:\s|\Z))",
    *(rf" {word}{space}\." for word in _BEFORE_PLACE for space in ("", " ")),
)
_TAKES_PLACE = patterns.compile(
    r"\b(?:available|found|sale|now|online|published|posted|details|information|visit|located|based|held)\Z"
)
_RUNNING = patterns.compile(r"(?<!available )(?<!out )now on\Z")  # “The sale is now on.”
_RELATIVE = patterns.compile(r"\b(?:which|that|what|where|who|whom|how|than|it|they|were|I|we|you)\b")


def places(doc: SegmentedText) -> Iterator[Finding]:
    """Sentences that say something is available somewhere but not where: "Tickets are on sale now at."."""
    text = doc.text
    for match in _NO_PLACE.finditer(doc):
        word = _TAKES_PLACE.search(text, max(0, match.start() - 12), match.start())
        if word is None:
            continue
        before = re.split(r"[.!?:]\s|\n", text[max(0, word.start() - 160) : match.end()])[-1]
        if len(before.split()) > 2 and not _RELATIVE.search(before) and not _RUNNING.search(before):
            message = f"Nothing follows “{word[0]}{match[0]}”: the place or link is missing."
            yield Finding(match.start() + 1, match.end(), message)


NEEDS = Needs(_DETACHED_MARK, _POINTER, _NO_PLACE)
