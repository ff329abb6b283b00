"""The flags of a report as LanguageTool's matches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from mtdetect.rules.registry import RULES
from mtdetect.text.segmentation import split_sentences
from mtdetect.text.source_map import SourceMap
from mtdetect.types import Flag, Report, Rule, Span

CONTEXT = 40
"""Characters of context on each side of a match, as LanguageTool has it."""

ISSUE_TYPES = {
    "boundary": "typographical",
    "splice": "addition",
    "translation": "mistranslation",
    "furniture": "addition",
    "encoding": "characters",
    "repetition": "duplication",
    "truncated": "omission",
    "vanished-text": "omission",
    "glued-words": "whitespace",
    "split-word": "whitespace",
    "redundant-gloss": "addition",
    "locale-residue": "locale-specific-format",
    "untranslated": "untranslated",
    "doubled-word": "duplication",
    "translation-notice": "addition",
    "markup-remnant": "markup",
}
"""By family, or by rule if that is more exact: the issue type of the W3C's Internationalization Tag Set 2.0."""

_BY_CODE = {rule.code: rule for rule in RULES}
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile(r"[\r\n]")


class Utf16:
    """Converts `str` offsets of a text to UTF-16 code units, in which JavaScript and Java count."""

    def __init__(self, text: str) -> None:
        self._long = [match.start() for match in _TWO_UNITS.finditer(text)]

    def __call__(self, at: int) -> int:
        return at + bisect_left(self._long, at)


def rule_id(rule: Rule) -> dict[str, Any]:
    """A rule as a match names it. The category's id is a selector: the beginning of the code."""
    return {
        "id": rule.code,
        "description": rule.summary,
        "issueType": ISSUE_TYPES.get(rule.name) or ISSUE_TYPES[rule.family],
        "category": {"id": rule.code[:4], "name": rule.family},
        "isPremium": False,
    }


def matches_of(report: Report, source: SourceMap) -> Iterator[dict[str, Any]]:
    """The matches, in order. `report` is of the source's prose; offsets are of all of it, in UTF-16 code units."""
    units = Utf16(source.text)
    sentences = split_sentences(report.text, (Span(each.start, each.end) for each in report.paragraphs))
    starts = [sentence.start for sentence in sentences]

    def sentence(flag: Flag) -> str:
        """The sentence, or several if the flag says that the stop between them is wrong."""
        first = sentences[max(0, bisect_right(starts, flag.start) - 1)]
        last = sentences[max(0, bisect_left(starts, flag.end) - 1)]
        return report.text[first.start : max(first.end, last.end)]

    for flag in report.flags:
        span = Span(flag.start, flag.end)
        start, end = source.to_file(span)
        # A replacement would delete markup within the span.
        replacement = flag.to_dict().get("suggestion") if source.is_verbatim(span) else None
        yield {
            "message": flag.message,
            "shortMessage": flag.name,
            "replacements": [] if replacement is None else [{"value": replacement}],
            "offset": units(start),
            "length": units(end) - units(start),
            "context": _context(source.text, start, end),
            "sentence": sentence(flag),
            "type": {"typeName": "Other"},
            "rule": rule_id(_BY_CODE[flag.code]),
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }


def _context(text: str, start: int, end: int) -> dict[str, Any]:
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before = ("..." if first else "") + text[first:start]
    shown = before + text[start:end] + text[end:last] + ("..." if last < len(text) else "")
    units = Utf16(shown)
    at = units(len(before))
    length = units(len(before) + end - start) - at
    return {"text": _LINE_BREAK.sub(" ", shown), "offset": at, "length": length}
