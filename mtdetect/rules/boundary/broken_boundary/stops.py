"""Full stops between two words: where they stand, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.rules.boundary.boundary_words import OPENS, REPORTING, WORD
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

MOST_BLANKS = 16
"""White space between a stop and the word behind it."""

_STOP = patterns.PrefilteredPattern(rf"\.(?<=[^\W\d_]\.)\s{{1,{MOST_BLANKS}}}(?=[^\W\d_])", r"(?<=[^\W\d_])\.\s")

LOOKED_BACK = 40
"""Characters before a stop in which its word is looked for."""


class Stop(NamedTuple):
    """A full stop, and the words around it."""

    at: int
    follow: int
    """Where the word after it begins."""
    start: int
    end: int
    """Of both words together."""
    white: str
    """Between the stop and that word."""
    word: str
    after: str
    earlier: str
    """What stands before the first of the two words, or nothing."""


def telling_stops(doc: SegmentedText) -> Iterator[Stop]:
    """Those of which the words around them may tell that they stand inside a sentence."""
    text = doc.text
    for match in patterns.matches(_STOP.pattern, text, doc.places(_telling)):
        at, follow = match.span()
        following = WORD.match(text, follow, follow + 40)
        if following is None or following[0] in ("quot", "www"):  # &quot; that lost its “&”
            continue
        pieces = text[max(0, at - LOOKED_BACK) : at].rsplit(None, 2)
        word = pieces[-1].lstrip('([“"‘—–')
        earlier = pieces[-2] if len(pieces) > 1 else ""
        yield Stop(at, follow, at - len(word), following.end(), match[0][1:], word, following[0], earlier)


def count_stops(doc: SegmentedText) -> int:
    """How many there are, whatever stands around them."""
    return len(doc.places(_all))


@cache
def _told_before() -> HashedWordSet:
    """Words of which the searches may say something where a stop and a capital follow."""
    from mtdetect.text.word_index import HashedWordSet

    lists = [wordlists.load(name) for name in ("hanging_words", "stranded_words", "function_words")]
    return HashedWordSet({"The"}.union(REPORTING, *lists), "hashes")


@cache
def _opening() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(OPENS, "hashes")


def _telling(chars: CharIndex) -> Places:
    """Stops between words of which the searches may say something.

    Left out are the two kinds that nearly all stops are of: after any other word those at the end of a line, and those
    before a word that opens sentences.
    """
    words, stops = chars.words, chars.where(_STOP.prefilter)
    follow = words.behind(stops)
    stops, follow = stops[follow < len(words)], follow[follow < len(words)]
    before, after = words.starts[follow - 1], words.starts[follow]
    opens = _opening().has(words.hashes[follow]) & ~chars.are(words.ends[follow], "[’'-]")
    opens &= chars.are(before, "[a-z]") & chars.are(before - 1, r"\s") & (stops - before < LOOKED_BACK)
    ordinary = chars.are(after, "[A-Z]") & ~_told_before().has(words.hashes[follow - 1])
    return stops[~(ordinary & (opens | chars.are(stops + 1, "\n")))]


def _all(chars: CharIndex) -> Places:
    """Each stop between two words, no further apart than `_STOP` has it."""
    tokens, stops = chars.tokens, chars.where(_STOP.prefilter)
    behind = tokens.starts.take(tokens.behind(stops), mode="clip")
    near = (behind > stops) & (behind - stops <= MOST_BLANKS + 1) & (chars.owners(behind) == chars.owners(stops))
    found: Places = stops[near & chars.are(behind, r"[^\W\d_]")]
    return found
