"""Sound English: hand-cleaned articles, edited and everyday English of many genres, and prose of seven kinds."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training import corpora
from training.composition import real_lengths, restyled, runs
from training.documents.construction import document, is_split

PROSE_WORDS_PER_KIND = 110_000
"""Words to use of each kind of prose, in whole documents. Some kinds have millions."""

ABC_PARAGRAPHS = 14
"""Paragraphs per group of ABC radio news, which comes as one long text."""


class CleanText(NamedTuple):
    """A document written in English by people. Only `edited` text is used to make damaged text from."""

    group: str
    corpus: str
    paragraphs: Sequence[str]
    edited: bool


def raw_texts(data: Path) -> Iterator[CleanText]:
    """All clean texts except the prose, unchanged."""
    for page in corpora.pages(data):
        if not corpora.is_english(page.body):
            continue
        lines = [line.strip() for line in page.body.splitlines() if line.strip()]
        title = page.title.strip()
        # Saved articles often include their headline, and there it isn't furniture.
        if title and title not in lines and fold_of(page.doc, 2) == 0:
            lines.insert(0, title)
        yield CleanText(page.site, "body", lines, True)
    for clean in corpora.clean_documents(data):
        paragraphs = [p for p in clean.paragraphs if p.strip()]
        edited = clean.source == "abc" or clean.genre in corpora.EDITED_GENRES
        group = f"{clean.source}/{clean.doc}/"
        if clean.source != "abc":
            yield CleanText(group, f"{clean.source}/{clean.genre}", paragraphs, edited)
            continue
        for i, start in enumerate(range(0, len(paragraphs), ABC_PARAGRAPHS)):
            own = paragraphs[start : start + ABC_PARAGRAPHS]
            yield CleanText(f"{group}{i}", f"{clean.source}/{clean.genre}", own, edited)


def prose_texts(data: Path) -> Iterator[CleanText]:
    """Some prose of each kind. Each kind is one group, so a split keeps out a whole kind."""
    by_source: dict[str, list[corpora.Prose]] = defaultdict(list)
    for text in corpora.prose(data):
        by_source[text.source].append(text)
    for source, texts in sorted(by_source.items()):
        random.Random(f"prose/{source}").shuffle(texts)
        words = 0
        for text in texts:
            if words >= PROSE_WORDS_PER_KIND:
                break
            words += sum(len(paragraph.split()) for paragraph in text.paragraphs)
            yield CleanText(f"prose/{source}", f"prose/{source}", text.paragraphs, True)


def clean_texts(data: Path) -> list[CleanText]:
    """All clean texts, cut to the lengths of real articles, each in one house style."""
    lengths = real_lengths(data)
    result: list[CleanText] = []
    for i, text in enumerate((*raw_texts(data), *prose_texts(data))):
        rng = random.Random(f"clean/{text.group}/{i}")
        result += (text._replace(paragraphs=restyled(run, rng)) for run in runs(text.paragraphs, lengths, rng))
    return result


def documents(data: Path) -> Iterator[LabelledDocument]:
    """The clean texts as they are."""
    for number, (group, corpus, paragraphs, edited) in enumerate(clean_texts(data)):
        weight = 1.0 if edited else 0.7
        ngram_labels: dict[str, Sequence[float] | float] = {
            "furniture": 0.0,
            "leaked_furniture": 0.0,
            "spun": 0.0,
            "rule_based_mt": 0.0,
        }
        for some in [[p] for p in paragraphs] if is_split(group, number) else [paragraphs]:
            yield document(
                some,
                translation=0.0,
                scraping=0.0,
                weight=weight,
                ngram_labels=ngram_labels,
                group=group,
                corpus=corpus,
            )
