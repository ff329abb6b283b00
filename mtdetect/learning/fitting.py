"""Fits a model to labelled paragraphs. Every figure comes from groups that the figure's model had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import __version__
from mtdetect.learning.calibration import calibrate, context_of_parts, platt
from mtdetect.learning.evidence import weighed
from mtdetect.learning.export import export
from mtdetect.learning.gathering import Reader, gather, read
from mtdetect.learning.ngram_fitting import cut, fit_ngram_models, ngram_matrix
from mtdetect.learning.recipe import ComponentRecipe, LabelledDocument, Recipe, Resources, fold_of
from mtdetect.learning.weighting import (
    SEED,
    Labels,
    balanced_sets,
    by_words,
    of_both_classes,
    of_corpora,
    thin,
    with_odds,
)
from mtdetect.lm.substitutes import WordModels
from mtdetect.rules.registry import RULES
from mtdetect.scoring.classifier import Classifier, joined
from mtdetect.scoring.feature_input import FeatureInput, Matrix
from mtdetect.scoring.features import WORDING, features
from mtdetect.scoring.judgement import rule_counts
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.ngram_models import (
    NGRAM_MODELS,
    ngram_scores,
)
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import COLUMNS, FLAG_COLUMNS
from mtdetect.types import SCORES, InputError


def _of_the_other(kind: str) -> set[str]:
    """The columns that speak of the other score: without them neither score leans on what the other has found."""
    other = [rule for rule in RULES if (rule.family == "translation") != (kind == "translation")]
    columns = {name for rule in other for name in (rule.name, f"any {rule.family}")}
    return columns if kind == "translation" else columns | WORDING


def _precise_columns(kind: str) -> list[int]:
    """The flag counts of the families whose rules are precise about places and not about whole lines."""
    families = ("translation",) if kind == "translation" else ("boundary", "splice", "encoding")
    return [FLAG_COLUMNS.index(f"any {family}") for family in families]


ALL_DAMAGE = ComponentRecipe()
"""A single component, for all damage there is."""


def fit_component(
    rows: Matrix,
    columns: Sequence[str],
    kind: str,
    labels: Labels,
    weights: Labels,
    recipe: Recipe,
    name: str = "damage",
    part: ComponentRecipe = ALL_DAMAGE,
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
    read: Reader = read,
) -> Fitted:
    """Heads, then classifiers, each cross-fitted over the folds of the groups; then calibrated.

    A score that no document is judged for keeps the classifier of `base`. `folds`: the fold of each document, where its
    group does not tell. `read`: in place of the usual reader, one that keeps what it has read, say.
    """
    recipe = recipe or Recipe()
    tokenizer = resources.tokenizer
    evidence = gather(documents, tokenizer, resources.by_fold, jobs, read)
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
        own = [i for i, column in enumerate(COLUMNS) if column not in _of_the_other(kind) | recipe.unused(kind)]
        emphasis = trusted[kind]
        if kind in recipe.by_length:
            emphasis = by_words(emphasis, words, corpora, recipe.by_length[kind])
        judged = _Judged(
            kind, tuple(COLUMNS[i] for i in own), rows[:, own], unseen[:, own], labels[kind], weights[kind], emphasis,
            corpora, fold,
        )  # fmt: skip
        classifier, components = _cross_fit(judged, recipe, base, jobs)
        classifiers[kind], held_out[kind] = classifier, np.full(len(rows), np.nan)
        if np.isfinite(components).any():
            classifiers[kind], held_out[kind] = _calibrated(judged, classifier, components, evidence, recipe)
            log(f"{kind}: {classifiers[kind].evidence}, {classifiers[kind].document_prior}")
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


def _calibrated(
    judged: _Judged, classifier: Classifier, components: NDArray[np.float64], given: FeatureInput, recipe: Recipe
) -> tuple[Classifier, NDArray[np.float64]]:
    """The classifier calibrated by its parts' log-odds of rows that they had not seen, and the rows' probabilities."""
    documents, labels, rarer = given.documents, judged.labels, judged.rarer(judged.labels, recipe)
    if name := recipe.document_prior.get(judged.kind):
        target, _ = judged.of_part(recipe.components[judged.kind][name])
        classifier = context_of_parts(classifier, components, documents, {name: (target, judged.rarer(target, recipe))})
    margins = classifier.together(components, documents)
    classifier = calibrate(classifier, margins, documents, labels, rarer, False)
    log_odds = classifier.calibrated(margins, documents)
    if weighing := recipe.evidence.get(judged.kind):
        counts = rule_counts(given, weighing.codes)
        classifier = weighed(classifier, weighing, log_odds, counts, labels, rarer, judged.corpora, documents)
        log_odds = classifier.evidence.raised(classifier.calibrated(margins, documents), counts, documents)[0]
    return classifier, logistic(log_odds)


def _cross_fit(
    judged: _Judged, recipe: Recipe, base: Model | None, jobs: int
) -> tuple[Classifier, NDArray[np.float64]]:
    """The classifier fitted on all judged rows, and the unseen ones' log-odds by the other folds' models (else NaN).
    Shape of these: parts x n.

    Each part is calibrated by itself, and then they are joined.
    """
    from joblib import Parallel, delayed, parallel_config

    known = np.isfinite(judged.labels) & (judged.weights > 0)
    if not of_both_classes(judged.labels[known]):
        if base is None:
            raise InputError(f"no paragraph, or only one class, is judged for {judged.kind}: label some of both")
        return base.classifiers[judged.kind], np.full((1, len(judged.rows)), np.nan)
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
    return joined(whole), np.array(log_odds)
