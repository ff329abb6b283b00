"""Makes text from strangers safe to print: for a terminal, a log, and a spreadsheet."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_LATIN_END = 0x250
_FORMULA = re.compile(r"[=+\-@\t\r]")
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


def cell(text: str) -> str:
    """A name or text as a cell of a table that may be opened in a spreadsheet, which would run it as a formula.

    An apostrophe is put before it, as OWASP recommends. Numbers are left alone.

    >>> cell("=1+2"), cell("-5.20"), cell("- a list"), cell("a=b")
    ("'=1+2", '-5.20', "'- a list", 'a=b')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
