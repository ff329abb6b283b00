"""Gives a model the moments of its training data: `python -m training.moments --data DIR --model models/news-en`.

`training.train` does the same at its end; see `mtdetect.learning.adaptation` for what they are for.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from mtdetect.learning.adaptation import TrainingMoments, described
from mtdetect.learning.fitting import LabelledDocument, gather
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import SCORES

SHARE = 0.06
"""Of the documents: moments need no more, and a tenth takes a minute."""


def with_moments(model: Model, docs: Sequence[LabelledDocument], jobs: int = 1, share: float = SHARE) -> Model:
    """The model with the moments of a share of its training documents, each paragraph by its weight in training."""
    drawn = [d for i, d in enumerate(docs) if zlib.crc32(f"prior/{d.group}/{i}".encode()) % 10_000 < 10_000 * share]
    evidence = gather(drawn, model.tokenizer, [model.piece_ngrams], jobs)
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
@click.option("--cache", type=click.Path(path_type=Path), help="A folder that keeps the pages' plain text.")
@click.option("--wordnet", type=click.Path(path_type=Path), default=Path("/usr/share/wordnet"), show_default=True)
@click.option("--mythes", type=click.Path(path_type=Path), default=Path("/usr/share/mythes"), show_default=True)
@click.option("--jobs", default=1, show_default=True)
def main(data: Path, folder: Path, cache: Path | None, wordnet: Path, mythes: Path, jobs: int) -> None:
    """Adds the moments to a model that was trained before they were kept. The same data gives the same moments."""
    from training.spinner import Thesaurus
    from training.train import corpus

    with_moments(load(folder), corpus(data, Thesaurus.load(wordnet, mythes), cache, jobs), jobs).save(folder)
    click.echo(f"{folder} written", err=True)


if __name__ == "__main__":
    main()
