r"""A character is invisible, was lost in decoding, or only looks like the right one.

What it does
    Flags zero-width characters, soft hyphens, control characters, bidirectional controls outside right-to-left text,
    private-use and replacement characters, and look-alike letters from another script inside a word. Each word is
    flagged once: "[inter\u00adnational] trade".

Why it is damage
    Copying from web pages and PDF files brings layout characters along, lossy decoding leaves U+FFFD where it could
    not read a byte, and spinners swap letters for look-alikes to get past plagiarism checks. Search engines, spelling
    checkers and tokenisers then take the word for a different one.

Example
    >>> text = "The exam\u200bple p\u0430ges."
    >>> [ascii(text[flag.start : flag.end]) for flag in find(SegmentedText(text))]
    ["'exam\\u200bple'", "'p\\u0430ges'"]

What it leaves alone
    Joiners in emoji and in Indic, Arabic and Persian script, variation selectors, the tag characters of flags,
    direction marks near Arabic and Hebrew, a byte order mark at the start of the text, spaces of any width, words
    entirely in one script, Greek letters as symbols ("α-synuclein", "kΩ"), full-width letters in Chinese and Japanese,
    and characters that the sentence talks about ("a Cyrillic letter", "U+FFFD", `code`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import WithinWindow
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD503",
    "invisible-character",
    "encoding",
    "A character is invisible, was lost in decoding, or only looks right.",
    any_language=True,
    rank=30,
    in_layout=True,
)

_INVISIBLE = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff"
    r"\ufeff\ufff9-\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
)
_CYRILLIC, _GREEK = "авсеорхуіјѕԁһАВЕКМНОРСТХІЈЅЗ", "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_TWINS = frozenset("abceopxyijsdhABEKMHOPCTXIJSZNY")  # the Latin letters that they are mistaken for
_HIDDEN = patterns.PrefilteredPattern(rf"[{_INVISIBLE}][{_INVISIBLE}]*", f"[{_INVISIBLE}]")
_FOREIGN = ("[Ͱ-ԯＡ-Ｚａ-ｚ]",)
_MIXED = patterns.PrefilteredPattern(
    rf"[{_CYRILLIC}{_GREEK}Ａ-Ｚａ-ｚ](?:(?=[A-Za-z])|(?<=[A-Za-z].))|[A-Za-z](?:(?=[а-яА-Я])|(?<=[а-яА-Я].))",
    *("[Ͱ-ԯＡ-Ｚａ-ｚ][A-Za-z]", "(?<=[A-Za-z])[Ͱ-ԯＡ-Ｚａ-ｚ]", "[A-Za-z][а-яА-Я]", "(?<=[а-яА-Я])[A-Za-z]"),
    flags=re.DOTALL,
)
_WORD = patterns.compile(rf"(?:[^\W_]|[{_INVISIBLE}]){{1,80}}")
_WORD_BACK = patterns.compile(rf"(?:[^\W_]|[{_INVISIBLE}]){{1,80}}\Z")
_RTL_OR_JOINING = patterns.compile(
    r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u1a00-\u1aff\ua840-\uabff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_RTL = patterns.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_EMOJI = patterns.compile(r"[\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]")
_MARKS = {0x200B: "zero-width space", 0xAD: "soft hyphen", 0xFEFF: "byte order mark", 0xFFFD: "replacement character"}


TALK = 100
"""Characters on either side of a place in which words about characters show that it is meant."""
_TALK = patterns.compile(
    r"\bU\+[0-9A-F]{4}|\b(?:Cyrillic|Greek|homoglyphs?|look-?alikes?|replacement character|zero-width|soft hyphens?)\b"
)


def _is_needed(text: str, at: int) -> bool:
    """Whether this character does its job here, such as joining emoji or letters or setting the direction of text."""
    code = ord(text[at])
    if code == 0xFEFF:
        return at == 0
    if 0x80 <= code <= 0x9F:  # after what looks like a lead byte of UTF-8 it is mojibake (MTD501)
        return at > 0 and ("\xc2" <= text[at - 1] <= "\xf4" or text[at - 1] in "€\x80\x82\x84")
    if code in (0x200C, 0x200D):
        return any(
            _EMOJI.match(c) or _RTL_OR_JOINING.match(c) for c in text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
        )
    if code in (0x200E, 0x200F) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return _RTL.search(text, max(at - 100, 0), at + 100) is not None
    if 0xE0020 <= code <= 0xE007F:
        return "\U0001f3f4" in text[max(at - 8, 0) : at]
    return False


def is_hidden(text: str, at: int) -> bool:
    """Whether the character at an offset is invisible or lost, and does no job there."""
    return _HIDDEN.pattern.match(text, at, at + 8) is not None and not _is_needed(text, at)  # runs may be long


def _is_disguised(word: str) -> bool:
    """Whether one script imitates another here: all letters of one look like letters of the other."""
    latin = [c for c in word if c.isascii() and c.isalpha()]
    other = [c for c in word if c.isalpha() and not c.isascii() and not "\xaa" <= c <= "\u024f"]
    if len(latin) + len(other) < 3:
        return False
    if all(c in _CYRILLIC or c in _GREEK or "Ａ" <= c <= "ｚ" for c in other):
        return True
    return len(latin) < len(other) and all(c in _TWINS for c in latin) and all("\u0400" <= c <= "\u052f" for c in other)


def _is_mentioned(text: str, talk: WithinWindow, start: int, end: int) -> bool:
    """Whether the words around it name the character or its script, or it is in backticks."""
    if text[start - 1 : start] == "`" == text[end : end + 1]:
        return True
    return talk.between(start - TALK, end + TALK)


@lru_cache(maxsize=1000)
def _message(char: str) -> str:
    name = _MARKS.get(ord(char)) or unicodedata.name(char, "control or private-use character").lower()
    return f"There is an invisible or lost character here: U+{ord(char):04X} ({name})."


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around `start` to `end`."""
    # Most often there is none before it, and the search would try 80 places.
    back = _WORD_BACK.search(text, max(0, start - 80), start) if _WORD.match(text, start - 1, start) else None
    ahead = _WORD.match(text, end, end + 80)
    return back.start() if back else start, ahead.end() if ahead else end


NEEDS = Needs(_HIDDEN, _FOREIGN)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text, done = doc.text, 0
    talk = WithinWindow(text, _TALK, TALK)
    for match in _HIDDEN.finditer(doc):
        damaged = next((i for i in range(*match.span()) if not _is_needed(text, i)), None)
        if match.start() < done or damaged is None or _is_mentioned(text, talk, *match.span()):
            continue
        start, end = _around(text, *match.span())
        start, done = max(start, done), end
        yield RULE.flag(start, end, _message(text[damaged]))
    if not doc.places(_FOREIGN):
        return
    done = 0
    for match in _MIXED.finditer(doc):
        if match.start() < done:
            continue
        start, end = _around(text, *match.span())
        start, done = max(start, done), end
        if (
            _is_disguised(text[start:end])
            and not _HIDDEN.pattern.search(text, start, end)
            and not _is_mentioned(text, talk, start, end)
        ):
            message = f"“{text[start:end]}” mixes letters from two scripts that look alike."
            yield RULE.flag(start, end, message)
