"""`python -m training.tagger --data DIR -o models/news-en`: trains the tagger, and puts it into the model folder.

Takes some 75 minutes on two cores. Goes on from its last checkpoint if it was interrupted.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Queue
from threading import Thread

import click

import mtdetect
from training.dataset import USER_CACHE
from training.tagger import glancing, limits, translations
from training.tagger.batches import Batch, batches
from training.tagger.documents import Labelled, Supply
from training.tagger.export import exported, imported, vocabulary
from training.tagger.learning import Shape, grown, initial, train
from training.tagger.supply import supply
from training.tagger.texts import KEPT_OUT, by_source, kept_out_kinds
from training.word_vectors import WordVectors

SHAPE = Shape()

STEPS, RATE, SEQUENCES = 8_000, 1.5e-3, 64
"""Steps of the training, their learning rate, and the sequences in each."""

TRANSLATED = 0.06
"""Share of the documents that are machine translations."""


def documents(data: Path, material: Supply, seed: str) -> Iterator[Labelled]:
    """What the tagger learns from, without end."""
    rng = random.Random(seed)
    damaged = damaged_documents(material, seed)
    translated = translations.documents(data, seed)
    while True:
        yield next(translated if rng.random() < TRANSLATED else damaged)


def damaged_documents(material: Supply, seed: str) -> Iterator[Labelled]:
    """Documents of the sources that it learns from, without end."""
    return material.documents(seed, [name for name in material.by_source if name not in KEPT_OUT])


def ahead(feed: Iterator[Batch], number: int = 8) -> Iterator[Batch]:
    """The same batches, made in another thread while the network learns."""
    queue: Queue[Batch] = Queue(number)

    def fill() -> None:
        for batch in feed:
            queue.put(batch)

    Thread(target=fill, daemon=True).start()
    while True:
        yield queue.get()


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--cache", type=click.Path(path_type=Path), default=USER_CACHE, help="For downloads and the checkpoint.")
@click.option("--further", is_flag=True, help="Train the model's tagger further, instead of a new one.")
@click.option("--only-thresholds", is_flag=True, help="Keep the tagger; fit only its glance and thresholds.")
def main(data: Path, output: Path, cache: Path, further: bool, only_thresholds: bool) -> None:
    """Trains the tagger on sound English with damage made on the fly."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    texts = by_source(data, cache)
    model = mtdetect.load(output)
    vectors = WordVectors.load(cache)
    material, words = supply(data, cache, texts, vectors)
    tagger = model.tagger
    if not only_thresholds or tagger is None:
        if further and tagger is not None:
            known, start = tagger.vocabulary, grown(imported(tagger), SHAPE)
        else:
            known, table = vocabulary(words, vectors)
            start = initial(SHAPE, table)
        log(f"{len(texts)} sources, {len(known.table)} words")
        seed = "train further" if further else "train"
        feed = ahead(batches(documents(data, material, seed), known, SEQUENCES, SHAPE.pads))
        params = train(SHAPE, start, feed, STEPS, RATE, cache / "tagger", log)
        tagger = exported(params, SHAPE.dilations, known)
    sound = kept_out_kinds(texts)
    tagger = limits.fitted(replace(tagger, glance=None), partial(limits.read_by, model, tagger.unlimited()), sound)
    tagger = glancing.trained(tagger, damaged_documents(material, "glance"), limits.read_for_glance(sound), log)
    replace(model, tagger=tagger).save(output)
    log(f"put the tagger into {output}")


if __name__ == "__main__":
    main()
