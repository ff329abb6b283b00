"""Two words or sentences stand together without a space.

What it does
    Flags a sentence that begins straight after another's full stop, mark or quotation mark ("the vote on [Tuesday.The]
    minister"), a sentence glued to a word ("[governmentThe] minister"), a function word glued to a word that is
    common, or that stands elsewhere in the text ("[theparliament]", "[inthe]"), and a note's number
    ("[period.12] The").

Why it is damage
    An extractor that drops tags without putting a space, a line break that was deleted, or a tokeniser's pieces
    put together wrongly: the words were apart in the article.

Example
    >>> text = "After the vote on Tuesday.The minister went to theparliament."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['Tuesday.The', 'theparliament']

What it leaves alone
    Domain and file names, addresses, code, hashtags, initials and abbreviations ("U.S.-led", "a.k.a.", "Ph.D."), names
    with capitals inside ("YouTube", "McDonald", "LinkedIn"), numbers, times, lists without spaces ("red,green,blue"),
    and English words that only look glued ("therapist", "thousand", "breathe").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from mtdetect import wordlists
from mtdetect.analysis import Analysis
from mtdetect.types import Flag, Rule

RULE = Rule("MTD103", "glued-words", "boundary", "Two words or sentences stand together without a space.")

NEAR = 40
"""Two commas without a space within so many characters part the items of a list."""

# A lower-case letter, the mark, and what follows without a space. The letters before are looked at afterwards.
_STOP = re.compile(r"[.!?][”’\"]?(?<=[a-z).!?”’\"]..)(?=[“‘]?[A-Z])|[.!?][”’\"]?(?<=[a-z][.!?])(?=[“‘]?[A-Z])")
_COMMA = re.compile(r",(?<=[a-z]{3},)(?=[a-z]{3})")
_QUOTE = re.compile(r"“(?<=[.,!?a-z]“)(?=\w)")
_UNQUOTE = re.compile(r"”(?<=[a-z][,.!?]”)(?=[A-Za-z])")
_NOTE = re.compile(r"[.,](?<=[a-z]{3}[.,])\d{1,3}(?= [A-Z][a-z]* [a-z]| [a-z]{2,} [a-z])")
_CAMEL = re.compile(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]*(?= [a-z“])")
_CAMEL_OPENERS = re.compile(
    r"The|This|These|They|There|He|She|We|But|However|Meanwhile|According|When|While|After|It|In|A"
)
_PAIR = re.compile(r"th(?<=[a-z]{2}th)(?:e|is|eir)(?=\s)")
_PAIRS = frozenset(
    f"{first}{second}"
    for first in ("of", "in", "to", "on", "and", "for", "with", "by", "from", "at", "that", "is", "was")
    for second in ("the", "this", "their")
)
_THE = re.compile(r"the(?=[a-z]{5})")
_TOKEN_LEFT = re.compile(r"[^\s“”\"(\[—–]*\Z")
_TOKEN_RIGHT = re.compile(r"[^\s“”\"(),;:!?\[\]—–]*")
_RIGHT_WORD = re.compile(r"[“‘]?[^\W\d_]+(?:[’'][a-z]+)?")
_ALPHABETIC = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\)?\Z")

_NOT_GLUED = frozenset(["therapist", "therapists", "forthe", "thesystem", "withe"])


class _Vocabulary:
    """What stands as a word of its own: in common English, or in this text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def own(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]{5,40}", self._text))

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(re.findall(r"(?<=\s)[A-Z][a-z]+", self._text))

    def knows(self, word: str) -> bool:
        return word in wordlists.load("common_words")


