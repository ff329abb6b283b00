"""Training on labelled samples, as `mtdetect train` does it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import __version__
from mtdetect.learning import libraries
from mtdetect.learning.adaptation import adapt
from mtdetect.learning.evaluation import comparison, figures, worse
from mtdetect.learning.fitting import Fitted, fit
from mtdetect.learning.gathering import gather
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.ngram_regression import choose, cross_fit
from mtdetect.learning.recipe import LabelledDocument, Recipe, Resources, balanced_folds
from mtdetect.learning.sample_checks import MANY, check, class_sizes, kept_together, samples_hash, weight_in_pieces
from mtdetect.samples.files import to_sample
from mtdetect.scoring import pipeline
from mtdetect.scoring.log_odds import log_odds, logistic
from mtdetect.scoring.model_card import run_date
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.workers import processes
from mtdetect.types import SCORES, Sample

FOLDS = 5
"""Most folds of a cross-validation."""

MISLEADING = (
    "the words of some samples point the wrong way in others, as if versions of one text had different labels and "
    "sources; give all versions of a text one source, or the figures may be wrong"
)
"""The warning if the n-grams of other folds are worse than none."""


def train(
    samples: Iterable[Sample | Mapping[str, Any]], base: str | Path | Model | None = None, jobs: int = 1
) -> Model:
    """Trains a model on labelled samples, starting from `base`: a model, its folder, or None for the default model.

    A score with fewer than MANY judged samples of either class is adapted (`learning.adaptation`), so that it keeps
    what the base knows about other text. With more, its classifier is fitted to the samples alone, as is a logistic
    regression over their n-grams; the better of the two is kept, or both together. A score without samples of both
    classes stays as it is, with a warning.

    The metrics in the card, and its `comparison` with the base, come from cross-validation grouped by `source`.
    `jobs`: the number of processes; 0 means one per core.

    Raises:
        InputError: nothing can be learned from the samples, or scikit-learn or scipy is missing.
        ValueError: `jobs` is negative.
        ModelError: the base can't be used.
    """
    libraries.check("train")
    jobs = processes(jobs)
    start = pipeline.load(base)
    rows = [to_sample(sample) for sample in samples]
    learned = {kind: len(class_sizes(rows, kind)) == 2 for kind in SCORES}
    many = {kind: learned[kind] and min(class_sizes(rows, kind, weight_in_pieces).values()) >= MANY for kind in SCORES}
    documents, kept_in = kept_together(documents_of(rows))
    notes = check(rows, kept_in)
    if joined := len(kept_in) - len(set(kept_in.values())):
        found = f"sources joined to another because they share near duplicates: {joined:,} of {len(kept_in):,}"
        notes.append(_warned(f"{found}; each split keeps them together"))
    if start.adapters:
        notes.append(
            _warned(
                "the base model was adapted to labels before; if these samples are among them, figures are too good"
            )
        )
    evidence = gather(documents, start.tokenizer, [start.piece_ngrams], start.tagger, jobs)
    before = start.probabilities(evidence)
    held_out = {kind: np.full(len(evidence.paragraphs), np.nan) for kind in SCORES}
    ways: dict[str, str] = dict.fromkeys(SCORES, "kept")
    labels = {kind: np.concatenate([d.labels[kind] for d in documents]) for kind in SCORES}
    groups = [d.group for d in documents for _ in d.paragraphs]
    model = start
    if any(many.values()):
        fitted = fit_to_samples(start, documents, many, len(rows), jobs)
        model = fitted.model
        for kind in (kind for kind in SCORES if many[kind]):
            held_out[kind], ways[kind] = fitted.held_out[kind], "fitted to these samples alone"
    for kind in (kind for kind in SCORES if learned[kind] and not many[kind]):
        adapted = adapt(model, evidence, kind, labels[kind], groups)
        if adapted.adapter:
            held_out[kind] = logistic(adapted.held_out)
            ways[kind] = f"adapted, prior strength {adapted.strength:g}"
            model = replace(model, adapters={**model.adapters, kind: adapted.adapter})
        else:
            held_out[kind] = np.where(np.isfinite(adapted.held_out), before[kind], np.nan)
            notes.append(
                _warned(
                    f"{kind}: the labels did not clearly improve the score on held-out samples, so the new model keeps "
                    "the base model's score"
                )
            )
    fold = np.repeat(folds_of(documents), np.diff(evidence.documents))
    baseline = {kind: np.full(len(fold), np.nan) for kind in SCORES}
    for kind in (kind for kind in SCORES if learned[kind]):
        ngrams = cross_fit(evidence.tokens, labels[kind], fold)
        chosen = choose(ngrams, log_odds(held_out[kind]), labels[kind], fold)
        baseline[kind] = logistic(chosen.baseline)
        if many[kind] and chosen.ngrams:
            held_out[kind] = logistic(chosen.held_out)
            model = replace(model, ngrams={**model.ngrams, kind: chosen.ngrams})
        if chosen.misleading:
            notes.append(_warned(f"{kind}: {MISLEADING}"))
    metrics = {kind: figures(documents, kind, held_out[kind]) for kind in SCORES}
    compared = {
        kind: comparison(documents, kind, before[kind], held_out[kind], ways[kind], baseline[kind]) for kind in SCORES
    }
    notes += [_warned(note) for kind in SCORES for note in worse(kind, compared[kind])]
    made = card(metrics, documents, samples_hash(rows), start.card.get("sources", []), notes)
    made |= {"comparison": compared, "base": start.card["training_data"]["sha256"]}
    if not all(many.values()):  # the base's are better for a score with few labels
        made["base_rates"] = {kind: (made if many[kind] else start.card)["base_rates"][kind] for kind in SCORES}
    made |= {"prior": start.card["prior"]} if model.training_moments else {}
    return replace(model, card=made, folder=None, base_folder=start.base_folder or start.folder)


def fit_to_samples(
    start: Model, documents: Sequence[LabelledDocument], many: Mapping[str, bool], rows: int, jobs: int
) -> Fitted:
    """Fits the classifiers of the scores with many labels. Everything else is from `start`."""
    chosen = [
        replace(
            d, labels={kind: d.labels[kind] if many[kind] else np.full_like(d.labels[kind], np.nan) for kind in SCORES}
        )
        for d in documents
    ]
    folds = folds_of(documents)
    recipe = _recipe(rows, int(folds.max()) + 1)
    fitted = fit(chosen, Resources.of(start), base=start, recipe=recipe, jobs=jobs, folds=folds.tolist())
    kept = {kind: adapter for kind, adapter in start.adapters.items() if not many[kind]}
    ngrams = {kind: own for kind, own in start.ngrams.items() if not many[kind]}
    model = replace(
        fitted.model, card=start.card, adapters=kept, ngrams=ngrams, training_moments=start.training_moments
    )
    return replace(fitted, model=model)


def folds_of(documents: Sequence[LabelledDocument]) -> NDArray[np.int64]:
    """The fold of each document: up to `FOLDS` folds of whole groups."""
    groups = [d.group for d in documents]
    return balanced_folds(groups, max(2, min(FOLDS, len(set(groups)))))


def _warned(note: str) -> str:
    """Issues a warning, and returns it for the card."""
    warnings.warn(note, stacklevel=3)
    return note


def card(
    figures: Mapping[str, Any],
    documents: Sequence[LabelledDocument],
    data_hash: str,
    sources: Sequence[Any],
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """The card of a model, without the hashes of its files, which are added when it is saved."""
    from sklearn import __version__ as sklearn_version

    return {
        "version": __version__,
        "date": run_date().isoformat(),
        "scikit-learn": sklearn_version,
        "training_data": {"sha256": data_hash, "documents": len(documents), "sources": list(sources)},
        "metrics": dict(figures),
        "thresholds": dict.fromkeys(SCORES, 0.5),
        "base_rates": {kind: base_rate(documents, kind) for kind in SCORES},
        "notes": list(notes),
    }


def base_rate(documents: Sequence[LabelledDocument], kind: str) -> float:
    """The weighted share of damaged paragraphs: the score of a text about which nothing is known."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    judged = np.isfinite(labels)
    return round(float(np.average(labels[judged], weights=weights[judged])), 4) if weights[judged].sum() else 0.0


def _recipe(rows: int, folds: int) -> Recipe:
    """Settings with smaller leaves for few rows: a leaf should hold a fiftieth of the rows, but at least five."""
    recipe = Recipe(folds=folds)
    leaf = max(5, min(recipe.boosting["min_samples_leaf"], rows // 50))
    boosting = {**recipe.boosting, "min_samples_leaf": leaf}
    return replace(recipe, boosting=boosting)
