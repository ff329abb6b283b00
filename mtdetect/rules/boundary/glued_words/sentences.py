"""Sentences that begin straight after another's mark ("Tuesday.The"), or on the last word of the one before it
("governmentThe")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words.tokens import TextWords, opening_word, token
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

# A lower-case letter, the mark, and what follows without a space. The letters before are looked at afterwards.
_STOP = patterns.PrefilteredPattern(
    r"[.!?][”’\"]?(?<=[a-z).!?”’\"]..)(?=[“‘]?[A-Z])|[.!?][”’\"]?(?<=[a-z][.!?])(?=[“‘]?[A-Z])"
    # After a year, a day or an amount, and after a quotation that ends before the mark.
    r"|[.!?](?:(?<=\d\d[.!?])|(?<=[a-z][”\"][.!?]))(?=[“‘]?[A-Z][a-z’]* [a-z])",
    *(r"[.!?][A-Z]", r"[.!?][“‘][A-Z]", r"[.!?][”’\"][“‘A-Z]"),
)
_DATED = patterns.compile(r"[$£€]?\d[\d,]{0,9}\d(?:th|st|nd|rd)?%?|\d(?:th|st|nd|rd)")
_ALPHABETIC = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\)?\Z")

_CAMEL = patterns.PrefilteredPattern(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]*(?= [a-z“])", "(?<=[a-z][a-z][a-z])[A-Z]")
_CAMEL_OPENERS = patterns.compile(
    r"The|This|These|They|There|He|She|We|But|However|Meanwhile|According|When|While|After|It|In|A|As|If|So|His|Her|Its|Their"
    r"|For|From|What|Why|How|You|On|At|And|Now|Then|With|Although|Since|Some|Many|Most|I"
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
            goes_on = _is_in_name(text, after, following.end())
            glued = _may_end(left) and not goes_on and _are_sentences(left, match[0], after, words)
        if glued:
            start = match.start() - len(left)
            said = text[start : match.end()]
            yield Finding(start, following.end(), f"No space stands between “{said}” and “{after}”.")


def _may_end(left: str) -> bool:
    """Whether a sentence may end on what stands before the mark, which is neither an initial nor an abbreviation."""
    return _ALPHABETIC.match(left) is not None and len(left) > 1 and left not in wordlists.load("abbreviations")


def _is_in_name(text: str, after: str, end: int) -> bool:
    """Whether what follows the mark, up to `end`, is of a file's name, an address or a path, or has capitals inside."""
    beyond = text[end : end + 2]
    if beyond[:1] == "." and beyond[1:].isalnum():  # java.util.List
        return True
    if after in ("A", "I") and beyond[:1].isspace():
        return False
    is_suffix = after.lower() in wordlists.load("file_suffixes") and after not in wordlists.load("sentence_openers")
    return is_suffix or beyond[:1] in ("@", "/", "_", "(") or not after[1:].islower()


def _are_sentences(left: str, mark: str, after: str, words: TextWords) -> bool:
    """Whether one sentence ends and another begins here, and no name has the mark in it."""
    openers = wordlists.load("sentence_openers")
    if mark == "." and after not in openers and words.names.of_code:  # asyncio.Task
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
        plain = left.isalpha() and left.islower() and times[left + match[0]] == 1  # a name comes again: “wikiHow”
        if plain and (words.knows(left) or left in words.own):
            message = f"A sentence begins with “{match[0]}” inside the word that stands before it."
            yield Finding(match.start() - len(left), match.end(), message)
