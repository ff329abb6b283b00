"""Makes text from strangers safe to print: for a terminal, a log, a spreadsheet, and JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_JOINERS = "\u200c\u200d"
_LATIN_END = 0x250
_FORMULA = re.compile(r"[=+\-@\t\r]")
_CONTROLS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control codes that JSON doesn't escape, line breaks that only some programs take for one, and marks of direction."""

_NUMBER = re.compile(r"[+-]?(?:\d[\d,. ]*|\.\d+)(?:[eE][+-]?\d+)?%?")


def visible(char: str, before: str = " ") -> str:
    """Makes a character safe and visible: no control codes, direction overrides or invisible characters.

    Zero-width joiners are kept where they do something: in emoji, and in scripts whose letters join.

    >>> visible("\\x1b"), visible("\\u202e"), visible("x"), visible("\\n")
    ('␛', '<U+202E>', 'x', ' ')
    """
    if char.isspace():
        return char if char in "\xa0\u3000" else " "
    category = unicodedata.category(char)
    if category == "Cc" and char < " ":
        return chr(0x2400 + ord(char))
    if category not in ("Cc", "Cf", "Cs", "Co") or (char in _JOINERS and ord(before) >= _LATIN_END):
        return char
    return f"<U+{ord(char):04X}>"


def safe(text: str) -> str:
    """A name or message as one line that is safe to print."""
    if text.isprintable():
        return text
    return "".join(visible(char, before) for before, char in zip(" " + text, text, strict=False))


def in_json(text: str) -> str:
    """JSON with control codes, direction overrides and U+2028 as escapes: it means the same, and is safe to print.

    >>> in_json('"\x9b\u202e"')
    '"\\\\u009b\\\\u202e"'
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class JsonEncoder(json.JSONEncoder):
    """Encodes values as JSON that is safe to print."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ensure_ascii=False, **options)

    def encode(self, o: Any) -> str:
        return in_json(super().encode(o))


def cell(text: str) -> str:
    """A name or text as a cell of a table that may be opened in a spreadsheet, which would run it as a formula.

    An apostrophe is put before it, as OWASP recommends. Numbers are left alone.

    >>> cell("=1+2"), cell("-5.20"), cell("- a list"), cell("a=b")
    ("'=1+2", '-5.20', "'- a list", 'a=b')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
