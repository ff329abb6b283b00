"""The whole chain: texts to analyses, flags, features, probabilities and reports."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel, Surprisal
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.lm.read_text import ReadText
from mtdetect.lm.substitutes import SubstitutionTable, WordModels
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.rules.detection import detect_many, explain
from mtdetect.rules.registry import RULES
from mtdetect.rules.scored_text import ScoredText
from mtdetect.scoring import model_folder, workers
from mtdetect.scoring.adapter import Adapter
from mtdetect.scoring.features import (
    NGRAM_MODELS,
    FeatureInput,
    Matrix,
    count_flags,
    feature_names,
    features,
    ngram_scores,
)
from mtdetect.scoring.forest import Classifier, logistic
from mtdetect.text.language import document_language, prefilter_language
from mtdetect.text.segmentation import index_at, reflow
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import SCORES, FailedReport, Flag, ModelError, Paragraph, Report, Span

log = logging.getLogger("mtdetect")

BATCH_CHARACTERS, BATCH_TEXTS = 900_000, 512
"""Texts are scored together until they reach one of these: enough for the arrays to pay."""

DIGITS = 4
"""Decimals of a score: more would tell one machine's arithmetic from another's."""

FLAG_COLUMNS = tuple(dict.fromkeys([*(rule.name for rule in RULES), *(f"any {rule.family}" for rule in RULES)]))
"""A count for each rule, and one for each family: no single rule is frequent."""
COLUMNS = feature_names(FLAG_COLUMNS)
_RULE_COLUMNS = {rule.code: (FLAG_COLUMNS.index(rule.name), FLAG_COLUMNS.index(f"any {rule.family}")) for rule in RULES}


@dataclass(frozen=True)
class Model:
    """A tokenizer, models of sound English by pieces and by words, likelier synonyms, a network that reads words
    between their neighbours, linear heads, and a classifier a score.
    """

    tokenizer: Tokenizer
    piece_ngrams: PieceNgramModel
    word_ngrams: WordNgramModel
    substitutes: SubstitutionTable
    discriminator: Discriminator
    ngram_weights: NDArray[np.int16]
    classifiers: Mapping[str, Classifier]
    card: dict[str, Any]
    folder: Path | None = None
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    """By score, what labels taught on top of the classifier."""
    training_moments: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """What the training data was like, for `mtdetect.learning.adaptation`; empty in models of before."""
    _columns: dict[str, list[int]] = field(init=False, default_factory=dict)

    def __repr__(self) -> str:
        return f"Model({str(self.folder) if self.folder else 'not saved'!r})"

    def __post_init__(self) -> None:
        if self.ngram_weights.shape[1] != len(NGRAM_MODELS):
            raise ModelError("The model is of an older version of mtdetect and lacks linear heads. Train it anew.")
        for kind in SCORES:
            # A correction has the columns of its classifier.
            missing = [name for name in self.classifiers[kind].columns if name not in COLUMNS]
            if missing:
                raise ModelError(
                    f"The model needs features that this version of mtdetect lacks: {', '.join(missing)}. "
                    "Install the version named in its model.json, or train it anew."
                )
            self._columns[kind] = [COLUMNS.index(name) for name in self.classifiers[kind].columns]

    @cached_property
    def word_models(self) -> WordModels:
        return WordModels(self.tokenizer, self.word_ngrams, self.substitutes, self.discriminator)

    def score(self, text: str) -> Report:
        """Scores one text. Raises TypeError for anything but `str`, and nothing else."""
        _check(text)
        return self._score_batch([text])[0]

    def score_many(self, texts: Iterable[str], jobs: int = 1) -> Iterator[Report]:
        """Scores texts lazily and in order, some at a time; each report is the one that `score` gives.

        `jobs` processes share the work, with a bounded number of texts under way. A text whose process ends (killed
        for its memory, say) gets an `FailedReport` report, and an error is logged; the others go on.
        """
        if isinstance(texts, str):
            raise TypeError("score_many takes several texts, not one str; give it to score, or in a list")
        if jobs < 1:
            raise ValueError(f"jobs is {jobs}; one process at least does the work")
        return self._score_many(texts, jobs)

    def _score_many(self, texts: Iterable[str], jobs: int) -> Iterator[Report]:
        if jobs == 1:
            for batch in _batches(texts):
                yield from self._score_batch(batch)
            return
        work = partial(_score_elsewhere, self.folder or self)
        yield from workers.shared(work, _batches(texts), jobs, _failed_report)

    def analyse(self, texts: Sequence[str], paragraphs: Sequence[Sequence[Span] | None] | None = None) -> ReadBatch:
        """Reads texts with the tokenizer and the language model."""
        given = paragraphs or [None] * len(texts)
        documents = [SegmentedText(text, spans) for text, spans in zip(texts, given, strict=True)]
        SegmentedText.share(documents)
        return ReadBatch.read(documents, self.tokenizer, self.piece_ngrams)

    def _score_batch(self, texts: Sequence[str]) -> list[Report]:
        batch = self.analyse(texts)
        evidence = batch.evidence()
        probabilities = self.probabilities(evidence)
        reports = []
        for i, document in enumerate(batch.documents):
            rows = slice(evidence.documents[i], evidence.documents[i + 1])
            flags = batch.flags[i]
            if batch.languages[i] in ("en", None):
                scores = {kind: probabilities[kind][rows] for kind in SCORES}
                flags = explain(ScoredText(document, scores["translation"].tolist(), self.word_models), flags)
            else:
                scores = {kind: np.full(len(document.paragraphs), self.card["base_rates"][kind]) for kind in SCORES}
            reports.append(_report(document, batch.languages[i], flags, scores))
        return reports

    def probabilities(self, evidence: FeatureInput) -> dict[str, NDArray[np.float64]]:
        """Both scores of every paragraph, as though each document were English."""
        if not evidence.paragraphs:
            return {kind: np.zeros(0) for kind in SCORES}
        rows = self.rows(evidence)
        return {kind: logistic(self.log_odds(kind, rows, evidence)) for kind in SCORES}

    def rows(self, evidence: FeatureInput) -> Matrix:
        """The features of every paragraph. Shape: paragraphs x COLUMNS."""
        ngram_weights = np.concatenate([ngram_scores(chunk.tokens, self.ngram_weights) for chunk in evidence.chunks()])
        return features(evidence, self.word_models, ngram_weights)

    def log_odds(self, kind: str, rows: Matrix, evidence: FeatureInput) -> NDArray[np.float64]:
        """Of damage, calibrated, for what `rows` gave."""
        own = rows[:, self._columns[kind]]
        log_odds = self.classifiers[kind].log_odds(own, evidence.documents)
        if kind in self.adapters:
            return self.adapters[kind].log_odds(own, log_odds, evidence.tokens)
        return log_odds

    def save(self, folder: str | Path) -> None:
        """Writes the model as a folder: its card, plain arrays, and the sentencepiece model."""
        arrays = {f"language_model.{name}": array for name, array in self.piece_ngrams.to_arrays().items()}
        arrays |= {f"word_model.{name}": array for name, array in self.word_ngrams.to_arrays().items()}
        arrays |= {f"synonyms.{name}": array for name, array in self.substitutes.to_arrays().items()}
        arrays |= {f"word_network.{name}": array for name, array in self.discriminator.to_arrays().items()}
        arrays["heads"] = self.ngram_weights
        for kind in SCORES:
            arrays |= {f"{kind}.{name}": array for name, array in self.classifiers[kind].to_arrays().items()}
        for kind, adapter in self.adapters.items():
            arrays |= {f"taught_{kind}.{name}": array for name, array in adapter.to_arrays().items()}
        arrays |= {f"prior.{name}": array for name, array in self.training_moments.items()}
        card = self.card | {"classifiers": {kind: self.classifiers[kind].to_card() for kind in SCORES}}
        if self.adapters:
            card["corrections"] = {kind: {"features": list(c.columns)} for kind, c in self.adapters.items()}
        model_folder.write(Path(folder), card, arrays, {"pieces.model": self.tokenizer.model})


@dataclass
class ReadBatch:
    """Some documents that the language model has read, and their pieces in one array."""

    documents: list[ReadText]
    paragraphs: list[str]
    """Of all documents, each on one line."""
    tokens: Tokens
    surprisal: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    first: NDArray[np.int64]
    """The index of each document's first paragraph, and the number of paragraphs at the end."""

    @classmethod
    def read(cls, documents: Sequence[SegmentedText], tokenizer: Tokenizer, piece_ngrams: PieceNgramModel) -> ReadBatch:
        paragraphs = [reflow(document.text[a:b]) for document in documents for a, b in document.paragraphs]
        tokens = tokenizer.encode(paragraphs)
        surprisal, unigram_surprisal = piece_ngrams.surprisal(tokens.ids), piece_ngrams.unigram_surprisal(tokens.ids)
        first = np.concatenate(([0], np.cumsum([len(document.paragraphs) for document in documents], dtype=np.int64)))
        read = []
        for i, document in enumerate(documents):
            starts = tokens.starts[first[i] : first[i + 1] + 1]
            own = slice(starts[0], starts[-1])
            bits, alone = surprisal[own], unigram_surprisal[own]
            read.append(ReadText(document, Surprisal(bits, alone, starts - starts[0], tokenizer, piece_ngrams)))
        return cls(read, paragraphs, tokens, surprisal, unigram_surprisal, first)

    @cached_property
    def languages(self) -> list[str | None]:
        prefilter_language(self.documents)
        return [document_language(document) for document in self.documents]

    @cached_property
    def flags(self) -> list[list[Flag]]:
        """Each document's flags, in order."""
        found = detect_many(self.documents, self.languages)
        for document in self.documents:
            document.release()
        return found

    def evidence(self) -> FeatureInput:
        counts = [
            count_flags(document.paragraphs, flags, _RULE_COLUMNS)
            for document, flags in zip(self.documents, self.flags, strict=True)
        ]
        return FeatureInput(
            paragraphs=self.paragraphs,
            documents=self.first,
            tokens=self.tokens,
            surprisal=self.surprisal,
            unigram_surprisal=self.unigram_surprisal,
            flags=np.concatenate(counts),
        )


