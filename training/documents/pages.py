"""Real news pages as plain text: the article is content, everything else is furniture."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training import corpora
from training.documents.construction import FOLDS, NAN, alone, document

PROSE_WEIGHT, FURNITURE_WEIGHT = 2.0, 3.2
"""Weights of a page's content and furniture. Each is divided by the square root of the number of such paragraphs on the
page: as plain text, seven lines in eight are furniture."""

REAL_PAGE_WEIGHT = 0.6
"""Weight of an original page; a recomposed page weighs 1. On an original page, the end of an article that was cut off
is labelled as furniture."""

HEADLINE_WEIGHT = 0.4
"""Weight of the title before the article. It is content, but few of the hand-cleaned articles include it."""

LEAK_WORDS = 10
"""Furniture of at least this many words looks like prose, and extractors let it through. The linear n-gram model
`leaked_furniture` learns only from paragraphs this long."""

LINE_EXTRACTOR, LINES, LINE_WEIGHT = "html-text", 4, 0.5
"""Single lines: whose plain text they are from, how many content lines per page (and twice as many furniture lines),
and their weight."""

UNSURE = frozenset({"caption", "byline", "duplicate"})
UNSURE_WEIGHT = 0.12
"""Lines that only some readers see as part of the article. They count as furniture, with little weight."""


def documents(data: Path, cache: Path | None, jobs: int, extractors: Sequence[str]) -> Iterator[LabelledDocument]:
    """The original pages, the same articles on recomposed pages, and single lines of pages."""
    real = list(corpora.page_documents(data, extractors, cache=cache, jobs=jobs, recent=True))
    for page in real:
        whole = page.extractor in corpora.WHOLE_PAGE
        if weight := _share(page, "as it was", extractors):
            yield labelled(page, f"pages/{page.extractor}", weight * (REAL_PAGE_WEIGHT if whole else 1.0))
    for page in corpora.recomposed(real, lambda site: fold_of(site, FOLDS)):
        if weight := _share(page, "recomposed", extractors):
            yield only_scraping(labelled(page, f"recomposed/{page.extractor}", weight))
    for page in real:
        if page.extractor == LINE_EXTRACTOR:
            known = only_scraping(labelled(page, f"lines/{page.extractor}", 1.0))
            for line in alone(known, _some_lines(known)):
                yield replace(line, weights={kind: np.full(1, LINE_WEIGHT, np.float32) for kind in line.weights})


def _share(page: corpora.LabelledDocument, form: str, extractors: Sequence[str]) -> float:
    """The weight of a page in one form: original or recomposed.

    The whole-page extractors give nearly the same text. For each page, one of them is chosen by hash and weighs as much
    as all of them; the others weigh 0.
    """
    whole = [name for name in extractors if name in corpora.WHOLE_PAGE]
    if page.extractor not in whole:
        return 1.0
    return float(len(whole)) if whole[fold_of(f"{page.doc}/{form}", len(whole))] == page.extractor else 0.0


def only_scraping(page: LabelledDocument) -> LabelledDocument:
    """The page without other labels: the n-gram models and the translation score learn from its original."""
    unjudged = {**page.labels, "translation": np.full_like(page.labels["translation"], NAN)}
    return replace(page, labels=unjudged, ngram_labels=np.full_like(page.ngram_labels, NAN))


def _some_lines(page: LabelledDocument) -> list[int]:
    """Lines to judge without their context. More are furniture than content, as on the page itself."""
    rng = random.Random(page.text)
    labels = page.labels["scraping"]
    chosen: list[int] = []
    for label, most in ((0.0, LINES), (1.0, 2 * LINES)):
        own = [i for i in np.flatnonzero(labels == label).tolist() if len(page.text[slice(*page.paragraphs[i])]) > 3]
        chosen += rng.sample(own, min(most, len(own)))
    return chosen


def _label(label: int | None, kind: str) -> float:
    if kind == "headline":
        return 0.0
    return 1.0 if kind in UNSURE else NAN if label is None else float(label)


def labelled(page: corpora.LabelledDocument, corpus: str, weight: float) -> LabelledDocument:
    """A page with its labels. As a translation, everything on it is sound."""
    labels = np.array([_label(*pair) for pair in zip(page.labels, page.kinds, strict=True)], np.float32)
    weights = np.array(page.weights, np.float32) * np.where(labels == 1, FURNITURE_WEIGHT, PROSE_WEIGHT)
    weights = np.where([kind in UNSURE for kind in page.kinds], UNSURE_WEIGHT, weights)
    weights = np.where([kind == "headline" for kind in page.kinds], HEADLINE_WEIGHT, weights)
    long = np.array([len(page.text[a:b].split()) >= LEAK_WORDS for a, b in page.paragraphs], bool)
    return document(
        (),
        text=page.text,
        spans=list(page.paragraphs),
        translation=0.0,
        scraping=labels.tolist(),
        weight=np.where(labels == 0, 0.3, 0.1).tolist(),
        scraping_weight=(weight * weights).tolist(),
        ngram_labels={"furniture": labels.tolist(), "leaked_furniture": np.where(long, labels, NAN).tolist()},
        group=page.site,
        corpus=corpus,
    )
