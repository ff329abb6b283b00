"""A blank stands inside a word.

What it does
    Flags two pieces that are no words, and that together make a common one: "as soon as [poss ible]", "[f ormer]
    adviser", "[devel- opment]"; and a large first letter that stands apart ("[W itnesses] described").

Why it is damage
    Lines of mail that were cut at a fixed width, hyphens at the ends of printed lines, ligatures that a converter
    could not read, and first letters that a style sheet sets large leave a blank where the writer had none.

Example
    >>> text = "W itnesses saw the f ormer adviser, and left as soon as poss ible."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['W itnesses', 'f ormer', 'poss ible']

What it leaves alone
    Two words that are also one ("every day", "any way", "per cent"), prefixes set apart ("ultra violet", "co operate"),
    words of other languages, names, abbreviations, and letters that are spelt out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mtdetect import language, patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.types import Flag, Rule

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
_TOKEN = patterns.compile(r"\S+")
_MARKS = ".,;:!?)”’\"'"


@cache
def _known() -> frozenset[str]:
    return wordlists.load("common_words") | wordlists.load("function_words")


@cache
def _first_pieces() -> frozenset[str]:
    """What a common word may begin with, and no word of its own here or elsewhere."""
    foreign = frozenset().union(*language.function_words().values())
    pieces = {word[:i] for word in _known() if len(word) >= MIN_WORD for i in range(1, min(len(word), MAX_PIECE))}
    pieces -= _known() | foreign | _PREFIXES
    capitals = frozenset("BCDEFGHJKLMNPQRSTUVWXYZ")  # A, I and O are words
    return frozenset(pieces | capitals | {f"{piece}-" for piece in pieces if len(piece) > 1})


def _is_word(first: str, second: str) -> bool:
    """Whether the pieces make a common word, and the second is none, but for a hyphen at the end of the first."""
    if not (second.isalpha() and second.islower()) or len(second) > MAX_PIECE:
        return False
    if first[-1] != "-" and (second in _known() or (len(second) > 1 and second.removesuffix("s") in _known())):
        return False
    if (len(first) == 1 or first[-1] == "-") and len(second) == 1:
        return False
    joined = first.rstrip("-").lower() + second
    return len(joined) >= MIN_WORD and (joined in _known() or joined.removesuffix("s") in _known())


def find(doc: Analysis) -> Iterator[Flag]:
    words = doc.text.split()
    firsts = _first_pieces() & set(words)
    places = [i for i, word in enumerate(words[:-1]) if word in firsts] if firsts else []
    places = [i for i in places if _is_word(words[i], words[i + 1].rstrip(_MARKS))]
    if not places:
        return
    foreign = frozenset().union(*language.function_words().values())
    tokens = list(_TOKEN.finditer(doc.text))
    for i in places:
        start, second = tokens[i].start(), words[i + 1].rstrip(_MARKS)
        if doc.text[tokens[i].end() : tokens[i + 1].start()] in (" ", "\xa0") and second not in foreign:
            end = tokens[i + 1].start() + len(second)
            yield Flag(RULE.code, RULE.name, start, end, f"A blank stands inside “{words[i].rstrip('-')}{second}”.")
