"""Training and evaluation on labelled samples: what `mtdetect train` and `mtdetect evaluate` do."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect import __version__
from mtdetect.learning.adaptation import adapt
from mtdetect.learning.fitting import Fitted, LabelledDocument, Recipe, Resources, fit, gather
from mtdetect.learning.metrics import LOWER_IS_BETTER, metrics, paired
from mtdetect.learning.near_duplicates import joined_groups
from mtdetect.samples.files import to_sample
from mtdetect.scoring.features import NGRAM_MODELS
from mtdetect.scoring.forest import logistic
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import SCORES, InputError, Sample, Span

FEW = 200
"""Judged samples of either class under which a warning says that the figures mean little."""

MANY = 2000
"""Judged samples of either class from which a score's classifier and linear head are fitted to the samples alone."""

PIECE_WORDS, MOST_PIECES = 50, 4
"""A long sample counts as several of so many words, and the linear heads learn from it in such pieces; but it has one
label, so that it counts as four at most."""

HEAD_LENGTH = 70
"""Pieces of the tokenizer in so many words, about."""

WORTH_TELLING = 0.01
"""A loss that may be chance is told from this on."""

SEPARATOR = "\n\n"


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
    learned = {kind: len(_classes(rows, kind)) == 2 for kind in SCORES}
    many = {kind: learned[kind] and min(_classes(rows, kind, _pieces).values()) >= MANY for kind in SCORES}
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
    figures = {kind: _figures(documents, kind, held_out[kind]) for kind in SCORES}
    compared = {kind: _comparison(documents, kind, before[kind], held_out[kind], ways[kind]) for kind in SCORES}
    notes += [_told(note) for kind in SCORES for note in worse(kind, compared[kind])]
    made = card(figures, documents, _hash(rows), start.card.get("sources", []), notes)
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


def _comparison(documents: Sequence[LabelledDocument], kind: str, before: Any, after: Any, way: str) -> dict[str, Any]:
    """The base's figures and the new model's, on the same held-out paragraphs, and their differences."""
    labels, weights, groups = _judged(documents, kind)
    seen = np.isfinite(labels) & np.isfinite(after) & (weights > 0)
    if way == "kept":
        return {"way": way, "rows": int(seen.sum()), "groups": len(set(groups[seen].tolist()))}
    found = paired(before[seen], after[seen], labels[seen], weights[seen], groups[seen].tolist())
    return {"way": way, **found}


def worse(kind: str, compared: Mapping[str, Any]) -> list[str]:
    """Sentences on the figures in which the new model is worse than its base."""
    result = []
    for name, (difference, low, high) in compared.get("difference", {}).items():
        loss, least = (difference, low) if name in LOWER_IS_BETTER else (-difference, -high)
        if least > 0 or loss > WORTH_TELLING:
            result.append(
                f"{kind}: the new model is {'' if least > 0 else 'perhaps '}worse than its base in "
                f"{name.replace('_', ' ')} on held-out groups: {compared['new'][name]:.3f} after "
                f"{compared['base'][name]:.3f}"
            )
    return result


def _told(note: str) -> str:
    warnings.warn(note, stacklevel=3)
    return note


def evaluate(
    samples: Iterable[Sample | Mapping[str, Any]], model: str | Path | Model | None = None, jobs: int = 1
) -> dict[str, Any]:
    """Figures of a model on labelled samples, by score, with 95 % intervals over resampled sources."""
    judged = load(model)
    documents = documents_of([to_sample(sample) for sample in samples])
    if not documents:
        raise InputError("no samples were read; give a file with labelled paragraphs")
    evidence = gather(documents, judged.tokenizer, [judged.piece_ngrams], jobs)
    probabilities = judged.probabilities(evidence)
    return {kind: _figures(documents, kind, probabilities[kind]) for kind in SCORES}


LEARNED = (
    "the model has learned from these very samples, so these figures are too good; "
    "those that train printed, and the model's card keeps, are of held-out sources"
)


def learned_from(model: Model, samples: Sequence[Sample]) -> bool:
    """Whether these are the samples, all of them and in their order, that have changed a score of the model."""
    ways = [found["way"] for found in model.card.get("comparison", {}).values()]
    return set(ways) != {"kept"} and model.card.get("training_data", {}).get("sha256") == _hash(samples)


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


