"""Adds the moments of the training data to a model: `python -m training.moments --data DIR --model models/news-en`.

`training.train` adds them to every new model. `mtdetect.learning.adaptation` explains how they are used.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from mtdetect.learning.adaptation import TrainingMoments, described
from mtdetect.learning.gathering import gather
from mtdetect.learning.recipe import LabelledDocument
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import SCORES
from training.dataset import load_documents
from training.spinner import Thesaurus

SHARE = 0.06
"""Share of the documents to use. It is enough for the moments, and a tenth would take a minute."""


def with_moments(model: Model, docs: Sequence[LabelledDocument], jobs: int = 1, share: float = SHARE) -> Model:
    """The model with the moments of a share of its training documents. Paragraphs have their weights in training."""
    drawn = [d for i, d in enumerate(docs) if zlib.crc32(f"prior/{d.group}/{i}".encode()) % 10_000 < 10_000 * share]
    evidence = gather(drawn, model.tokenizer, [model.piece_ngrams], model.tagger, jobs)
    weights = np.zeros(len(evidence.paragraphs))
    for kind in SCORES:
        own = np.concatenate([np.where(np.isfinite(d.labels[kind]), d.weights[kind], 0) for d in drawn])
        weights += own / own.sum()
    training_moments = TrainingMoments.of(model, evidence, weights)
    card = model.card | {"prior": {**described(training_moments), "documents": len(drawn), "paragraphs": len(weights)}}
    return replace(model, card=card, training_moments=training_moments.to_arrays())


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--model", "folder", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--cache", type=click.Path(path_type=Path), help="Folder for downloads and the results of slow steps.")
@click.option("--wordnet", type=click.Path(path_type=Path), default=Path("/usr/share/wordnet"), show_default=True)
@click.option("--mythes", type=click.Path(path_type=Path), default=Path("/usr/share/mythes"), show_default=True)
@click.option("--jobs", default=1, show_default=True)
def main(data: Path, folder: Path, cache: Path | None, wordnet: Path, mythes: Path, jobs: int) -> None:
    """Adds moments to a model that was trained without them. The same data always gives the same moments."""
    documents = load_documents(data, Thesaurus.load(wordnet, mythes), cache, jobs)
    with_moments(load(folder), documents, jobs).save(folder)
    click.echo(f"wrote {folder}", err=True)


if __name__ == "__main__":
    main()
