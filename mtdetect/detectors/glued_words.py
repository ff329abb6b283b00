"""Two words or sentences stand together without a space.

What it does
    Flags a sentence that begins straight after another's full stop, mark or quotation mark ("the vote on [Tuesday.The]
    minister"), a sentence glued to a word ("[governmentThe] minister"), a function word glued to a word that is
    common, or that stands elsewhere in the text ("[theparliament]", "[inthe]"), and a note's number
    or sign ("[period.12] The", "[things.[21]] In"). A word that is not common and falls into two that are
    ("[fallsmarginally]", "[afterRamadan]") is flagged where the language model would far rather see two.

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
from functools import cache, cached_property, lru_cache

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.repair import left_of, right_of, savings
from mtdetect.types import Flag, Rule

RULE = Rule("MTD103", "glued-words", "boundary", "Two words or sentences stand together without a space.")

APART, BOTH_PLAIN, BEFORE_NAME = 5.0, 11.0, 6.0
"""Bits that a blank inside a word must save: where one side is a function word, where neither is, before a name."""

NEAR = 40
"""Two commas without a space within so many characters part the items of a list."""

MOST_NOTES = 5
"""Notes that are called a remnant; text with more of them has an apparatus, and means them."""

# A lower-case letter, the mark, and what follows without a space. The letters before are looked at afterwards.
_STOP = patterns.compile(r"[.!?][”’\"]?(?<=[a-z).!?”’\"]..)(?=[“‘]?[A-Z])|[.!?][”’\"]?(?<=[a-z][.!?])(?=[“‘]?[A-Z])")
_COMMA = patterns.compile(r"[,;:](?:(?<=[a-z]{2}[,;])(?=[a-zA-Z][a-z])|(?<=\d,)(?=[a-z]{2})|(?<=[a-z]{3}:)(?=[a-z]))")
_QUOTE = patterns.compile(r"“(?<=[.,!?a-z]“)(?=\w)")
_UNQUOTE = patterns.compile(r"”(?<=[a-z][,.!?]”)(?=[A-Za-z])")
_NOTE = patterns.compile(r"[.,](?<=[a-z]{3}[.,])\d{1,3}(?:,\d{1,3})?(?= [A-Z][a-z]* [a-z]| [a-z]{2,} [a-z])")
# A note's number on a word or after its mark: "federal26,27 law", "things.[21][22]".
_NOTE_IN = patterns.compile(r"[\^\d](?:(?<=[a-z]\^)\d|(?<=[a-z]\d))\d?(?:,\d{1,2})?(?=[\s,;:]|\.?(?:\s|\Z))")
_NOTE_SIGN = patterns.compile(
    r"\[(?<=[a-z.,;”)\"]\[)(?:\d{1,3}|[abc]|note \d{1,3}|citation needed)\](?:\[\d{1,3}\]){0,3}(?=[\s.,;:]|\Z)"
)
_CAMEL = patterns.compile(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]*(?= [a-z“])")
_BEFORE_NAME = patterns.compile(r"[A-Z](?<=[a-z]{2}[A-Z])[a-z]{3,20}(?![\w@/]|\.\w)")
_CAMEL_OPENERS = patterns.compile(
    r"The|This|These|They|There|He|She|We|But|However|Meanwhile|According|When|While|After|It|In|A"
)
_PAIR = patterns.compile(r"th(?<=[a-z]{2}th)(?:e|is|eir)(?=\s)")
_PAIRS = frozenset(
    f"{first}{second}"
    for first in ("of", "in", "to", "on", "and", "for", "with", "by", "from", "at", "that", "is", "was")
    for second in ("the", "this", "their")
)
_THE = patterns.compile(r"the(?=[a-z]{5})")
_TOKEN_LEFT = patterns.compile(r"[^\s“”\"(\[—–]*\Z")
_TOKEN_RIGHT = patterns.compile(r"[^\s“”\"(),;:!?\[\]—–]*")
_RIGHT_WORD = patterns.compile(r"[“‘]?[^\W\d_]+(?:[’'][a-z]+)?")
_ALPHABETIC = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\)?\Z")

_NOT_GLUED_WORDS = (
    "therapist therapists forthe thesystem withe werewolf willpower mustache ofcourse aswell hereby notable withstood"
    " withstand withheld withhold"
)
_NOT_GLUED = frozenset(_NOT_GLUED_WORDS.split())
_STRIPPED = ".,;:!?()[]“”\"’'…"


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
        known = _is_known(left.lower()) or _is_known(after.lower())
        if left.isalnum() and after.replace("-", "").isalpha() and not listed and known:
            end = match.end() + len(after)
            yield _flag(match.start() - len(left), end, f"No space stands after the mark of “{left}{match[0]}{after}”.")
    for match in (*_QUOTE.finditer(text), *_UNQUOTE.finditer(text)):
        left, right = _token(text, match.start(), match.end())
        end = match.end() + len(right.rstrip(".’'"))
        yield _flag(match.start() - len(left), end, "No space stands at the quotation mark between these two words.")
    for match in _NOTE.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        if left.isalpha() and left.islower() and left not in wordlists.load("abbreviations"):
            start = match.start() - len(left)
            yield _flag(start, match.end(), f"A note’s number is glued to “{text[start : match.start() + 1]}”.")


def _notes(text: str, words: _Vocabulary) -> Iterator[Flag]:
    """Numbers and signs of notes, in text that has no more than a few of them."""
    signs = list(_NOTE_SIGN.finditer(text))
    for match in signs if len(signs) <= MOST_NOTES else ():
        left, _ = _token(text, match.start(), match.end())
        if match[0][1].isalpha() and len(match[0]) == 3 and not _is_known(left.lower().rstrip('.,;)”"')):
            continue  # an editor's letter: “frustrat[e]”
        yield _flag(match.start() - len(left), match.end(), f"The sign of a note, “{match[0]}”, was left in the text.")
    functions = wordlists.load("function_words")
    for match in _NOTE_IN.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        if len(left) < 3 - (match[0][0] == "^") or not left.isalpha() or text.count(left + match[0]) > 1:
            continue
        plain = left.lower() in functions or (left.islower() and words.knows(left))
        if plain or (
            left[1:].islower()
            and ("," in match[0] or (left in words.capitals and match[0][1:].isdigit() and text.count(left) > 2))
        ):
            yield _flag(match.start() - len(left), match.end(), f"A note’s number is glued to “{left}”.")


_INFLECTED = ("ing", "ed", "est")  # no compound begins with such a word


@lru_cache(maxsize=8192)
def _cuts(word: str) -> tuple[tuple[int, float], ...]:
    """Where a word that is not common falls into two that are, and the bits that a blank there must save."""
    before, after = wordlists.load("glued_before"), wordlists.load("glued_after")
    cuts = []
    for i in range(2, len(word) - 1):
        first, second = word[:i], word[i:]
        if first in before and len(second) > 2 and _is_known(second):
            cuts.append((i, APART if i > 2 else 2 * APART))
        elif second in after and i > 2 and _is_known(first):
            cuts.append((i, APART if i > 3 else 2 * APART))
        elif min(i, len(second)) < 4 or not (first.endswith(_INFLECTED) or second.endswith("ly")):
            continue
        elif _is_known(first) and _is_known(second):
            cuts.append((i, BOTH_PLAIN))
    return tuple(cuts)


@cache
def _known() -> frozenset[str]:
    return wordlists.load("common_words") | wordlists.load("function_words")


def _is_known(word: str) -> bool:
    known = _known()
    return word in known or (word[-1:] == "s" and word[:-1] in known)


def _runs(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    """Two words run into one, where the language model would far rather see them apart."""
    text = doc.text
    if doc.surprisal is None:
        return
    places: list[tuple[int, int, int, float]] = []
    for token in set(text.split()) - _known():
        word = token.strip(_STRIPPED)
        if not 5 <= len(word) <= 30 or not (word.isascii() and word.isalpha() and word.islower()):
            continue
        if not _is_known(word) and word not in _NOT_GLUED and (cuts := _cuts(word)) and text.count(word) == 1:
            at = text.find(word)
            places += [(at, at + cut, at + len(word), bits) for cut, bits in cuts]
    functions = wordlists.load("function_words")
    for match in _BEFORE_NAME.finditer(text):
        left, _ = _token(text, match.start(), match.end())
        plain = left in functions or (len(left) > 3 and left.islower() and words.knows(left))
        if plain and text.count(left + match[0]) == 1:
            places.append((match.start() - len(left), match.start(), match.end(), BEFORE_NAME))
    pairs = []
    for start, cut, end, _ in places:
        left, right = left_of(text, start), right_of(text, end)
        first, second = text[start:cut], text[cut:end]
        pairs.append((f"{left} {first}{second} {right}", f"{left} {first} {second} {right}"))
    for (start, cut, end, needed), bits in sorted(zip(places, savings(doc, pairs), strict=True)):
        if bits >= needed:
            yield _flag(start, end, f"“{text[start:end]}” is far likelier as “{text[start:cut]} {text[cut:end]}”.")


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
    found = [*_sentences(doc.text, words), *_marks(doc.text, words), *_notes(doc.text, words)]
    found += [*_joined(doc.text, words), *_runs(doc, words)]
    for flag in sorted(found, key=lambda flag: flag.start):
        if flag.start >= end:  # a sentence that opens with a quotation is found twice
            yield flag
            end = flag.end
