"""Turns labelled documents into arrays that the network learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.tagger.network import INPUTS, Vocabulary
from mtdetect.lm.tagger.tokens import TaggerTokens
from training.tagger.documents import UNJUDGED, Labelled

LENGTH = 160
"""Tokens of a sequence."""

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Batch:
    """`inputs`: sequences x LENGTH x INPUTS. `labels`: sequences x LENGTH, -1 if none is judged. `pads`: no token."""

    inputs: Ints
    labels: Ints
    pads: NDArray[np.bool_]


def stream(documents: Sequence[Labelled], vocabulary: Vocabulary) -> tuple[TaggerTokens, Ints, Ints, Ints]:
    """The tokens of the documents, their inputs, labels, and the number of each one's document."""
    tokens = TaggerTokens.of([(d.text, d.paragraphs) for d in documents])
    owner = tokens.documents
    joined = np.concatenate([np.append(d.labels, 0) for d in documents]).astype(np.int32)
    offsets = np.cumsum([0, *(len(d.labels) + 1 for d in documents)])[:-1]
    labels = joined[tokens.starts + offsets[owner]]
    labels[tokens.ends == tokens.starts] = 0
    labels[labels == UNJUDGED] = -1
    return tokens, vocabulary.inputs(tokens), labels, owner.astype(np.int32)


def batches(
    documents: Iterator[Labelled], vocabulary: Vocabulary, size: int, between: int, at_once: int = 60
) -> Iterator[Batch]:
    """Batches of `size` sequences. Documents follow one another, with `between` pads between them."""
    inputs, labels, pads = _empty(0)
    need = size * LENGTH
    while True:
        while len(labels) < need:
            some = list(islice(documents, at_once))
            _, own, marks, owner = stream(some, vocabulary)
            place = np.arange(len(owner)) + (owner - owner[0] + 1) * between
            more = _empty(int(place[-1]) + 1)
            more[0][place], more[1][place], more[2][place] = own, marks, False
            inputs, labels, pads = (np.concatenate(pair) for pair in zip((inputs, labels, pads), more, strict=True))
        shape = (size, LENGTH)
        yield Batch(inputs[:need].reshape(*shape, -1), labels[:need].reshape(shape), pads[:need].reshape(shape))
        inputs, labels, pads = inputs[need:], labels[need:], pads[need:]


def _empty(size: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    return np.zeros((size, len(INPUTS)), np.int32), np.full(size, -1, np.int32), np.ones(size, np.bool_)
