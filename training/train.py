"""Builds the default model from the data folder: `python -m training.train --data DIR -o models/news-en`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from mtdetect.learning.fitting import ComponentRecipe, Fitted, LabelledDocument, Recipe, Resources, fit, fold_of
from mtdetect.learning.metrics import metrics
from mtdetect.learning.retrain import card
from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES, Discriminator
from mtdetect.lm.substitutes import SUBSTITUTE_FEATURES, SubstitutionTable
from mtdetect.lm.word_ngrams import WORD_FEATURES
from mtdetect.scoring.features import SURPRISAL
from mtdetect.types import SCORES
from training import corpora, documents, round_trips, word_counts, word_vectors
from training.damage.editing import Part
from training.discriminator import train_discriminator
from training.moments import with_moments
from training.ngrams import train_piece_ngrams, train_tokenizer
from training.spinner import Thesaurus, substitution_table
from training.word_counts import WordCounts, word_ngrams
from training.word_vectors import WordVectors

LM_FOLDS = 6
"""A multiple of the classifiers' folds, so that no classifier is judged by a language model that knew the text."""

ODDS: dict[str, dict[tuple[str, ...], float]] = {
    "scraping": {("body", "abc", "ag_news", "UD_", "damaged", "spun", "wmt", "mlqe", "error_spans"): 0.5},
    "translation": {("",): 0.8},
}
"""See `Recipe.odds`: text that is no page is seldom broken, and most of it was never translated."""

DOUBT = 0.1
"""See `Recipe.label_noise_weight`: hardly any of the labels here come from reading."""

SETS: dict[tuple[str, ...], float] = {
    ("wmt",): 60_000.0,
    ("mlqe",): 40_000.0,
    ("spun", "round trips", "body", "abc"): 45_000.0,
    ("damaged",): 30_000.0,
    ("UD_",): 12_000.0,
    ("pages", "ag_news", "error_spans"): 15_000.0,
    ("manuals",): 6_000.0,
}
"""See `ComponentRecipe.sets`: translations of news, judged translations, spun text and round trips with originals,
damaged text and its sound paragraphs, everyday and edited English of many genres, what else was hardly ever translated
badly, manuals."""

MACHINE_SETS: dict[tuple[str, ...], float] = {
    ("wmt",): 60_000.0,
    ("mlqe", "spun", "body", "abc", "damaged", "UD_", "pages", "ag_news", "error_spans", "manuals"): 35_000.0,
}
"""Those of the part that learns translations by machine: all else is sound to it, and of one set."""

LINEAR = {"context_gain": -0.3, "words_repel": 0.5}
"""See `ComponentRecipe.linear`. Of two sentences that differ in a word, the damaged one is where the words before help
less to expect it, and where more words stand beside others that they avoid."""

LINEAR_BROKEN = {**LINEAR, "replaced_share": 5.0, "gap_share": 5.0}
"""And where the network finds more words that do not belong, or places where some are missing."""

ROUGH = ("round trips",)
"""Translated by rules, there and back; not judged in the other parts, as it shows what each of them looks for."""

OF_MACHINES = frozenset({"machine", "document_machine"})
_WORDS = (*SURPRISAL, *WORD_FEATURES, *SUBSTITUTE_FEATURES, *DISCRIMINATOR_FEATURES, "poor", "spun", "rough")
OF_WORDS = frozenset((*_WORDS, *(f"document_{name}" for name in _WORDS)))

COMPONENTS = {
    "translation": {
        "machine": ComponentRecipe(("wmt",), 0, ROUGH, MACHINE_SETS, OF_WORDS, boosting={"max_iter": 80}),
        "poor": ComponentRecipe(("mlqe",), 0, ROUGH, SETS, OF_MACHINES, LINEAR, {"max_iter": 80}),
        "rough": ComponentRecipe(ROUGH, 0, (), SETS, OF_MACHINES, LINEAR, {"max_iter": 60}),
        "spun": ComponentRecipe(("spun",), 0, ROUGH, SETS, OF_MACHINES, boosting={"max_iter": 100}),
        "broken": ComponentRecipe(("damaged",), 0, ROUGH, SETS, OF_MACHINES, LINEAR_BROKEN, {"max_iter": 100}),
    },
    "scraping": {
        "furniture": ComponentRecipe(("pages", "recomposed", "lines"), others=documents.NAN),
        "broken": ComponentRecipe(("damaged",), others=documents.NAN, boosting={"max_iter": 120}),
    },
}
"""See `Recipe.components`. Machine translation is less surprising than people's English; spun, poor and broken text is
more so: in one forest each of them took from what the others had learned. Furniture and broken prose are told by
different signs too, and a line of a menu tells nothing of what broken prose is like."""

BY_LENGTH = {"scraping": ("pages", "recomposed")}
"""See `Recipe.by_length`."""

RECIPE = Recipe(
    label_noise_weight=DOUBT,
    odds=ODDS,
    components=COMPONENTS,
    by_length=BY_LENGTH,
    document_prior=frozenset({"scraping"}),
)

USER_CACHE = Path("~/.cache/mtdetect").expanduser()
"""Keeps the manuals' packages and the word vectors where no other folder is given."""

