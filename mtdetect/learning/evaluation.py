"""Figures of a model on labelled samples, and whether it has learned from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect.learning.gathering import gather
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.metrics import LOWER_IS_BETTER, metrics, paired
from mtdetect.learning.recipe import LabelledDocument
from mtdetect.learning.sample_checks import samples_hash
from mtdetect.samples.files import to_sample
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import SCORES, InputError, Sample

WORTH_TELLING = 0.01
"""A loss that may be chance is told from this on."""


def comparison(documents: Sequence[LabelledDocument], kind: str, before: Any, after: Any, way: str) -> dict[str, Any]:
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
    return {kind: figures_of(documents, kind, probabilities[kind]) for kind in SCORES}


LEARNED = (
    "the model has learned from these very samples, so these figures are too good; "
    "those that train printed, and the model's card keeps, are of held-out sources"
)


def learned_from(model: Model, samples: Sequence[Sample]) -> bool:
    """Whether these are the samples, all of them and in their order, that have changed a score of the model."""
    ways = [found["way"] for found in model.card.get("comparison", {}).values()]
    return set(ways) != {"kept"} and model.card.get("training_data", {}).get("sha256") == samples_hash(samples)


def _judged(documents: Sequence[LabelledDocument], kind: str) -> tuple[Any, Any, Any]:
    """Labels, weights and groups by paragraph."""
    labels = np.concatenate([d.labels[kind] for d in documents])
    weights = np.concatenate([d.weights[kind] for d in documents])
    return labels, weights, np.concatenate([[d.group] * len(d.paragraphs) for d in documents])


def figures_of(documents: Sequence[LabelledDocument], kind: str, scores: Any) -> dict[str, Any]:
    labels, weights, groups = _judged(documents, kind)
    seen = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
    return metrics(scores[seen], labels[seen], weights[seen], groups[seen].tolist())
