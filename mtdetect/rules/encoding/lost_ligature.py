r"""A ligature was lost or split off when the text was taken from a PDF.

What it does
    Flags a word that is broken at ff, fi, fl, ffi or ffl: the ligature is missing ("[di erent]", "[o ce]",
    "[speci\ufffdc]"), stands apart ("[fi eld]", "[di ff erent]") or is torn in two ("[af fect]").

Why it is damage
    Fonts draw these letters as a single glyph. A converter that finds no letters for it writes a space or another mark,
    and one that measures the gaps between glyphs takes a wide ligature for the end of a word.

Example
    >>> text = "The o ce takes a di\ufffderent view of the fi eld."
    >>> [ascii(text[flag.start : flag.end]) for flag in find(SegmentedText(text))]
    ["'o ce'", "'di\\ufffderent'", "'fi eld'"]

What it leaves alone
    Ligatures as single characters inside a whole word ("o\ufb03ce"), pairs whose parts are both words, in English or
    in another language ("de ne pas"), a rare word after a short one ("in flux", "a rm command"), and capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import language, patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD504",
    "lost-ligature",
    "encoding",
    "A ligature was lost or split off when the text was taken from a PDF.",
    rank=19,
    merge_group="prose breaks",
)

MIN_WORD = 5
"""Letters in the shortest word that is looked for: the parts of a shorter one meet by chance too easily, unless the
first is a ligature."""

LIGATURES = {"ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02", "ffi": "\ufb03", "ffl": "\ufb04"}

_WITH_LIGATURE = patterns.compile(r"^.*f[fil].*$", re.MULTILINE)
_GAP = r"[ \xa0\ufffd?!#\x00-\x08\x0e-\x1f↵]"
"""What is in the place of the glyph: a space, or a mark that has its code in another font."""
_LETTERS = r"([^\W\d_]{1,16})"
_PARTS = patterns.compile(rf"(?={_LETTERS}{_GAP}{_LETTERS}(?:{_GAP}{_LETTERS})?)")
_ELISION = ("o", "er")
"""What is left of “o’er” if its apostrophe is lost, which old verse has more often than “offer” in two parts."""

_SHORT = frozenset(
    "air ash ask bug co con de fee fig fin fit fix flu fly ice ill low off pre pro re red ref tri un".split()  # noqa: SIM905
)
"""Short words and prefixes that the lists of common words lack."""


@cache
def _words() -> frozenset[str]:
    """English words; those with a ligature are the words that are looked for."""
    return _SHORT.union(*map(wordlists.load, ("common_words", "function_words", "short_words", "ligature_words")))


@cache
def _broken() -> dict[tuple[str, ...], str]:
    """The parts that each common word may break into at a ligature, and the word."""
    broken = {}
    for own in _WITH_LIGATURE.findall("\n".join(_words())):
        for word in (own, f"{own}s"):
            for letters, char in LIGATURES.items():
                at = word.find(letters)
                if at >= 0:
                    for parts in _breaks(word[:at], letters, char, word[at + len(letters) :]):
                        if (len(word) >= MIN_WORD or parts[0] in LIGATURES) and _is_certain(parts):
                            broken[parts] = word
    return broken


def _breaks(head: str, letters: str, char: str, tail: str) -> Iterator[tuple[str, ...]]:
    """The parts that are left of a word if its ligature is lost, stands apart, or is torn in two."""
    torn = [(head, char, tail), (head, char + tail), (head + char, tail), (head, letters, tail)]
    # A rare word, name or variable may follow a short word: “a rm command”, “for co in coords”.
    if len(tail) > 2 if _is_word(head) else len(head) > 2 or not (len(tail) == 1 or _is_word(tail)):
        torn.append((head, tail))
    if not _is_word(letters[1:] + tail):
        torn.append((head + letters[0], letters[1:] + tail))
    if not _is_word(tail):  # unlike “diff uses”
        torn.append((head + letters, tail))
    if not (_is_word(head) or _is_word(letters + tail)):  # unlike “in flux” and “cease fire”
        torn.append((head, letters + tail))
    for parts in torn:
        kept = tuple(filter(None, parts))
        if len(kept) > 1 and kept != _ELISION:
            yield kept


@cache
def _is_word(part: str) -> bool:
    return part in _words() or part.removesuffix("s") in _words()


def _is_certain(parts: tuple[str, ...]) -> bool:
    """Whether the parts are words of no single language; ligatures that stand apart are not counted."""
    own = [part for part in parts if part not in LIGATURES]
    for part in own:  # loops are faster than generators, and there are nine thousand words in parts
        if len(part) > 1 and not _is_word(part):
            break
    else:
        return False
    codes = language.codes_by_word()
    for part in own:
        if part not in codes:
            return True
    return not set.intersection(*(set(codes[part]) for part in own))


@cache
def _pairs() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet({f"{first} {second}" for first, second, *_ in _broken()}, "pairs")


def _candidates(chars: CharIndex) -> Places:
    """Words that may be parts of a broken word with the next one."""
    words = chars.words
    maybe = _pairs().has(words.pairs[:-1]).nonzero()[0]
    maybe = maybe[(words.starts[maybe + 1] - words.ends[maybe] == 1) & chars.are(words.ends[maybe], _GAP)]
    return words.at(maybe)


NEEDS = Needs(_candidates)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text, broken, done = doc.text, _broken(), 0
    for match in patterns.matches(_PARTS, text, doc.places(_candidates)):
        parts = tuple(filter(None, match.groups()))
        for number in range(len(parts), 1, -1):
            start, end = match.start(), match.end(number)
            word = broken.get((parts[0].lower(), *parts[1:number]))
            if word and start >= done and (parts[0].islower() or parts[0].istitle()) and not _goes_on(text, start, end):
                message = f"“{text[start:end]}” is “{word}” with its ligature lost or split off."
                whole = word if text[start].islower() else word.capitalize()
                yield RULE.flag(start, end, message, suggestion=whole)
                done = end
                break


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether more of a word, name or formula is before or behind the place."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (before.isspace() or before in "“‘\"'([—–-") or behind.isalnum() or behind in ("_", "(")
