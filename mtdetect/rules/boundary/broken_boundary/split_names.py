"""Finds full stops that split a name: “accuses North. Korea of arming others”."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.broken_boundary.stops import Stop
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

_NAME_RUN = patterns.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+")


class Names:
    """The pairs of capitalised words in a document, and the words that also end a name."""

    def __init__(self, doc: SegmentedText) -> None:
        self._text, self._joined = doc.text, frozenset(doc.places(_joined_elsewhere))

    def has(self, stop: Stop) -> bool:
        """Whether the two words around a stop form a name elsewhere in the document."""
        capitals = "A" <= stop.word[:1] <= "Z" and "A" <= stop.after[:1] <= "Z"
        return capitals and stop.at in self._joined and (stop.word, stop.after) in self._pairs

    def split_by(self, stop: Stop) -> str | None:
        """The message for a stop that splits a name; None if it doesn't."""
        word, after = stop.word, stop.after
        if word[:1].isupper() and f"{word} {after}" in wordlists.load("two_part_names"):
            return f"A full stop splits the name “{word} {after}”."
        if (
            word.istitle()
            and after.istitle()
            and word not in wordlists.load("abbreviations")
            and len(word) > 2
            and stop.earlier
            and self.has(stop)
            and (stop.earlier[0].islower() or self._pairs[stop.earlier, word] < 2)  # New York City. Council members
            and word not in self._ending
        ):
            return f"A full stop splits “{word} {after}”, which is one name elsewhere in this document."
        return None

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        return Counter(pair for run in _NAME_RUN.findall(self._text) for pair in pairwise(run.split(" ")))

    @cached_property
    def _ending(self) -> frozenset[str]:
        """Capitalised words that somewhere end a name in mid-sentence."""
        return frozenset(re.findall(r"([A-Z][\w’'-]*)(?=[,;:)”\"]| [a-z(])", self._text))


def _joined_elsewhere(chars: CharIndex) -> Places:
    """Full stops before a capital whose two words appear side by side elsewhere in the same text."""
    from mtdetect.text.word_index import among

    words = chars.words
    capital = chars.are(words.starts, "[A-Z]").nonzero()[0]
    capital = capital[capital > 0]
    gaps = words.starts[capital] - words.ends[capital - 1]
    before = words.ends[capital - 1]
    pairs = words.pairs[capital - 1] + chars.owners(before).astype(words.pairs.dtype)
    split = (gaps > 1) & chars.are(before, r"\.")
    known = among(pairs[split], pairs[(gaps == 1) & chars.are(before, " ")])
    stops: Places = before[split][known]
    return stops
