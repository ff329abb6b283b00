"""Fits a model to labelled paragraphs. Every figure comes from groups that the figure's model had not seen."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import __version__
from mtdetect.learning.calibration import calibrate, platt
from mtdetect.learning.weighting import (
    SEED,
    Labels,
    balanced,
    balanced_sets,
    by_words,
    of_both_classes,
    of_corpora,
    thin,
    with_odds,
)
from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.lm.substitutes import SubstitutionTable, WordModels
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.rules.registry import RULES
from mtdetect.scoring.features import (
    HASH_BITS,
    NGRAM_MODELS,
    NGRAM_ORDER,
    NGRAM_WEIGHT_UNIT,
    WORDING,
    FeatureInput,
    Matrix,
    features,
    ngram_buckets,
    ngram_scores,
)
from mtdetect.scoring.forest import Classifier, export, joined, joined_log_odds, logistic
from mtdetect.scoring.pipeline import COLUMNS, FLAG_COLUMNS, Model, ReadBatch
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import SCORES, InputError, Span

CHUNK = 400
"""Documents analysed together."""


@dataclass(frozen=True)
class LabelledDocument:
    """A document whose paragraphs are judged.

    `labels` and `weights` have one entry a paragraph for each of "translation" and "scraping"; NaN is "not
    judged". `ngram_weights` (paragraphs x HEADS) says what the linear heads learn from, NaN where a row is not theirs.
    Documents of one `group` are never on both sides of a split; `corpus` names them in the metrics.
    """

    text: str
    paragraphs: Sequence[Span]
    labels: Mapping[str, Labels]
    weights: Mapping[str, Labels]
    ngram_weights: Labels
    group: str
    corpus: str


@dataclass(frozen=True)
class Resources:
    """What is known of English before any label is learned.

    `by_fold` are language models, each trained without the documents of its fold (or a single one, trained on none of
    the documents), and `piece_ngrams` is the one of everything. `unseen_substitutes` stands for `substitutes` where
    paragraphs are held out: made without what the held-out documents were made with.
    """

    tokenizer: Tokenizer
    by_fold: Sequence[PieceNgramModel]
    piece_ngrams: PieceNgramModel
    word_ngrams: WordNgramModel
    substitutes: SubstitutionTable
    unseen_substitutes: SubstitutionTable
    discriminator: Discriminator

    @classmethod
    def of(cls, model: Model) -> Resources:
        """Those of a model, for documents that it was not trained on."""
        return cls(
            model.tokenizer,
            [model.piece_ngrams],
            model.piece_ngrams,
            model.word_ngrams,
            model.substitutes,
            model.substitutes,
            model.discriminator,
        )


@dataclass(frozen=True)
class ComponentRecipe:
    """What one part of a classifier learns, and from which columns."""

    damaged: tuple[str, ...] = ("",)
    """Corpora (by the beginnings of their names) whose damaged paragraphs it looks for."""
    others: float = 0.0
    """The label here of the damaged paragraphs of other corpora: 0, sound, or NaN, not judged."""
    unjudged: tuple[str, ...] = ()
    """Corpora (by the beginnings of their names) whose damaged paragraphs are not judged, whatever `others` says."""
    sets: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    """Sets of corpora (by the beginnings of their names) that belong together, damaged text and sound text
    of the same origin, and how much each set weighs in the fit; in each the damaged paragraphs have the same share. See
    `weighting.balanced_sets`. None: rows weigh as they do, and in the calibration they always do."""
    without: frozenset[str] = frozenset()
    """Columns that it does not see."""
    linear: Mapping[str, float] = field(default_factory=dict)
    """Columns and what is added to the boosted margin for each unit of them, whatever boosting finds."""
    boosting: Mapping[str, Any] = field(default_factory=dict)
    """Settings other than the recipe's."""


