"""Which paragraphs are searched for gaps, and how to recognise punctuation that is there on purpose."""

from __future__ import annotations

from mtdetect.text import patterns
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

MIN_PROSE = 80
"""Characters in the shortest paragraph of prose; shorter ones are table cells, labels and form fields."""

BESIDE = 30
"""How close to a mark a command or identifier must be to own it, in characters."""

# Words that need an object: a mark rarely follows them, and hardly ever with a space before it.
_LEADS_ON_WORDS = (
    "the a an of to from by with at in on for than per is are was were that which and approximately roughly"
)
LEADS_ON = frozenset(_LEADS_ON_WORDS.split())

_ENDS = patterns.compile(r"[a-z][.!?][”\"’)]*(?=\s|\Z)")
_DETACHED = patterns.compile(r"(\w+|[”\")\]]) [,;.?!:](?=\s|\Z)")
_COMMAND = patterns.compile(r"(?<!\S)--?[a-z]|(?<!\S)/[a-z]+/|[=\\]\w|[$&]'?[a-z]{1,3} |[$]\{|(?<![\w@])[a-z]+_\w|::")


class Paragraphs:
    """Facts about the paragraphs of a document, each computed once."""

    def __init__(self, doc: SegmentedText) -> None:
        self._doc, self.casual = doc, doc.memo(InformalRegister)
        self._detaches: dict[int, bool] = {}
        self._ends: dict[int, bool] = {}
        self._counts: dict[tuple[int, str], int] = {}

    def prose(self, at: int) -> Span | None:
        """The paragraph at `at` if it is prose: long, with closing punctuation at its end."""
        paragraph = self._doc.paragraph_at(at)
        ends = self._doc.text[max(paragraph.start, paragraph.end - 3) : paragraph.end]
        long = paragraph.end - paragraph.start >= MIN_PROSE
        return paragraph if long and any(mark in ends for mark in ".!?…") else None

    def long(self, at: int) -> Span | None:
        """The paragraph at `at` if it is long enough for prose and a sentence ends somewhere in it."""
        paragraph = self._doc.paragraph_at(at)
        return paragraph if paragraph.end - paragraph.start >= MIN_PROSE and self.ends(paragraph) else None

    def ends(self, paragraph: Span) -> bool:
        if paragraph.start not in self._ends:
            self._ends[paragraph.start] = _ENDS.search(self._doc.text, *paragraph) is not None
        return self._ends[paragraph.start]

    def detached_marks(self, at: int) -> int:
        """How many marks of the paragraph at `at` have a space before them."""
        start, end = self._doc.paragraph_at(at)
        if (start, "detached") not in self._counts:
            self._counts[start, "detached"] = sum(1 for _ in _DETACHED.finditer(self._doc.text, start, end))
        return self._counts[start, "detached"]

    def detaches_marks_casually(self, at: int) -> bool:
        """Whether the paragraph at `at` is casual writing with spaces before other marks too."""
        return bool(self.casual.signs_near(at)) and self.detached_marks(at) > 1

    def detaches_marks(self, at: int) -> bool:
        """Whether spaces before marks are the style of the paragraph at `at`."""
        start, end = self._doc.paragraph_at(at)
        if start not in self._detaches:
            words = [match[1] for match in _DETACHED.finditer(self._doc.text, start, end)]
            self._detaches[start] = len(words) > 4 or sum(word.casefold() not in LEADS_ON for word in words) > 2
        return self._detaches[start]

    def has_one(self, at: int, sign: str) -> bool:
        """Whether `sign` occurs only once in the paragraph at `at`."""
        start, end = self._doc.paragraph_at(at)
        if (start, sign) not in self._counts:
            self._counts[start, sign] = self._doc.text.count(sign, start, end)
        return self._counts[start, sign] == 1


def is_named(text: str, word: str, end: int) -> bool:
    """Whether the text is about the mark itself: “a file with a . as the first character”, “from . import tools”."""
    return (word in ("a", "an") or text[end - 1] == ".") and text[end : end + 2].strip()[:1].islower()


def is_command(text: str, start: int, end: int) -> bool:
    """Whether a mark belongs to a command or an identifier."""
    return _COMMAND.search(text[max(0, start - BESIDE) : end + BESIDE]) is not None
