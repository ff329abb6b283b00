"""`python -m training.deep --data DIR -o models/news-en`: trains the deep reader, and puts it into the model folder.

`mtdetect deep install` comes first. Takes one to two hours on a core; the readings are kept in the cache.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

import mtdetect
from mtdetect.lm.large import folder
from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.tagger.network import Tagger
from mtdetect.scoring.deep.head import Head
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.log_odds import log_odds
from mtdetect.scoring.pipeline import Model
from training.dataset import USER_CACHE
from training.deep import fitting, learning, readings
from training.deep.rows import wording_rows
from training.steps import hash_of, kept
from training.tagger.documents import Density
from training.tagger.supply import supply
from training.tagger.texts import KEPT_OUT, Document, by_source, is_for_thresholds, kept_out_kinds
from training.word_vectors import WordVectors

Floats = NDArray[np.float32]
Texts = Mapping[str, Sequence[Document]]
"""Documents by source."""

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
@click.option("--only-thresholds", is_flag=True, help="Keep the head and the wording; fit only the thresholds.")
def main(data: Path, output: Path, cache: Path, only_thresholds: bool) -> None:
    """Trains what the deep reader adds to its language model."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    installed = folder.installed()
    model = mtdetect.load(output)
    if installed is None or model.tagger is None:
        raise click.UsageError(folder.MISSING)
    texts = by_source(data, cache)
    log(f"{len(texts)} sources")
    lower = readings.lower_layers(installed.folder, cache / "deep" / "lower")
    weights = model.deep
    if not only_thresholds or weights is None:
        wording, join = fitted_wording(model, LargeModel(installed.folder), data, texts, cache, log)
        head = trained_head(model.tagger, lower, data, texts, cache, log)
        tagger = model.tagger
        nothing = np.zeros_like(tagger.thresholds), np.zeros_like(tagger.confidences), np.zeros_like(tagger.edits)
        weights = DeepWeights(head, *nothing, wording, join)
    sound = {kind: _some(own) for kind, own in kept_out_kinds(texts).items()}
    weights = fitting.fit_places(weights, fitting.Tagged(lower, model), sound)
    log(f"thresholds {weights.thresholds.round(2).tolist()}")
    replace(model, deep=weights).save(output)
    log(f"put the deep reader into {output}")


def fitted_wording(
    model: Model, large: LargeModel, data: Path, texts: Texts, cache: Path, log: Callable[[str], None]
) -> tuple[Floats, Floats]:
    """The weights of the wording, and how it joins the fast reading."""
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
    return wording, join


def trained_head(
    tagger: Tagger, lower: LargeModel, data: Path, texts: Texts, cache: Path, log: Callable[[str], None]
) -> Head:
    """The head, from tokens of the sources that the tagger may learn from."""
    material, _ = supply(data, cache, texts, WordVectors.load(cache))
    learned_from = [name for name in material.by_source if name not in KEPT_OUT]
    documents = material.documents("deep", learned_from, DENSITY)
    arrays = [array.tobytes() for array in tagger.to_arrays().values()]
    folder_of_tokens = cache / "deep" / hash_of([*arrays, TOKENS, learned_from], OF_TOKENS)[:24]
    read = readings.read_tokens(lower, tagger, documents, TOKENS, folder_of_tokens)
    log(f"{len(read.labels)} tokens, {(read.labels > 0).mean():.1%} of them damaged")
    return learning.trained(read, log)


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
