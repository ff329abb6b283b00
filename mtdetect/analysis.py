"""A text with everything the detectors share, each computed once and only when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mtdetect import segment
from mtdetect.types import Span

if TYPE_CHECKING:  # a detector's documentation can be read without loading numpy
    from mtdetect.language_model import Surprisal


class Analysis:
    """The given text, unchanged, and its parts as spans of document offsets.

    `paragraphs` may be given where they are known, as with labelled samples. `surprisal` is there where a
    language model has read the text, and `translation`, a score for each paragraph, once they are scored.
    `language` keeps what `language.document_language` found.
    """

    def __init__(self, text: str, paragraphs: Sequence[Span] | None = None) -> None:
        self.text = text
        self.surprisal: Surprisal | None = None
        self.translation: Sequence[float] | None = None
        self.language: str | None = None
        if paragraphs is not None:
            self.__dict__["paragraphs"] = list(paragraphs)

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
