"""Experiments that train models: with a year or a language pair kept out, and on a user's own samples."""

from __future__ import annotations

import time
import warnings
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import click
import numpy as np

import mtdetect
from benchmarks.bench import Bench, Scored, joined, percent, rows, table
from benchmarks.translation import HEAD, figures, is_machine, worst_and_best
from mtdetect.learning.fitting import Fitted, fit
from mtdetect.learning.gathering import gather
from mtdetect.learning.metrics import RESAMPLES
from mtdetect.learning.recipe import LabelledDocument, Recipe, fold_of
from mtdetect.lm.discriminator import Discriminator
from mtdetect.scoring.judgement import pool
from mtdetect.types import Sample
from training import corpora
from training.documents.construction import document
from training.documents.ngram_texts import piece_ngram_texts
from training.recipe import RECIPE
from training.train import train_resources

PAGES = ("pages/", "recomposed/", "lines/")
SEGMENTS = 4
"""Number of segments in a test paragraph."""

FEW_TREES = 20
"""Trees per component in a quick run with only a share of the groups."""


def trained_without(bench: Bench, kept_out: Callable[[LabelledDocument], bool]) -> mtdetect.Model:
    """Trains the translation score like the shipped model's, but without the documents that are `kept_out`.

    To save time, pages are left out too; the scraping score remains that of the shipped model.
    """
    return _fitted(bench, [d for d in _documents_but_pages(bench) if not kept_out(d)], RECIPE, None).model


def _documents_but_pages(bench: Bench) -> list[LabelledDocument]:
    """The documents for the translation score, from the share of groups in use."""
    return [
        replace(d, labels={**d.labels, "scraping": np.full_like(d.labels["scraping"], np.nan)})
        for d in bench.built.documents
        if not d.corpus.startswith(PAGES) and drawn(d.group, bench.share)
    ]


def _fitted(
    bench: Bench,
    docs: Sequence[LabelledDocument],
    recipe: Recipe,
    network: Discriminator | None,
    folds: Sequence[int] | None = None,
) -> Fitted:
    if bench.share < 1:
        few = {"max_iter": FEW_TREES}
        components = {
            kind: {name: replace(part, boosting={**part.boosting, **few}) for name, part in own.items()}
            for kind, own in recipe.components.items()
        }
        recipe = replace(recipe, components=components)
    texts = piece_ngram_texts(bench.data, docs)
    resources = train_resources(texts, bench.thesaurus, bench.counts, bench.vectors, log=_log, network=network)
    return fit(docs, resources, base=bench.model, recipe=recipe, jobs=bench.jobs, log=_log, folds=folds)


