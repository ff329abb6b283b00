"""Labelled documents, read by the language model of their fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mtdetect.learning.recipe import LabelledDocument, fold_of
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.scoring.feature_input import FeatureInput
from mtdetect.scoring.read_batch import ReadBatch
from mtdetect.text.segmented_text import SegmentedText

CHUNK = 400
"""Documents analysed together."""


def read(documents: Sequence[LabelledDocument], tokenizer: Tokenizer, piece_ngrams: PieceNgramModel) -> FeatureInput:
    batch = ReadBatch.read([SegmentedText(d.text, d.paragraphs) for d in documents], tokenizer, piece_ngrams)
    return batch.evidence()


Reader = Callable[[Sequence[LabelledDocument], Tokenizer, PieceNgramModel], FeatureInput]
"""What some documents give that a language model has read."""


def gather(
    documents: Sequence[LabelledDocument],
    tokenizer: Tokenizer,
    models: Sequence[PieceNgramModel],
    jobs: int = 1,
    read: Reader = read,
) -> FeatureInput:
    """The evidence of all documents, those of fold k read by the k-th model (or all by the only one)."""
    from joblib import Parallel, delayed

    folds = [fold_of(d.group, len(models)) for d in documents]
    chunks = [
        [i for i in range(len(documents)) if folds[i] == k][start : start + CHUNK]
        for k in range(len(models))
        for start in range(0, folds.count(k), CHUNK)
    ]
    components = Parallel(n_jobs=jobs)(
        delayed(read)([documents[i] for i in chunk], tokenizer, models[folds[chunk[0]]]) for chunk in chunks
    )
    return _joined(components, [i for chunk in chunks for i in chunk])


def _joined(components: Sequence[FeatureInput], order: Sequence[int]) -> FeatureInput:
    """FeatureInput whose documents stand in `order`, in one, and in the order 0, 1, 2, …"""
    sizes = np.concatenate([np.diff(part.documents) for part in components])
    lengths = np.concatenate([np.diff(part.tokens.starts) for part in components])
    starts, piece_starts = (np.concatenate(([0], np.cumsum(each))) for each in (sizes, lengths))
    places = np.argsort(order, kind="stable")
    rows = np.concatenate([np.arange(starts[p], starts[p + 1]) for p in places])
    pieces = np.concatenate([np.arange(piece_starts[starts[p]], piece_starts[starts[p + 1]]) for p in places])
    paragraphs = [text for part in components for text in part.paragraphs]
    ids = np.concatenate([part.tokens.ids for part in components])[pieces]
    return FeatureInput(
        paragraphs=[paragraphs[r] for r in rows],
        documents=np.concatenate(([0], np.cumsum(sizes[places]))),
        tokens=Tokens(ids, np.concatenate(([0], np.cumsum(lengths[rows])))),
        surprisal=np.concatenate([part.surprisal for part in components])[pieces],
        unigram_surprisal=np.concatenate([part.unigram_surprisal for part in components])[pieces],
        flags=np.concatenate([part.flags for part in components])[rows],
    )
