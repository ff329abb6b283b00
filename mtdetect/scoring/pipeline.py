"""The pipeline from texts to reports: flags, features, probabilities. `Model` holds what it needs."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer
from mtdetect.lm.substitutes import SubstitutionTable, WordModels
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.rules.detection import explain
from mtdetect.rules.scored_text import DAMAGED, ScoredText
from mtdetect.scoring import base_model, model_card, model_folder, newer_rules, workers
from mtdetect.scoring.adapter import Adapter
from mtdetect.scoring.batches import batches, check
from mtdetect.scoring.classifier import Classifier
from mtdetect.scoring.deep.reader import DeepReader, DeepWeights, deep_reader, uncertain
from mtdetect.scoring.displays import lowered_in_displays
from mtdetect.scoring.feature_input import FeatureInput, Matrix
from mtdetect.scoring.features import Features
from mtdetect.scoring.judgement import (
    Columns,
    Judged,
    flagged_rules,
    lowered_if_old,
    report_of,
    rule_confidences,
    rule_counts,
)
from mtdetect.scoring.log_odds import joined_log_odds
from mtdetect.scoring.model_arrays import check_arrays
from mtdetect.scoring.ngram_models import NGRAM_MODELS, ngram_scores
from mtdetect.scoring.ngram_regression import NgramRegression
from mtdetect.scoring.parts import cuts, joined
from mtdetect.scoring.read_batch import COLUMNS, ReadBatch
from mtdetect.scoring.renamed import with_current_names
from mtdetect.selection import Selection, Selectors, hidden_rules, with_rules_hidden
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import SCORES, Deep, FailedReport, ModelError, Report, Span

log = logging.getLogger("mtdetect")

FEWEST_NGRAM_MODELS = 6
"""Number of linear n-gram models in version 0.1. Later versions may add some, and still load older models."""


@dataclass(frozen=True)
class Model:
    """A model, which scores texts. `load` and `train` return one. Its `card` is a dict: what is in `model.json`."""

    tokenizer: Tokenizer
    piece_ngrams: PieceNgramModel
    word_ngrams: WordNgramModel
    substitutes: SubstitutionTable
    discriminator: Discriminator
    ngram_weights: NDArray[np.int16]
    """2**HASH_BITS x (linear n-gram models)."""
    classifiers: Mapping[str, Classifier]
    card: dict[str, Any]
    folder: Path | None = None
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    """By score: the correction learned by few-shot adaptation, if there is one."""
    ngrams: Mapping[str, NgramRegression] = field(default_factory=dict)
    """By score: the n-grams learned from a user's many samples, if they help."""
    training_moments: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """Statistics of the training data, for `mtdetect.learning.adaptation`; empty in older models."""
    tagger: Tagger | None = None
    """None in older models."""
    deep: DeepWeights | None = None
    """What the deep reader needs besides its language model; None in older models."""
    base_folder: Path | None = None
    """The complete model that this one was trained from: a small copy leaves out what both have."""
    _columns: dict[str, list[int]] = field(init=False, default_factory=dict)

    def __repr__(self) -> str:
        return f"Model({str(self.folder) if self.folder else 'not saved'!r})"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Pickles a loaded model as its folder's path. A model that is not saved, or no longer there, is pickled whole.

        Unpickling raises ModelError if the folder is missing by then, or has another model in it.
        """
        try:
            loaded = self.folder and load(self.folder)
        except ModelError:
            loaded = None
        if loaded is not self:
            return super().__reduce_ex__(protocol)
        default = self.folder == model_folder.default_folder()
        return _unpickled, (None if default else self.folder, model_card.fingerprint(self.card))

    def __post_init__(self) -> None:
        where = self.folder or "the model"
        if not FEWEST_NGRAM_MODELS <= self.ngram_weights.shape[1] <= len(NGRAM_MODELS):
            raise ModelError(
                f"{where}: the linear n-gram models (heads.npy) are not those of this version of mtdetect; "
                "train the model again"
            )
        for kind in SCORES:
            # The adapter of a score has the same columns.
            missing = [name for name in self.classifiers[kind].columns if name not in COLUMNS]
            if missing:
                raise ModelError(
                    f"{where}: needs features that this version of mtdetect lacks: {', '.join(missing)}; "
                    "install the version named in its model.json, or train the model again"
                )
            self._columns[kind] = [COLUMNS.index(name) for name in self.classifiers[kind].columns]

    @cached_property
    def word_models(self) -> WordModels:
        return WordModels(self.tokenizer, self.word_ngrams, self.substitutes, self.discriminator)

    @cached_property
    def _worth(self) -> dict[str, float]:
        """By rule code, how often its flags are right: for the score that they are evidence for."""
        rules = [self.classifiers[kind].evidence.worth for kind in SCORES]
        return {code: max(other.get(code, 0.0) for other in rules) for own in rules for code in own}

    def score(
        self, text: str, *, select: Selectors | None = None, ignore: Selectors = (), deep: Deep = False
    ) -> Report:
        """Scores one text.

        `select` and `ignore` choose which flags are listed, by code (MTD304), the beginning of one (MTD3), name
        (doubled-word) or ALL. They don't change the scores. With `deep`, a large language model reads each paragraph
        too: better, in about a second for an article. With "auto", it reads only paragraphs that are uncertain
        without it.

        Raises:
            TypeError: `text` is not a `str`.
            ValueError: `select` or `ignore` names an unknown rule, or `deep` is not a bool or "auto".
            ModelError: the deep reader is not installed, or the model is too old for it.
        """
        check(text)
        hidden = hidden_rules(Selection.of(select, ignore))
        self._check_deep(deep)
        return with_rules_hidden(self._score_batch([text], deep)[0], hidden)

    def score_many(
        self,
        texts: Iterable[str],
        jobs: int = 1,
        *,
        select: Selectors | None = None,
        ignore: Selectors = (),
        deep: Deep = False,
    ) -> Iterator[Report]:
        """Scores texts lazily, in order and in batches. The reports are the same as from `score`.

        `jobs` processes share the work (0: one for each core that this process may use), and only a limited number of
        texts is in progress at a time. If a text kills its process (by running out of memory, for example), an error is
        logged, its report is a `FailedReport`, and the other texts are still scored. Others: see `score`.

        Raises:
            TypeError: `texts` is a single `str`, or one of its items is not a `str`.
            ValueError: `jobs` is negative, `select` or `ignore` names an unknown rule, or `deep` is not a bool or
                "auto".
            ModelError: the deep reader is not installed, or the model is too old for it.
        """
        if isinstance(texts, str):
            raise TypeError("score_many takes several texts, not one str; use score, or put the text in a list")
        hidden = hidden_rules(Selection.of(select, ignore))
        self._check_deep(deep)
        reports = self._score_many(texts, workers.processes(jobs), deep)
        return (with_rules_hidden(report, hidden) for report in reports) if hidden else reports

    def _check_deep(self, deep: Deep) -> None:
        if deep not in (False, True, "auto"):
            raise ValueError(f'deep is {deep!r}; it must be True, False or "auto"')
        if deep:
            self._deep_reader()

    def _deep_reader(self) -> DeepReader:
        if self.deep is None or self.tagger is None:
            raise ModelError(
                f"{self.folder or 'the model'}: made by a version of mtdetect without the deep reader; "
                "train it again, or use the model that comes with mtdetect"
            )
        return deep_reader(self.deep)

    def _score_many(self, texts: Iterable[str], jobs: int, deep: Deep) -> Iterator[Report]:
        if jobs == 1:
            for batch in batches(texts):
                yield from self._score_batch(batch, deep)
            return
        work = partial(_score_elsewhere, self.folder or self, deep)
        yield from workers.shared(work, batches(texts), jobs, _failed_report)

    def analyse(self, texts: Sequence[str], paragraphs: Sequence[Sequence[Span] | None] | None = None) -> ReadBatch:
        """Segments the texts, and has the tokenizer and the language model read them.

        `paragraphs`: the spans of each text's paragraphs; None to find them.
        """
        given = paragraphs or [None] * len(texts)
        documents = [SegmentedText(text, spans) for text, spans in zip(texts, given, strict=True)]
        SegmentedText.share(documents)
        return ReadBatch.read(documents, self.tokenizer, self.piece_ngrams, self.tagger)

    def _score_batch(self, texts: Sequence[str], deep: Deep) -> list[Report]:
        places = [cuts(text) for text in texts]
        # A text is sliced part by part: it may be so long that there is no room for a copy.
        parts = (text[start:end] for text, own in zip(texts, places, strict=True) for start, end in pairwise(own))
        reports = (report for batch in batches(parts) for report in self._score_whole(batch, deep))
        return [
            next(reports) if len(own) == 2 else joined(text, islice(reports, len(own) - 1))
            for text, own in zip(texts, places, strict=True)
        ]

    def _score_whole(self, texts: Sequence[str], deep: Deep) -> list[Report]:
        if deep and deep != "auto":
            return self._reports(texts, [None] * len(texts))
        reports = self._reports(texts)
        if deep:
            chosen = {i: own for i, report in enumerate(reports) if (own := uncertain(report))}
            if chosen:
                again = iter(self._reports([texts[i] for i in chosen], list(chosen.values())))
                reports = [next(again) if i in chosen else report for i, report in enumerate(reports)]
        return reports

    @workers.collections_paused()
    def _reports(self, texts: Sequence[str], chosen: Sequence[frozenset[int] | None] | None = None) -> list[Report]:
        """`chosen`: the paragraphs of each text that the deep reader reads, None for all of them."""
        batch = self.analyse(texts)
        if chosen is not None:
            batch.read_deeply(self._deep_reader(), chosen)
        given = batch.evidence()
        judged = self.judged(given, batch.wording)
        columns = Columns.of(judged)
        translation, likeliest = judged["translation"].probabilities.tolist(), judged["translation"].likeliest
        bounds = given.documents.tolist()
        del given, judged  # with the reports, a page of thousands of lines needs most memory
        reports = []
        for i, document in enumerate(batch.documents):
            first, last = bounds[i], bounds[i + 1]
            flags, batch.flags[i] = batch.flags[i], []
            if batch.languages[i] in ("en", None):
                own, scores = columns.rows(first, last), translation[first:last]
                if max(scores, default=0.0) >= DAMAGED:  # the score of most texts needs no explanation
                    flags = explain(ScoredText(document, scores, likeliest[first:last], self.word_models), flags)
            else:
                own = Columns.constant(self.card["base_rates"], last - first)
            reports.append(report_of(document, batch.languages[i], flags, own, self._worth))
        return reports

    def judged(self, evidence: FeatureInput, wording: NDArray[np.float64] | None = None) -> dict[str, Judged]:
        """Both scores of every paragraph, with their evidence. All documents are taken to be English.

        `wording`: what the deep reader says of each paragraph, see `ReadBatch.wording`; None if it read none.
        """
        if not evidence.paragraphs:
            nothing = np.zeros(0)
            return {kind: Judged(kind, nothing, nothing, (), np.zeros((0, 0)), nothing) for kind in SCORES}
        components: dict[str, list[NDArray[np.float64]]] = {kind: [] for kind in SCORES}
        kept: dict[str, list[Matrix]] = {kind: [] for kind in self.adapters}
        for rows in self._features(evidence):
            for kind, found in components.items():
                own = rows[:, self._columns[kind]]
                found.append(self.classifiers[kind].component_log_odds(own))
                if kind in kept:
                    kept[kind].append(own)
        return {
            kind: self._judged(
                kind,
                np.concatenate(components[kind], axis=1),
                np.concatenate(kept[kind]) if kind in kept else None,
                evidence,
                wording if kind == "translation" else None,
            )
            for kind in SCORES
        }

    def _judged(
        self,
        kind: str,
        components: NDArray[np.float64],
        own: Matrix | None,
        evidence: FeatureInput,
        wording: NDArray[np.float64] | None = None,
    ) -> Judged:
        """`components`: see `Classifier.component_log_odds`. `own`: the features, if there is an adapter."""
        classifier = self.classifiers[kind]
        names = [component.name for component in classifier.components]
        if "furniture" in names:
            components = components.copy()
            components[names.index("furniture")] = lowered_in_displays(components[names.index("furniture")], evidence)
        in_document = classifier.in_document(components, evidence.documents)
        trees = model = classifier.calibrated(joined_log_odds(list(in_document)), evidence.documents)
        if kind in self.ngrams:
            model = self.ngrams[kind].log_odds(model, evidence.tokens)
        read_deeply = None
        if wording is not None and self.deep is not None:
            read_deeply = ~np.isnan(wording)
            model = np.where(read_deeply, self.deep.joined(model, wording), model)
        if kind == "translation":
            model = lowered_if_old(model, evidence)
        worth = classifier.evidence.only(flagged_rules(evidence, classifier.evidence.codes))
        counts, stated = rule_counts(evidence, worth.codes), rule_confidences(evidence, worth.codes)
        raised, by_rule, by_document = worth.raised(model, counts, evidence.documents, stated)
        log_odds = raised
        if own is not None:
            log_odds = self.adapters[kind].log_odds(own, raised, evidence.tokens)
        likeliest = tuple(map(names.__getitem__, components.argmax(0).tolist()))
        furniture = None
        if "furniture" in names:  # a user's labels move it as far as they move the score
            furniture = in_document[names.index("furniture")] + (model - trees) + (log_odds - raised)
        return Judged(kind, log_odds, model, worth.codes, by_rule, by_document, likeliest, furniture, read_deeply)

    def probabilities(self, evidence: FeatureInput) -> dict[str, NDArray[np.float64]]:
        """Both scores of every paragraph. All documents are taken to be English."""
        return {kind: judged.probabilities for kind, judged in self.judged(evidence).items()}

    def rows(self, evidence: FeatureInput) -> Matrix:
        """The features of every paragraph. Shape: paragraphs x COLUMNS."""
        return np.concatenate(list(self._features(evidence)))

    def _features(self, evidence: FeatureInput) -> Features:
        scores = np.concatenate([ngram_scores(chunk.tokens, self.ngram_weights) for chunk in evidence.chunks()])
        lacking = len(NGRAM_MODELS) - scores.shape[1]  # an older model has fewer, and its classifiers use no others
        return Features(evidence, self.word_models, np.pad(scores, ((0, 0), (0, lacking))) if lacking else scores)

    def log_odds(self, kind: str, rows: Matrix, evidence: FeatureInput) -> NDArray[np.float64]:
        """Log-odds of one score, with all evidence. `rows`: as returned by the method of that name. Shape: n."""
        own = rows[:, self._columns[kind]]
        components = self.classifiers[kind].component_log_odds(own)
        return self._judged(kind, components, own if kind in self.adapters else None, evidence).log_odds

    def save(self, folder: str | Path, whole: bool = True) -> None:
        """Writes the model to a folder: its card, plain arrays, and the sentencepiece model.

        Without `whole`, files that the model has in common with the model that it was trained from (or with the default
        model) are left out. Such a folder is small, but loads only while that model is where it was, and the same.
        """
        groups = {
            "language_model": self.piece_ngrams.to_arrays(),
            "word_model": self.word_ngrams.to_arrays(),
            "synonyms": self.substitutes.to_arrays(),
            "word_network": self.discriminator.to_arrays(),
            **{kind: classifier.to_arrays() for kind, classifier in self.classifiers.items()},
            **{f"taught_{kind}": adapter.to_arrays() for kind, adapter in self.adapters.items()},
            **{f"ngrams_{kind}": ngrams.to_arrays() for kind, ngrams in self.ngrams.items()},
            "prior": self.training_moments,
            "tagger": self.tagger.to_arrays() if self.tagger else {},
            "deep": self.deep.to_arrays() if self.deep else {},
        }
        arrays = {f"{group}.{name}": array for group, own in groups.items() for name, array in own.items()}
        card = self.card | {"classifiers": {kind: self.classifiers[kind].to_card() for kind in SCORES}}
        if self.adapters:
            card["corrections"] = {kind: {"features": list(c.columns)} for kind, c in self.adapters.items()}
        if self.ngrams:
            card["ngrams"] = {kind: ngrams.to_card() for kind, ngrams in self.ngrams.items()}
        bases = (self.base_folder, model_folder.default_folder())
        base = next((base for base in bases if base and base != Path(folder).resolve()), None)
        arrays["heads"] = self.ngram_weights
        blobs = {"pieces.model": self.tokenizer.model}
        model_folder.write(Path(folder), card, arrays, blobs, None if whole else base)


def _failed_report(text: str) -> Report:
    log.error("the process scoring the text “%s…” crashed twice; the report of this text is empty", text[:60])
    return FailedReport(text, None, 0.0, 0.0, 0.0, (), ())


def _score_elsewhere(model: Model | Path, deep: Deep, batch: Sequence[str]) -> list[Report]:
    return load(model)._score_batch(batch, deep)


def load(model: Model | str | Path | None = None) -> Model:
    """Loads a model from its folder. None means the default model; a `Model` is returned as it is.

    Loading a model runs no code from it.

    Raises:
        ModelError: the folder is incomplete or altered, or does not fit this version of mtdetect.
    """
    if isinstance(model, Model):
        return model
    folder = model_folder.default_folder() if model is None else Path(model).resolve()
    return _load(folder, model_folder.stamp(folder))


@lru_cache(maxsize=8)
def _load(folder: Path, stamp: int) -> Model:
    """Loads and caches a model. `stamp` changes when the folder does, so that a changed one is loaded again."""
    card, arrays, blobs = model_folder.read(folder)
    card = with_current_names(card)
    parts: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, array in arrays.items():
        group, _, rest = name.partition(".")
        if rest:
            parts[group][rest] = array
    corrections, ngrams = card.get("corrections", {}), card.get("ngrams", {})
    try:
        tokenizer = Tokenizer(blobs["pieces.model"])
        check_arrays(arrays, card, len(tokenizer))
        classifiers = {kind: Classifier.from_parts(card["classifiers"][kind], parts[kind]) for kind in SCORES}
    except (ValueError, KeyError, RuntimeError) as error:  # RuntimeError is sentencepiece's
        raise ModelError(f"{folder}: {error}; train the model again, or use the default model") from None
    return Model(
        tokenizer=tokenizer,
        piece_ngrams=PieceNgramModel.from_arrays(parts["language_model"]),
        word_ngrams=WordNgramModel.from_arrays(parts["word_model"]),
        substitutes=SubstitutionTable.from_arrays(parts["synonyms"]),
        discriminator=Discriminator.from_arrays(parts["word_network"]),
        ngram_weights=arrays["heads"],
        classifiers=newer_rules.with_newer_rules(classifiers),
        card=card,
        folder=folder,
        adapters={kind: Adapter.from_parts(corrections[kind], parts[f"taught_{kind}"]) for kind in corrections},
        ngrams={kind: NgramRegression.from_parts(ngrams[kind], parts[f"ngrams_{kind}"]) for kind in ngrams},
        training_moments=parts["prior"],
        tagger=Tagger.from_arrays(parts["tagger"]) if parts["tagger"] else None,
        deep=DeepWeights.from_arrays(parts["deep"]) if parts["deep"] else None,
        base_folder=base_model.base_folder(folder, card),
    )


def _unpickled(folder: Path | None, fingerprint: str) -> Model:
    model = load(folder)
    if model_card.fingerprint(model.card) != fingerprint:
        raise ModelError(
            f"{model.folder}: not the model that was pickled, but another one; "
            "load it again with mtdetect.load, or put the old model back"
        )
    return model


def score(
    text: str,
    model: Model | str | Path | None = None,
    *,
    select: Selectors | None = None,
    ignore: Selectors = (),
    deep: Deep = False,
) -> Report:
    """Scores one text. `model` is a loaded model or a model folder; None means the default model.

    `select` and `ignore` choose which flags are listed, by code (MTD304), the beginning of one (MTD3), name
    (doubled-word) or ALL. They don't change the scores. With `deep`, a large language model reads each paragraph too:
    a second for an article, and better. With "auto", it reads only paragraphs that are uncertain without it.

    Raises:
        TypeError: `text` is not a `str`.
        ValueError: `select` or `ignore` names an unknown rule, or `deep` is not a bool or "auto".
        ModelError: the model can't be used, or the deep reader is not installed (`mtdetect deep install`).
    """
    check(text)
    return load(model).score(text, select=select, ignore=ignore, deep=deep)


def score_many(
    texts: Iterable[str],
    model: Model | str | Path | None = None,
    jobs: int = 1,
    *,
    select: Selectors | None = None,
    ignore: Selectors = (),
    deep: Deep = False,
) -> Iterator[Report]:
    """Scores texts lazily, in order and in batches. The reports are the same as from `score`.

    `model`, `select`, `ignore`, `deep`: see `score`. `jobs`: the number of processes that share the work; 0 means one
    for each core that this process may use.

    Raises:
        TypeError: `texts` is a single `str`, or one of its items is not a `str`.
        ValueError: `jobs` is negative, `select` or `ignore` names an unknown rule, or `deep` is not a bool or "auto".
        ModelError: the model can't be used, or the deep reader is not installed (`mtdetect deep install`).
    """
    return load(model).score_many(texts, jobs, select=select, ignore=ignore, deep=deep)
