"""Reads labelled documents, each with the language model of its fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mtdetect.learning.recipe import LabelledDocument, fold_of
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.lm.tagger.network import Tagger
from mtdetect.scoring.feature_input import FeatureInput, SomeColumns
from mtdetect.scoring.read_batch import ReadBatch
from mtdetect.text.segmented_text import SegmentedText

CHUNK = 400
"""Documents read together."""


def read(
    documents: Sequence[LabelledDocument],
    tokenizer: Tokenizer,
    piece_ngrams: PieceNgramModel,
    tagger: Tagger | None = None,
) -> FeatureInput:
    """What the features of the documents are computed from, after the language model has read them."""
    batch = ReadBatch.read([SegmentedText(d.text, d.paragraphs) for d in documents], tokenizer, piece_ngrams, tagger)
    return batch.evidence()


Reader = Callable[[Sequence[LabelledDocument], Tokenizer, PieceNgramModel, Tagger | None], FeatureInput]
"""A function like `read`."""


def gather(
    documents: Sequence[LabelledDocument],
    tokenizer: Tokenizer,
    models: Sequence[PieceNgramModel],
    tagger: Tagger | None = None,
    jobs: int = 1,
    read: Reader = read,
) -> FeatureInput:
    """Reads all documents: those of fold k with the k-th model, or all with the only one.

    `read` may be replaced, for example by a reader that caches its results.
    """
    from joblib import Parallel, delayed

    folds = [fold_of(d.group, len(models)) for d in documents]
    chunks = [
        [i for i in range(len(documents)) if folds[i] == k][start : start + CHUNK]
        for k in range(len(models))
        for start in range(0, folds.count(k), CHUNK)
    ]
    inputs = Parallel(n_jobs=jobs)(
        delayed(read)([documents[i] for i in chunk], tokenizer, models[folds[chunk[0]]], tagger) for chunk in chunks
    )
    return _joined(inputs, [i for chunk in chunks for i in chunk])


def _joined(inputs: Sequence[FeatureInput], order: Sequence[int]) -> FeatureInput:
    """Joins inputs whose documents are in `order`, and puts these in the order 0, 1, 2, …"""
    sizes = np.concatenate([np.diff(each.documents) for each in inputs])
    lengths = np.concatenate([np.diff(each.tokens.starts) for each in inputs])
    starts, piece_starts = (np.concatenate(([0], np.cumsum(counts))) for counts in (sizes, lengths))
    places = np.argsort(order, kind="stable")
    rows = np.concatenate([np.arange(starts[p], starts[p + 1]) for p in places])
    pieces = np.concatenate([np.arange(piece_starts[starts[p]], piece_starts[starts[p + 1]]) for p in places])
    paragraphs = [text for each in inputs for text in each.paragraphs]
    ids = np.concatenate([each.tokens.ids for each in inputs])[pieces]
    return FeatureInput(
        paragraphs=[paragraphs[r] for r in rows],
        documents=np.concatenate(([0], np.cumsum(sizes[places]))),
        tokens=Tokens(ids, np.concatenate(([0], np.cumsum(lengths[rows])))),
        surprisal=np.concatenate([each.surprisal for each in inputs])[pieces],
        unigram_surprisal=np.concatenate([each.unigram_surprisal for each in inputs])[pieces],
        flags=SomeColumns.of(np.concatenate([each.flags.dense() for each in inputs])[rows]),
        confidences=SomeColumns.of(np.concatenate([each.confidences.dense() for each in inputs])[rows]),
    )
