"""Shared by all benchmarks: the data, the model, and the training documents with their held-out scores."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

import mtdetect
from mtdetect.learning.recipe import LabelledDocument
from mtdetect.scoring.ngram_models import NGRAM_MODELS
from mtdetect.types import SCORES
from training import corpora
from training.dataset import EXTRACTORS, USER_CACHE, data_hash, load_documents
from training.spinner import Thesaurus
from training.word_counts import DEFAULT as WORDS
from training.word_counts import WordCounts
from training.word_vectors import WordVectors

ROOT = Path(__file__).parents[1]
Scores = NDArray[np.float64]


class Scored(NamedTuple):
    """A training document, with the scores its paragraphs got from models not trained on its group."""

    document: LabelledDocument
    scores: dict[str, Scores]


class Rows(NamedTuple):
    """Paragraphs of many documents as flat arrays with one entry per paragraph, ready for the metrics."""

    scores: Scores
    labels: Scores
    weights: Scores
    groups: list[str]


class _Built(NamedTuple):
    documents: list[LabelledDocument]
    pages: list[corpora.LabelledDocument]


@dataclass
class Bench:
    """The settings of a benchmark run, and everything made from them, each loaded or computed on first use."""

    data: Path
    model_folder: Path | None = None
    held_out_file: Path | None = None
    cache: Path | None = None
    wordnet: Path = Path("/usr/share/wordnet")
    mythes: Path = Path("/usr/share/mythes")
    words: Path = WORDS
    jobs: int = 1
    share: float = 1.0
    """Share of the groups used by experiments that train models; below 1 only for a quick try."""
    remarks: bool = False
    """Print every false flag, false alarm and miss."""

    @cached_property
    def model(self) -> mtdetect.Model:
        return mtdetect.load(self.model_folder)

    @property
    def model_hash(self) -> str:
        """SHA-256 of the model's card, which contains the hashes of all its other files."""
        folder = self.model.folder
        return hashlib.sha256((folder / "model.json").read_bytes()).hexdigest() if folder else "unsaved"

    @cached_property
    def thesaurus(self) -> Thesaurus:
        return Thesaurus.load(self.wordnet, self.mythes)

    @cached_property
    def counts(self) -> WordCounts:
        return WordCounts.load(self.words)

    @cached_property
    def vectors(self) -> WordVectors:
        return WordVectors.load(self.cache or USER_CACHE)

    @cached_property
    def built(self) -> _Built:
        """The training documents, and the pages (the first of these documents) with their articles.

        Building them takes minutes, so they are cached under a name that depends on the data and the code.
        """
        entry = self.cache / f"documents-{self._digest()}.pickle" if self.cache else None
        if entry and entry.exists():
            return _Built(*pickle.loads(entry.read_bytes()))
        pages = list(corpora.page_documents(self.data, EXTRACTORS, self.cache, self.jobs))
        built = _Built(load_documents(self.data, self.thesaurus, self.cache, self.jobs), pages)
        if entry:
            entry.parent.mkdir(parents=True, exist_ok=True)
            for older in entry.parent.glob("documents-*.pickle"):
                older.unlink()
            entry.write_bytes(pickle.dumps(tuple(built)))
        return built

    @cached_property
    def held_out(self) -> list[Scored]:
        if self.held_out_file is None:
            raise click.UsageError("this part needs --held-out FILE, a file written by training.train --held-out FILE")
        with np.load(self.held_out_file) as arrays:
            scores = {kind: np.asarray(arrays[kind], np.float64) for kind in SCORES}
        bounds = np.cumsum([0, *(len(d.paragraphs) for d in self.built.documents)])
        if any(len(column) != bounds[-1] for column in scores.values()):
            raise click.ClickException(
                f"{self.held_out_file} has scores for {len(scores['scraping'])} paragraphs, but the data has "
                f"{bounds[-1]}; train again with this checkout and this data"
            )
        return [
            Scored(document, {kind: scores[kind][a:b] for kind in SCORES})
            for document, a, b in zip(self.built.documents, bounds[:-1], bounds[1:], strict=True)
        ]

    @cached_property
    def clean(self) -> list[corpora.CleanDocument]:
        """The documents of the clean texts, except ABC radio news."""
        return [d for d in corpora.clean_documents(self.data) if d.source != "abc"]

    def _digest(self) -> str:
        digest = hashlib.sha256(f"{data_hash(self.data)} {NGRAM_MODELS}".encode())
        for path in sorted([*(ROOT / "training").rglob("*.py"), ROOT / "mtdetect/text/segmentation.py"]):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def rows(
    scored: Sequence[Scored], kind: str, label: Callable[[Scored], Any] | None = None, weighted: bool = False
) -> Rows:
    """The labelled paragraphs that have a held-out score.

    `label` computes labels to use instead of those used in training; NaN leaves a paragraph out.
    """
    if not scored:
        return Rows(np.zeros(0), np.zeros(0), np.zeros(0), [])
    sizes = [len(s.document.paragraphs) for s in scored]
    labels = np.concatenate(
        [np.broadcast_to(label(s) if label else s.document.labels[kind], n) for s, n in zip(scored, sizes, strict=True)]
    ).astype(np.float64)
    scores = np.concatenate([s.scores[kind] for s in scored])
    weights = np.concatenate([s.document.weights[kind] for s in scored]).astype(np.float64)
    groups = np.repeat([s.document.group for s in scored], sizes)
    seen = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
    return Rows(scores[seen], labels[seen], weights[seen] if weighted else np.ones(seen.sum()), groups[seen].tolist())


def joined(parts: Sequence[Rows]) -> Rows:
    scores, labels, weights = (np.concatenate([np.asarray(part[i]) for part in parts]) for i in range(3))
    return Rows(scores, labels, weights, [group for part in parts for group in part.groups])


def table(head: Sequence[str], body: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yields the lines of a Markdown table, with all columns but the first aligned right, and an empty line."""
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|--:" * (len(head) - 1) + "|"
    for row in body:
        yield "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |"
    yield ""


def with_interval(figures: dict[str, Any], name: str) -> str:
    """A metric with its interval, such as "0.981 (0.972–0.988)", or a dash if it could not be computed."""
    if name not in figures:
        return "–"
    text = f"{figures[name]:.3f}"
    low, high = figures.get(f"{name}_interval", (None, None))
    return text if low is None else f"{text} ({low:.3f}–{high:.3f})"


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"
