"""`python -m training.deep --data DIR -o models/news-en`: trains the deep reader, and puts it into the model folder.

`mtdetect deep install` comes first. Takes one to two hours on a core; the readings are kept in the cache.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

import mtdetect
from mtdetect.lm.large import folder
from mtdetect.lm.large.model import LargeModel
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.log_odds import log_odds
from training.dataset import USER_CACHE
from training.deep import fitting, learning, readings
from training.deep.rows import wording_rows
from training.steps import hash_of, kept
from training.tagger.documents import Density
from training.tagger.supply import supply
from training.tagger.texts import KEPT_OUT, Document, by_source, is_for_thresholds, kept_out_kinds
from training.word_vectors import WordVectors

DENSITY = Density(sizes=(30, 60, 120, 250), documents=0.85, paragraphs=(0.6, 1.0), tokens_a_fault=(20, 30, 50))

TOKENS = 2_100_000
"""Tokens that the head learns from."""

OF_WORDING = ("mtdetect.lm.large", "mtdetect.scoring.deep.paragraph", "mtdetect.scoring.deep.wording")
OF_TOKENS = ("mtdetect.lm.large", "mtdetect.scoring.deep.paragraph", "training.deep.readings", "training.tagger.damage")
"""What the readings in the cache depend on."""

SOUND_WORDS, LONGEST = 60_000, 3_000
"""Words of each kind of sound text that thresholds are fitted on, and characters of a document."""


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--cache", type=click.Path(path_type=Path), default=USER_CACHE, help="For downloads and readings.")
def main(data: Path, output: Path, cache: Path) -> None:
    """Trains what the deep reader adds to its language model."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    installed = folder.installed()
    model = mtdetect.load(output)
    if installed is None or model.tagger is None:
        raise click.UsageError(folder.MISSING)
    large, tagger = LargeModel(installed.folder), model.tagger
    texts = by_source(data, cache)
    log(f"{len(texts)} sources")

    rows = list(wording_rows(data, texts))
    key = hash_of([rows], OF_WORDING)
    wordings = kept(cache, "deep-wordings", key, lambda: readings.read_wordings(large, [row.text for row in rows]))
    readable = np.isfinite(wordings.sum(axis=1))
    rows, wordings = [row for row, own in zip(rows, readable.tolist(), strict=True) if own], wordings[readable]
    log(f"{len(rows)} wordings")
    damaged = np.array([row.damaged for row in rows])
    own = fitting.kept_out_log_odds(wordings, damaged, [row.origin for row in rows])
    fast = log_odds(np.array([report.translation for report in model.score_many([row.text for row in rows])]))
    wording, join = fitting.linear(wordings, damaged), fitting.join(fast, own, damaged)
    log(f"joined with a bias of {join[-1]:.2f}; {(fast[~damaged] >= 0).mean():.2%} of the sound ones are at .5")

    material, _ = supply(data, cache, texts, WordVectors.load(cache))
    learned_from = [name for name in material.by_source if name not in KEPT_OUT]
    documents = material.documents("deep", learned_from, DENSITY)
    arrays = [array.tobytes() for array in tagger.to_arrays().values()]
    folder_of_tokens = cache / "deep" / hash_of([*arrays, TOKENS, learned_from], OF_TOKENS)[:24]
    lower = readings.lower_layers(installed.folder, cache / "deep" / "lower")
    read = readings.read_tokens(lower, tagger, documents, TOKENS, folder_of_tokens)
    log(f"{len(read.labels)} tokens, {(read.labels > 0).mean():.1%} of them damaged")
    head = learning.trained(read, log)

    nothing = np.zeros_like(tagger.thresholds), np.zeros_like(tagger.confidences)
    weights = DeepWeights(head, *nothing, wording, join)
    sound = {kind: _some(own) for kind, own in kept_out_kinds(texts).items()}
    weights = fitting.fit_places(weights, fitting.Tagged(lower, tagger), sound)
    log(f"thresholds {weights.thresholds.round(2).tolist()}")
    replace(model, deep=weights).save(output)
    log(f"put the deep reader into {output}")


def _some(documents: Sequence[Document]) -> list[Document]:
    """The beginnings of some documents of sources that nothing learned from."""
    found: list[Document] = []
    words = 0
    for document in filter(is_for_thresholds, documents):
        if words < SOUND_WORDS:
            room = LONGEST
            own: list[str] = []
            for paragraph in document.paragraphs:
                if own and len(paragraph) > room:
                    break
                own.append(paragraph)
                room -= len(paragraph)
            words += sum(len(p.split()) for p in own)
            found.append(Document(document.title, tuple(own)))
    return found


if __name__ == "__main__":
    main()