def _log(line: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')}  {line}", err=True)


def scored(model: mtdetect.Model, docs: Sequence[LabelledDocument], jobs: int) -> list[Scored]:
    evidence = gather(docs, model.tokenizer, [model.piece_ngrams], model.tagger, jobs)
    found = model.probabilities(evidence)
    starts = evidence.documents
    return [
        Scored(d, {kind: scores[starts[i] : starts[i + 1]] for kind, scores in found.items()})
        for i, d in enumerate(docs)
    ]


def drawn(group: str, share: float) -> bool:
    """Whether a group is in a pseudo-random `share` of all groups; the same one in every run."""
    return zlib.crc32(f"share/{group}".encode()) % 1000 < 1000 * share


def year(bench: Bench) -> Iterator[str]:
    """Machine against human translations of a WMT year that was kept out, and against original English.

    The paragraphs, of four segments each, are scored alone, then in documents of several paragraphs, then these
    documents as wholes.
    """
    body = []
    for year in (2021, 2022):
        corpus = f"wmt{year}"
        model = trained_without(bench, lambda d, corpus=corpus: d.corpus.startswith(corpus))  # type: ignore[misc]
        docs = [d for d in _documents(bench, year) if drawn(d.group, bench.share)]
        alone = [_single(d.text[a:b], d.corpus, d.group) for d in docs for a, b in d.paragraphs]
        tested = scored(model, alone, bench.jobs)
        together = scored(model, [d for d in docs if len(d.paragraphs) > 1], bench.jobs)
        sets = {
            f"**{year}, human translations and original English**": tested,
            f"{year}, the same in documents": together,
            f"{year}, these documents": [_whole(s) for s in together],
            f"{year}, human translations": _translated(tested),
        }
        for s in _translated(tested):
            sets.setdefault(f"{year} {s.document.group.split('/')[1]}", []).append(s)
        body += [figures(name, rows(own, "translation", is_machine)) for name, own in sets.items()]
    yield from table(["year kept out", *HEAD], body)


def _translated(tested: Sequence[Scored]) -> list[Scored]:
    return [s for s in tested if not s.document.corpus.endswith("/human-original")]


def _whole(scored: Scored) -> Scored:
    """The document as a single paragraph, with the document's score."""
    d = scored.document
    lengths = np.array([end - start for start, end in d.paragraphs])
    pooled = {kind: np.array([pool(scores.tolist(), lengths.tolist())]) for kind, scores in scored.scores.items()}
    return Scored(_single(d.text, d.corpus, d.group), pooled)


def _documents(bench: Bench, year: int) -> list[LabelledDocument]:
    """Each document in every translation, and original English, in paragraphs of `SEGMENTS` consecutive segments."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (pair, doc), run in groupby(corpora.wmt(bench.data, (year,)), key=lambda s: (s.pair, s.doc)):
        segments = list(run)
        for start in range(0, len(segments) - SEGMENTS + 1, SEGMENTS):
            block = segments[start : start + SEGMENTS]
            group = f"{year}/{pair}/{doc or start // 24}"
            for kind, versions in (("human-translation", "human"), ("machine", "machine")):
                for system in getattr(block[0], versions):
                    texts = [getattr(s, versions).get(system) for s in block]
                    if all(texts):
                        found[group, kind, system].append(" ".join(texts))
    for origin, originals in groupby(
        (o for o in corpora.originals(bench.data) if o.year == year), key=lambda o: o.origin
    ):
        texts = [o.text for o in originals]
        for start in range(0, len(texts) - SEGMENTS + 1, SEGMENTS):
            group = f"{year}/{origin}/{start // 24}"
            found[group, "human-original", ""].append(" ".join(texts[start : start + SEGMENTS]))
    return [
        document([t.strip() for t in texts], translation=0.0, scraping=0.0, group=group, corpus=f"wmt{year}/{kind}")
        for (group, kind, _), texts in found.items()
    ]


def _single(text: str, corpus: str, group: str) -> LabelledDocument:
    return document([text.strip()], translation=0.0, scraping=0.0, group=group, corpus=corpus)


def pair(bench: Bench) -> Iterator[str]:
    """Poor against good translations in `mlqe` dev (worst against best quarter by adequacy), with the pair kept out.

    The linear models and forests are trained without the pair. The language model is trained without a sentence's own
    post-edit, but with others of its pair. The discriminator, trained on sound text alone, is the shipped one.
    """
    docs = _documents_but_pages(bench)
    pairs = sorted({d.group.split("/")[1] for d in docs if d.corpus.startswith("mlqe")})
    folds = [
        pairs.index(d.group.split("/")[1]) if d.corpus.startswith("mlqe") else fold_of(d.group, len(pairs))
        for d in docs
    ]
    recipe = replace(RECIPE, folds=len(pairs))
    held_out = _fitted(bench, docs, recipe, bench.model.discriminator, folds).held_out["translation"]
    ends = np.cumsum([len(d.paragraphs) for d in docs])
    own = [
        Scored(d, {"translation": held_out[end - len(d.paragraphs) : end]})
        for d, end in zip(docs, ends.tolist(), strict=True)
    ]
    adequacy = {row.machine.strip(): row.adequacy for row in corpora.post_edited(bench.data) if row.split == "dev"}
    sets = dict(worst_and_best(own, adequacy))
    sets["**all, quarters of each pair**"] = joined([sets[name] for name in pairs if name in sets])
    yield from table(["pair kept out", *HEAD], [figures(name, some) for name, some in sets.items()])


def human_or_machine(bench: Bench) -> Iterator[str]:
    """Human against DeepL translations in `ht_vs_mt`: `mtdetect.train` on the train split, accuracy on dev (WMT 2018).

    The default model, which is the base, was not trained on this corpus.
    """
    data = [row for row in corpora.human_or_machine_rows(bench.data) if row.system == "deepl"]
    body = []
    for level in ("sentence", "document"):
        own = [row for row in data if row.corpus.endswith(level)]
        samples = [
            Sample(row.text, translation=int(row.kind == "machine"), source=row.group)
            for row in own
            if row.split == "train" and drawn(row.group, bench.share)
        ]
        dev = [row for row in own if row.split == "dev"]
        labels = np.array([row.kind == "machine" for row in dev])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = mtdetect.train(samples, bench.model, jobs=bench.jobs)
        scores = np.array([report.translation for report in model.score_many(row.text for row in dev)])
        right = (scores >= 0.5) == labels
        low, high = _interval(right, [row.group for row in dev])
        accuracy = f"{right.mean():.3f} ({low:.3f}–{high:.3f})"
        body.append([level, len(samples), len(dev), accuracy, percent(float((scores >= 0.5).mean()))])
    yield from table(["level", "train", "dev", "accuracy", "called machine"], body)


def _interval(right: np.ndarray, groups: Sequence[str]) -> tuple[float, float]:
    """95 % bootstrap interval of the accuracy, over groups."""
    _, owner = np.unique(np.asarray(groups), return_inverse=True)
    hits, sizes = np.bincount(owner, right), np.bincount(owner)
    drawn = np.random.default_rng(0).integers(0, len(sizes), (RESAMPLES * 5, len(sizes)))
    low, high = np.percentile(hits[drawn].sum(1) / sizes[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)
