"""Fits a model to labelled paragraphs. Scores for its metrics come from models that had not seen the group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import __version__
from mtdetect.learning.calibration import calibrate, platt, with_component_prior
from mtdetect.learning.evidence import weighed
from mtdetect.learning.export import export
from mtdetect.learning.gathering import Reader, gather, read
from mtdetect.learning.ngram_fitting import fit_ngram_models, ngram_matrix
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
from mtdetect.scoring.judgement import rule_confidences, rule_counts
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.ngram_models import (
    NGRAM_MODELS,
    ngram_scores,
)
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import COLUMNS, FLAG_COLUMNS
from mtdetect.types import SCORES, InputError


def _of_the_other(kind: str) -> set[str]:
    """The columns about the other kind of damage. A score does without them, so as not to depend on the other score."""
    other = [rule for rule in RULES if (rule.family == "translation") != (kind == "translation")]
    columns = {name for rule in other for name in (rule.name, f"any {rule.family}")}
    return columns if kind == "translation" else columns | WORDING


def _precise_columns(kind: str) -> list[int]:
    """The columns of the flag counts of families whose rules mark exact places, not whole lines."""
    families = ("translation",) if kind == "translation" else ("boundary", "splice", "encoding")
    return [FLAG_COLUMNS.index(f"any {family}") for family in families]


ALL_DAMAGE = ComponentRecipe()
"""A single component, for all damage of a score."""


def fit_component(
    rows: Matrix,
    columns: Sequence[str],
    kind: str,
    labels: Labels,
    weights: Labels,
    recipe: Recipe,
    name: str = "damage",
    component: ComponentRecipe = ALL_DAMAGE,
) -> Classifier:
    """Fits one component of a score by gradient boosting. It is not yet calibrated.

    A flag of the score's own families never lowers it.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    keep, weights = thin(weights, recipe.light)
    raising = set(FLAG_COLUMNS) - _of_the_other(kind)
    own = [i for i, column in enumerate(columns) if column not in component.without]
    boosted = HistGradientBoostingClassifier(
        **{**recipe.boosting, **component.boosting},
        monotonic_cst=[int(columns[i] in raising) for i in own],
        early_stopping=False,
        random_state=SEED,
    )
    boosted.fit(rows[keep][:, own], labels[keep], sample_weight=weights)
    return export(boosted, columns, name, own, component.linear)


@dataclass(frozen=True)
class Fitted:
    """A fitted model, and by score the probability of each paragraph from models that had not seen it (or NaN)."""

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
    """Fits the linear n-gram models, then the classifiers, both cross-fitted over groups; then calibrates.

    A score without paragraphs of both classes keeps the classifier of `base`. `folds`: the fold of each document, if it
    does not follow from the group. `read`: see `gather`. `log` is called with a line for each step.

    Raises:
        InputError: a score lacks paragraphs of both classes, and there is no `base`.
    """
    recipe = recipe or Recipe()
    tokenizer = resources.tokenizer
    evidence = gather(documents, tokenizer, resources.by_fold, resources.tagger, jobs, read)
    log(f"{len(documents)} documents, {len(evidence.paragraphs)} paragraphs analysed")
    if folds is None:
        folds = [fold_of(d.group, recipe.folds) for d in documents]
    fold = np.repeat(folds, np.diff(evidence.documents))
    ngram_labels = np.concatenate([d.ngram_labels for d in documents])
    weights = {kind: np.concatenate([d.weights[kind] for d in documents]) for kind in SCORES}
    labels = {kind: np.concatenate([d.labels[kind] for d in documents]) for kind in SCORES}
    corpora = np.repeat([d.corpus for d in documents], np.diff(evidence.documents))
    trusted = {}
    for kind in SCORES:
        noisy = (labels[kind] == 0) & (evidence.flags.dense()[:, _precise_columns(kind)].sum(1) > 0)
        noisy &= ~of_corpora(corpora, recipe.believed)
        trusted[kind] = np.where(noisy, recipe.label_noise_weight * weights[kind], weights[kind])
    matrix = ngram_matrix(evidence.tokens)
    either = np.maximum(*(np.where(np.isfinite(labels[kind]), trusted[kind], 0) for kind in SCORES))
    start = None if base is None else base.ngram_weights
    sums = np.zeros((len(fold), len(NGRAM_MODELS)), np.float32)
    for k in range(recipe.folds):
        seen = np.where(fold == k, 0, either)
        ngram_weights = fit_ngram_models(matrix, ngram_labels, seen, recipe.ngram_strength, start)
        sums[fold == k] = ngram_scores(evidence.tokens, ngram_weights)[fold == k]
    ngram_weights = fit_ngram_models(matrix, ngram_labels, either, recipe.ngram_strength, start)
    del matrix
    log("linear n-gram models fitted")
    rows, unseen = (
        features(evidence, WordModels(tokenizer, resources.word_ngrams, substitutes, resources.discriminator), sums)
        for substitutes in (resources.substitutes, resources.unseen_substitutes)
    )
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
    model = Model(*known, ngram_weights, classifiers, {"version": __version__}, tagger=resources.tagger)
    return Fitted(model, held_out)


