"""Measures a model on labelled samples, and compares it with its base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect.learning import libraries
from mtdetect.learning.gathering import gather
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.metrics import FIGURES, LOWER_IS_BETTER, metrics, paired
from mtdetect.learning.recipe import LabelledDocument
from mtdetect.learning.sample_checks import MANY, samples_hash
from mtdetect.learning.weighting import of_both_classes
from mtdetect.samples.files import to_sample
from mtdetect.scoring import pipeline
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.workers import processes
from mtdetect.types import SCORES, InputError, Sample

WORTH_REPORTING = 0.01
"""A loss that may be due to chance is reported if it is greater than this."""


def comparison(
    documents: Sequence[LabelledDocument], kind: str, before: Any, after: Any, way: str, ngrams: Any
) -> dict[str, Any]:
    """The figures of the base and of the new model on the same held-out paragraphs, with their differences.

    `way`: how the score was learned; for "kept", there is nothing to compare. `ngrams`: held-out scores by a logistic
    regression over the n-grams of the samples. They are the least that a training should reach.
    """
    labels, weights, groups = _judged(documents, kind)
    seen = np.isfinite(labels) & np.isfinite(after) & (weights > 0)
    if way == "kept":
        return {"way": way, "rows": int(seen.sum()), "groups": len(set(groups[seen].tolist()))}
    found = paired(before[seen], after[seen], labels[seen], weights[seen], groups[seen].tolist())
    seen &= np.isfinite(ngrams)
    if "new" in found and of_both_classes(labels[seen]):
        own = ngrams[seen], labels[seen], weights[seen]
        found["ngrams"] = {name: round(figure(*own), 4) for name, figure in FIGURES.items()}
    return {"way": way, **found}


def worse(kind: str, compared: Mapping[str, Any]) -> list[str]:
    """A warning for each figure in which the new model is worse than its base, and if n-grams alone rank better."""
    result = []
    best, own = (compared.get(which, {}).get("roc_auc", 0.0) for which in ("ngrams", "new"))
    if compared.get("way", "").startswith("adapted") and best > own + WORTH_REPORTING:
        result.append(
            f"{kind}: the n-grams of these samples alone rank held-out samples better than the new model "
            f"(ROC AUC {best:.3f} instead of {own:.3f}), but know nothing about other text; with {MANY:,} samples of "
            "each class, the score learns from them"
        )
    for name, (difference, low, high) in compared.get("difference", {}).items():
        lower = name in LOWER_IS_BETTER
        loss = difference if lower else -difference
        certain = low is not None and (low > 0 if lower else high < 0)  # None: too few samples to tell
        if certain or loss > WORTH_REPORTING:
            result.append(
                f"{kind}: the new model is {'' if certain else 'perhaps '}worse than the base model in "
                f"{name.replace('_', ' ')} on held-out samples: {compared['new'][name]:.3f} "
                f"instead of {compared['base'][name]:.3f}"
            )
    return result


def evaluate(
    samples: Iterable[Sample | Mapping[str, Any]], model: str | Path | Model | None = None, jobs: int = 1
) -> dict[str, Any]:
    """Measures a model on labelled samples. Returns figures by score, with 95 % intervals over resampled sources.

    `model`: a loaded model or a model folder; None means the default model. `jobs`: the number of processes; 0 means
    one per core.

    Raises:
        InputError: there are no samples, none has a verdict, or scikit-learn or scipy is missing.
        ValueError: `jobs` is negative.
        ModelError: the model can't be used.
    """
    libraries.check("evaluate")
    jobs = processes(jobs)
    judged = pipeline.load(model)
    documents = documents_of([to_sample(sample) for sample in samples])
    if not documents:
        raise InputError("no samples were read; give a file with labelled paragraphs")
    if not any(np.isfinite(d.labels[kind]).any() for d in documents for kind in SCORES):
        raise InputError("no sample has a verdict: set translation or scraping to 0 or 1 in some of them")
    evidence = gather(documents, judged.tokenizer, [judged.piece_ngrams], judged.tagger, jobs)
    probabilities = judged.probabilities(evidence)
    return {kind: figures(documents, kind, probabilities[kind]) for kind in SCORES}


LEARNED = (
    "the model was trained on these samples, so the figures are too good; "
    "figures on held-out sources are in its card (model.json)"
)
"""The warning for a model that `learned_from` the samples."""


def learned_from(model: Model, samples: Sequence[Sample]) -> bool:
    """Whether the model was trained on exactly these samples, in this order, and a score changed."""
    ways = [found["way"] for found in model.card.get("comparison", {}).values()]
    return set(ways) != {"kept"} and model.card.get("training_data", {}).get("sha256") == samples_hash(samples)


def _judged(documents: Sequence[LabelledDocument], kind: str) -> tuple[Any, Any, Any]:
    """Labels, weights and groups by paragraph."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    return labels, weights, np.concatenate([[d.group] * len(d.paragraphs) for d in documents])


def figures(documents: Sequence[LabelledDocument], kind: str, scores: Any) -> dict[str, Any]:
    """The metrics of `scores` on the judged paragraphs. `scores`: one per paragraph; NaN for those to leave out."""
    labels, weights, groups = _judged(documents, kind)
    seen = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
    return metrics(scores[seen], labels[seen], weights[seen], groups[seen].tolist())
