"""The paragraphs that are searched for holes, and what shows that a mark in them is meant."""

from __future__ import annotations

from mtdetect.text import patterns
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MIN_PROSE = 80
"""A paragraph of prose is at least so long; shorter ones are cells, labels and lines of a form."""

BESIDE = 30
"""Characters on either side of a mark in which a command, or a program's name for a thing, claims it."""

# Words that lead on to something: a mark seldom follows them, and hardly ever with a blank before it.
_LEADS_ON_WORDS = "the a an of to from by with at in on for than per is are was were that which and"
LEADS_ON = frozenset(_LEADS_ON_WORDS.split())

_ENDS = patterns.compile(r"[a-z][.!?][”\"’)]*(?=\s|\Z)")
_SET_APART = patterns.compile(r"(\w+|[”\")\]]) [,;.?!:](?=\s|\Z)")
_COMMAND = patterns.compile(r"(?<!\S)--?[a-z]|(?<!\S)/[a-z]+/|[=\\]\w|[$&]'?[a-z]{1,3} |[$]\{|(?<![\w@])[a-z]+_\w|::")


class Paragraphs:
    """The paragraphs of a document, each looked at once."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc, self.casual = doc, doc.memo(InformalRegister)
        self._set_apart: dict[int, bool] = {}
        self._ends: dict[int, bool] = {}
        self._counts: dict[tuple[int, str], int] = {}

    def prose(self, at: int) -> Span | None:
        """The paragraph of prose at this place."""
        paragraph = self._doc.paragraph_at(at)
        ends = self._doc.text[max(paragraph.start, paragraph.end - 3) : paragraph.end]
        long = paragraph.end - paragraph.start >= MIN_PROSE
        return paragraph if long and any(mark in ends for mark in ".!?…") else None

    def long(self, at: int) -> Span | None:
        """The paragraph of this place, if it has the length of prose and holds a sentence's end."""
        paragraph = self._doc.paragraph_at(at)
        return paragraph if paragraph.end - paragraph.start >= MIN_PROSE and self.ends(paragraph) else None

    def ends(self, paragraph: Span) -> bool:
        if paragraph.start not in self._ends:
            self._ends[paragraph.start] = _ENDS.search(self._doc.text, *paragraph) is not None
        return self._ends[paragraph.start]

    def non_overlapping(self, at: int) -> int:
        """The marks of the paragraph at this place that have a blank before them."""
        start, end = self._doc.paragraph_at(at)
        if (start, "apart") not in self._counts:
            self._counts[start, "apart"] = sum(1 for _ in _SET_APART.finditer(self._doc.text, start, end))
        return self._counts[start, "apart"]

    def sets_apart_casually(self, at: int) -> bool:
        """Whether a casual hand has set a blank before another mark of the paragraph at this place."""
        return bool(self.casual.signs_near(at)) and self.non_overlapping(at) > 1

    def sets_apart(self, at: int) -> bool:
        """Whether the paragraph at this place has blanks before its marks elsewhere too."""
        start, end = self._doc.paragraph_at(at)
        if start not in self._set_apart:
            words = [match[1] for match in _SET_APART.finditer(self._doc.text, start, end)]
            self._set_apart[start] = len(words) > 4 or sum(word.casefold() not in LEADS_ON for word in words) > 2
        return self._set_apart[start]

    def has_one(self, at: int, sign: str) -> bool:
        """Whether the paragraph has this sign here alone."""
        start, end = self._doc.paragraph_at(at)
        if (start, sign) not in self._counts:
            self._counts[start, sign] = self._doc.text.count(sign, start, end)
        return self._counts[start, sign] == 1


def is_named(text: str, word: str, end: int) -> bool:
    """Whether a mark stands for itself: “a file with a . as the first character”."""
    return word in ("a", "an") and text[end : end + 2].strip()[:1].islower()


def is_command(text: str, start: int, end: int) -> bool:
    """Whether a mark belongs to a command, or to the name of a program's thing."""
    return _COMMAND.search(text[max(0, start - BESIDE) : end + BESIDE]) is not None