EXTRACTORS = ("html-text", "inscriptis", "resiliparse", "trafilatura", "readability")
"""Whole pages by three extractors, and what two that look for the article let through."""

SOURCES: tuple[tuple[str, str, str], ...] = (
    (
        "pages/pages.jsonl.gz",
        "article-extraction-dataset (AndyTheFactory)",
        "Apache-2.0; texts their publishers'",
    ),
    ("mt/wmt21.jsonl.gz", "WMT 2021 news systems and references", "research use"),
    ("mt/wmt22.jsonl.gz", "WMT 2022 general systems and references", "research use"),
    ("mt/english.jsonl.gz", "WMT 2021 and 2022 English sources", "research use"),
    ("mt/mlqe.jsonl.gz", "sheffieldnlp/mlqe-pe", "CC0"),
    ("mt/error_spans.jsonl.gz", "WMT QE 2023 error spans", "research use"),
    ("pages/ag_news.jsonl.gz", "AG News test split", "research use"),
    ("clean/english.jsonl.gz", "UD_English-GUM and UD_English-EWT", "CC BY, CC BY-NC-SA by genre; CC BY-SA 4.0"),
    ("clean/abc.jsonl.gz", "Australian Broadcasting Commission 2006", "research use"),
    ("spun/tortured_phrases.jsonl.gz", "Problematic Paper Screener (Cabanac, Labbé, Magazinov)", "CC BY 4.0"),
)
"""File in the data folder, what it is, and its licence. Spun text is made with WordNet 3.0 and MyThes' thesaurus."""


def resources(
    texts: Sequence[tuple[str, str]],
    thesaurus: Thesaurus,
    counts: WordCounts,
    vectors: WordVectors,
    folds: int = LM_FOLDS,
    log: Callable[[str], None] = lambda line: None,
    network: Discriminator | None = None,
) -> Resources:
    """Of (group, paragraph): the tokenizer, a language model without each fold's groups, one of everything, the word
    model of the counts, likelier synonyms: in the senses that dev's spun text is not made of, and in all; and the
    network, which knows the former alone, unless one is given. It has read all groups; see `training/README.md`.
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


def corpus(data: Path, thesaurus: Thesaurus, cache: Path | None, jobs: int) -> list[LabelledDocument]:
    """Every training document, in a fixed order."""
    return [
        *documents.pages(data, cache, jobs, EXTRACTORS),
        *documents.clean(data),
        *documents.manuals(cache or USER_CACHE),
        *documents.feeds(data),
        *documents.damaged(data),
        *documents.spun(data, thesaurus),
        *documents.round_trips(data),
        *documents.translations(data),
    ]


def data_hash(data: Path) -> str:
    """SHA-256 over the files that training reads, in the order of SOURCES."""
    digest = hashlib.sha256()
    for name, _, _ in SOURCES:
        digest.update((data / name).read_bytes())
    return digest.hexdigest()


def manuals(cache: Path) -> list[dict[str, str]]:
    """The packages of `documents.manuals` as sources; the digests of their files tell one version from another."""
    return [
        {
            "file": kind.package,
            "what": f"Debian package, {name}",
            "licence": "free software documentation, by package",
            "sha256": corpora.digest(kind, cache / documents.PACKAGES),
        }
        for name, kind in corpora.MANUALS.items()
    ]


def figures(docs: Sequence[LabelledDocument], fitted: Fitted) -> dict[str, Any]:
    """Held-out metrics of both scores, over everything and by corpus."""
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
    data: Path,
    cache: Path,
    jobs: int,
    log: Callable[[str], None],
) -> Fitted:
    texts = documents.piece_ngram_texts(docs)
    known = resources(texts, thesaurus, counts, vectors, log=log)
    ngrams = [len(longer.table) for longer in known.piece_ngrams.tables]
    log(f"language model of {len(texts)} paragraphs: {ngrams} n-grams; {len(known.word_ngrams.pairs)} pairs of words")
    fitted = fit(docs, known, recipe=RECIPE, jobs=jobs, log=log)
    sources = [
        {"file": name, "what": what, "licence": licence}
        for name, what, licence in (*SOURCES, word_counts.SOURCE, word_vectors.SOURCE, round_trips.SOURCE)
    ]
    sources += manuals(cache)
    described = card(figures(docs, fitted), docs, data_hash(data), sources)
    model = with_moments(replace(fitted.model, card=described), docs, jobs)
    log("moments of the training data taken")
    return replace(fitted, model=model)


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--held-out", type=click.Path(path_type=Path), help="Also write each paragraph's held-out scores (.npz).")
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    help="A folder that keeps the pages' plain text, the manuals' packages and the word vectors.",
)
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
    """Trains the default model on everything in the data folder. The same data and packages give the same model."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    thesaurus, counts = Thesaurus.load(wordnet, mythes), WordCounts.load(words)
    docs = corpus(data, thesaurus, cache, jobs)
    log(f"{len(docs)} documents")
    fitted = build(docs, thesaurus, counts, WordVectors.load(cache or USER_CACHE), data, cache or USER_CACHE, jobs, log)
    fitted.model.save(output)
    if held_out:
        held_out.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(held_out, translation=fitted.held_out["translation"], scraping=fitted.held_out["scraping"])
    log(f"{output} written")


if __name__ == "__main__":
    main()
