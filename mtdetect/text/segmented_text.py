"""A text with everything that rules share, each part computed once, on first use."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import proxy

from mtdetect.text import segmentation, wordlists
from mtdetect.types import Span

if TYPE_CHECKING:  # a rule's documentation can be read without loading numpy
    from mtdetect.text.char_index import CharIndex, CharSearch
    from mtdetect.text.layout import Layout


OLD_WORDS, OLD_EVERY = 3, 1000
"""An old text has at least OLD_WORDS different archaic words, and one archaic word in OLD_EVERY. None of 1,982 machine
translations qualifies."""


T = TypeVar("T")


def _numbers_at(starts: Sequence[int], places: Iterable[int]) -> list[int]:
    """Numbers of the spans at or just before these offsets, each once."""
    numbers = dict.fromkeys(bisect_right(starts, place) - 1 for place in places)
    return [number for number in numbers if number >= 0]  # white space may come before the first


class SegmentedText:
    """A text and its parts, as spans.

    `given` is the original text, `text` the same with plain line ends; `line_ends` converts spans between them.
    Labelled samples bring their own `paragraphs`, as spans of `given`, and then `has_own_paragraphs`. `chars` indexes
    the characters of a batch of texts, in which this one has the number `number`.
    """

    def __init__(self, text: str, paragraphs: Sequence[Span] | None = None) -> None:
        self.given, self.line_ends = text, segmentation.LineEnds(text)
        self.text = self.line_ends.plain
        self.has_own_paragraphs = paragraphs is not None
        if paragraphs is not None:
            self.__dict__["paragraphs"] = [self.line_ends.to_plain(span) for span in paragraphs]
        self.number = 0
        self._memo: dict[Callable[[SegmentedText], Any], Any] = {}

    def memo(self, make: Callable[[SegmentedText], T]) -> T:
        """The result of `make` for this text, computed once and kept with it.

        `make` gets a weak reference, so its result may refer to the text without a reference cycle.
        """
        if make not in self._memo:
            self._memo[make] = make(proxy(self))
        made: T = self._memo[make]
        return made

    @cached_property
    def chars(self) -> CharIndex:
        from mtdetect.text.char_index import CharIndex

        return CharIndex([self.text])

    @staticmethod
    def share(documents: Sequence[SegmentedText]) -> None:
        """Gives documents a shared character index, which is faster to search than one each."""
        from mtdetect.text.char_index import CharIndex

        chars = CharIndex([document.text for document in documents])
        for number, document in enumerate(documents):
            document.__dict__["chars"], document.number = chars, number

    def release(self) -> None:
        """Frees what only the search for flags needs: the character index, which is rebuilt if needed again."""
        self.__dict__.pop("chars", None)
        self.number = 0

    def places(self, search: CharSearch | tuple[str, ...]) -> Sequence[int]:
        """The offsets, ascending, that a prefilter (see `patterns.PrefilteredPattern`) or a candidate finder gives."""
        return self.chars.places(search, self.number)

    @cached_property
    def lines(self) -> list[Span]:
        """The non-blank lines, without the white space around them."""
        return segmentation.split_lines(self.text)

    @cached_property
    def paragraphs(self) -> list[Span]:
        return segmentation.split_paragraphs(self.text, self.lines)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    @cached_property
    def sentences(self) -> list[Span]:
        return segmentation.split_sentences(self.text, self.paragraphs)

    @cached_property
    def words(self) -> list[Span]:
        return [Span(*match.span()) for match in segmentation.WORD.finditer(self.text)]

    @cached_property
    def layout(self) -> Layout:
        """Where code and tables are."""
        from mtdetect.text.layout import Layout

        return Layout(self.text, self.lines)

    def lines_at(self, places: Iterable[int]) -> list[Span]:
        """The lines at or just before these offsets, each once; in order if the offsets are."""
        return [self.lines[number] for number in self.line_numbers(places)]

    def line_numbers(self, places: Iterable[int]) -> list[int]:
        """The numbers of these lines."""
        return _numbers_at(self._line_starts, places)

    def paragraphs_at(self, places: Iterable[int]) -> list[Span]:
        """The paragraphs at or just before these offsets, each once; in order if the offsets are."""
        return [self.paragraphs[number] for number in _numbers_at(self._paragraph_starts, places)]

    @cached_property
    def is_old(self) -> bool:
        """Whether the text is in the English of an earlier age, which can't be judged by today's usage."""
        archaic, number, old = wordlists.load("archaic_words"), 0, list[str]()
        for start, end in self.lines:  # line by line, as the words of a long text take much memory
            # Words are letters without apostrophes: “’tis” is looked up as “tis”.
            words = re.findall(r"[^\W\d_]+", self.text[start:end].lower())
            number += len(words)
            old += filter(archaic.__contains__, words)
        return len(set(old)) >= OLD_WORDS and len(old) * OLD_EVERY >= number

    def to_original_span(self, paragraph: int, start: int, end: int) -> Span:
        """Converts offsets in a reflowed paragraph, given by its number, to a span of the text."""
        first, last = self.paragraphs[paragraph]
        inside = segmentation.to_original_span(self.text[first:last], Span(start, end))
        return Span(first + inside.start, first + inside.end)

    def paragraph_at(self, offset: int) -> Span:
        """The paragraph that contains `offset`, which must not be in the white space between paragraphs."""
        return self.paragraphs[bisect_right(self._paragraph_starts, offset) - 1]