@dataclass(frozen=True)
class Recipe:
    """What is fitted how: gradient boosting's settings (as scikit-learn names them) and the number of folds."""

    folds: int = 3
    ngram_strength: float = 8.0
    """Inverse of the heads' L2 penalty, as scikit-learn's C."""
    ngram_length: int | None = None
    """Pieces that the heads learn from at a time: longer paragraphs are cut, since a few long texts that are judged as
    wholes say little of which words made them so. None: paragraphs as they are."""
    light: float = 0.15
    """Rows of a smaller weight are drawn at random, and the drawn ones weigh this much: faster, and as good."""
    odds: Mapping[str, Mapping[tuple[str, ...], float]] = field(default_factory=dict)
    """By score and corpora (by the beginnings of their names), a factor on the odds of damage, where it is rarer in the
    world than there (Saerens, Latinne and Decaestecker 2002): sound paragraphs weigh more in the calibration."""
    document_prior: frozenset[str] = frozenset()
    """The scores that are calibrated by a document's other paragraphs as well. See `scoring.forest.DocumentPrior`."""
    label_noise_weight: float = 1.0
    """Weight of a paragraph that is labelled sound and yet holds a flag of the score's own precise rules. Less than 1
    where labels come from the origin of a text and not from reading it: of such flags nine in ten are right. The
    calibration takes all labels as they are."""
    components: Mapping[str, Mapping[str, ComponentRecipe]] = field(default_factory=dict)
    """By score and name. A score without any has one part, for all its damage."""
    by_length: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By score, corpora (by the beginnings of their names) in whose fit a paragraph weighs by its words. See
    `weighting.by_words`. The calibration counts paragraphs."""
    boosting: Mapping[str, Any] = field(
        default_factory=lambda: {
            "max_iter": 160,
            "learning_rate": 0.09,
            "max_leaf_nodes": 24,
            "min_samples_leaf": 60,
            "l2_regularization": 1.0,
            "max_features": 0.4,
            "max_bins": 127,
        }
    )


def fold_of(group: str, folds: int) -> int:
    """The fold of a group: the same on every machine, whatever else is in the data."""
    return zlib.crc32(group.encode()) % folds


def _read(documents: Sequence[LabelledDocument], tokenizer: Tokenizer, piece_ngrams: PieceNgramModel) -> FeatureInput:
    batch = ReadBatch.read([SegmentedText(d.text, d.paragraphs) for d in documents], tokenizer, piece_ngrams)
    return batch.evidence()


def gather(
    documents: Sequence[LabelledDocument], tokenizer: Tokenizer, models: Sequence[PieceNgramModel], jobs: int = 1
) -> FeatureInput:
    """The evidence of all documents, those of fold k read by the k-th model (or all by the only one)."""
    from joblib import Parallel, delayed

    folds = [fold_of(d.group, len(models)) for d in documents]
    chunks = [
        [i for i in range(len(documents)) if folds[i] == k][start : start + CHUNK]
        for k in range(len(models))
        for start in range(0, folds.count(k), CHUNK)
    ]
    components = Parallel(n_jobs=jobs)(
        delayed(_read)([documents[i] for i in chunk], tokenizer, models[folds[chunk[0]]]) for chunk in chunks
    )
    return _joined(components, [i for chunk in chunks for i in chunk])


def _joined(components: Sequence[FeatureInput], order: Sequence[int]) -> FeatureInput:
    """Evidence whose documents stand in `order`, in one, and in the order 0, 1, 2, …"""
    sizes = np.concatenate([np.diff(part.documents) for part in components])
    lengths = np.concatenate([np.diff(part.tokens.starts) for part in components])
    starts, piece_starts = (np.concatenate(([0], np.cumsum(each))) for each in (sizes, lengths))
    places = np.argsort(order, kind="stable")
    rows = np.concatenate([np.arange(starts[p], starts[p + 1]) for p in places])
    pieces = np.concatenate([np.arange(piece_starts[starts[p]], piece_starts[starts[p + 1]]) for p in places])
    paragraphs = [text for part in components for text in part.paragraphs]
    ids = np.concatenate([part.tokens.ids for part in components])[pieces]
    return FeatureInput(
        paragraphs=[paragraphs[r] for r in rows],
        documents=np.concatenate(([0], np.cumsum(sizes[places]))),
        tokens=Tokens(ids, np.concatenate(([0], np.cumsum(lengths[rows])))),
        surprisal=np.concatenate([part.surprisal for part in components])[pieces],
        unigram_surprisal=np.concatenate([part.unigram_surprisal for part in components])[pieces],
        flags=np.concatenate([part.flags for part in components])[rows],
    )


def ngram_matrix(tokens: Tokens) -> Any:
    """The heads' inputs as a scipy CSR matrix: paragraphs x 2**HASH_BITS, each row over the root of its length."""
    from scipy.sparse import csr_matrix

    inside = np.ones(len(tokens.ids), bool)
    inside[tokens.starts[:-1]] = False
    columns = np.stack([hashed[inside] for hashed in ngram_buckets(tokens.ids)], 1)
    counts = tokens.counts()
    values = np.repeat(1 / np.sqrt(np.maximum(counts * NGRAM_ORDER, 1)), counts * NGRAM_ORDER).astype(np.float32)
    pointers = np.concatenate(([0], np.cumsum(counts * NGRAM_ORDER)))
    return csr_matrix((values, columns.ravel().astype(np.int32), pointers), shape=(len(counts), 1 << HASH_BITS))


