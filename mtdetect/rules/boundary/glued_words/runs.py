"""Finds uncommon words that pass the edit test when split: "acquiredfrom", "afterRamadan", "thebarholdsitback"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.lm.read_text import ReadText
from mtdetect.rules.boundary.glued_words.tokens import (
    ELSEWHERE,
    NOT_GLUED,
    PLAIN,
    TextWords,
    is_known,
    times_near,
    token,
)
from mtdetect.rules.edit_scoring import LMCoroutine, left_of, log_likelihood_gains, right_of
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_bits import Mask
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

WITH_FUNCTION_WORD, BOTH_PLAIN, BEFORE_NAME, PER_SPACE = 5.0, 11.0, 6.0, 3.0
"""Gain in bits that splitting a word must reach: next to a function word, between content words, before a name; and in
several words, for each space."""

_LETTERS = patterns.compile(r"[A-Za-z][a-z]{3,29}")
_MARKS_BEFORE = patterns.compile(r"(?<!\S)[.,;:!?()\[\]“”\"'’…]*\Z")
_MARKS_AFTER = patterns.compile(r"[.,;:!?()\[\]“”\"'’…]{0,60}(?!\S)")

_SHORT_FIRST = frozenset(("us", "so", "if", "do", "me", "go", "up", "no", "too", "day", "man", "way"))
_INFLECTED = ("ing", "ed", "est")  # compounds don't begin with such words
_AFTER_INFLECTED = tuple(f"(?<=[A-Za-z]){ending}[a-z][a-z][a-z][a-z]" for ending in _INFLECTED)

_BEFORE_NAME = patterns.PrefilteredPattern(
    r"[A-Z](?<=[a-z]{2}[A-Z])[a-z]{3,20}(?![\w@/]|\.\w)", "(?<=[a-z][a-z])[A-Z][a-z][a-z][a-z]"
)


FEWEST = 3
"""Words in a run that is split at several places at once."""

LONGEST = 16
"""Letters in the longest word of such a run."""

FEW_OWN = 200
"""Up to so many words of a text, it is faster to look for each in a run than for the parts of the run among them."""

_QUOTES = tuple("\"'“”‘’`")
_LONG = patterns.compile(r"[a-z]{9,60}")


class _Run(NamedTuple):
    """A candidate: perhaps several words; `needed` is the gain in bits that writing them `apart` must reach."""

    start: int
    end: int
    apart: str
    needed: float


def runs(doc: SegmentedText, words: TextWords) -> LMCoroutine[list[Finding]]:
    if not isinstance(doc, ReadText):
        return []
    text, maybe = doc.text, [*_uncommon(doc), *_before_names(doc, words), *_several(doc, words)]
    pairs = []
    for start, end, apart, _ in maybe:
        left, right = left_of(text, start), right_of(text, end)
        pairs.append((f"{left} {text[start:end]} {right}", f"{left} {apart} {right}"))
    saved = yield from log_likelihood_gains(doc, pairs)
    return [
        Finding(start, end, f"“{text[start:end]}” is far more likely to be “{apart}”.", suggestion=apart)
        for (start, end, apart, needed), bits in sorted(zip(maybe, saved, strict=True))
        if bits >= needed
        and not doc.is_old  # “freewill”, “evermore”
        and not (text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES)  # the name of an option
    ]


def _uncommon(doc: SegmentedText) -> Iterator[_Run]:
    """Candidates among uncommon words in lower case or at the start of a sentence."""
    text = doc.text
    for at in doc.places(_unknown):
        match = _LETTERS.match(text, at)
        if match is None or (word := match[0]).lower() in NOT_GLUED:
            continue
        if (cuts := _cuts(word.lower())) and _is_alone(text, at, word):
            yield from (_Run(at, at + len(word), f"{word[:cut]} {word[cut:]}", bits) for cut, bits in cuts)


def _unknown(chars: CharIndex) -> Places:
    """Uncommon words in lower case or at the start of a sentence."""
    from mtdetect.text.word_index import common_forms

    words = chars.words
    sizes = words.ends - words.starts
    capital = chars.are(words.starts, "[A-Z]") & chars.are(words.starts + 1, "[a-z]")
    lower = chars.are(words.starts, "[a-z]") & (sizes >= 5)
    maybe = ((sizes >= 4) & (sizes <= 30) & (lower | capital)).nonzero()[0]
    maybe = maybe[~common_forms().has(words.folded[maybe])]
    maybe = maybe[_may_be_cut(chars, maybe, sizes[maybe])]
    return words.at(maybe[lower[maybe] | _begins(chars, words.starts[maybe])])


def _may_be_cut(chars: CharIndex, which: Places, sizes: Places) -> Mask:
    """Whether words may match `_may_split`, as one in six does: the others need not be looked at one by one."""
    import numpy as np

    words = chars.words
    steps = np.arange(1, LONGEST_EDGE + 1)
    long = sizes[:, None] >= steps + 2
    before, after = _edges()
    heads, tails = words.edges(which, LONGEST_EDGE), words.edges(which, LONGEST_EDGE, ends=True)
    found = before.has(heads.ravel()).reshape(long.shape) | after.has(tails.ravel()).reshape(long.shape)
    inside = np.zeros(len(words) + 1, np.bool_)
    inside[words.behind(chars.where(_AFTER_INFLECTED)) - 1] = True
    maybe: Mask = (found & long).any(axis=1) | inside[which]
    maybe |= _ly().has(tails[:, 1].copy()) & (sizes >= 8)
    return maybe


LONGEST_EDGE = 7
"""Letters in the longest word before or after which an uncommon word may be split."""


@cache
def _edges() -> tuple[HashedWordSet, HashedWordSet]:
    """The words that may begin such a word, and those that may end it, in reverse."""
    from mtdetect.text.word_index import HashedWordSet

    before, after = wordlists.load("glued_before"), wordlists.load("glued_after")
    assert max(map(len, before | after)) <= LONGEST_EDGE
    return HashedWordSet(before), HashedWordSet(word[::-1] for word in after)


@cache
def _ly() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(["yl"])


def _begins(chars: CharIndex, places: Places) -> Mask:
    """Whether a sentence begins at each place, or at the quotation mark before it."""
    before = places - chars.are(places - 1, '[“"‘]')
    mark = before - 2 - chars.are(before - 2, '[”"’)]')
    return chars.are(before - 1, "\n") | (chars.are(before - 1, " ") & chars.are(mark, "[.!?]"))


@lru_cache(maxsize=8192)
def _cuts(word: str) -> tuple[tuple[int, float], ...]:
    """Where an uncommon word can be split into two common ones, and the gain in bits that a space there must reach."""
    if not _may_split().match(word):
        return ()
    before, after = wordlists.load("glued_before"), wordlists.load("glued_after")
    cuts = []
    for i in range(2, len(word) - 1):
        first, second = word[:i], word[i:]
        if first in before and (len(second) > 2 or second in after) and is_known(second):
            cuts.append((i, WITH_FUNCTION_WORD if i > 2 else 2 * WITH_FUNCTION_WORD))
        elif second in after and len(second) > 2 and first in _SHORT_FIRST:
            cuts.append((i, 2 * WITH_FUNCTION_WORD))
        elif second in after and i > 2 and is_known(first):
            cuts.append((i, WITH_FUNCTION_WORD if i > 3 and len(second) > 2 else 2 * WITH_FUNCTION_WORD))
        elif min(i, len(second)) < 4 or not (first.endswith(_INFLECTED) or second.endswith("ly")):
            continue
        elif is_known(first) and is_known(second):
            cuts.append((i, BOTH_PLAIN))
    return tuple(cuts)


@cache
def _may_split() -> re.Pattern[str]:
    """Matches every word that can be split and few others: a quick test before trying each position."""
    before, after = ("|".join(sorted(wordlists.load(name))) for name in ("glued_before", "glued_after"))
    ends = "|".join(_INFLECTED)
    return re.compile(rf"(?:{before})[a-z]{{2}}|[a-z]+(?:{ends})[a-z]{{4}}|[a-z]{{2,}}(?:{after})\Z|[a-z]{{6,}}ly\Z")


def _is_alone(text: str, at: int, word: str) -> bool:
    """Whether a word has only punctuation around it and occurs nowhere else in the text."""
    if text.startswith("()", at + len(word)):
        return False  # a function call
    if not (_MARKS_AFTER.match(text, at + len(word)) and _MARKS_BEFORE.search(text, max(0, at - 60), at)):
        return False
    return times_near(text, at, word) == 1


_CAMEL = patterns.compile(r"\b[a-z]{2,}[A-Z][a-z]+\w*")


def _identifiers(doc: SegmentedText) -> int:
    """How many different words of the text have a capital inside."""
    return len(set(_CAMEL.findall(doc.text)))


def _before_names(doc: SegmentedText, words: TextWords) -> Iterator[_Run]:
    text, functions = doc.text, wordlists.load("function_words")
    for match in _BEFORE_NAME.finditer(doc):
        left, _ = token(text, match.start(), match.end())
        if not words.is_plain(left) or words.names.of_code:
            continue
        if left not in functions and doc.memo(_identifiers) > 1:
            continue  # identifiers: “promptData and promptMethods”
        if times_near(text, match.start(), left + match[0]) == 1:
            yield _Run(match.start() - len(left), match.end(), f"{left} {match[0]}", BEFORE_NAME)


def _several(doc: SegmentedText, words: TextWords) -> Iterator[_Run]:
    """Long words in lower case that are made of several common words, or words of this text, one a function word."""
    text = doc.text
    for at in doc.places(_long_unknown):
        match = _LONG.match(text, at)
        if match is None:
            continue
        apart = _fewest_words(match[0], words.plain)
        if len(apart) < FEWEST or wordlists.load("function_words").isdisjoint(apart):
            continue
        if not words.names.of_code and _is_alone(text, at, match[0]):
            yield _Run(*match.span(), " ".join(apart), PER_SPACE * (len(apart) - 1))


def _long_unknown(chars: CharIndex) -> Places:
    """Long uncommon words in lower case that do not occur again within ELSEWHERE characters."""
    import numpy as np

    from mtdetect.text.word_index import common_forms

    words = chars.words
    sizes = words.ends - words.starts
    long = ((sizes >= 9) & (sizes <= 60) & chars.are(words.starts, "[a-z]")).nonzero()[0]
    long = long[~common_forms().has(words.folded[long])]
    hashes, places = words.hashes[long], words.starts[long]
    order = np.lexsort((places, hashes))
    same = (np.diff(hashes[order]) == 0) & (np.diff(places[order]) + sizes[long[order[1:]]] <= ELSEWHERE)
    same &= np.diff(chars.owners(places)[order]) == 0
    again = np.zeros(len(long), np.bool_)
    again[order[1:][same]] = again[order[:-1][same]] = True
    return words.at(long[~again])


def _fewest_words(run: str, own: frozenset[str]) -> tuple[str, ...]:
    """The fewest words that a run consists of, the longest if there is a choice; none if it does not.

    `own`: words of the text that are not common; most runs have none of them inside.
    """
    if len(own) < FEW_OWN:
        own = frozenset(filter(run.__contains__, own))
    return _fewest_of(run, own) if own else _fewest_common(run)


@lru_cache(maxsize=8192)
def _fewest_common(run: str) -> tuple[str, ...]:
    return _fewest_of(run, frozenset())


def _fewest_of(run: str, own: frozenset[str]) -> tuple[str, ...]:
    known = _known_words()
    size = len(run)
    if not any(run[-n:] in known or (n in PLAIN and run[-n:] in own) for n in range(1, min(size, LONGEST) + 1)):
        return ()
    best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())] + [None] * size
    for start in range(size):
        here = best[start]
        if here is None:
            continue
        for end in range(start + 1, min(size, start + LONGEST) + 1):
            piece = run[start:end]
            if piece not in known and not (end - start in PLAIN and piece in own):
                continue
            number, squares, pieces = here
            there = (number + 1, squares - len(piece) ** 2, (*pieces, piece))
            best[end] = min(best[end] or there, there)
    last = best[-1]
    return last[2] if last else ()


@cache
def _known_words() -> frozenset[str]:
    """The words that `is_known`, without those of one or two letters that are not function words or “a”."""
    words = wordlists.known_words()
    short = wordlists.load("function_words") | {"a"}
    return frozenset(word for own in words for word in (own, f"{own}s") if len(word) > 2 or word in short)


NEEDS = Needs(_unknown, _BEFORE_NAME, _long_unknown)
