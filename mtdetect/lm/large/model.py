"""Runs the large language model: how surprising the pieces of a text are, and those of other continuations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.folder import EXTRA
from mtdetect.types import ModelError

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FIRST_PIECE = 0
"""`<|endoftext|>`, which every text begins with."""

MOST_PIECES = 256
"""Pieces that are read at a time. The logits of one piece take 200 KB."""

LONGEST = 2048
"""Most pieces of a text: 9,000 characters. Each of its rows keeps 40 KB a piece for continuations."""

UNSEEN = np.float32(-1e9)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""The tokenizer refuses them."""


class Continuation(NamedTuple):
    """Another way for a text to go on: `pieces` after its first `after` pieces."""

    after: int
    pieces: Sequence[int]


class Pieces(NamedTuple):
    """The pieces of a text, each with its number and its offsets. A word's first piece has the space before it."""

    ids: list[int]
    offsets: list[tuple[int, int]]


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
        self._nothing = np.zeros([side if isinstance(side, int) else 0 for side in shape], np.float32)

    def pieces(self, text: str) -> Pieces:
        encoded = self._tokenizer.encode(_LONE_SURROGATE.sub("\ufffd", text))
        return Pieces(encoded.ids, encoded.offsets)

    def read(self, ids: Sequence[int]) -> Iterator[Row]:
        """Reads a text of at most LONGEST pieces, in rows of at most MOST_PIECES; each row also sees the one before."""
        whole = np.array([FIRST_PIECE, *ids], np.int64)
        past, position = self._nothing, 0
        for first in range(0, len(ids), MOST_PIECES):
            own = whole[first : first + MOST_PIECES + 1]
            seen, number = past.shape[3], len(own) - 1
            own_targets = np.stack([np.arange(number), own[1:]], 1)
            mask = np.concatenate([np.zeros((number, seen), np.float32), _causal(number)], 1)
            surprisal, best, best_surprisal, hidden, present = self._run(
                own[:-1], position + np.arange(number), mask, past, np.arange(number), own_targets
            )
            yield Row(self, whole, first, present, position - seen, surprisal, best, best_surprisal, hidden)
            past, position = present[:, :, :, -MOST_PIECES:], position + number

    def _run(self, ids: Ints, positions: Ints, mask: Floats, past: Floats, rows: Ints, targets: Ints) -> list[Any]:
        given = {"ids": ids, "positions": positions, "mask": mask, "past": past, "rows": rows, "targets": targets}
        outputs: list[Any] = self._session.run(None, given)
        return outputs


@dataclass(frozen=True)
class Row:
    """Some pieces of a text, and how surprising each is after those before. Arrays have one value a piece."""

    model: LargeModel
    _whole: Ints
    """FIRST_PIECE, and all pieces of the text."""
    first: int
    """The number of pieces before this row."""
    _present: Floats
    """What the model remembers: of the row before and this one."""
    _position: int
    """The position of the first piece in `_present`."""
    surprisal: Floats
    """Nats."""
    best: Ints
    """The piece that would have been likeliest here."""
    best_surprisal: Floats
    hidden: Floats
    """The output of a middle layer for the piece before each. Shape: pieces x width."""

    def of(self, continuations: Sequence[Continuation]) -> list[Floats]:
        """The surprisal of the pieces of some continuations, each after a number of pieces from `first` to its end."""
        found: list[Floats] = []
        group: list[Continuation] = []
        size = 0
        for continuation in continuations:
            if group and size + len(continuation.pieces) > MOST_PIECES:
                found += self._of(group)
                group, size = [], 0
            group.append(continuation)
            size += len(continuation.pieces)
        return found + (self._of(group) if group else [])

    def _of(self, continuations: Sequence[Continuation]) -> list[Floats]:
        """Reads the last piece before each continuation once more, then the continuation, all in one row."""
        seen = self._present.shape[3]
        sizes = [len(continuation.pieces) for continuation in continuations]
        total = sum(sizes)
        ids, positions = np.empty(total, np.int64), np.empty(total, np.int64)
        mask = np.full((total, seen + total), UNSEEN)
        targets = np.empty((total, 2), np.int64)
        targets[:, 0] = np.arange(total)
        before = seen - len(self.surprisal)
        at = 0
        for (after, pieces), size in zip(continuations, sizes, strict=True):
            own = slice(at, at + size)
            ids[own] = [self._whole[after], *pieces[:-1]]
            targets[own, 1] = pieces
            visible = before + after - self.first
            positions[own] = self._position + visible + np.arange(size)
            mask[own, :visible] = 0
            mask[own, seen + at : seen + at + size] = _causal(size)
            at += size
        surprisal = self.model._run(ids, positions, mask, self._present, np.arange(total), targets)[0]
        return np.split(surprisal, np.cumsum(sizes)[:-1])


def _causal(size: int) -> Floats:
    """Each piece sees itself and those before. Shape: size x size."""
    return np.triu(np.full((size, size), UNSEEN), 1)
