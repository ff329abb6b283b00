"""A text that the language model of pieces has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:  # rules can be listed without numpy
    from mtdetect.lm.piece_ngrams import Surprisal


class ReadText(SegmentedText):
    """A segmented text and the surprisal of its pieces."""

    def __init__(self, segmented: SegmentedText, surprisal: Surprisal) -> None:
        vars(self).update(vars(segmented), _memo={})  # nothing is computed twice
        self.surprisal = surprisal
