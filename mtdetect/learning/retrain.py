"""Training and evaluation on labelled samples: what `mtdetect train` and `mtdetect evaluate` do."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect import __version__
from mtdetect.learning.adaptation import adapt
from mtdetect.learning.evaluation import comparison, figures_of, worse
from mtdetect.learning.fitting import Fitted, fit
from mtdetect.learning.gathering import gather
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.recipe import LabelledDocument, Recipe, Resources
from mtdetect.learning.sample_checks import MANY, check, class_sizes, kept_together, samples_hash, weight_in_pieces
from mtdetect.samples.files import to_sample
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import SCORES, Sample

HEAD_LENGTH = 70
"""Pieces of the tokenizer in so many words, about."""


def train(
    samples: Iterable[Sample | Mapping[str, Any]], base: str | Path | Model | None = None, jobs: int = 1
) -> Model:
    """A model that has learned from labelled samples on top of `base`: a model, its folder, or None for the default.

    By score: with fewer than MANY judged samples of either class the base's score is corrected (`learning.adaptation`),
    which keeps what it knows of other text; from then on the classifier is fitted to the samples alone. A score for
    which no sample of either class is judged stays the base's, with a warning.

    The card's metrics come from cross-validation grouped by `source`, and so does its `comparison` with the base.
    Raises InputError where nothing can be learned from the samples.
    """
    start = load(base)
    rows = [to_sample(sample) for sample in samples]
    learned = {kind: len(class_sizes(rows, kind)) == 2 for kind in SCORES}
    many = {kind: learned[kind] and min(class_sizes(rows, kind, weight_in_pieces).values()) >= MANY for kind in SCORES}
    documents, kept_in = kept_together(documents_of(rows, many))
    notes = check(rows, kept_in)
    if joined := len(kept_in) - len(set(kept_in.values())):
        found = f"{joined:,} sources share text with others, versions of the same, say"
        notes.append(_told(f"{found}: each split keeps them together"))
    if start.adapters:
        notes.append(_told("the base has learned from labels before: figures are too good where they are among these"))
    evidence = gather(documents, start.tokenizer, [start.piece_ngrams], jobs)
    before = start.probabilities(evidence)
    held_out = {kind: np.full(len(evidence.paragraphs), np.nan) for kind in SCORES}
    ways: dict[str, str] = dict.fromkeys(SCORES, "kept")
    model = start
    if any(many.values()):
        fitted = fit_anew(start, documents, many, len(rows), jobs)
        model = fitted.model
        for kind in (kind for kind in SCORES if many[kind]):
            held_out[kind], ways[kind] = fitted.held_out[kind], "fitted anew"
    groups = [d.group for d in documents for _ in d.paragraphs]
    for kind in (kind for kind in SCORES if learned[kind] and not many[kind]):
        labels = np.concatenate([d.labels[kind] for d in documents])
        taught = adapt(model, evidence, kind, labels, groups)
        if taught.adapter:
            held_out[kind] = logistic(taught.held_out)
            ways[kind] = f"corrected, prior x {taught.strength:g}"
            model = replace(model, adapters={**model.adapters, kind: taught.adapter})
        else:
            held_out[kind] = np.where(np.isfinite(taught.held_out), before[kind], np.nan)
            notes.append(
                _told(f"{kind}: the labels taught nothing that holds for those kept out; the base model's score stays")
            )
    figures = {kind: figures_of(documents, kind, held_out[kind]) for kind in SCORES}
    compared = {kind: comparison(documents, kind, before[kind], held_out[kind], ways[kind]) for kind in SCORES}
    notes += [_told(note) for kind in SCORES for note in worse(kind, compared[kind])]
    made = card(figures, documents, samples_hash(rows), start.card.get("sources", []), notes)
    made |= {"comparison": compared, "base": start.card["training_data"]["sha256"]}
    if not all(many.values()):  # of text in other languages and of the score that stays, the base knows more
        made["base_rates"] = {kind: (made if many[kind] else start.card)["base_rates"][kind] for kind in SCORES}
    made |= {"prior": start.card["prior"]} if model.training_moments else {}
    return replace(model, card=made, folder=None)


def fit_anew(
    start: Model, documents: Sequence[LabelledDocument], many: Mapping[str, bool], rows: int, jobs: int
) -> Fitted:
    """Classifiers of the scores with many labels; the tokenizer and the language model are those of `start`."""
    chosen = [
        replace(
            d, labels={kind: d.labels[kind] if many[kind] else np.full_like(d.labels[kind], np.nan) for kind in SCORES}
        )
        for d in documents
    ]
    recipe = _recipe(rows, max(2, min(5, len({d.group for d in documents}))))
    fitted = fit(chosen, Resources.of(start), base=start, recipe=recipe, jobs=jobs)
    kept = {kind: adapter for kind, adapter in start.adapters.items() if not many[kind]}
    return replace(
        fitted, model=replace(fitted.model, card=start.card, adapters=kept, training_moments=start.training_moments)
    )


def _told(note: str) -> str:
    warnings.warn(note, stacklevel=3)
    return note


def card(
    figures: Mapping[str, Any],
    documents: Sequence[LabelledDocument],
    data_hash: str,
    sources: Sequence[Any],
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """What a model says of itself; the files' hashes are added when it is saved."""
    from sklearn import __version__ as sklearn_version

    return {
        "version": __version__,
        "scikit-learn": sklearn_version,
        "training_data": {"sha256": data_hash, "documents": len(documents), "sources": list(sources)},
        "metrics": dict(figures),
        "thresholds": dict.fromkeys(SCORES, 0.5),
        "base_rates": {kind: base_rate(documents, kind) for kind in SCORES},
        "notes": list(notes),
    }


def base_rate(documents: Sequence[LabelledDocument], kind: str) -> float:
    """The share of damaged paragraphs by weight: the score of a text of which nothing is known."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    judged = np.isfinite(labels)
    return round(float(np.average(labels[judged], weights=weights[judged])), 4) if weights[judged].sum() else 0.0


def _recipe(rows: int, folds: int) -> Recipe:
    """Smaller trees for fewer rows: a leaf should hold a fiftieth of them, and no fewer than five."""
    recipe = Recipe(folds=folds)
    leaf = max(5, min(recipe.boosting["min_samples_leaf"], rows // 50))
    boosting = {**recipe.boosting, "min_samples_leaf": leaf}
    return replace(recipe, boosting=boosting, ngram_length=HEAD_LENGTH)
