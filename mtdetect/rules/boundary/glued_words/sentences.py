"""Finds sentences glued to the one before: to its closing mark ("Tuesday.The") or its last word ("governmentThe")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words.tokens import TextWords, opening_word, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

# A lower-case letter, the mark, and the next word without a space. The word before is examined later.
_STOP = patterns.PrefilteredPattern(
    r"[.!?][”’\"]?(?<=[a-z).!?”’\"]..)(?=[“‘]?[A-Z])|[.!?][”’\"]?(?<=[a-z][.!?])(?=[“‘]?[A-Z])"
    # After a year, a date or an amount, and after a quotation that ends before the mark.
    r"|[.!?](?:(?<=\d\d[.!?])|(?<=[a-z][”\"][.!?]))(?=[“‘]?[A-Z][a-z’]* [a-z])",
    *(r"[.!?][A-Z]", r"[.!?][“‘][A-Z]", r"[.!?][”’\"][“‘A-Z]"),
)
_DATED = patterns.compile(r"[$£€]?\d[\d,]{0,9}\d(?:th|st|nd|rd)?%?|\d(?:th|st|nd|rd)")
_ALPHABETIC = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\)?\Z")

_CAMEL = patterns.PrefilteredPattern(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]*(?= [a-z“])", "(?<=[a-z][a-z][a-z])[A-Z]")
_CAMEL_OPENERS = patterns.compile(
    r"The|This|These|They|There|He|She|We|But|However|Meanwhile|According|When|While|After|It|In|A|As|If|So|His|Her|Its|Their"
    r"|For|From|What|Where|Why|How|You|On|At|And|Now|Then|With|Although|Since|Some|Many|Most|I"
)


def after_marks(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text, openers = doc.text, wordlists.load("sentence_openers")
    for match in _STOP.finditer(doc):
        left, _ = token(text, match.start(), match.end())
        following = opening_word(text, match.end())
        if following is None:
            continue
        after = following[0].lstrip("“‘")
        if _DATED.fullmatch(left) or (not left and text[match.start() - 1] in '”"'):
            glued = after in openers and text[match.end() - 1] in ".!?" and not words.names.of_code
        else:
            in_name = _is_in_name(text, after, following.end())
            glued = _may_end(left) and not in_name and _are_sentences(left, match[0], after, words)
            glued = glued and (after in openers or not _is_module(text, match.start(), left))
        if glued:
            start = match.start() - len(left)
            before = text[start : match.end()]
            message = f"No space between “{before}” and “{after}”."
            yield Finding(start, following.end(), message, suggestion=f"{before} {following[0]}")


def _may_end(left: str) -> bool:
    """Whether the word before the mark may end a sentence: neither an initial nor an abbreviation."""
    return _ALPHABETIC.match(left) is not None and len(left) > 1 and left not in wordlists.load("abbreviations")


def _is_in_name(text: str, after: str, end: int) -> bool:
    """Whether the word after the mark belongs to a file name, address or path, or has capitals inside."""
    beyond = text[end : end + 2]
    if beyond[:1] == "." and beyond[1:].isalnum():  # java.util.List
        return True
    if after in ("A", "I") and beyond[:1].isspace():
        return False
    is_suffix = after.lower() in wordlists.load("file_suffixes") and after not in wordlists.load("sentence_openers")
    return is_suffix or beyond[:1] in ("@", "/", "_", "(") or not after[1:].islower()


def _is_module(text: str, at: int, name: str) -> bool:
    """Whether the word before a full stop at `at` has names after it elsewhere: “logging.Filter”, “logging.info”."""
    elsewhere = re.compile(rf"\b{re.escape(name)}\.[^\W\d]")
    near = text[max(0, at - NEARBY) : at - len(name)], text[at + 1 : at + NEARBY]
    return text[at] == "." and any(map(elsewhere.search, near))


NEARBY = 2000
"""How far on either side to look for other names of a module, in characters."""


def _are_sentences(left: str, mark: str, after: str, words: TextWords) -> bool:
    """Whether one sentence ends here and another begins, rather than a name with the mark inside it."""
    openers = wordlists.load("sentence_openers")
    if mark == "." and after not in openers and words.names.of_code:  # asyncio.Task
        return False
    if left.lower() == after.lower():  # decimal.Decimal
        return False
    if left[0].isupper() and (mark == "!" or len(after) == 1):  # Yahoo!News, Type.A
        return False
    if left[0].islower() or len(mark) > 1 or mark == "?" or re.split("[’']", after)[0] in openers:
        return True
    known = after in words.capitals and left in words.capitals
    return known and left.lower() not in wordlists.load("file_suffixes")


def inside_words(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    openers = [match for match in _CAMEL.finditer(doc) if _CAMEL_OPENERS.fullmatch(match[0])]
    openers = openers if openers and not words.names.of_code else []  # stopOn, setAs
    camels = [(match, token(text, match.start(), match.end())[0]) for match in openers]
    times = Counter(left + match[0] for match, left in camels)
    for match, left in camels:
        plain = left.isalpha() and left.islower() and times[left + match[0]] == 1  # a name recurs: “wikiHow”
        if plain and (words.knows(left) or left in words.own):
            message = f"No space between “{left}” and “{match[0]}”, which starts a new sentence."
            yield Finding(match.start() - len(left), match.end(), message, suggestion=f"{left}. {match[0]}")


NEEDS = Needs(_STOP, _CAMEL)
