"""Runs the large language model: how surprising the pieces of a text are, and what its layers make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.folder import EXTRA
from mtdetect.types import ModelError

Floats = NDArray[np.float32]

FIRST_PIECE = 0
"""`<|endoftext|>`, which every text begins with."""

HIDDEN_LAYERS = (12, 18, 24)
"""The layers, of 30, whose outputs are given: those in the middle tell most about wording and syntax."""

MOST_PIECES = 256
"""Pieces that are read at a time. The logits of one piece take 200 KB."""

LONGEST = 2048
"""Most pieces of a text: 9,000 characters."""

UNSEEN = np.float32(-1e9)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""The tokenizer refuses them."""


class Pieces(NamedTuple):
    """The pieces of a text, each with its number and its offsets. A word's first piece has the space before it."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Reading(NamedTuple):
    """What the model says of the pieces of a text, one value or row for each."""

    surprisal: Floats
    """How surprising each piece is after those before, in nats."""
    best_surprisal: Floats
    """How surprising the likeliest piece would have been there, in nats."""
    hidden: Floats
    """The outputs of some layers for the piece before each, side by side. Shape: pieces x `LargeModel.width`."""


class LargeModel:
    """The language model in a folder that `mtdetect deep install` made.

    Raises:
        ModelError: onnxruntime or tokenizers is missing, or the folder has no model that can be used.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"the deep reader needs {error.name}; {EXTRA}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # texts are shared among processes
        options.log_severity_level = 3  # errors only
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            graph = str(folder / "model.onnx")
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise plain Exception, and errors of their own
            raise ModelError(f"{folder}: {error}; run 'mtdetect deep install' again") from error
        shape = next(value.shape for value in self._session.get_inputs() if value.name == "past")
        self.width = int(next(value.shape[-1] for value in self._session.get_outputs() if value.name == "hidden"))
        """Numbers in a row of `Reading.hidden`."""
        self._nothing = np.zeros([side if isinstance(side, int) else 0 for side in shape], np.float32)

    def pieces(self, text: str) -> Pieces:
        encoded = self._tokenizer.encode(_LONE_SURROGATE.sub("\ufffd", text))
        return Pieces(encoded.ids, encoded.offsets)

    def read(self, ids: Sequence[int]) -> Reading:
        """Reads a text of 1 to LONGEST pieces, in rows of at most MOST_PIECES; each row also sees the one before."""
        whole = np.array([FIRST_PIECE, *ids], np.int64)
        past = self._nothing
        rows: list[list[Floats]] = []
        for first in range(0, len(ids), MOST_PIECES):
            given = self._given(whole[first : first + MOST_PIECES + 1], past, first)
            *row, present = self._session.run(None, given)
            rows.append(row)
            past = present[:, :, :, -MOST_PIECES:]
        return Reading(*(np.concatenate(each) for each in zip(*rows, strict=True)))

    def hidden(self, ids: Sequence[int]) -> Floats:
        """`Reading.hidden` of a text of 1 to MOST_PIECES pieces: all that a graph without its upper layers can give."""
        given = self._given(np.array([FIRST_PIECE, *ids], np.int64), self._nothing, 0)
        own = {value.name: given[value.name] for value in self._session.get_inputs()}
        found: Floats = self._session.run(["hidden"], own)[0]
        return found

    @staticmethod
    def _given(pieces: NDArray[np.int64], past: Floats, position: int) -> dict[str, NDArray[Any]]:
        """The inputs of the graph. `pieces`: those of a row, and the next one. `position`: of the first."""
        seen, number = past.shape[3], len(pieces) - 1
        return {
            "ids": pieces[:-1],
            "positions": position + np.arange(number),
            "mask": np.concatenate([np.zeros((number, seen), np.float32), _causal(number)], 1),
            "past": past,
            "next": pieces[1:],
        }


def _causal(size: int) -> Floats:
    """Each piece sees itself and those before. Shape: size x size."""
    return np.triu(np.full((size, size), UNSEEN), 1)
