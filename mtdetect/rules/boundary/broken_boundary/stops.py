"""Full stops between two words, with their context."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.rules.boundary.boundary_words import OPENS, REPORTING, WORD
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

MOST_SPACES = 16
"""White-space characters allowed between a full stop and the next word."""

_STOP = patterns.PrefilteredPattern(rf"\.(?<=[^\W\d_]\.)\s{{1,{MOST_SPACES}}}(?=[^\W\d_])", r"(?<=[^\W\d_])\.\s")

ABBREVIATION = patterns.compile(r"[A-Z][b-df-hj-np-tv-xz]{1,3}")
"""A capital and consonants alone, such as “Bd.” and “Pvt.”: no word of that form ends a sentence."""

LOOKED_BACK = 40
"""How far back from a full stop to look for the word before it, in characters."""


class Stop(NamedTuple):
    """A full stop, and the words around it."""

    at: int
    follow: int
    """Start of the word after it."""
    start: int
    end: int
    """`start` and `end` span both words."""
    white: str
    """White space between the full stop and the next word."""
    word: str
    after: str
    earlier: str
    """The token before the first of the two words, or an empty string."""


def candidate_stops(doc: SegmentedText) -> Iterator[Stop]:
    """Full stops whose neighbouring words could show that they are inside a sentence."""
    text = doc.text
    for match in patterns.matches(_STOP.pattern, text, doc.places(_candidates)):
        at, follow = match.span()
        following = WORD.match(text, follow, follow + 40)
        if following is None or following[0] in ("quot", "www"):  # &quot; that lost its “&”
            continue
        pieces = text[max(0, at - LOOKED_BACK) : at].rsplit(None, 2)
        word = pieces[-1].lstrip('([“"‘—–')
        if ABBREVIATION.fullmatch(word):
            continue
        earlier = pieces[-2] if len(pieces) > 1 else ""
        yield Stop(at, follow, at - len(word), following.end(), match[0][1:], word, following[0], earlier)


def count_stops(doc: SegmentedText) -> int:
    """The number of full stops between two words, candidates or not."""
    return len(doc.places(_all))


@cache
def _informative_words() -> HashedWordSet:
    """Words that matter to the candidate finders even before a full stop and a capital."""
    from mtdetect.text.word_index import HashedWordSet

    lists = [wordlists.load(name) for name in ("hanging_words", "stranded_words", "function_words")]
    return HashedWordSet({"The"}.union(REPORTING, *lists), "hashes")


@cache
def _opening() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(OPENS, "hashes")


def _candidates(chars: CharIndex) -> Places:
    """Full stops that a candidate finder could act on.

    After an uninformative word this skips the two commonest kinds, which no finder could flag: full stops at the end of
    a line, and those before a word that opens sentences.
    """
    words, stops = chars.words, chars.where(_STOP.prefilter)
    follow = words.behind(stops)
    stops, follow = stops[follow < len(words)], follow[follow < len(words)]
    before, after = words.starts[follow - 1], words.starts[follow]
    opens = _opening().has(words.hashes[follow]) & ~chars.are(words.ends[follow], "[’'-]")
    opens &= chars.are(before, "[a-z]") & chars.are(before - 1, r"\s") & (stops - before < LOOKED_BACK)
    ordinary = chars.are(after, "[A-Z]") & ~_informative_words().has(words.hashes[follow - 1])
    return stops[~(ordinary & (opens | chars.are(stops + 1, "\n")))]


def _all(chars: CharIndex) -> Places:
    """Every full stop between two words that are as close as `_STOP` requires."""
    tokens, stops = chars.tokens, chars.where(_STOP.prefilter)
    behind = tokens.starts.take(tokens.behind(stops), mode="clip")
    near = (behind > stops) & (behind - stops <= MOST_SPACES + 1) & (chars.owners(behind) == chars.owners(stops))
    found: Places = stops[near & chars.are(behind, r"[^\W\d_]")]
    return found


NEEDS = Needs(_candidates)
