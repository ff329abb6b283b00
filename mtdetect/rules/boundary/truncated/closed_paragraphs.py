"""Which paragraphs of a text end on a mark that closes them, and whether its writer takes care of that."""

from __future__ import annotations

from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MIN_PROSE_WORDS = 8
"""Words that a line must have to be prose, which may be cut off."""

MANY_NAMES = 2
"""Of three long words so many may have a capital in a sentence of news that breaks off on a word that ends none."""

INNER_END = patterns.compile(r"[a-z][.!?][\"”’)]* [\"“‘(]?[A-Z]")
"""The end of a sentence that another one follows."""

_CLOSED = patterns.compile(r"[.!?…:;。！？][\"'”’»)\]*†‡\d]{0,6}\Z|[)\]]\Z")
_SURE_ENDS = frozenset(".!?…:;。！？)]")


def is_closed(text: str, paragraph: Span) -> bool:
    if text[paragraph.end - 1] in _SURE_ENDS:
        return True
    return _CLOSED.search(text, max(paragraph.start, paragraph.end - 8), paragraph.end) is not None


class Closing:
    """The paragraphs of a text, and how many of the long ones are closed."""

    def __init__(self, doc: SegmentedText) -> None:
        text, paragraphs = doc.text, doc.paragraphs
        self.long = [paragraph.end - paragraph.start >= 80 for paragraph in paragraphs]
        self.closed = [is_closed(text, paragraph) for paragraph in paragraphs]
        self.sound = [a and b for a, b in zip(self.long, self.closed, strict=True)]
        """The paragraphs that are both."""
        self.first_sound = self.sound.index(True) if True in self.sound else len(self.sound)
        self.careful, self.mostly, self.tidy = (self._are_sound(share) for share in (0.8, 0.7, 0.5))
        """Whether nearly all long ones are closed, most of them, or half."""

    def _are_sound(self, share: float) -> bool:
        number = sum(self.sound)
        return number >= 3 and number >= share * sum(self.long)

    def is_lead(self, i: int) -> bool:
        """Whether a paragraph stands above the first of a report, and has no stop as often as it has one."""
        return self.mostly and i < self.first_sound

    def is_among_sound(self, i: int) -> bool:
        """Whether a careful writer's closed prose stands before a paragraph and after it, unless it is the last."""
        before = i >= 2 and any(self.sound[i - 2 : i])
        after = i + 1 == len(self.sound) or any(self.sound[i + 1 : i + 3])
        return self.careful and before and after