def cut(tokens: Tokens, length: int | None) -> tuple[Tokens, NDArray[np.int64]]:
    """Texts in equal parts of about so many pieces, and of which text each part is."""
    counts = np.diff(tokens.starts)
    components = np.maximum(1, np.round(counts / length)).astype(np.int64) if length else np.ones(len(counts), np.int64)
    origin = np.repeat(np.arange(len(counts)), components)
    number = np.arange(len(origin)) - np.repeat(np.cumsum(components) - components, components)
    starts = tokens.starts[origin] + number * counts[origin] // components[origin]
    return Tokens(tokens.ids, np.append(starts, tokens.starts[-1])), origin


def fit_ngram_models(
    matrix: Any, labels: Labels, weights: Labels, strength: float, start: NDArray[np.int16] | None = None
) -> NDArray[np.int16]:
    """One logistic regression a head. Heads without rows of both classes keep the weights of `start`, or 0."""
    from sklearn.linear_model import LogisticRegression

    result = np.zeros((1 << HASH_BITS, len(NGRAM_MODELS)), np.int16) if start is None else np.array(start)
    for k in range(len(NGRAM_MODELS)):
        rows = np.flatnonzero(np.isfinite(labels[:, k]) & (weights > 0))
        if len(set(labels[rows, k])) < 2:
            continue
        # Looser, it stops where rare n-grams have hardly been weighed: .01 to .02 of ROC AUC on unseen groups.
        linear = LogisticRegression(C=strength, max_iter=300, tol=1e-4)
        with np.errstate(all="ignore"):
            linear.fit(matrix[rows], labels[rows, k], sample_weight=balanced(labels[rows, k], weights[rows]))
        result[:, k] = np.clip(np.round(linear.coef_[0] / NGRAM_WEIGHT_UNIT), -32768, 32767)
    return result


def _of_the_other(kind: str) -> set[str]:
    """The columns that speak of the other score: without them neither score leans on what the other has found."""
    other = [rule for rule in RULES if (rule.family == "translation") != (kind == "translation")]
    columns = {name for rule in other for name in (rule.name, f"any {rule.family}")}
    return columns if kind == "translation" else columns | WORDING


def _precise_columns(kind: str) -> list[int]:
    """The flag counts of the families whose rules are precise about places and not about whole lines."""
    families = ("translation",) if kind == "translation" else ("boundary", "splice", "encoding")
    return [FLAG_COLUMNS.index(f"any {family}") for family in families]


