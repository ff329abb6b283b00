"""A word is split by a space or a line-end hyphen.

What it does
    Flags two fragments that are not words themselves but form a common word together: "as soon as [poss ible]",
    "[f ormer] adviser", "[devel- opment]", "the [ve-locity] of". Also flags a hyphen on a line of its own, a
    contraction or possessive with a space next to its apostrophe or in place of it ("[don’ t]", "[Korea s]"), and a
    drop cap detached from its word ("[W itnesses] described").

Why it is damage
    The writer typed no space there. It comes from email wrapped at a fixed width, hyphens at the ends of printed
    lines, ligatures that a converter could not read, apostrophes mistaken for closing quotation marks, or drop caps.

Example
    >>> text = "W itnesses saw the f ormer adviser, and left as soon as poss ible."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['W itnesses', 'f ormer', 'poss ible']

What it leaves alone
    Pairs that can also be written as one word ("every day", "any way", "per cent"), separate prefixes ("ultra violet",
    "co operate"), foreign words, names, abbreviations, letters spelled out one by one, and an apostrophe that may be a
    closing quotation mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import language, patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD107",
    "split-word",
    "boundary",
    "A word is split by a space or a line-end hyphen.",
    rank=20,
    merge_group="prose breaks",
)

MIN_WORD = 5
"""Letters in the shortest word that is looked for: two fragments form a shorter one by chance too easily."""

MAX_PIECE = 16
"""Letters in the longest fragment."""

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
    """Whether a common word begins with this fragment, which is not itself an English or foreign word or a prefix."""
    if piece in _CAPITALS:
        return True
    start = piece[:-1] if len(piece) > 2 and piece[-1] == "-" else piece
    if len(start) >= MAX_PIECE or any(start in words for words in (wordlists.known_words(), _foreign(), _PREFIXES)):
        return False
    return any(len(word) >= MIN_WORD and word.startswith(start) for word in wordlists.known_words())


def _is_word(first: str, second: str) -> bool:
    """Whether the fragments form a common word. The second must not be a word itself, unless a hyphen joins them."""
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
    """Words that would form a common word with the next one."""
    from mtdetect.text.word_index import common_forms

    words = chars.words
    near = (words.starts[1:] - words.ends[:-1] <= 2).nonzero()[0]
    near = near[chars.are(words.starts[near + 1] - 1, r"[ \xa0]") & chars.are(words.starts[near] - 1, r"\s")]
    return words.at(near[common_forms().has(words.joined()[near])])


# A space after the apostrophe of a contraction: “Let’ s”, “don’ t”.
_CONTRACTION = patterns.PrefilteredPattern(
    r"[’'] (?<=[a-z]. )(?:s|re|ve|ll|d|m|(?<=n. )t)(?=[\s.,;:!?”\")]|\Z)", r"(?<=[a-z])[’'] [srvldmt]"
)
_BEFORE_APOSTROPHE = patterns.compile(r"[^\W\d_]+\Z")
_OPENING_MARK = patterns.compile(r"‘|(?<!\w)'\w")

QUOTATION = 200
"""How far back to look for the opening mark, in characters, in case the apostrophe closes a quotation."""


def _contractions(doc: SegmentedText) -> Iterator[Finding]:
    text = doc.text
    for match in _CONTRACTION.finditer(doc):
        word = _BEFORE_APOSTROPHE.search(text, max(0, match.start() - 24), match.start())
        if word and not _OPENING_MARK.search(text, max(0, match.start() - QUOTATION), match.start()):
            message = _message(text, word.start(), match.end())
            joined = text[word.start() : match.end()].replace(" ", "")
            yield Finding(word.start(), match.end(), message, suggestion=joined)


# The apostrophe is missing or has a space before it: “Korea s liberation”, “we don t know”, “Germany ’s plan”.
_ENDING = patterns.compile(r" (?<=[a-z] )(?:[’'](?:s|re|ve|ll|d|t)|s|t|re|ve|ll)(?=[ .,;])")
_NOT_WORDS = "don doesn didn isn wasn weren couldn wouldn shouldn aren hasn haven hadn won can ain"
_PRONOUNS = "you we they You We They"
_TAKES_ENDING = {"t": _NOT_WORDS, "re": _PRONOUNS, "ve": _PRONOUNS, "ll": f"{_PRONOUNS} he she it He She It"}
_TAKES_S = frozenset(("it", "that", "there", "here", "what", "he", "she", "who", "where", "how", "let"))
NEARBY = 2000
"""How far on either side to look at the text's apostrophes, in characters."""
MOST_ENDINGS = 3
"""If more endings than this are detached, the text is tokenised and all its endings look like this."""


@cache
def _bare_endings() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("s", "t", "re", "ve", "ll"), "hashes")


def _before_endings(chars: CharIndex) -> Places:
    """Spaces before a possible ending of a contraction, with or without its apostrophe."""
    import numpy as np

    words = chars.words
    bare = words.at(_bare_endings().has(words.hashes)) - 1
    return np.sort(np.concatenate((chars.where((r"(?<=[a-z]) [’'][srvldt]",)), bare[chars.are(bare, " ")])))


def _endings(doc: SegmentedText) -> Iterator[Finding]:
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
            lost = lost and text.find("'", match.end(), match.end() + 30) < 0  # 's' in quotes is the letter itself
        elif ending == "s":
            small = text[match.end()] == " " and text[match.end() + 1 : match.end() + 2].islower()
            following = text[match.end() : match.end() + 24].split()[:1] or [""]  # “a string s of letters”
            lost = small and len(word[0]) > 2 and text[match.end() : match.end() + 3].strip(" ").isalpha()
            lost = lost and following[0] not in wordlists.load("function_words")
            lost = lost and following[0].rstrip(",.") not in ("key", "keys")
            lost = (lost or (small and word[0].lower() in _TAKES_S)) and not doc.memo(LowercaseNames).of_code
        else:
            lost = word[0] in _TAKES_ENDING[ending].split()
        if lost:
            message = f"The apostrophe in “{text[word.start() : match.end()]}” is missing or detached from its word."
            mark = match[0][1] if match[0][1] in "’'" else _apostrophe(text, word.start())
            yield Finding(word.start(), match.end(), message, suggestion=f"{word[0]}{mark}{ending}")