def pool(scores: NDArray[np.float64], lengths: NDArray[np.int64]) -> float:
    """A document's score: the quadratic mean of its paragraphs' scores, weighted by their characters.

    It leans towards the damaged paragraphs, so that a document damaged in half of its text stands well over
    one half, and one bad line in a long article hardly shows.
    """
    if not len(scores):
        return 0.0
    return float(np.sqrt((scores**2 * lengths).sum() / lengths.sum()))


def _report(
    document: SegmentedText, language: str | None, flags: list[Flag], scores: Mapping[str, NDArray[np.float64]]
) -> Report:
    spans = [document.line_ends.to_given(span) for span in document.paragraphs]
    flags = [_as_given(document, flag) for flag in flags] if document.text != document.given else flags
    both = {kind: scores[kind].round(DIGITS) for kind in SCORES}
    either = (1 - (1 - both["translation"]) * (1 - both["scraping"])).round(DIGITS)
    by_paragraph: dict[int, list[Flag]] = {}
    for flag in flags:
        by_paragraph.setdefault(max(0, index_at(spans, flag.start)), []).append(flag)
    columns = (both["translation"].tolist(), both["scraping"].tolist(), either.tolist())
    paragraphs = tuple(
        Paragraph(i, start, end, document.given[start:end], t, s, d, tuple(by_paragraph.get(i, ())))
        for i, ((start, end), t, s, d) in enumerate(zip(spans, *columns, strict=True))
    )
    lengths = np.array([span.end - span.start for span in spans], np.int64)
    translation, scraping = (round(pool(both[kind], lengths), DIGITS) for kind in SCORES)
    damage = round(1 - (1 - translation) * (1 - scraping), DIGITS)
    return Report(document.given, language, translation, scraping, damage, paragraphs, tuple(flags))


