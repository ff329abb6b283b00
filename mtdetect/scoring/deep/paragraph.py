"""A paragraph as the large language model reads it, token by token of the tagger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.model import LONGEST, MOST_PIECES, LargeModel, Pieces, Reading

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_SPACES = {code: " " for code in range(0x3001) if chr(code).isspace()}
"""Line breaks and unusual spaces: layout, which says nothing about the wording."""


@dataclass(frozen=True)
class ReadParagraph:
    """A paragraph that the language model has read. `text`: with plain spaces."""

    text: str
    reading: Reading
    first_pieces: Ints
    """The piece that each token of the tagger begins in."""

    @classmethod
    def read(cls, model: LargeModel, text: str, starts: Ints) -> ReadParagraph | None:
        """None if the paragraph has too many pieces. `starts`: the offsets of the tokens."""
        text = text.translate(_SPACES)
        pieces = model.pieces(text)
        if not 0 < len(pieces.ids) <= LONGEST:
            return None
        return cls(text, model.read(pieces.ids), _first_pieces(pieces, text, starts))

    @property
    def hidden(self) -> Floats:
        """What the language model makes of the text before each token. Shape: tokens x `LargeModel.width`."""
        return self.reading.hidden[self.first_pieces]


def hidden_of(model: LargeModel, text: str, starts: Ints) -> Floats | None:
    """`ReadParagraph.hidden` alone, for training; None if the paragraph has more than MOST_PIECES pieces."""
    text = text.translate(_SPACES)
    pieces = model.pieces(text)
    if not 0 < len(pieces.ids) <= MOST_PIECES:
        return None
    return model.hidden(pieces.ids)[_first_pieces(pieces, text, starts)]


def _first_pieces(pieces: Pieces, text: str, starts: Ints) -> Ints:
    begins = np.array([a + (text[a : a + 1] == " " and b > a + 1) for a, b in pieces.offsets])
    last = np.maximum(begins.searchsorted(starts, "right") - 1, 0)
    return begins.searchsorted(begins[last])  # some characters are several pieces
