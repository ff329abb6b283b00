"""A text that the language models have read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtdetect.text.segmented_text import SegmentedText

if TYPE_CHECKING:  # rules can be listed without numpy
    from mtdetect.lm.piece_ngrams import Surprisal
    from mtdetect.lm.tagger.tags import Tags


class ReadText(SegmentedText):
    """A segmented text with the surprisal of its pieces, and the tags of its tokens."""

    def __init__(self, segmented: SegmentedText, surprisal: Surprisal) -> None:
        vars(self).update(vars(segmented), _memo={})  # keeps what has been computed
        self.surprisal = surprisal
        self.tags: Tags | None = None
        """What the tagger found; None in a text that is not English, or if the model has no tagger."""

    def release(self) -> None:
        super().release()
        self.tags = None