def _apostrophe(text: str, at: int) -> str:
    """The apostrophe that the text uses nearby."""
    straight, curly = (text.count(mark, max(0, at - NEARBY), at + NEARBY) for mark in "'’")
    return "'" if straight > curly else "’"


_INITIAL = patterns.compile(r"([A-Z])\s{1,2}([a-z]{1,16})(?= [a-zA-Z])")


def _initials(doc: SegmentedText) -> Iterator[Finding]:
    """A drop cap detached from its word at the start of a paragraph: “T he minister said”, “I n the end”."""
    text = doc.text
    for start, end in doc.paragraphs:
        detached = end - start == 1 or text[start + 1].isspace()
        match = _INITIAL.match(text, start) if detached and text[start].isupper() else None
        if match and _is_initial(match[1], match[2]):
            message = f"The first letter of “{match[1]}{match[2]}” is split off from the rest of the word."
            yield Finding(*match.span(), message, suggestion=match[1] + match[2])


@lru_cache(maxsize=1024)
def _is_initial(first: str, rest: str) -> bool:
    """Whether a capital and what follows it form a common word, and can't be two words."""
    known, word = wordlists.known_words(), first.lower() + rest
    if len(word) == 2:
        return word in wordlists.load("function_words") and word != "at"  # “A t test”
    if word not in known or rest == "and":  # “H and Angel”
        return False
    if first in "AI":  # “A bout of flu”: the list lacks many words, but no word begins with “ft”
        return not any(other.startswith(rest[:2]) for other in known)
    return first in _CAPITALS or rest not in known


# A hyphen on a line of its own, or inside a word that has none and is made of no words: “ve-locity”.
_OWN_LINE = patterns.PrefilteredPattern(r"-(?<=[a-z]{2}\n-)\n(?=[a-z]{2})", r"(?<=\n)-\n")
_INSIDE = patterns.PrefilteredPattern(r"-(?<=[a-z]{2}-)(?=[a-z]{2})", "(?<=[a-z])-[a-z]")
_BEFORE_HYPHEN = patterns.compile(r"(?<![\w/.@:-])[a-z]{2,16}\Z")
_AFTER_HYPHEN = patterns.compile(r"[a-z]{2,16}(?![\w/@:-]|\.\w)")
MIN_HYPHENATED = 6
"""Letters in the shortest word that is recognised in spite of a hyphen."""


def _hyphens(doc: SegmentedText) -> Iterator[Finding]:
    text = doc.text
    for match in (*_OWN_LINE.finditer(doc), *_INSIDE.finditer(doc)):
        on_own_line = len(match[0]) > 1
        before = _BEFORE_HYPHEN.search(text, max(0, match.start() - 20), match.start() - on_own_line)
        after = _AFTER_HYPHEN.match(text, match.end())
        if before is None or after is None or not (on_own_line or _is_kept_hyphen(before[0], after[0])):
            continue
        joined = f"{before[0]}-{after[0]}" if on_own_line else before[0] + after[0]
        where = "by the end of a line" if on_own_line else "by a hyphen"
        message = f"“{joined}” is one word, split {where}."
        yield Finding(before.start(), after.end(), message, suggestion=joined)


@lru_cache(maxsize=1024)
def _is_kept_hyphen(first: str, second: str) -> bool:
    """Whether two pieces form a common word, and neither is a word or a prefix by itself."""
    known, joined = wordlists.known_words(), first + second
    if len(joined) < MIN_HYPHENATED or not (joined in known or joined.removesuffix("s") in known):
        return False
    pieces = (first, second, second.removesuffix("s"))
    return not any(piece in words for piece in pieces for words in (known, _PREFIXES))


def _parted_capitals(chars: CharIndex) -> Places:
    """Capitals at the beginnings of lines with white space after them."""
    starts = chars.lines.starts
    return starts[chars.are(starts, "[A-Z]") & chars.are(starts + 1, r"\s")]


NEEDS = Needs(_halves, _CONTRACTION, _OWN_LINE, _INSIDE, _before_endings, _parted_capitals)


SURE = 0.8
"""Confidence of a flag: of 45 in 12 million words of sound prose, 36 were right, by reading. The training data has too
few split words for `learning.evidence` to tell."""


def find(doc: SegmentedText) -> Iterator[Flag]:
    found = (*_pieces(doc), *_hyphens(doc), *_endings(doc), *_initials(doc))
    for finding in non_overlapping(sorted(found, key=lambda finding: (finding.start, -finding.end))):
        yield RULE.flag(*finding._replace(confidence=SURE))


def _pieces(doc: SegmentedText) -> Iterator[Finding]:
    yield from _contractions(doc)
    for place in doc.places(_halves):
        match = _TWO_TOKENS.match(doc.text, place)
        if match is None:
            continue
        first, second = match[1], match[2].rstrip(_MARKS)
        if _is_word(first, second) and second not in _foreign() and _is_first_piece(first):
            start, end = place, match.start(2) + len(second)
            joined = first.removesuffix("-") + second
            yield Finding(start, end, _message(doc.text, start, end), suggestion=joined)


def _message(text: str, start: int, end: int) -> str:
    return f"“{text[start:end]}” is one word, split by a space."
