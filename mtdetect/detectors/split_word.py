"""A blank stands inside a word.

What it does
    Flags two pieces that are no words, and that together make a common one: "as soon as [poss ible]", "[f ormer]
    adviser", "[devel- opment]"; a contraction with a blank behind its apostrophe ("[don’ t]"); and a large first
    letter that stands apart ("[W itnesses] described").

Why it is damage
    Lines of mail that were cut at a fixed width, hyphens at the ends of printed lines, ligatures that a converter
    could not read, apostrophes taken for closing quotation marks, and first letters that a style sheet sets large
    leave a blank where the writer had none.

Example
    >>> text = "W itnesses saw the f ormer adviser, and left as soon as poss ible."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['W itnesses', 'f ormer', 'poss ible']

What it leaves alone
    Two words that are also one ("every day", "any way", "per cent"), prefixes set apart ("ultra violet", "co operate"),
    words of other languages, names, abbreviations, letters that are spelt out, and a mark that may close a quotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mtdetect import language, patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places

RULE = Rule("MTD107", "split-word", "boundary", "A blank stands inside a word.")

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


def _halves(letters: Letters) -> Places:
    """Words that would be a common one together with the next."""
    from mtdetect.words import common_forms

    words = letters.words
    near = (words.starts[1:] - words.ends[:-1] <= 2).nonzero()[0]
    near = near[letters.are(words.starts[near + 1] - 1, r"[ \xa0]") & letters.are(words.starts[near] - 1, r"\s")]
    return words.at(near[common_forms().has(words.joined()[near])])


# “Let’ s”, “don’ t”: the ending of a contraction, a blank behind its apostrophe.
_CONTRACTION = patterns.Scan(
    r"[’'] (?<=[a-z]. )(?:s|re|ve|ll|d|m|(?<=n. )t)(?=[\s.,;:!?”\")]|\Z)", r"(?<=[a-z])[’'] [srvldmt]"
)
_BEFORE_APOSTROPHE = patterns.compile(r"[^\W\d_]+\Z")
_OPENING_MARK = patterns.compile(r"‘|(?<!\w)'\w")

QUOTATION = 200
"""Characters before an apostrophe in which a quotation may have been opened that it closes."""


def _contractions(doc: Analysis) -> Iterator[Flag]:
    text = doc.text
    for match in _CONTRACTION.finditer(doc):
        word = _BEFORE_APOSTROPHE.search(text, max(0, match.start() - 24), match.start())
        if word and not _OPENING_MARK.search(text, max(0, match.start() - QUOTATION), match.start()):
            whole = text[word.start() : match.end()].replace(" ", "")
            yield Flag(RULE.code, RULE.name, word.start(), match.end(), f"A blank stands inside “{whole}”.")


def find(doc: Analysis) -> Iterator[Flag]:
    yield from _contractions(doc)
    for place in doc.places(_halves):
        match = _TWO_TOKENS.match(doc.text, place)
        if match is None:
            continue
        first, second = match[1], match[2].rstrip(_MARKS)
        if _is_word(first, second) and second not in _foreign() and _is_first_piece(first):
            start, end = place, match.start(2) + len(second)
            yield Flag(RULE.code, RULE.name, start, end, f"A blank stands inside “{first.rstrip('-')}{second}”.")
