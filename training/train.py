"""Trains the default model on the data folder: `python -m training.train --data DIR -o models/news-en`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

import mtdetect
from mtdetect.learning.fitting import Fitted, fit
from mtdetect.learning.gathering import read
from mtdetect.learning.metrics import metrics
from mtdetect.learning.recipe import LabelledDocument, Resources, fold_of
from mtdetect.learning.retrain import card
from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer
from mtdetect.lm.substitutes import SubstitutionTable
from mtdetect.lm.tagger.network import Tagger
from mtdetect.scoring.feature_input import FeatureInput
from mtdetect.types import SCORES
from training import round_trips, steps, word_counts, word_vectors
from training.corpora.docstrings import SOURCE as DOCSTRINGS
from training.damage.editing import Part
from training.dataset import SOURCES, USER_CACHE, data_hash, load_documents, manual_sources
from training.discriminator import train_discriminator
from training.documents.construction import LANGUAGE_MODELS
from training.documents.ngram_texts import piece_ngram_texts
from training.moments import with_moments
from training.ngrams import train_piece_ngrams, train_tokenizer
from training.recipe import RECIPE
from training.spinner import Thesaurus, substitution_table
from training.word_counts import WordCounts, word_ngrams
from training.word_vectors import WordVectors


def train_resources(
    texts: Sequence[tuple[str, str]],
    thesaurus: Thesaurus,
    counts: WordCounts,
    vectors: WordVectors,
    folds: int = LANGUAGE_MODELS,
    log: Callable[[str], None] = lambda line: None,
    network: Discriminator | None = None,
) -> Resources:
    """Trains the tokenizer and all language models. `texts`: (group, paragraph).

    One language model per fold is trained without the fold's groups, and one on everything. There are two substitution
    tables: one with all senses, and one without the senses that spun text for dev is made with. Unless `network` is
    given, the discriminator is trained with the second table on all groups; see `training/README.md`.
    """
    tokenizer = train_tokenizer(text for _, text in texts)
    tokens = tokenizer.encode([text for _, text in texts])
    where = np.repeat([fold_of(group, folds) for group, _ in texts], np.diff(tokens.starts))
    partial = [train_piece_ngrams(tokens.ids[where != k], len(tokenizer)) for k in range(folds)]
    whole = train_piece_ngrams(tokens.ids, len(tokenizer))
    words = word_ngrams(counts, tokenizer)
    numbers = word_counts.numbers(counts, tokenizer, words)
    bits = {word: bits for word, bits in zip(counts.words, counts.single.bits.tolist(), strict=True) if word in numbers}
    parts: tuple[Part, Part] = ("all", "train")
    likelier = [substitution_table(bits, thesaurus, part) for part in parts]
    substitutes, unseen = (SubstitutionTable.of(of_words, numbers, words) for of_words in likelier)
    if network is None:
        network = train_discriminator(tokens, words, bits, numbers, vectors, likelier[1], log)
    return Resources(tokenizer, partial, whole, words, substitutes, unseen, network)


READ_BY = ("training.ngrams", "training.word_counts", "training.discriminator", "training.word_vectors",
           "training.spinner", "mtdetect.lm")  # fmt: skip
"""The modules and packages that train the language models. If their code changes, they are trained again."""

READERS = ("mtdetect.text", "mtdetect.lm", "mtdetect.rules", "mtdetect.scoring.feature_input")
"""The packages that read and flag documents, and the module of what is kept."""


def kept_reading(
    cache: Path,
    docs: Sequence[LabelledDocument],
    tokenizer: Tokenizer,
    piece_ngrams: PieceNgramModel,
    tagger: Tagger | None,
) -> FeatureInput:
    """Reads documents with a language model. The result is kept in the cache."""
    texts = [str((doc.text, doc.paragraphs)).encode() for doc in docs]
    arrays = [array.tobytes() for _, array in sorted(piece_ngrams.to_arrays().items())]
    arrays += [array.tobytes() for _, array in sorted(tagger.to_arrays().items())] if tagger else []
    key = steps.hash_of([*texts, tokenizer.model, *arrays], READERS)
    return steps.kept(cache, "read", key, lambda: read(docs, tokenizer, piece_ngrams, tagger))


def figures(docs: Sequence[LabelledDocument], fitted: Fitted) -> dict[str, Any]:
    """Held-out metrics of both scores: over all corpora, and for each."""
    corpora = np.repeat([d.corpus for d in docs], [len(d.paragraphs) for d in docs])
    groups = np.repeat([d.group for d in docs], [len(d.paragraphs) for d in docs])
    result: dict[str, Any] = {}
    for kind in SCORES:
        labels, weights = (np.concatenate([getattr(d, name)[kind] for d in docs]) for name in ("labels", "weights"))
        scores = fitted.held_out[kind]
        judged = np.isfinite(labels) & np.isfinite(scores) & (weights > 0)
        result[kind] = metrics(scores[judged], labels[judged], weights[judged], groups[judged].tolist())
        result[kind]["corpora"] = {
            name: metrics(scores[rows], labels[rows], weights[rows], groups[rows].tolist())
            for name in sorted(set(corpora[judged].tolist()))
            if len(rows := np.flatnonzero(judged & (corpora == name)))
        }
    return result


def build(
    docs: Sequence[LabelledDocument],
    thesaurus: Thesaurus,
    counts: WordCounts,
    vectors: WordVectors,
    tagger: Tagger | None,
    data: Path,
    cache: Path,
    jobs: int,
    log: Callable[[str], None],
) -> Fitted:
    """Trains the model, and adds its card and the moments of its training data."""
    texts = piece_ngram_texts(data)
    key = steps.hash_of([text for pair in texts for text in pair], READ_BY)
    known = steps.kept(cache, "english", key, lambda: train_resources(texts, thesaurus, counts, vectors, log=log))
    ngrams = [len(longer.table) for longer in known.piece_ngrams.tables]
    log(f"language model: {len(texts)} paragraphs, {ngrams} n-grams; {len(known.word_ngrams.pairs)} word pairs")
    known = replace(known, tagger=tagger)
    fitted = fit(docs, known, recipe=RECIPE, jobs=jobs, log=log, read=partial(kept_reading, cache))
    sources = [
        {"file": name, "what": what, "licence": licence}
        for name, what, licence in (*SOURCES, word_counts.SOURCE, word_vectors.SOURCE, round_trips.SOURCE, DOCSTRINGS)
    ]
    sources += manual_sources(cache)
    described = card(figures(docs, fitted), docs, data_hash(data), sources)
    model = with_moments(replace(fitted.model, card=described), docs, jobs)
    log("added the moments of the training data")
    return replace(fitted, model=model)


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--held-out", type=click.Path(path_type=Path), help="Also write all held-out scores to this .npz file.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder for downloads and the results of slow steps.")
@click.option("--wordnet", type=click.Path(path_type=Path), default=Path("/usr/share/wordnet"), show_default=True)
@click.option("--mythes", type=click.Path(path_type=Path), default=Path("/usr/share/mythes"), show_default=True)
@click.option("--words", type=click.Path(path_type=Path), default=word_counts.DEFAULT, show_default=True)
@click.option("--jobs", default=2, show_default=True)
def main(
    data: Path,
    output: Path,
    held_out: Path | None,
    cache: Path | None,
    wordnet: Path,
    mythes: Path,
    words: Path,
    jobs: int,
) -> None:
    """Trains the default model on the data folder. The same data and packages always give the same model."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    thesaurus, counts = Thesaurus.load(wordnet, mythes), WordCounts.load(words)
    docs = load_documents(data, thesaurus, cache, jobs)
    log(f"{len(docs)} documents")
    tagger = mtdetect.load(output).tagger if output.exists() else None
    vectors = WordVectors.load(cache or USER_CACHE)
    fitted = build(docs, thesaurus, counts, vectors, tagger, data, cache or USER_CACHE, jobs, log)
    fitted.model.save(output)
    if held_out:
        held_out.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(held_out, translation=fitted.held_out["translation"], scraping=fitted.held_out["scraping"])
    log(f"wrote {output}")


if __name__ == "__main__":
    main()
