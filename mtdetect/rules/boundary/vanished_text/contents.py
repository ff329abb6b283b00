"""Finds brackets and quotation marks that have lost their contents: "Brontë () was born"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs, is_command
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

_EMPTY = patterns.PrefilteredPattern(
    r"\((?<=[^\W\d_] \()(?: ?\)(?=[ ,.;][^{=])| ?[,;] (?=[\w(])|[,;] (?:[,;] ?)*\))",
    r"(?<=[^\W\d_] )\([),;]",
    r"(?<=[^\W\d_] )\( [),;]",
)
_SIGN = patterns.compile(r"(?:colon|comma)s? \Z")  # “a semicolon (; )”
_CODE_WORD = patterns.compile(
    r"(?:function|comments?|if|for|while|switch|catch|return|def|method|void|call) \Z", re.IGNORECASE
)


def brackets(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text = doc.text
    for match in _EMPTY.finditer(doc):
        if _CODE_WORD.search(text, max(0, match.start() - 12), match.start()) or is_command(text, *match.span()):
            continue
        if paragraphs.prose(match.start()) and not (match[0] == "()" and doc.memo(LowercaseNames).of_code):
            if _SIGN.search(text, max(0, match.start() - 12), match.start()):
                continue
            end = match.start() + len(match[0].rstrip())
            yield Finding(match.start(), end, "Text is missing from these brackets.")


_NO_QUOTATION = patterns.PrefilteredPattern("“ ?”(?=[ ,.;])", "“”[ ,.;]", "“ ”[ ,.;]")
_NAMES_SIGN = patterns.compile(r"\b(?:is|as|of|or|and|like|with|by|in|for|the|use|signs?) \Z")


def quotation_marks(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    for match in _NO_QUOTATION.finditer(doc):
        named = (
            _NAMES_SIGN.search(doc.text, max(0, match.start() - 8), match.start()) or doc.memo(LowercaseNames).of_code
        )
        if paragraphs.prose(match.start()) and not named:
            yield Finding(*match.span(), "The text between these quotation marks is missing.")


NEEDS = Needs(_EMPTY, _NO_QUOTATION)
