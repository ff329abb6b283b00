"""The names that a document uses more than once, and where their capitalised words are."""

from __future__ import annotations

from collections import Counter
from functools import cache, cached_property
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_NAME_START = patterns.compile(r"([A-Z](?<!\w[A-Z])[a-z][\w’-]*)(?= (of|the|and|for|[A-Z][\w’-]*)\b)")


class DocumentNames:
    """The names that occur more than once in a text, identified by their first two words."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc = doc

    @cached_property
    def _known(self) -> frozenset[str]:
        starts = patterns.matches(_NAME_START, self._doc.text, self._doc.places(_name_starts))
        times = Counter(f"{match[1]} {match[2]}" for match in starts)
        return frozenset(name for name, count in times.items() if count > 1)

    def has(self, name: str) -> bool:
        return " ".join(name.split(None, 2)[:2]) in self._known


def _name_starts(chars: CharIndex) -> Places:
    """Where names may start: at a repeated capitalised word before another word of a name. A word with a hyphen or an
    apostrophe in it is kept even if not repeated: the index splits it."""
    import numpy as np

    words, (capital, repeated) = chars.words, chars.once(_capital_words)
    following = np.minimum(repeated + 1, len(words) - 1)
    follows = chars.are(words.starts[following], "[A-Z]") | _inner_words().has(words.hashes[following])
    plain = repeated[follows & chars.are(words.ends[repeated], " ")]
    longer = capital[chars.are(words.ends[capital], r"[\w’-]")]
    return words.at(np.sort(np.concatenate((plain, longer))))


def _capital_words(chars: CharIndex) -> tuple[Places, Places]:
    """The numbers of all capitalised words, and of those that occur again in the text with the same word after them."""
    from mtdetect.text.word_index import repeated

    words = chars.words
    capital = chars.are(words.starts, "[A-Z]").nonzero()[0]
    pairs = words.pairs[capital] + chars.owners(words.at(capital)).astype(words.pairs.dtype)
    return capital, capital[repeated(pairs)]


@cache
def _inner_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("of", "the", "and", "for"), "hashes")


NEEDS = Needs(_name_starts)
