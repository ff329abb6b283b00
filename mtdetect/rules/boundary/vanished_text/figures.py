"""Finds units without a number ("fell by per cent"), currency signs without an amount ("it was £ while"), and amounts
without a currency ("a 551m takeover")."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

# A unit without its number, then the words it must follow.
_NO_FIGURE = patterns.PrefilteredPattern(
    r" (?:per ?cent\b|%(?=[ .,;])|[$£€] ?[mb]illion\b|[£€](?=[.,;](?:\s|\Z))|-(?:year|month|week|day|hour|minute|mile"
    r"|inch|foot|metre|meter|kilometre|kilometer|point|percent|seat|member|page|storey|story)\b)",
    *(" percent", " per cent", " %", " [$£€]", " -[a-z]"),
)
_TAKES_FIGURE = patterns.compile(
    r"\b(?:by|of|to|at|about|around|than|from|nearly|almost|over|fell|rose|only|just|up|down|roughly|worth|an?|the|his|her"
    r"|their|its|another)\Z"
)
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "their", "its", "another"))


def figures(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text = doc.text
    for match in _NO_FIGURE.finditer(doc):
        lead = _TAKES_FIGURE.search(text, max(0, match.start() - 16), match.start())
        if lead and (match[0][1] == "-") == (lead[0] in _ARTICLES) and paragraphs.long(match.start()):
            yield Finding(lead.start(), match.end(), f"The number before “{match[0].strip()}” is missing.")


# A currency sign without its amount: “The figure was $ while”, “raised to at least £from the spring”.
_NO_AMOUNT = patterns.PrefilteredPattern(r"[$£€](?<= .)(?= ?[a-z]{2,} [a-z])", "(?<= )[$£€][ a-z][a-z]")
_TAKES_AMOUNT = patterns.compile(
    r"\b(?:was|were|at|than|of|about|around|worth|pays?|paid|costs?|spent|earned|raised|another|by|nearly|almost|only|just"
    r"|over|under|some|roughly|least|extra|further|additional) \Z"
)
_OF_SIGN = patterns.compile(
    r" ?(?:sign|symbol|amount|value|price|bill|note|per|figure|cost|denominated|terms|equivalent)"
)


def amounts(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text = doc.text
    for match in _NO_AMOUNT.finditer(doc):
        lead = _TAKES_AMOUNT.search(text, max(0, match.start() - 16), match.start())
        named = _OF_SIGN.match(text, match.end()) or doc.memo(LowercaseNames).of_code
        if lead and not named and paragraphs.long(match.start()):
            yield Finding(lead.start(), match.end(), f"The amount after “{match[0]}” is missing.")


_NO_CURRENCY = patterns.PrefilteredPattern(
    r"\d(?:bn|m) (?:takeover|deal|bid|contract|loss|profit|offer|merger|debt|acquisition|buyout"
    r"|settlement|lawsuit|fine|loan|bailout|fee|transfer|investment|budget)\b(?! of )",
    *(r"\dbn [a-z]", r"\dm [a-z]"),
)
_FIGURE = patterns.compile(r"\b(?:an?|the|its|their) (\d+(?:\.\d+)?)\Z")


def currencies(doc: SegmentedText) -> Iterator[Finding]:
    text = doc.text
    for match in _NO_CURRENCY.finditer(doc):
        figure = _FIGURE.search(text, max(0, match.start() - 15), match.start() + 1)
        if figure:
            start, end = figure.start(1), match.start() + match[0].index(" ")
            yield Finding(start, end, f"The currency of “{text[start:end]}” is missing.")


NEEDS = Needs(_NO_FIGURE, _NO_AMOUNT, _NO_CURRENCY)
