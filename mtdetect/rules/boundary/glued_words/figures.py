"""Finds numbers glued to the word before them ("in2023", "was$265 million") or after them ("60,000people").

The word must be a function word or a unit that is often counted; an amount of money also counts after any common word.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words.tokens import TextWords, times_near, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

_AFTER_WORD = patterns.PrefilteredPattern(
    r"(?:[$£€](?<=[a-z]{2}.)\d|\d(?<=[a-z]{2}\d))(?:[\d,.]*\d)?(?![\w/@_=])",
    r"(?<=[a-z][a-z])\d",
    r"(?<=[a-z][a-z])[$£€]\d",
)
_BEFORE_FIGURE_WORDS = (
    "in of to than from for the with and by about over under nearly almost since until around between only another"
    " was were is are has have had his her their its this all on after before during within against some least most"
    " up that but or"
)
_BEFORE_FIGURES = frozenset(_BEFORE_FIGURE_WORDS.split())


def after_words(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _AFTER_WORD.finditer(doc):
        left, _ = token(text, match.start(), match.end())
        if not left.isalpha() or words.names.of_code:
            continue
        takes = left in _BEFORE_FIGURES or (match[0][0] in "$£€" and words.knows(left))
        if takes and times_near(text, match.start(), left + match[0]) == 1:
            start = match.start() - len(left)
            message = f"No space between “{left}” and “{match[0]}”."
            yield Finding(start, match.end(), message, suggestion=f"{left} {match[0]}")


_BEFORE_WORD = patterns.PrefilteredPattern(r"[a-z](?<=\d[a-z])[a-z]{1,20}(?![\w@/=-]|\.\w)", r"(?<=\d)[a-z][a-z]")
_FIGURE = patterns.compile(r"(?<![^\s“\"(—–])[$£€]?(?:\d{1,3}(?:,\d{3})+|\d{1,4})(?:\.\d+)?\Z")
_AFTER_FIGURE_WORDS = (
    "and of to the for with from that by but at or as was were is are has have had will would who which than after"
    " before during people percent years months weeks days hours minutes children women men countries others more"
    " times points"
)
_AFTER_FIGURES = frozenset(_AFTER_FIGURE_WORDS.split())


def before_words(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _BEFORE_WORD.finditer(doc):
        figure = _FIGURE.search(text, max(0, match.start() - 16), match.start())
        if figure is None or match[0] not in _AFTER_FIGURES or words.names.of_code:
            continue
        if times_near(text, match.start(), figure[0] + match[0]) == 1:
            message = f"No space between “{figure[0]}” and “{match[0]}”."
            yield Finding(figure.start(), match.end(), message, suggestion=f"{figure[0]} {match[0]}")


NEEDS = Needs(_AFTER_WORD, _BEFORE_WORD)
