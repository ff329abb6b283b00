"""Finds punctuation left behind by missing text: two marks in a row ("the title, ."), a mark with a space before it
("the treaty ; which"), or half of a pair."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import LEADS_ON, Paragraphs, is_command, is_named
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

# A full stop next to a comma, or two marks where one would do.
_IN_CLAUSE = patterns.PrefilteredPattern(
    r"(?:\.(?<=[a-z]{4}\.)[,;]|[,;](?<=[a-z]{3}[,;])[;:,](?<!,,)(?<!;;))(?= [a-z])", "(?<=[a-z])[.,;][,;:] [a-z]"
)
_LAST_WORD = patterns.compile(r"[a-z]+\Z")
_BEFORE_SPACE = patterns.PrefilteredPattern(
    r",(?<=[a-z]{2},) ?(?:(?<= ),|\.)(?=\s|\Z)(?!\s{0,9}\.)|[:;]\.(?<=[a-z]{2}[:;].)(?=\s|\Z)",
    *(r"(?<=[a-z]),\.", "(?<=[a-z]), [,.]", r"(?<=[a-z])[:;]\."),
)


def together(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, message = doc.text, "Two punctuation marks in a row: the text between them is missing."
    for match in _IN_CLAUSE.finditer(doc):
        word = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
        known = word and word[0] in wordlists.known_words() and word[0] not in wordlists.load("abbreviations")
        if known and paragraphs.long(match.start()) and not is_command(text, *match.span()):
            yield Finding(*match.span(), message)
    found = list(_BEFORE_SPACE.finditer(doc))
    labels = sum(match[0] == ":." for match in found) > MOST_LABELS
    for match in found:
        if labels and match[0] == ":.":
            continue
        if not paragraphs.detaches_marks(match.start()):
            yield Finding(*match.span(), message)


MOST_LABELS = 1
"""If a text has “:.” more often than this, it is about fields of a form, named with their colons."""

MOST_STRAY = 3
"""If a text has more detached marks than this, they are judged only if they are rare for its length."""

MOST_COLONS = 2
"""If a text has more colons and semicolons with a space before them, it is written that way, as in French."""

# A mark with a space before it, empty brackets, or half of a pair.
_STRAY = patterns.PrefilteredPattern(
    r"[,;:(\[)](?<= .)(?:[,;:]|(?<=\() ?\)|(?<=\[) ?\])?(?= \w)",
    *(r"(?<= )[,;:(\[)] \w", r"(?<= )[,;:(\[)][,;:)\]] \w", r"(?<= )\( \) \w", r"(?<= )\[ \] \w"),
)
_PARTNER = {"(": ")", ")": "(", "[": "]"}
_ADDRESS = patterns.compile(r"/|@|\w\.[a-z]{2,4}\Z")


def detached(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Marks with a space before them and unpaired brackets, in text that is otherwise free of them."""
    text = doc.text
    found = [match for match in _STRAY.finditer(doc) if text[match.start() - 2].isalnum()]
    if len(found) > MOST_STRAY and len(found) * 300 > len(text):
        return
    colons = sum(match[0] in (":", ";") for match in found)
    for match in found:
        if match[0] in (":", ";") and colons > MOST_COLONS:
            continue
        paragraph, sign = paragraphs.long(match.start()), match[0]
        if not paragraph or paragraphs.casual.signs_near(match.start()) > 1 + (sign == ","):
            continue
        if _is_stray(text, match, paragraph, paragraphs) and not is_command(text, *match.span()):
            before = text.rfind(" ", max(0, match.start() - 40), match.start() - 1) + 1
            start = before if before and sign[0] in ",;:" else match.start()
            yield Finding(start, match.end(), _message(text, match))


def _message(text: str, match: re.Match[str]) -> str:
    if match[0] == "," and text[max(0, match.start() - 40) : match.start()].split()[-1].lower() not in LEADS_ON:
        return "A space before the comma: a link or a word may have been lost here."
    return f"“{match[0]}” is left on its own: the text it belonged to is missing."


def _is_stray(text: str, match: re.Match[str], paragraph: Span, paragraphs: Paragraphs) -> bool:
    sign = match[0]
    if sign in _PARTNER:
        return text.count(sign, *paragraph) > text.count(_PARTNER[sign], *paragraph)
    word = text[max(0, match.start() - 40) : match.start()].split()[-1]
    if sign[0] in "[(":  # after a word that needs an object, the brackets may mark a deliberate omission
        return word.lower() not in LEADS_ON and text.count(sign, *paragraph) == 1
    if len(sign) > 1:
        return True
    if paragraphs.detached_marks(match.start()) > 2 or is_named(text, word, match.end()):
        return False
    if sign == ":" and text[match.end() + 1].isupper() and word.lower() not in LEADS_ON:  # “HANOI : Police …”
        return False
    return _ADDRESS.search(word) is None  # after an address, the space is there on purpose


NEEDS = Needs(_IN_CLAUSE, _BEFORE_SPACE, _STRAY)
