"""Sound English of every origin but pages, with furniture of pages put into it.

A page's furniture was only ever seen around that site's articles or another site's. So the forest could tell text that
is not from a page, and take its furniture for sound.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training import corpora
from training.documents.clean import CleanText, clean_texts
from training.documents.construction import FOLDS, join
from training.documents.pages import labelled, only_scraping

MOST = 110
"""Texts to use of each corpus."""

FEWEST = 3
"""Paragraphs that a text needs."""

WEIGHT = 0.6
"""Weight of a text; a recomposed page weighs 1."""


def documents(data: Path, cache: Path | None, jobs: int, extractors: Sequence[str]) -> Iterator[LabelledDocument]:
    texts = {f"{text.group}/{i}": text for i, text in _chosen(data)}
    pages = list(corpora.page_documents(data, extractors, cache=cache, jobs=jobs, recent=True))
    bare = [corpora.all_content(name, text.group, *join(text.paragraphs)) for name, text in texts.items()]
    for page in corpora.furnished(bare, pages, lambda site: fold_of(site, FOLDS)):
        yield only_scraping(labelled(page, f"recomposed/{texts[page.doc].corpus}", WEIGHT))


def _chosen(data: Path) -> Iterator[tuple[int, CleanText]]:
    """Up to MOST texts of each corpus, with their numbers among all."""
    by_corpus: dict[str, list[tuple[int, CleanText]]] = defaultdict(list)
    for i, text in enumerate(clean_texts(data)):
        if text.corpus != "body" and len(text.paragraphs) >= FEWEST:
            by_corpus[text.corpus].append((i, text))
    rng = random.Random("furnished")
    for own in by_corpus.values():
        yield from own if len(own) <= MOST else rng.sample(own, MOST)