def _token(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands without white space before `start` and after `end`."""
    left, right = _TOKEN_LEFT.search(text, max(0, start - 60), start), _TOKEN_RIGHT.match(text, end, end + 60)
    return (left[0] if left else ""), (right[0] if right else "")


def _flag(start: int, end: int, message: str) -> Flag:
    return Flag(RULE.code, RULE.name, start, end, message)


def _sentences(text: str, words: _Vocabulary) -> Iterator[Flag]:
    openers = wordlists.load("sentence_openers")
    abbreviations, suffixes = wordlists.load("abbreviations"), wordlists.load("file_suffixes")
    for match in _STOP.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        following = _RIGHT_WORD.match(text, match.end(), match.end() + 60)
        if following is None or not _ALPHABETIC.match(left) or len(left) < 2 or left in abbreviations:
            continue
        after = following[0].lstrip("“‘")
        beyond = text[following.end() : following.end() + 2]
        one_letter = after in ("A", "I") and beyond[:1].isspace()
        in_name = after.lower() in suffixes and after not in openers
        if not one_letter and (in_name or beyond[:1] in ("@", "/", "_", "(") or not after[1:].islower()):
            continue
        if beyond[:1] == "." and beyond[1:].isalnum():  # java.util.List
            continue
        if left[0].isupper() and (match[0] == "!" or len(after) == 1):  # Yahoo!News, Type.A
            continue
        sure = left[0].islower() or len(match[0]) > 1 or match[0] == "?" or after in openers
        if sure or (left.lower() not in suffixes and after in words.capitals and left in words.capitals):
            end = following.end()
            yield _flag(match.start() - len(left), end, f"No space stands between “{left}{match[0]}” and “{after}”.")


def _marks(text: str, words: _Vocabulary) -> Iterator[Flag]:
    for match in _COMMA.finditer(text):
        left, right = _token(text, match.start(), match.end())
        after = right.rstrip(".’'")
        beyond = match.end() + len(right)
        listed = (  # "red,green,blue": tags, or a table
            text[beyond : beyond + 1] == ","
            or _COMMA.search(text, beyond, beyond + NEAR)
            or _COMMA.search(text, max(0, match.start() - NEAR), match.start())
        )
        if left.isalpha() and after.isalpha() and not listed and (words.knows(left) or words.knows(after)):
            end = match.end() + len(after)
            yield _flag(match.start() - len(left), end, f"No space stands after the comma of “{left},{after}”.")
    for match in (*_QUOTE.finditer(text), *_UNQUOTE.finditer(text)):
        left, right = _token(text, match.start(), match.end())
        end = match.end() + len(right.rstrip(".’'"))
        yield _flag(match.start() - len(left), end, "No space stands at the quotation mark between these two words.")
    for match in _NOTE.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        if left.isalpha() and left.islower() and left not in wordlists.load("abbreviations"):
            start = match.start() - len(left)
            yield _flag(start, match.end(), f"A note’s number is glued to “{text[start : match.start() + 1]}”.")


def _joined(text: str, words: _Vocabulary) -> Iterator[Flag]:
    for match in _CAMEL.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        if _CAMEL_OPENERS.fullmatch(match[0]) and left.isalpha() and left.islower() and words.knows(left):
            message = f"A sentence begins with “{match[0]}” inside the word that stands before it."
            yield _flag(match.start() - len(left), match.end(), message)
    for match in _PAIR.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        if left + match[0] in _PAIRS:
            yield _flag(match.start() - len(left), match.end(), f"“{left}{match[0]}” is two words without a space.")
    for match in _THE.finditer(text):
        left, right = _token(text, match.start(), match.end())
        rest = right.split("’")[0].split("'")[0].rstrip(".")
        if left or not rest.islower() or not rest.isalpha() or "the" + rest in _NOT_GLUED or words.knows("the" + rest):
            continue
        if words.knows(rest) or (rest in words.own and text.count("the" + rest) == 1):
            yield _flag(match.start(), match.end() + len(rest), f"“the” is glued to the word “{rest}”.")


def find(doc: Analysis) -> Iterator[Flag]:
    words = _Vocabulary(doc.text)
    end = 0
    found = [*_sentences(doc.text, words), *_marks(doc.text, words), *_joined(doc.text, words)]
    for flag in sorted(found, key=lambda flag: flag.start):
        if flag.start >= end:  # a sentence that opens with a quotation is found twice
            yield flag
            end = flag.end
