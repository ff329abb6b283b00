"""Effect of 200 labels for a new kind of damage, on that damage and on other text: `quality --part few-labels`.

The new damage comes from old news feeds (`ag_news`). A pattern unknown to the model labels the snippets, and the model
is adapted to 200 of them; its training data has no scraping labels for these texts. The other text is of the kinds
that the base model knows, from the groups held out when it was trained for this benchmark.
"""

from __future__ import annotations

import re
import time
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench, table
from mtdetect.learning.adaptation import adapt
from mtdetect.learning.fitting import fit
from mtdetect.learning.gathering import gather
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.metrics import false_alarms, roc_auc
from mtdetect.learning.recipe import LabelledDocument, Recipe, fold_of
from mtdetect.learning.retrain import fit_to_samples
from mtdetect.scoring.adapter import Adapter
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import COLUMNS
from mtdetect.types import Sample
from training import corpora
from training.documents.ngram_texts import piece_ngram_texts
from training.moments import with_moments
from training.recipe import RECIPE
from training.train import train_resources

LABELS, DRAWS = 200, 5
SHARE = 0.15
"""Share of the training groups to use, to save time. Otherwise the base is trained like the default model."""

ROWS_ELSEWHERE = 4000
"""Fewest rows to take from each held-out corpus."""

RULES = {
    "apostrophes as `#39;`": r"#39;",
    "line breaks as backslashes": r"\\",
    "quotation marks as `quot;`": r"\bquot;",
    "tags and tickers as `&lt;…`": r"&lt;",
    "the feed's name before the text, “Reuters - ”": r"^\s*(?:Reuters|AP|AFP|SPACE\.com|USATODAY\.com|TechWeb) - ",
    "the agency after the place, “(Reuters)”": r"\((?:Reuters|AP|AFP)\)",
    "dashes as two hyphens": r" -- ",
}


def base_without(bench: Bench, fold: int) -> tuple[Model, list[LabelledDocument]]:
    """A model trained like the shipped one on a share of the groups, without one fold; and that fold's documents."""
    own = [d for d in bench.built.documents if zlib.crc32(f"teach/{d.group}".encode()) % 1000 < 1000 * SHARE]
    docs = [d for d in own if fold_of(d.group, Recipe().folds) != fold]
    resources = train_resources(
        piece_ngram_texts(bench.data, docs), bench.thesaurus, bench.counts, bench.vectors, folds=2
    )
    model = fit(docs, resources, recipe=RECIPE, jobs=bench.jobs, log=_log).model
    model = replace(model, card=model.card | {"base_rates": {}, "training_data": {"sha256": "base"}})
    model = with_moments(model, docs, bench.jobs, share=0.3)
    return model, [d for d in own if fold_of(d.group, Recipe().folds) == fold]


