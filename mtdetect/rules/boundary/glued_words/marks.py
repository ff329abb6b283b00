"""Finds missing spaces after a comma or semicolon, and at quotation marks.

Colons are left alone: most of those between words are code (“module:callable”, “user:password”).
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words.tokens import TextWords, is_known, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

NEAR = 40
"""How close two marks without a space must be to separate list items, in characters."""

LONGEST_QUOTATION = 600
"""How far back to look for the mark that opens a quotation, in characters."""

_COMMA = patterns.PrefilteredPattern(
    r"[,;](?:(?<=[a-z]{2}[,;])(?=[a-zA-Z][a-z]|a )|(?<=\d,)(?=[a-z]{2}))",
    r"(?<=[a-z\d])[,;][a-zA-Z]",
)
_QUOTE = patterns.PrefilteredPattern(r"“(?<=[.,!?a-z]“)(?=\w)", r"(?<=[.,!?a-z])“\w")
_UNQUOTE = patterns.PrefilteredPattern(
    r"”(?:(?<=[a-z][,.!?]”)(?=[A-Za-z])|(?<=[a-z]{3}”)(?=[a-z]{2}))"
    r"|\"(?<=[a-z]{3}[,!?]\")(?=[a-z]{2,15}[ ,.] ?[a-zA-Z])",
    *(r"(?<=[a-z][,.!?])”[A-Za-z]", r"(?<=[a-z])”[a-z][a-z]", r"(?<=[a-z][,!?])\"[a-z][a-z]"),
)


def at_commas(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text, spaced = doc.text, ", " in doc.text
    for match in _COMMA.finditer(doc):
        left, right = token(text, match.start(), match.end())
        after = right.rstrip(".’'")
        beyond = match.end() + len(right)
        listed = (  # "red,green,blue": tags, or a table
            text[beyond : beyond + 1] == ","
            or _COMMA.pattern.search(text, beyond, beyond + NEAR)
            or _COMMA.pattern.search(text, max(0, match.start() - NEAR), match.start())
        )
        if text[match.start() - len(left) - 1 : match.start() - len(left)] == "(" and text[beyond : beyond + 1] == ")":
            continue  # the arguments of a function: “get(key,None)”
        known = is_known(left.lower()) or is_known(after.lower())
        known = known or (left.istitle() and after.istitle() and spaced and len(left) > 2)
        if left.isalnum() and after.replace("-", "").isalpha() and not listed and known:
            start, end = match.start() - len(left), match.end() + len(after)
            message = f"No space between “{left}{match[0]}” and “{after}”."
            yield Finding(start, end, message, suggestion=f"{left}{match[0]} {after}")


def at_quotation_marks(doc: SegmentedText) -> Iterator[Finding]:
    text = doc.text
    for match in (*_QUOTE.finditer(doc), *_UNQUOTE.finditer(doc)):
        if match[0] == '"' and not _closes(text, match.start()):
            continue
        left, right = token(text, match.start(), match.end())
        start, end = match.start() - len(left), match.end() + len(right.rstrip(".’'"))
        message = "No space on either side of the quotation mark: the words run together."
        cut = match.start() if match[0] == "“" else match.end()
        yield Finding(start, end, message, suggestion=f"{text[start:cut]} {text[cut:end]}")


def _closes(text: str, at: int) -> bool:
    """Whether a straight quotation mark closes a quotation: the one before it follows a space, so it opens one."""
    before = text.rfind('"', max(0, at - LONGEST_QUOTATION), at)
    return before >= 0 and (before == 0 or text[before - 1].isspace())


NEEDS = Needs(_COMMA, _QUOTE, _UNQUOTE)
