"""A text whose paragraphs have a translation score: what the rules that explain a score look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtdetect.lm.read_text import ReadText
from mtdetect.text.segmentation import reflow

if TYPE_CHECKING:  # rules can be listed without numpy
    from mtdetect.lm.substitutes import WordModels

DAMAGED = 0.5
"""Translation score from which a paragraph is searched for what explains it."""


@dataclass(frozen=True)
class ScoredText:
    """A read text, the translation score of each of its paragraphs, and the models that know better words."""

    read: ReadText
    translation: Sequence[float]
    word_models: WordModels

    def damaged(self) -> Iterator[tuple[int, str]]:
        """The index and the text, on one line, of each paragraph with a damaged score; none in the English of old."""
        for index, score in enumerate(self.translation):
            if score >= DAMAGED and not self.read.is_old:
                yield index, reflow(self.read.text[slice(*self.read.paragraphs[index])])