def fit_component(
    rows: Matrix,
    columns: Sequence[str],
    kind: str,
    labels: Labels,
    weights: Labels,
    recipe: Recipe,
    name: str = "damage",
    part: ComponentRecipe = ComponentRecipe(),
) -> Classifier:
    """Gradient boosting, as arrays, for one part of a score; not yet calibrated. A flag of the score's own families
    never lowers it.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    keep, weights = thin(weights, recipe.light)
    raising = set(FLAG_COLUMNS) - _of_the_other(kind)
    own = [i for i, column in enumerate(columns) if column not in part.without]
    boosted = HistGradientBoostingClassifier(
        **{**recipe.boosting, **part.boosting},
        monotonic_cst=[int(columns[i] in raising) for i in own],
        early_stopping=False,
        random_state=SEED,
    )
    boosted.fit(rows[keep][:, own], labels[keep], sample_weight=weights)
    return export(boosted, columns, name, own, part.linear)


@dataclass(frozen=True)
class Fitted:
    """A fitted model, and each paragraph's probabilities by the folds' models that had not seen it (else NaN)."""

    model: Model
    held_out: dict[str, NDArray[np.float64]]


def fit(
    documents: Sequence[LabelledDocument],
    resources: Resources,
    *,
    base: Model | None = None,
    recipe: Recipe | None = None,
    jobs: int = 1,
    log: Callable[[str], None] = lambda line: None,
    folds: Sequence[int] | None = None,
) -> Fitted:
    """Heads, then classifiers, each cross-fitted over the folds of the groups; then calibrated.

    A score that no document is judged for keeps the classifier of `base`. `folds`: the fold of each document, where its
    group does not tell.
    """
    recipe = recipe or Recipe()
    tokenizer = resources.tokenizer
    evidence = gather(documents, tokenizer, resources.by_fold, jobs)
    log(f"{len(documents)} documents, {len(evidence.paragraphs)} paragraphs analysed")
    if folds is None:
        folds = [fold_of(d.group, recipe.folds) for d in documents]
    fold = np.repeat(folds, np.diff(evidence.documents))
    ngram_labels = np.concatenate([d.ngram_weights for d in documents])
    weights = {kind: np.concatenate([d.weights[kind] for d in documents]) for kind in SCORES}
    labels = {kind: np.concatenate([d.labels[kind] for d in documents]) for kind in SCORES}
    trusted = {}
    for kind in SCORES:
        noisy = (labels[kind] == 0) & (evidence.flags[:, _precise_columns(kind)].sum(1) > 0)
        trusted[kind] = np.where(noisy, recipe.label_noise_weight * weights[kind], weights[kind])
    tokens, origin = cut(evidence.tokens, recipe.ngram_length)
    matrix, ngram_labels = ngram_matrix(tokens), ngram_labels[origin]
    either = np.maximum(*(np.where(np.isfinite(labels[kind]), trusted[kind], 0) for kind in SCORES))
    start = None if base is None else base.ngram_weights
    sums = np.zeros((len(fold), len(NGRAM_MODELS)), np.float32)
    for k in range(recipe.folds):
        seen = np.where(fold == k, 0, either)[origin]
        ngram_weights = fit_ngram_models(matrix, ngram_labels, seen, recipe.ngram_strength, start)
        sums[fold == k] = ngram_scores(evidence.tokens, ngram_weights)[fold == k]
    ngram_weights = fit_ngram_models(matrix, ngram_labels, either[origin], recipe.ngram_strength, start)
    del matrix
    log("heads fitted")
    rows, unseen = (
        features(evidence, WordModels(tokenizer, resources.word_ngrams, substitutes, resources.discriminator), sums)
        for substitutes in (resources.substitutes, resources.unseen_substitutes)
    )
    corpora = np.repeat([d.corpus for d in documents], np.diff(evidence.documents))
    words = np.expm1(rows[:, COLUMNS.index("words")])
    classifiers: dict[str, Classifier] = {}
    held_out: dict[str, NDArray[np.float64]] = {}

    for kind in SCORES:
        own = [i for i, column in enumerate(COLUMNS) if column not in _of_the_other(kind)]
        emphasis = trusted[kind]
        if kind in recipe.by_length:
            emphasis = by_words(emphasis, words, corpora, recipe.by_length[kind])
        judged = _Judged(
            kind, tuple(COLUMNS[i] for i in own), rows[:, own], unseen[:, own], labels[kind], weights[kind], emphasis,
            corpora, fold,
        )  # fmt: skip
        classifier, margins = _cross_fit(judged, recipe, base, jobs)
        classifiers[kind], held_out[kind] = classifier, margins
        if np.isfinite(margins).any():
            document_prior = kind in recipe.document_prior
            rarer = judged.rarer(labels[kind], recipe)
            classifiers[kind] = calibrate(classifier, margins, evidence.documents, labels[kind], rarer, document_prior)
            held_out[kind] = logistic(classifiers[kind].calibrated(margins, evidence.documents))
        log(f"{kind} fitted")
    known = (
        tokenizer, resources.piece_ngrams, resources.word_ngrams, resources.substitutes, resources.discriminator,
    )  # fmt: skip
    model = Model(*known, ngram_weights, classifiers, {"version": __version__})
    return Fitted(model, held_out)


@dataclass(frozen=True)
class _Judged:
    """What the classifier of one score is fitted on: one entry a paragraph.

    `unseen` are the rows as they are where they are held out; `emphasis` takes the place of the weights in the fits.
    """

    kind: str
    columns: tuple[str, ...]
    rows: Matrix
    unseen: Matrix
    labels: Labels
    weights: Labels
    emphasis: Labels
    corpora: NDArray[Any]
    fold: NDArray[np.int64]

    def rarer(self, labels: Labels, recipe: Recipe) -> Labels:
        """The weights in a calibration."""
        return with_odds(labels, self.weights, self.corpora, recipe.odds.get(self.kind, {}))

    def of_part(self, part: ComponentRecipe) -> tuple[Labels, Labels]:
        """The labels of one part, and the weights in its fit."""
        other = (self.labels == 1) & ~of_corpora(self.corpora, part.damaged)
        labels = np.where(other, np.float32(part.others), self.labels)
        labels[other & of_corpora(self.corpora, part.unjudged)] = np.nan
        if not part.sets:
            return labels, self.emphasis
        return labels, balanced_sets(labels, self.emphasis, self.corpora, part.sets)


def _cross_fit(
    judged: _Judged, recipe: Recipe, base: Model | None, jobs: int
) -> tuple[Classifier, NDArray[np.float64]]:
    """The classifier fitted on all judged rows, and the unseen ones' margins by the other folds' models (else NaN).

    Each part is calibrated by itself, and then they are joined.
    """
    from joblib import Parallel, delayed, parallel_config

    known = np.isfinite(judged.labels) & (judged.weights > 0)
    if not of_both_classes(judged.labels[known]):
        if base is None:
            raise InputError(f"no paragraph, or only one class, is judged for {judged.kind}: label some of both")
        return base.classifiers[judged.kind], np.full(len(judged.rows), np.nan)
    components = recipe.components.get(judged.kind) or {"damage": ComponentRecipe()}
    targets = {name: judged.of_part(part) for name, part in components.items()}
    seen_by: dict[int | None, NDArray[np.bool_]] = {None: known}
    seen_by |= {k: known & (judged.fold != k) for k in range(recipe.folds)}
    trained_on = {
        (name, k): own & np.isfinite(labels) for name, (labels, _) in targets.items() for k, own in seen_by.items()
    }
    work = [(name, k) for (name, k), own in trained_on.items() if of_both_classes(targets[name][0][own])]

    def arguments(name: str, k: int | None) -> tuple[Any, ...]:
        (labels, emphasis), own = targets[name], trained_on[name, k]
        rows = judged.rows if k is None else judged.unseen
        return (
            rows[own], judged.columns, judged.kind, labels[own], emphasis[own], recipe, name, components[name],
        )  # fmt: skip

    # One thread a fit: gradient boosting gains little from the second, and the fits are independent.
    with parallel_config(backend="loky", inner_max_num_threads=1):
        fitted = dict(
            zip(work, Parallel(n_jobs=jobs)(delayed(fit_component)(*arguments(*which)) for which in work), strict=True)
        )
    whole, log_odds = [], []
    for name, (labels, _) in targets.items():
        if (name, None) not in fitted:
            continue  # its corpora are left out of this training
        classifier, margins = fitted[name, None], np.full(len(judged.rows), np.nan)
        for k in range(recipe.folds):
            if (name, k) in fitted:
                margins[judged.fold == k] = fitted[name, k].margin(judged.unseen[judged.fold == k])
        slope, shift = 1.0, 0.0
        if len(components) > 1:
            seen = trained_on[name, None] & np.isfinite(margins)
            slope, shift = platt(margins[seen], labels[seen], judged.rarer(labels, recipe)[seen])
        whole.append(replace(classifier, components=(replace(classifier.components[0], slope=slope, shift=shift),)))
        log_odds.append(slope * margins + shift)
    if not whole:
        raise InputError(f"no part of {judged.kind} has paragraphs of both classes: its recipe names other corpora")
    return joined(whole), joined_log_odds(log_odds)
