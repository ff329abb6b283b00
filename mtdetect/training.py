"""Training and evaluation on labelled samples: what `mtdetect train` and `mtdetect evaluate` do."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect import __version__
from mtdetect.features import HEADS
from mtdetect.fitting import LabelledDocument, Recipe, fit, gather
from mtdetect.metrics import metrics
from mtdetect.samples import to_sample
from mtdetect.scoring import KINDS, Model, load
from mtdetect.types import InputError, Sample, Span

FEW = 200
"""Judged samples of either class under which a warning says that the figures mean little."""

MANY = 2000
"""Judged samples of either class from which the linear heads, with their 262,144 weights, are fitted anew too."""

SEPARATOR = "\n\n"


def train(
    samples: Iterable[Sample | Mapping[str, Any]], base: str | Path | Model | None = None, jobs: int = 1
) -> Model:
    """Fits new classifiers to labelled samples; the tokenizer and the language model are those of `base`.

    `base` is a model, its folder, or None for the default model. A score for which no sample of either class is
    judged keeps the base's classifier, with a warning. The card's metrics come from cross-validation grouped by
    `source`. Raises InputError where nothing can be learned from the samples.
    """
    start = base if isinstance(base, Model) else load(base)
    rows = [to_sample(sample) for sample in samples]
    notes = check(rows)
    many = {kind: min(_classes(rows, kind).values(), default=0) >= MANY for kind in KINDS}
    documents = documents_of(rows, many)
    folds = max(2, min(5, len({d.group for d in documents})))
    recipe = _recipe(len(rows), folds)
    fitted = fit(
        documents, start.tokenizer, [start.language_model], start.language_model, base=start, recipe=recipe, jobs=jobs
    )
    figures = {kind: _figures(documents, kind, fitted.held_out[kind]) for kind in KINDS}
    return replace(fitted.model, card=card(figures, documents, _hash(rows), start.card.get("sources", []), notes))


def evaluate(
    samples: Iterable[Sample | Mapping[str, Any]], model: str | Path | Model | None = None, jobs: int = 1
) -> dict[str, Any]:
    """Figures of a model on labelled samples, by score, with 95 % intervals over resampled sources."""
    judged = model if isinstance(model, Model) else load(model)
    documents = documents_of([to_sample(sample) for sample in samples], dict.fromkeys(KINDS, False))
    if not documents:
        raise InputError("no samples: give at least one file with a labelled paragraph")
    evidence = gather(documents, judged.tokenizer, [judged.language_model], jobs)
    probabilities = judged.probabilities(evidence)
    return {kind: _figures(documents, kind, probabilities[kind]) for kind in KINDS}


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
        "thresholds": dict.fromkeys(KINDS, 0.5),
        "base_rates": {kind: base_rate(documents, kind) for kind in KINDS},
        "notes": list(notes),
    }


def base_rate(documents: Sequence[LabelledDocument], kind: str) -> float:
    """The share of damaged paragraphs by weight: the score of a text of which nothing is known."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    judged = np.isfinite(labels)
    return round(float(np.average(labels[judged], weights=weights[judged])), 4) if weights[judged].sum() else 0.0


def documents_of(samples: Sequence[Sample], heads: Mapping[str, bool]) -> list[LabelledDocument]:
    """Samples of one document joined in their order; the others each a document of its own.

    `heads` tells of which scores the linear heads learn from the labels.
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
            for kind in KINDS
        }
        head_labels = np.full((len(rows), len(HEADS)), np.nan, np.float32)
        for kind, head in (("scraping", "furniture"), ("translation", "machine")):
            if heads[kind]:
                head_labels[:, HEADS.index(head)] = labels[kind]
        result.append(
            LabelledDocument(
                text=SEPARATOR.join(row.text for row in rows),
                paragraphs=spans,
                labels=labels,
                weights={kind: np.ones(len(rows), np.float32) for kind in KINDS},
                heads=head_labels,
                group=source or name,
                corpus=source,
            )
        )
    return result


def _figures(documents: Sequence[LabelledDocument], kind: str, scores: Any) -> dict[str, Any]:
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    groups = np.concatenate([[d.group] * len(d.paragraphs) for d in documents])
    seen = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
    return metrics(scores[seen], labels[seen], weights[seen], groups[seen].tolist())


def _recipe(rows: int, folds: int) -> Recipe:
    """Smaller trees for fewer rows: a leaf should hold a fiftieth of them, and no fewer than five."""
    recipe = Recipe(folds=folds)
    leaf = max(5, min(recipe.boosting["min_samples_leaf"], rows // 50))
    return replace(recipe, boosting={**recipe.boosting, "min_samples_leaf": leaf})


def _classes(samples: Sequence[Sample], kind: str) -> Counter[int]:
    return Counter(value for sample in samples if (value := getattr(sample, kind)) is not None)


def check(samples: Sequence[Sample]) -> list[str]:
    """Warns of what makes figures mean little, and returns the warnings."""
    if not samples:
        raise InputError("no samples: give at least one file with labelled paragraphs")
    notes = []
    for kind in KINDS:
        classes = _classes(samples, kind)
        if len(classes) < 2:
            what = "none is judged" if not classes else "all are of one class"
            notes.append(f"{kind}: {what}, so the new model keeps the base model's score")
        elif min(classes.values()) < FEW:
            notes.append(
                f"{kind}: only {classes[1]} damaged and {classes[0]} sound samples; "
                f"below {FEW} of each, expect wide intervals"
            )
    if len(notes) == len(KINDS) and all("keeps" in note for note in notes):
        raise InputError("nothing to learn from: label some damaged and some sound paragraphs for one score at least")
    texts = Counter(sample.text for sample in samples)
    doubled = sum(count - 1 for count in texts.values())
    if doubled:
        notes.append(f"{doubled} samples repeat the text of another")
    sources: dict[str, set[str]] = {}
    for sample in samples:
        sources.setdefault(sample.text, set()).add(sample.source)
    leaking = sum(len(where) > 1 for where in sources.values())
    if leaking:
        notes.append(
            f"{leaking} texts stand under several sources, and so on both sides of a split: figures are too good"
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
