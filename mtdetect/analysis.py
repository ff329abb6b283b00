"""A text with everything the detectors share, each computed once and only when first asked for."""

from __future__ import annotations

from functools import cached_property

from mtdetect import segment
from mtdetect.types import Span


class Analysis:
    """The given text, unchanged, and its parts as spans of document offsets."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[Span]:
        """The non-blank lines, without the white space around them."""
        return segment.split_lines(self.text)

    @cached_property
    def paragraphs(self) -> list[Span]:
        return segment.split_paragraphs(self.text, self.lines)

    @cached_property
    def sentences(self) -> list[Span]:
        return segment.split_sentences(self.text, self.paragraphs)

    @cached_property
    def words(self) -> list[Span]:
        return [Span(*match.span()) for match in segment.WORD.finditer(self.text)]

    def paragraph_at(self, offset: int) -> Span:
        """The paragraph that holds a non-blank character at `offset`."""
        return self.paragraphs[segment.index_at(self.paragraphs, offset)]
