"""`python -m training.deep --data DIR -o models/news-en`: trains the deep reader, and puts it into the model folder.

`mtdetect deep install` comes first. Takes some 20 minutes on a core; the readings are kept in the cache.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click
import numpy as np

import mtdetect
from mtdetect.lm.large import folder
from mtdetect.lm.large.model import LargeModel
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.log_odds import log_odds
from mtdetect.text.segmented_text import SegmentedText
from training.dataset import USER_CACHE
from training.deep import fitting, readings
from training.deep.rows import wording_rows
from training.steps import hash_of, kept
from training.tagger.documents import Density, Labelled
from training.tagger.supply import supply
from training.tagger.texts import KEPT_OUT, Document, by_source, is_for_thresholds, kept_out_kinds
from training.word_vectors import WordVectors

DENSITY = Density(sizes=(30, 60, 120), documents=0.75, paragraphs=(0.6, 1.0), tokens_a_fault=(30, 50))

LOOKED_AT, ASKED, JUDGED = 200, 700, 200
"""Documents from which the first look is learned, from which the edits are, and by which confidences are fitted."""

READS = ("mtdetect.lm.large", "mtdetect.scoring.deep.edits", "mtdetect.scoring.deep.wording", "training.deep.readings")
"""What the readings in the cache depend on."""

SOUND_WORDS, LONGEST = 10_000, 3_000
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
    code = hash_of([], READS)
    texts = by_source(data, cache)
    log(f"{len(texts)} sources")

    rows = list(wording_rows(data, texts))
    key = hash_of([rows, code])
    wordings = kept(cache, "deep-wordings", key, lambda: readings.read_wordings(large, [row.text for row in rows]))
    several = np.isfinite(wordings.sum(axis=1))  # texts of a single piece, or of too many
    rows, wordings = [row for row, own in zip(rows, several.tolist(), strict=True) if own], wordings[several]
    log(f"{len(rows)} wordings")
    damaged = np.array([row.damaged for row in rows])
    own = fitting.kept_out_log_odds(wordings, damaged, [row.origin for row in rows])
    fast = log_odds(np.array([report.translation for report in model.score_many([row.text for row in rows])]))
    wording = fitting.linear(wordings, damaged, fitting.WORDING_C)
    join = fitting.join(fast, own, ~damaged)
    log(f"joined with a bias of {join[-1]:.2f}; {(fast[~damaged] >= 0).mean():.2%} of the sound ones are at .5")

    material, _ = supply(data, cache, texts, WordVectors.load(cache))
    learned_from = [name for name in material.by_source if name not in KEPT_OUT]
    made = list(islice(material.documents("deep", learned_from, DENSITY), LOOKED_AT + ASKED + JUDGED))
    looks, right = readings.read_looks(large, tagger, made[:LOOKED_AT])
    look = fitting.linear(looks, right, fitting.LOOK_C, balanced=True)[:-1]
    log(f"{right.sum()} fragments looked at")

    def read(documents: list[Labelled], name: str) -> readings.ReadEdits:
        key = hash_of([[(d.text, d.labels.tobytes()) for d in documents], look.tobytes(), code])
        found = kept(cache, f"deep-{name}", key, lambda: readings.read_edits(large, tagger, documents, look))
        log(f"{len(found.kinds)} edits of {name} text, {(found.right == 1).sum()} of them right")
        return found

    asked = read(made[LOOKED_AT : LOOKED_AT + ASKED], "damaged")
    judged = read(made[LOOKED_AT + ASKED :], "judged")
    sound = [read(_sound(own), "sound") for own in kept_out_kinds(texts).values()]
    edits = fitting.edit_weights(asked)
    confidences, thresholds = fitting.confidences(edits, fitting.thresholds(edits, sound), sound, judged)
    log(f"thresholds {thresholds.round(2).tolist()}, confidences {confidences.round(2).tolist()}")
    replace(model, deep=DeepWeights(look, edits, thresholds, confidences, wording, join)).save(output)
    log(f"put the deep reader into {output}")


def _sound(documents: list[Document]) -> list[Labelled]:
    """Some sound documents of sources that the tagger never read."""
    found: list[Labelled] = []
    words = 0
    for document in filter(is_for_thresholds, documents):
        if words < SOUND_WORDS:
            read = SegmentedText("\n\n".join(document.paragraphs)[:LONGEST])
            found.append(Labelled(read.text, read.paragraphs, np.zeros(len(read.text), np.uint8)))
            words += len(read.text.split())
    return found


if __name__ == "__main__":
    main()