def documents_of(samples: Sequence[Sample], ngram_weights: Mapping[str, bool] | None = None) -> list[LabelledDocument]:
    """Samples of one document joined in their order; the others each a document of its own.

    `ngram_weights` tells of which scores the linear heads learn from the labels.
    """
    grouped: dict[tuple[str, str], list[Sample]] = {}
    for i, sample in enumerate(samples):
        key = (sample.source, sample.document) if sample.document is not None else (sample.source, f"\0{i}")
        grouped.setdefault(key, []).append(sample)
    result = []
    for (source, name), rows in grouped.items():
        rows.sort(key=lambda sample: -1 if sample.position is None else sample.position)
        rows = [row for row in rows if row.text.strip()]
        if not rows:
            continue
        spans, start = [], 0
        for row in rows:
            inner = row.text.strip()
            left = start + row.text.index(inner)
            spans.append(Span(left, left + len(inner)))
            start += len(row.text) + len(SEPARATOR)
        labels = {
            kind: np.array([np.nan if (v := getattr(r, kind)) is None else v for r in rows], np.float32)
            for kind in SCORES
        }
        ngram_labels = np.full((len(rows), len(NGRAM_MODELS)), np.nan, np.float32)
        for kind, head in (("scraping", "furniture"), ("translation", "machine")):
            if ngram_weights and ngram_weights.get(kind):
                ngram_labels[:, NGRAM_MODELS.index(head)] = labels[kind]
        result.append(
            LabelledDocument(
                text=SEPARATOR.join(row.text for row in rows),
                paragraphs=spans,
                labels=labels,
                weights={kind: np.ones(len(rows), np.float32) for kind in SCORES},
                ngram_weights=ngram_labels,
                group=source or name,
                corpus=source,
            )
        )
    return result


def _judged(documents: Sequence[LabelledDocument], kind: str) -> tuple[Any, Any, Any]:
    """Labels, weights and groups by paragraph."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    return labels, weights, np.concatenate([[d.group] * len(d.paragraphs) for d in documents])


def _figures(documents: Sequence[LabelledDocument], kind: str, scores: Any) -> dict[str, Any]:
    labels, weights, groups = _judged(documents, kind)
    seen = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
    return metrics(scores[seen], labels[seen], weights[seen], groups[seen].tolist())


def _recipe(rows: int, folds: int) -> Recipe:
    """Smaller trees for fewer rows: a leaf should hold a fiftieth of them, and no fewer than five."""
    recipe = Recipe(folds=folds)
    leaf = max(5, min(recipe.boosting["min_samples_leaf"], rows // 50))
    boosting = {**recipe.boosting, "min_samples_leaf": leaf}
    return replace(recipe, boosting=boosting, ngram_length=HEAD_LENGTH)


def kept_together(documents: Sequence[LabelledDocument]) -> tuple[list[LabelledDocument], dict[str, str]]:
    """The documents in groups that share no text, and what group each of theirs is now in."""
    given = [d.group for d in documents]
    groups = dict(zip(given, joined_groups([d.text for d in documents], given), strict=True))
    return [replace(d, group=groups[d.group]) for d in documents], groups


def _pieces(sample: Sample) -> int:
    return min(MOST_PIECES, max(1, len(sample.text.split()) // PIECE_WORDS))


def _classes(samples: Sequence[Sample], kind: str, size: Callable[[Sample], int] = lambda sample: 1) -> Counter[int]:
    """The judged samples of each class, each counted by its size."""
    counts = Counter[int]()
    for sample in samples:
        value = getattr(sample, kind)
        if value is not None:
            counts[value] += size(sample)
    return counts


def check(samples: Sequence[Sample], groups: Mapping[str, str] | None = None) -> list[str]:
    """Warns of what makes figures mean little, and returns the warnings. `groups`: by source, if they are others."""
    if not samples:
        raise InputError("no samples were read; give a file with labelled paragraphs")
    notes = []
    for kind in SCORES:
        classes = _classes(samples, kind)
        if len(classes) < 2:
            what = "none is judged" if not classes else "all are of one class"
            notes.append(f"{kind}: {what}, so the new model keeps the base model's score")
        elif min(classes.values()) < FEW:
            notes.append(
                f"{kind}: only {classes[1]} damaged and {classes[0]} sound samples; "
                f"below {FEW} of each, expect wide intervals"
            )
    if len(notes) == len(SCORES) and all("keeps" in note for note in notes):
        raise InputError("nothing to learn from: label some damaged and some sound paragraphs for one score at least")
    judged = [sample for sample in samples if sample.translation is not None or sample.scraping is not None]
    texts = Counter(sample.text for sample in judged)
    doubled = sum(count - 1 for count in texts.values())
    if doubled:
        notes.append(f"{doubled:,} judged samples repeat the text of another")
    sources: dict[str, set[str]] = {}
    for sample in judged:
        sources.setdefault(sample.text, set()).add((groups or {}).get(sample.source, sample.source))
    leaking = sum(len(where) > 1 for where in sources.values())
    if leaking:
        notes.append(
            f"{leaking:,} judged texts stand under several sources, and so on both sides of a split: "
            "figures are too good"
        )
    if len({sample.source for sample in samples}) == 1 and samples[0].source:
        notes.append("all samples are of one source: figures can't be split by source, and say nothing of others")
    for note in notes:
        warnings.warn(note, stacklevel=3)
    return notes


def _hash(samples: Sequence[Sample]) -> str:
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(json.dumps(asdict(sample), sort_keys=True).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