def _log(line: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')}  {line}", err=True)


class Read:
    """Documents analysed once with a base model, to be scored with any adapter of it."""

    def __init__(self, base: Model, docs: Sequence[LabelledDocument], jobs: int = 1) -> None:
        self.base = base
        self.evidence = gather(docs, base.tokenizer, [base.piece_ngrams], base.tagger, jobs)
        rows = base.rows(self.evidence)
        self.own = rows[:, [COLUMNS.index(name) for name in base.classifiers["scraping"].columns]]
        self.log_odds = base.log_odds("scraping", rows, self.evidence)
        self.labels = np.concatenate([d.labels["scraping"] for d in docs])
        self.corpus = np.concatenate([[d.corpus.split("/")[0]] * len(d.paragraphs) for d in docs])

    def scores(self, adapter: Adapter | None) -> NDArray[np.float64]:
        if adapter is None:
            return logistic(self.log_odds)
        return logistic(adapter.log_odds(self.own, self.log_odds, self.evidence.tokens))


def elsewhere_of(base: Model, held_out: Sequence[LabelledDocument]) -> Read:
    """A random part of the held-out documents from each kind of text that the base was trained on."""
    rng = np.random.default_rng(0)
    chosen: list[LabelledDocument] = []
    for prefix in ("pages/html-text", "damaged", "UD_English-GUM", "wmt"):
        own = [d for d in held_out if d.corpus.startswith(prefix)]
        order = rng.permutation(len(own))
        sizes = np.cumsum([len(own[i].paragraphs) for i in order])
        chosen += [own[i] for i in order[: np.searchsorted(sizes, ROWS_ELSEWHERE) + 1]]
    return Read(base, chosen)


def figures(read: Read, scores: NDArray[np.float64]) -> dict[str, float]:
    labels, ones = read.labels, np.ones(len(scores))
    wmt = np.char.startswith(read.corpus, "wmt")
    gum = read.corpus == "UD_English-GUM"
    every = np.ones(len(scores), bool)

    def figure(measure: Callable[..., float], rows: NDArray[np.bool_]) -> float:
        rows = rows & np.isfinite(labels)
        return measure(scores[rows], labels[rows], ones[rows])

    return {
        "AUC, lines of pages": figure(roc_auc, read.corpus == "pages"),
        "AUC, made damage": figure(roc_auc, read.corpus == "damaged"),
        "AUC, all of it with GUM and WMT": figure(roc_auc, every),
        "false at 0.5, lines of pages": figure(false_alarms, read.corpus == "pages"),
        "false at 0.5, GUM": figure(false_alarms, gum),
        "false at 0.5, WMT": figure(false_alarms, wmt),
    }


def lines(bench: Bench) -> Iterator[str]:
    base, held_out = base_without(bench, fold=0)
    _log("base trained")
    yield from report(base, elsewhere_of(base, held_out), bench)


def report(base: Model, elsewhere: Read, bench: Bench) -> Iterator[str]:
    texts = [row.text for row in corpora.ag_news(bench.data)][::2]
    snippets = Read(base, documents_of([Sample(text, source=str(i)) for i, text in enumerate(texts)]), bench.jobs)
    groups = [str(i) for i in range(len(texts))]
    before, ones = figures(elsewhere, elsewhere.scores(None)), np.ones(len(texts))
    old = snippets.scores(None)
    there: list[list[object]] = []
    cost: dict[str, list[dict[str, float]]] = {"adapted": [], "from scratch": []}
    for name, rule in RULES.items():
        labels = np.array([bool(re.search(rule, text)) for text in texts])
        found: list[tuple[float, ...]] = []
        for draw in range(DRAWS):
            drawn = np.random.default_rng(draw).permutation(len(texts))
            own, rest = drawn[:LABELS], drawn[LABELS:]
            judged = np.full(len(texts), np.nan, np.float32)
            judged[own] = labels[own]
            taught = adapt(base, snippets.evidence, "scraping", judged, groups)
            new = snippets.scores(taught.adapter)
            aucs = [roc_auc(scores[rest], labels[rest], ones[rest]) for scores in (old, new)]
            hits = new[rest] >= 0.5
            found.append((*aucs, labels[own].sum(), hits[labels[rest]].mean(), hits[~labels[rest]].mean()))
            cost["adapted"].append(_change(before, figures(elsewhere, elsewhere.scores(taught.adapter))))
            if draw == 0:
                samples = [Sample(texts[i], scraping=int(labels[i]), source=str(i)) for i in own]
                cost["from scratch"].append(
                    _change(before, figures(elsewhere, _from_scratch(base, samples, elsewhere)))
                )
        columns = np.array(found).T
        there.append(
            [
                name,
                f"{columns[2].min():.0f}–{columns[2].max():.0f}",
                columns[0].mean(),
                _range(columns[1]),
                _range(columns[1] - columns[0], "+"),
                f"{columns[3].mean():.0%}",
                f"{columns[4].mean():.1%}",
            ]
        )
        _log(name)
    yield f"{LABELS} random labels, {DRAWS} draws: mean (lowest to highest). Tested on the remaining snippets."
    yield ""
    yield from table(
        ["kind", "damaged labels", "AUC before", "AUC after", "gain", "found at 0.5", "false at 0.5"], there
    )
    yield "Other text, held out: figures of the base model, and their change: mean over draws and kinds (worst case)."
    yield ""
    body: list[list[object]] = []
    for figure, value in before.items():
        row: list[object] = [figure, f"{value:.4f}"]
        for way in cost.values():
            changes = np.array([change[figure] for change in way])
            worst = changes.min() if figure.startswith("AUC") else changes.max()
            row.append(f"{changes.mean():+.4f} ({worst:+.4f})")
        body.append(row)
    yield from table(["", "base", "adapted to the labels", "fitted to the labels alone"], body)


def _from_scratch(base: Model, samples: Sequence[Sample], elsewhere: Read) -> NDArray[np.float64]:
    """For comparison, scores for the other text by classifiers fitted to the labels alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = fit_to_samples(base, documents_of(samples), {"translation": False, "scraping": True}, len(samples), 1)
    return fitted.model.probabilities(elsewhere.evidence)["scraping"]


def _change(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in before}


def _range(values: NDArray[np.float64], sign: str = "") -> str:
    return f"{values.mean():{sign}.3f} ({values.min():{sign}.3f} to {values.max():{sign}.3f})"
