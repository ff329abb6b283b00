"""What the large language model says of paragraphs: kept in the cache, because reading takes long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import tags_of
from mtdetect.scoring.deep.edits import EDITED, LOOK, ReadParagraph, described, edits, fragments, gains
from mtdetect.scoring.deep.reader import paragraphs_of
from mtdetect.scoring.deep.wording import SCALARS, wording
from training.tagger.documents import Labelled

Floats = NDArray[np.float32]

LOOKED_AT = 60
"""Wrong fragments of a paragraph that are kept to learn the first look."""


def read_wordings(model: LargeModel, texts: Sequence[str]) -> Floats:
    """The features of each paragraph's wording. Shape: texts x features."""
    none, tags = np.zeros(0, np.int64), np.zeros((0, 0), np.float32)
    read = (ReadParagraph.read(model, text, none, none, tags) for text in texts)
    return np.stack([wording(p) if p else np.full(SCALARS + model.width, np.nan, np.float32) for p in read])


class ReadEdits(NamedTuple):
    """The edits that were asked about in some documents: features, classes, and whether each is right.

    `right`: 1, 0, or -1 for an edit that is right in part. `words`, `paragraphs`: of the documents.
    """

    features: Floats
    kinds: NDArray[np.int64]
    right: NDArray[np.int64]
    words: int
    paragraphs: int


def read_edits(model: LargeModel, tagger: Tagger, documents: Sequence[Labelled], look: Floats) -> ReadEdits:
    """Asks about the edits of all paragraphs. `look`: see `DeepWeights`."""
    features, kinds, right = [], [], []
    for p, labels in _read(model, tagger, documents):
        asked = edits(p, model, look)
        if asked:
            features.append(described(p, asked, gains(p, asked)))
            kinds += [EDITED.index(edit.which) for edit in asked]
            right += [right_of(edit.which, edit.first, edit.last, labels) for edit in asked]
    words = sum(len(document.text.split()) for document in documents)
    number = sum(len(document.paragraphs) for document in documents)
    return ReadEdits(np.concatenate(features), np.array(kinds), np.array(right), words, number)


def read_looks(model: LargeModel, tagger: Tagger, documents: Sequence[Labelled]) -> tuple[Floats, NDArray[np.bool_]]:
    """What is known at first sight of the right fragments, and of some wrong ones. Shapes: n x LOOK, n."""
    rng = np.random.default_rng(0)
    rows, truths = [np.zeros((0, LOOK), np.float32)], [np.zeros(0, np.bool_)]
    for p, labels in _read(model, tagger, documents):
        pairs, features = fragments(p)
        right = np.array([right_of(Class.STRAY, a, b - 1, labels) == 1 for a, b in pairs.tolist()], bool)
        wrong = (~right).nonzero()[0]
        chosen = np.concatenate([right.nonzero()[0], rng.permutation(wrong)[:LOOKED_AT]])
        rows.append(features[chosen])
        truths.append(right[chosen])
    return np.concatenate(rows), np.concatenate(truths)


def _read(
    model: LargeModel, tagger: Tagger, documents: Sequence[Labelled]
) -> Iterator[tuple[ReadParagraph, NDArray[np.uint8]]]:
    """The paragraphs that the deep reader reads, and the labels of their tokens."""
    whole = replace(tagger, glance=None)
    for document in documents:
        tags = tags_of(whole, [(document.text, document.paragraphs)])[0]
        for _, own, p in paragraphs_of(model, document.text, document.paragraphs, tags):
            yield p, document.labels[tags.starts[own]]


def right_of(which: Class, first: int, last: int, labels: NDArray[np.uint8]) -> int:
    """1 if the edit undoes one damage, all of it and nothing else; -1 if it undoes a part; else 0."""
    own = labels[first : last + 1] == which
    if which is not Class.STRAY:
        return int(own[0])
    beside = [*labels[max(0, first - 1) : first], *labels[last + 1 : last + 2]]
    return 1 if own.all() and Class.STRAY not in beside else -int(own.any())