def _as_given(document: SegmentedText, flag: Flag) -> Flag:
    start, end = document.line_ends.to_given(Span(flag.start, flag.end))
    return replace(flag, start=start, end=end)


def _check(text: object) -> None:
    if not isinstance(text, str):
        raise TypeError(f"score takes a str, not {type(text).__name__}; decode bytes first")


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    characters = 0
    for text in texts:
        if not isinstance(text, str):
            if batch:
                yield batch  # what came before the bad one is still good
            _check(text)
        batch.append(text)
        characters += len(text)
        if characters >= BATCH_CHARACTERS or len(batch) >= BATCH_TEXTS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _failed_report(text: str) -> Report:
    log.error("The process that read the text “%s…” ended, twice; its report is empty.", text[:60])
    return FailedReport(text, None, 0.0, 0.0, 0.0, (), ())


def _score_elsewhere(model: Model | Path, batch: Sequence[str]) -> list[Report]:
    return load(model)._score_batch(batch)


def load(model: Model | str | Path | None = None) -> Model:
    """Loads a model folder; None is the model that comes with the program. A model is given back as it is.

    No code is run from the folder. Raises ModelError where it is incomplete, altered or of another format.
    """
    if isinstance(model, Model):
        return model
    folder = model_folder.default_folder() if model is None else Path(model).resolve()
    return _load(folder, model_folder.stamp(folder))


@lru_cache(maxsize=8)
def _load(folder: Path, stamp: int) -> Model:
    """The model, kept as long as `stamp` says that the folder is the same."""
    card, arrays, blobs = model_folder.read(folder)
    parts: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, array in arrays.items():
        group, _, rest = name.partition(".")
        if rest:
            parts[group][rest] = array
    taught = card.get("corrections", {})
    return Model(
        tokenizer=Tokenizer(blobs["pieces.model"]),
        piece_ngrams=PieceNgramModel.from_arrays(parts["language_model"]),
        word_ngrams=WordNgramModel.from_arrays(parts["word_model"]),
        substitutes=SubstitutionTable.from_arrays(parts["synonyms"]),
        discriminator=Discriminator.from_arrays(parts["word_network"]),
        ngram_weights=arrays["heads"],
        classifiers={kind: Classifier.from_parts(card["classifiers"][kind], parts[kind]) for kind in SCORES},
        card=card,
        folder=folder,
        adapters={kind: Adapter.from_parts(taught[kind], parts[f"taught_{kind}"]) for kind in taught},
        training_moments=parts["prior"],
    )


def score(text: str, model: Model | str | Path | None = None) -> Report:
    """Scores one text with the embedded default model, or with the model given, loaded or as its folder.

    Raises TypeError for anything but `str`, ModelError for an unusable model, and nothing else.
    """
    _check(text)
    return load(model).score(text)


def score_many(texts: Iterable[str], model: Model | str | Path | None = None, jobs: int = 1) -> Iterator[Report]:
    """Scores texts lazily and in order, some at a time; each report is the one that `score` gives.

    Raises TypeError for a single `str`, and for an item that is none; ValueError for less than one of `jobs`.
    """
    return load(model).score_many(texts, jobs)
