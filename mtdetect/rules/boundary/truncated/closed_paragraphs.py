"""Which paragraphs end with closing punctuation, and how consistently the writer uses it."""

from __future__ import annotations

from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MIN_PROSE_WORDS = 8
"""Words in the shortest line that counts as prose, and so can be cut off."""

MANY_NAMES = 2
"""How many of three long words may be capitalised in a news sentence, if other evidence shows that it is cut off."""

INNER_END = patterns.compile(r"[a-z][.!?][\"”’)]* [\"“‘(]?[A-Z]")
"""The end of a sentence with another one after it."""

_CLOSED = patterns.compile(r"[.!?…:;。！？][\"'”’»)\]*†‡\d]{0,6}\Z|[)\]]\Z")
_SURE_ENDS = frozenset(".!?…:;。！？)]")


def is_closed(text: str, paragraph: Span) -> bool:
    if text[paragraph.end - 1] in _SURE_ENDS:
        return True
    return _CLOSED.search(text, max(paragraph.start, paragraph.end - 8), paragraph.end) is not None


class Closing:
    """Which paragraphs of a text are long, and which are closed, that is, end with closing punctuation."""

    def __init__(self, doc: SegmentedText) -> None:
        text, paragraphs = doc.text, doc.paragraphs
        self.long = [paragraph.end - paragraph.start >= 80 for paragraph in paragraphs]
        self.closed = [is_closed(text, paragraph) for paragraph in paragraphs]
        self.sound = [a and b for a, b in zip(self.long, self.closed, strict=True)]
        """Whether a paragraph is both long and closed."""
        self.careful, self.mostly, self.tidy = (self._are_sound(share) for share in (0.8, 0.7, 0.5))
        """Whether at least 80, 70 or 50 per cent of the long paragraphs are closed."""

    def _are_sound(self, share: float) -> bool:
        number = sum(self.sound)
        return number >= 3 and number >= share * sum(self.long)

    def is_among_sound(self, i: int) -> bool:
        """Whether paragraph `i` of a careful text has closed prose before it, and after it unless it is the last."""
        before = i >= 2 and any(self.sound[i - 2 : i])
        after = i + 1 == len(self.sound) or any(self.sound[i + 1 : i + 3])
        return self.careful and before and after
