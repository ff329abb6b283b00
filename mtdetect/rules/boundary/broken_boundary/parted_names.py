"""Full stops between the parts of a name: “accuses North. Korea of arming others”."""

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
    """The capitalised pairs of a document, and the words that stand without their partner."""

    def __init__(self, doc: SegmentedText) -> None:
        self._text, self._together = doc.text, frozenset(doc.places(_together_elsewhere))

    def has(self, stop: Stop) -> bool:
        """Whether the two words around a stop stand together in a name."""
        capitals = "A" <= stop.word[:1] <= "Z" and "A" <= stop.after[:1] <= "Z"
        return capitals and stop.at in self._together and (stop.word, stop.after) in self._pairs

    def parted(self, stop: Stop) -> str | None:
        """What is wrong with a stop that stands inside a name."""
        word, after = stop.word, stop.after
        if word[:1].isupper() and f"{word} {after}" in wordlists.load("two_part_names"):
            return f"A full stop stands inside the name “{word} {after}”."
        if (
            word.istitle()
            and after.istitle()
            and word not in wordlists.load("abbreviations")
            and len(word) > 2
            and stop.earlier
            and self.has(stop)
            and (stop.earlier[0].islower() or self._pairs[stop.earlier, word] < 2)  # New York City. Council members
            and word not in self._alone
        ):
            return f"A full stop stands inside “{word} {after}”, which is one name elsewhere in this text."
        return None

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        return Counter(pair for run in _NAME_RUN.findall(self._text) for pair in pairwise(run.split(" ")))

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Capitalised words that stand somewhere as the last word of a name, with the sentence going on."""
        return frozenset(re.findall(r"([A-Z][\w’'-]*)(?=[,;:)”\"]| [a-z(])", self._text))


def _together_elsewhere(chars: CharIndex) -> Places:
    """Stops before a capital, whose two words stand together elsewhere in the same text."""
    from mtdetect.text.word_index import among

    words = chars.words
    capital = chars.are(words.starts, "[A-Z]").nonzero()[0]
    capital = capital[capital > 0]
    gaps = words.starts[capital] - words.ends[capital - 1]
    before = words.ends[capital - 1]
    pairs = words.pairs[capital - 1] + chars.owners(before).astype(words.pairs.dtype)
    parted = (gaps > 1) & chars.are(before, r"\.")
    known = among(pairs[parted], pairs[(gaps == 1) & chars.are(before, " ")])
    stops: Places = before[parted][known]
    return stops
