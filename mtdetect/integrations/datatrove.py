"""Steps for datatrove pipelines. Any executor runs them: local, Slurm or Ray.

Both steps add these fields to a document's metadata: `mt_translation`, `mt_scraping` and `mt_damage` (0 to 1),
`mt_language` (ISO 639-1, or `und` where it is unknown) and `mt_flags` (their number). The statistics of a job have the
means of the scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mtdetect.integrations.columns import COLUMNS, score_column
from mtdetect.scoring import pipeline
from mtdetect.types import SCORES

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.utils.batching import batched
except ImportError as error:
    raise ImportError(
        f"{error}; mtdetect.integrations.datatrove needs an extra: in the mtdetect checkout, run: "
        'pip install ".[datatrove]"'
    ) from error

PREFIX = "mt_"
"""Before the names of all fields: datatrove's own language filter writes the field `language`."""


class _Scorer:
    """What both steps do with a batch. It keeps the path of the model, not the model: steps are pickled for each task.

    Raises:
        ModelError: The model can't be loaded. So a wrong path is noticed before a job waits in a queue.
    """

    def __init__(self, model: pipeline.Model | str | Path | None) -> None:
        loaded = pipeline.load(model)
        # Each machine has the default model where mtdetect is installed.
        self._model = model if model is None else loaded.folder or loaded

    def annotate(self, documents: Sequence[Document]) -> None:
        columns = score_column([document.text for document in documents], "text", self._model)
        for document, *row in zip(documents, *columns, strict=True):
            document.metadata.update(zip((PREFIX + name for name in COLUMNS), row, strict=True))


class DamageAnnotator(PipelineStep):  # type: ignore[misc]
    """Adds the scores of each document to its metadata. `model`: the path of a model; None is the default model."""

    type = "🔎 - ANNOTATE"
    name = "mtdetect"

    def __init__(self, model: pipeline.Model | str | Path | None = None, batch_size: int = 256) -> None:
        super().__init__()
        self.batch_size = batch_size
        self._scorer = _Scorer(model)

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        for batch in batched(data, self.batch_size):  # outside of the timer: the steps before do their work here
            with self.track_time("batch"):
                self._scorer.annotate(batch)
            for document in batch:
                _count(self, document)
                self.update_doc_stats(document)
                yield document


class DamageFilter(BaseFilter):  # type: ignore[misc]
    """Drops the documents that reach one of the limits, and adds the scores to the metadata of all.

    `damage`, `translation`, `scraping`: the lowest score that is dropped, or None for no limit. Texts in other
    languages have neutral scores, so filter by language first. `exclusion_writer` gets what is dropped, with the
    score that was too high in the field `filter_reason`. `model`: see `DamageAnnotator`.

    Raises:
        ValueError: A limit is not from 0 to 1.
    """

    name = "mtdetect"

    def __init__(
        self,
        damage: float | None = 0.5,
        translation: float | None = None,
        scraping: float | None = None,
        model: pipeline.Model | str | Path | None = None,
        exclusion_writer: Any = None,
        batch_size: int = 256,
    ) -> None:
        super().__init__(exclusion_writer, batch_size)
        limits = {"damage": damage, "translation": translation, "scraping": scraping}
        for kind, limit in limits.items():
            if limit is not None and not 0 <= limit <= 1:
                raise ValueError(f"{kind}={limit}: scores are probabilities; pass a limit from 0 to 1")
        self.limits = {kind: limit for kind, limit in limits.items() if limit is not None}
        self._scorer = _Scorer(model)

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: Sequence[Document]) -> list[bool | tuple[bool, str]]:
        self._scorer.annotate(batch)
        return [self._verdict(document) for document in batch]

    def _verdict(self, document: Document) -> bool | tuple[bool, str]:
        _count(self, document)
        too_high = (kind for kind, limit in self.limits.items() if document.metadata[PREFIX + kind] >= limit)
        reason = next(too_high, None)
        return reason is None or (False, reason)


def _count(step: PipelineStep, document: Document) -> None:
    for kind in (*SCORES, "damage"):
        step.stat_update(PREFIX + kind, value=document.metadata[PREFIX + kind])