@dataclass(frozen=True)
class _Judged:
    """What the classifier of one score is fitted on. All arrays have one entry per paragraph.

    `unseen` are the rows as a held-out paragraph has them; see `Resources.unseen_substitutes`. `emphasis` are the
    weights in the fits; in the calibration, `weights` are used.
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
        """The weights in a calibration, after `Recipe.odds`."""
        return with_odds(labels, self.weights, self.corpora, recipe.odds.get(self.kind, {}))

    def of_component(self, component: ComponentRecipe) -> tuple[Labels, Labels]:
        """The labels of one component, and the weights in its fit."""
        other = (self.labels == 1) & ~of_corpora(self.corpora, component.damaged)
        labels = np.where(other, np.float32(component.others), self.labels)
        labels[other & of_corpora(self.corpora, component.unjudged)] = np.nan
        if not component.sets:
            return labels, self.emphasis
        return labels, balanced_sets(labels, self.emphasis, self.corpora, component.sets)


def _calibrated(
    judged: _Judged, classifier: Classifier, components: NDArray[np.float64], given: FeatureInput, recipe: Recipe
) -> tuple[Classifier, NDArray[np.float64]]:
    """The calibrated classifier with its evidence, and the rows' probabilities.

    `components`: each component's log-odds, by models that had not seen the rows (components x n).
    """
    documents, labels, rarer = given.documents, judged.labels, judged.rarer(judged.labels, recipe)
    if name := recipe.document_prior.get(judged.kind):
        target, _ = judged.of_component(recipe.components[judged.kind][name])
        classifier = with_component_prior(
            classifier, components, documents, {name: (target, judged.rarer(target, recipe))}
        )
    margins = classifier.together(components, documents)
    classifier = calibrate(classifier, margins, labels, rarer)
    log_odds = classifier.calibrated(margins, documents)
    if weighing := recipe.evidence.get(judged.kind):
        counts = rule_counts(given, weighing.codes)
        classifier, log_odds = weighed(
            classifier, weighing, components, counts, labels, rarer, judged.corpora, documents,
            rule_confidences(given, weighing.codes),
        )  # fmt: skip
    return classifier, logistic(log_odds)


def _cross_fit(
    judged: _Judged, recipe: Recipe, base: Model | None, jobs: int
) -> tuple[Classifier, NDArray[np.float64]]:
    """Fits the classifier to all judged rows, and once more without each fold.

    Each component is calibrated alone, and then they are joined. Also returns each component's log-odds of the rows, by
    the models that had not seen them, or NaN. Shape: components x n.
    """
    from joblib import Parallel, delayed, parallel_config

    known = np.isfinite(judged.labels) & (judged.weights > 0)
    if not of_both_classes(judged.labels[known]):
        if base is None:
            raise InputError(
                f"{judged.kind}: no judged paragraphs, or only one class; label some damaged and some sound ones"
            )
        return base.classifiers[judged.kind], np.full((1, len(judged.rows)), np.nan)
    components = recipe.components.get(judged.kind) or {"damage": ComponentRecipe()}
    targets = {name: judged.of_component(component) for name, component in components.items()}
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

    # One thread per fit: gradient boosting gains little from a second one, and the fits are independent.
    with parallel_config(backend="loky", inner_max_num_threads=1):
        fitted = dict(
            zip(work, Parallel(n_jobs=jobs)(delayed(fit_component)(*arguments(*which)) for which in work), strict=True)
        )
    whole, log_odds = [], []
    for name, (labels, _) in targets.items():
        if (name, None) not in fitted:
            continue  # this training leaves out its corpora
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
        raise InputError(
            f"{judged.kind}: no component has paragraphs of both classes; name the documents' corpora in the recipe"
        )
    return joined(whole), np.array(log_odds)
