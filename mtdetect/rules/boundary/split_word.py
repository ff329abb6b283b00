"""A blank stands inside a word.

What it does
    Flags two pieces that are no words, and that together make a common one: "as soon as [poss ible]", "[f ormer]
    adviser", "[devel- opment]"; a contraction with a blank for its apostrophe or beside it ("[don’ t]", "[Korea
    s]"); and a large first letter that stands apart ("[W itnesses] described").

Why it is damage
    Lines of mail that were cut at a fixed width, hyphens at the ends of printed lines, ligatures that a converter
    could not read, apostrophes taken for closing quotation marks, and first letters that a style sheet sets large
    leave a blank where the writer had none.

Example
    >>> text = "W itnesses saw the f ormer adviser, and left as soon as poss ible."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['W itnesses', 'f ormer', 'poss ible']

What it leaves alone
    Two words that are also one ("every day", "any way", "per cent"), prefixes set apart ("ultra violet", "co operate"),
    words of other languages, names, abbreviations, letters that are spelt out, and a mark that may close a quotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mtdetect.text import language, patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD107",
    "split-word",
    "boundary",
    "A blank stands inside a word.",
    rank=20,
    merge_group="prose breaks",
)

MIN_WORD = 5
"""Letters of the shortest word: shorter ones come about by chance."""

MAX_PIECE = 16
"""Letters of the longest piece."""

_PREFIX_WORDS = (
    "re co pre non anti un de bi tri ex semi multi over sub inter ultra infra micro macro mega mini super hyper counter"
    " under bio geo eco tele photo electro hydro neuro psycho socio pseudo quasi vice self mid post pro trans extra"
    " intra mis dis fore auto mono poly kilo milli nano cyber en em be out up in e x t"
)
_PREFIXES = frozenset(_PREFIX_WORDS.split())
_TWO_TOKENS = patterns.compile(r"(\S{1,17})[ \xa0](\S+)")
_MARKS = ".,;:!?)”’\"'"


@cache
def _foreign() -> frozenset[str]:
    return frozenset().union(*language.function_words().values())


_CAPITALS = frozenset("BCDEFGHJKLMNPQRSTUVWXYZ")  # A, I and O are words


@lru_cache(maxsize=1024)
def _is_first_piece(piece: str) -> bool:
    """Whether a common word may begin so, and this is no word of its own here or elsewhere."""
    if piece in _CAPITALS:
        return True
    start = piece[:-1] if len(piece) > 2 and piece[-1] == "-" else piece
    if len(start) >= MAX_PIECE or any(start in words for words in (wordlists.known_words(), _foreign(), _PREFIXES)):
        return False
    return any(len(word) >= MIN_WORD and word.startswith(start) for word in wordlists.known_words())


def _is_word(first: str, second: str) -> bool:
    """Whether the pieces make a common word, and the second is none, but for a hyphen at the end of the first."""
    if not (second.isalpha() and second.islower()) or len(second) > MAX_PIECE:
        return False
    known = wordlists.known_words()
    if first[-1] != "-" and (second in known or (len(second) > 1 and second.removesuffix("s") in known)):
        return False
    if (len(first) == 1 or first[-1] == "-") and len(second) == 1:
        return False
    joined = first.rstrip("-").lower() + second
    return len(joined) >= MIN_WORD and (joined in known or joined.removesuffix("s") in known)


def _halves(chars: CharIndex) -> Places:
    """Words that would be a common one together with the next."""
    from mtdetect.text.word_index import common_forms

    words = chars.words
    near = (words.starts[1:] - words.ends[:-1] <= 2).nonzero()[0]
    near = near[chars.are(words.starts[near + 1] - 1, r"[ \xa0]") & chars.are(words.starts[near] - 1, r"\s")]
    return words.at(near[common_forms().has(words.joined()[near])])


# “Let’ s”, “don’ t”: the ending of a contraction, a blank behind its apostrophe.
_CONTRACTION = patterns.PrefilteredPattern(
    r"[’'] (?<=[a-z]. )(?:s|re|ve|ll|d|m|(?<=n. )t)(?=[\s.,;:!?”\")]|\Z)", r"(?<=[a-z])[’'] [srvldmt]"
)
_BEFORE_APOSTROPHE = patterns.compile(r"[^\W\d_]+\Z")
_OPENING_MARK = patterns.compile(r"‘|(?<!\w)'\w")

QUOTATION = 200
"""Characters before an apostrophe in which a quotation may have been opened that it closes."""


def _contractions(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    for match in _CONTRACTION.finditer(doc):
        word = _BEFORE_APOSTROPHE.search(text, max(0, match.start() - 24), match.start())
        if word and not _OPENING_MARK.search(text, max(0, match.start() - QUOTATION), match.start()):
            whole = text[word.start() : match.end()].replace(" ", "")
            yield RULE.flag(word.start(), match.end(), f"A blank stands inside “{whole}”.")


# The apostrophe is gone, or has a blank before it: “Korea s liberation”, “we don t know”, “Germany ’s plan”.
_ENDING = patterns.compile(r" (?<=[a-z] )(?:[’'](?:s|re|ve|ll|d|t)|s|t|re|ve|ll)(?=[ .,;])")
_NOT_WORDS = "don doesn didn isn wasn weren couldn wouldn shouldn aren hasn haven hadn won can ain"
_PRONOUNS = "you we they You We They"
_TAKES_ENDING = {"t": _NOT_WORDS, "re": _PRONOUNS, "ve": _PRONOUNS, "ll": f"{_PRONOUNS} he she it He She It"}
_TAKES_S = frozenset(("it", "that", "there", "here", "what", "he", "she", "who", "where", "how", "let"))
MOST_ENDINGS = 3
"""Endings that stand apart in a text that is not set so throughout, as tokenised text is."""


@cache
def _bare_endings() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("s", "t", "re", "ve", "ll"), "hashes")


def _before_endings(chars: CharIndex) -> Places:
    """Blanks before what may be the ending of a contraction, with its apostrophe or without."""
    import numpy as np

    words = chars.words
    bare = words.at(_bare_endings().has(words.hashes)) - 1
    return np.sort(np.concatenate((chars.where((r"(?<=[a-z]) [’'][srvldt]",)), bare[chars.are(bare, " ")])))


def _endings(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    found = list(patterns.matches(_ENDING, text, doc.places(_before_endings)))
    if len(found) > MOST_ENDINGS:
        return
    for match in found:
        word = _BEFORE_APOSTROPHE.search(text, max(0, match.start() - 24), match.start())
        ending = match[0][1:].lstrip("’'")
        if word is None or (word.start() and not text[word.start() - 1].isspace()):
            continue
        if match[0][1] in "’'":
            lost = not _OPENING_MARK.search(text, match.end(), match.end() + 1) and len(word[0]) > 1
            lost = lost and text.find("'", match.end(), match.end() + 30) < 0  # 's' is a letter that is named
        elif ending == "s":
            small = text[match.end()] == " " and text[match.end() + 1 : match.end() + 2].islower()
            following = text[match.end() : match.end() + 24].split()[:1] or [""]  # “a string s of letters”
            lost = small and len(word[0]) > 2 and text[match.end() : match.end() + 3].strip(" ").isalpha()
            lost = lost and following[0] not in wordlists.load("function_words")
            lost = (lost or (small and word[0].lower() in _TAKES_S)) and not doc.memo(LowercaseNames).of_code
        else:
            lost = word[0] in _TAKES_ENDING[ending].split()
        if lost:
            message = f"The apostrophe in “{text[word.start() : match.end()]}” is gone, or does not stand at its word."
            yield RULE.flag(word.start(), match.end(), message)


_INITIAL = patterns.compile(r"([A-Z])\s{1,2}([a-z]{2,16})(?= [a-zA-Z])")


def _initials(doc: SegmentedText) -> Iterator[Flag]:
    """A large first letter that the page set apart: “T he minister said”, at the start of a paragraph."""
    text, known = doc.text, wordlists.known_words()
    for start, end in doc.paragraphs:
        non_overlapping = end - start == 1 or text[start + 1].isspace()
        match = _INITIAL.match(text, start) if non_overlapping and text[start].isupper() else None
        if match is None:
            continue
        first, second = match[1], match[2]
        word = first.lower() + second
        if word in known and (first in _CAPITALS or (first == "O" and second not in known)) and len(word) > 2:
            yield RULE.flag(*match.span(), f"A blank stands inside “{first}{second}”.")


def find(doc: SegmentedText) -> Iterator[Flag]:
    found = (*_pieces(doc), *_endings(doc), *_initials(doc))
    yield from non_overlapping(sorted(found, key=lambda flag: (flag.start, -flag.end)))


def _pieces(doc: SegmentedText) -> Iterator[Flag]:
    yield from _contractions(doc)
    for place in doc.places(_halves):
        match = _TWO_TOKENS.match(doc.text, place)
        if match is None:
            continue
        first, second = match[1], match[2].rstrip(_MARKS)
        if _is_word(first, second) and second not in _foreign() and _is_first_piece(first):
            start, end = place, match.start(2) + len(second)
            yield RULE.flag(start, end, f"A blank stands inside “{first.rstrip('-')}{second}”.")
