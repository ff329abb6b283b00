"""A text with the translation scores of its paragraphs: the input of the rules that explain a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtdetect.lm.read_text import ReadText
from mtdetect.text.segmentation import reflow

if TYPE_CHECKING:  # rules can be listed without numpy
    from mtdetect.lm.substitutes import WordModels

DAMAGED = 0.5
"""Translation score from which a paragraph counts as damaged, and its score is explained."""


@dataclass(frozen=True)
class ScoredText:
    """A text, the translation score of each paragraph, and the word models that can suggest a better word."""

    read: ReadText
    translation: Sequence[float]
    likeliest: Sequence[str]
    """By paragraph, the component of the score that found it likeliest to be damaged: "spun", say."""
    word_models: WordModels

    def damaged(self, *others: str) -> Iterator[tuple[int, str]]:
        """The index of each damaged paragraph, and its text on one line.

        `others`: components that find other damage than the rule explains; paragraphs that owe their score to one of
        them are left out. Yields nothing if fewer than half of the paragraphs are damaged, and nothing for historical
        English, whose wording can't be judged by modern usage.
        """
        if 2 * sum(score >= DAMAGED for score in self.translation) < len(self.translation):
            return  # translation and spinning affect whole texts; a single paragraph is a false alarm more often
        for index, (score, component) in enumerate(zip(self.translation, self.likeliest, strict=True)):
            if score >= DAMAGED and component not in others and not self.read.is_old:
                yield index, reflow(self.read.text[slice(*self.read.paragraphs[index])])
