"""Builds labelled documents. Shared by the documents of every origin."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mtdetect.learning.recipe import LabelledDocument, Recipe, fold_of
from mtdetect.scoring.ngram_models import NGRAM_MODELS
from mtdetect.types import Span
from training.composition import SPLIT_ONE_IN, LabelledParagraph, mixed, restyled
from training.damage.editing import Part

NAN = float("nan")
SEPARATOR = "\n\n"
FOLDS = Recipe().folds
PARTS: tuple[Part, ...] = ("train", "dev")

LANGUAGE_MODELS = 6
"""Folds of the language model: a multiple of the classifiers' folds, so that a classifier is never tested on text that
the language model has read. All groups in a document belong to the same one of these folds."""


def document(
    paragraphs: Sequence[str],
    *,
    translation: Sequence[float] | float,
    scraping: Sequence[float] | float,
    group: str,
    corpus: str,
    weight: Sequence[float] | float = 1.0,
    scraping_weight: Sequence[float] | float | None = None,
    ngram_labels: Mapping[str, Sequence[float] | float] | None = None,
    text: str | None = None,
    spans: Sequence[Span] | None = None,
) -> LabelledDocument:
    """A labelled document of `paragraphs`, or of a `text` with the `spans` of its paragraphs.

    Labels and weights: one per paragraph, or a single number for all paragraphs.
    """
    if text is None or spans is None:
        text, spans = join(paragraphs)
    number = len(spans)

    def column(values: Sequence[float] | float) -> np.ndarray:
        return np.broadcast_to(np.asarray(values, np.float32), number).astype(np.float32)

    by_model = np.full((number, len(NGRAM_MODELS)), NAN, np.float32)
    for name, values in (ngram_labels or {}).items():
        by_model[:, NGRAM_MODELS.index(name)] = column(values)
    return LabelledDocument(
        text=text,
        paragraphs=spans,
        labels={"translation": column(translation), "scraping": column(scraping)},
        weights={
            "translation": column(weight),
            "scraping": column(weight if scraping_weight is None else scraping_weight),
        },
        ngram_labels=by_model,
        group=group,
        corpus=corpus,
    )


def join(paragraphs: Sequence[str]) -> tuple[str, list[Span]]:
    """The paragraphs as one text, and their spans in it."""
    spans, start = [], 0
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + len(SEPARATOR)
    return SEPARATOR.join(paragraphs), spans


def mixed_documents(
    sound: Sequence[LabelledParagraph],
    damaged: Mapping[str, Sequence[LabelledParagraph]],
    lengths: Sequence[int],
    rng: random.Random,
    corpus: str,
) -> Iterator[LabelledDocument]:
    """Documents that mix sound and damaged paragraphs; see `composition.mixed`. Their scraping labels are sound."""
    for paragraphs in mixed(sound, damaged, lengths, rng):
        names = {name for paragraph in paragraphs for name in paragraph.ngram_labels}
        yield document(
            restyled([paragraph.text for paragraph in paragraphs], rng),
            translation=[paragraph.translation for paragraph in paragraphs],
            scraping=0.0,
            weight=[paragraph.weight for paragraph in paragraphs],
            scraping_weight=0.15,
            ngram_labels={name: [paragraph.ngram_labels.get(name, NAN) for paragraph in paragraphs] for name in names},
            group=paragraphs[0].group,
            corpus=corpus,
        )


def alone(whole: LabelledDocument, chosen: Iterable[int]) -> Iterator[LabelledDocument]:
    """Makes each chosen paragraph of a document a document of its own."""
    for i in chosen:
        text = whole.text[slice(*whole.paragraphs[i])]
        yield replace(
            whole,
            text=text,
            paragraphs=[Span(0, len(text))],
            labels={kind: values[i : i + 1] for kind, values in whole.labels.items()},
            weights={kind: values[i : i + 1] for kind, values in whole.weights.items()},
            ngram_labels=whole.ngram_labels[i : i + 1],
        )


def is_split(group: str, number: int) -> bool:
    """Whether this document is split into single paragraphs."""
    return fold_of(f"{group}/{number}/apart", SPLIT_ONE_IN) == 0


def part_of(group: str) -> Part:
    """The part of the damage templates, thesaurus senses and pivot languages that a group's text is damaged with.

    Fold 0 uses what no other fold uses, so that its figures measure understanding, not memory.
    """
    return "dev" if fold_of(group, FOLDS) == 0 else "train"
