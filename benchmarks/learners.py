"""Compares learning algorithms for the translation score on the same rows and the same held-out fold."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench, table
from benchmarks.experiments import drawn
from mtdetect.learning.fitting import fit_component
from mtdetect.learning.gathering import gather
from mtdetect.learning.ngram_fitting import fit_ngram_models, ngram_matrix
from mtdetect.learning.recipe import LabelledDocument, Recipe, fold_of
from mtdetect.learning.weighting import thin
from mtdetect.lm.substitutes import WordModels
from mtdetect.scoring.feature_input import FeatureInput
from mtdetect.scoring.features import features
from mtdetect.scoring.ngram_models import NGRAM_MODELS, ngram_scores
from mtdetect.scoring.read_batch import COLUMNS
from training.documents.ngram_texts import piece_ngram_texts
from training.train import train_resources

KIND = "translation"
TEST, STACKING = 0, 1
"""The fold to test on, and the fold to fit the stack on, whose components are fitted on the remaining folds."""

COMPONENTS = 64
"""Dimensions of the n-gram embeddings, made by a truncated SVD of the paragraphs' hashed n-grams."""

SETS: dict[str, tuple[str, ...]] = {
    "WMT": ("wmt2021/human-translation", "wmt2021/machine", "wmt2022/human-translation", "wmt2022/machine"),
    "mlqe": ("mlqe",),
    "spun": ("spun", "abc", "UD_", "body"),
    "made damage": ("damaged",),
}
Margins = Callable[["Rows"], NDArray[np.float64]]


@dataclass(frozen=True)
class Rows:
    """The input of the learners, with one entry per paragraph."""

    dense: NDArray[np.float32]
    ngrams: Any
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]

    def __getitem__(self, chosen: Any) -> Rows:
        return Rows(self.dense[chosen], self.ngrams[chosen], self.labels[chosen], self.weights[chosen])


def lines(bench: Bench) -> Iterator[str]:
    docs = [
        d
        for d in bench.built.documents
        if np.isfinite(d.labels[KIND]).any() and not d.corpus.startswith("pages/") and drawn(d.group, bench.share)
    ]
    resources = train_resources(piece_ngram_texts(bench.data, docs), bench.thesaurus, bench.counts, bench.vectors)
    evidence = gather(docs, resources.tokenizer, resources.by_fold, resources.tagger, bench.jobs)
    fold = np.repeat([fold_of(d.group, Recipe().folds) for d in docs], np.diff(evidence.documents))
    ngrams = ngram_matrix(evidence.tokens)
    word_models = WordModels(
        resources.tokenizer, resources.word_ngrams, resources.unseen_substitutes, resources.discriminator
    )
    dense = features(evidence, word_models, _held_out_ngram_scores(docs, evidence, ngrams, fold))
    yield from compare(docs, dense, ngrams, fold)


def _held_out_ngram_scores(
    docs: Sequence[LabelledDocument], evidence: FeatureInput, ngrams: Any, fold: NDArray[np.int64]
) -> NDArray[np.float32]:
    labels = np.concatenate([d.ngram_labels for d in docs])
    weights = np.concatenate([np.where(np.isfinite(d.labels[KIND]), d.weights[KIND], 0) for d in docs])
    sums = np.zeros((len(fold), len(NGRAM_MODELS)), np.float32)
    for k in np.unique(fold):
        ngram_weights = fit_ngram_models(ngrams, labels, np.where(fold == k, 0, weights), Recipe().ngram_strength)
        sums[fold == k] = ngram_scores(evidence.tokens, ngram_weights)[fold == k]
    return sums


def compare(
    docs: Sequence[LabelledDocument], dense: NDArray[np.float32], ngrams: Any, fold: NDArray[np.int64]
) -> Iterator[str]:
    """Each learner's ROC AUC on the fold `TEST`, and the time to fit and to score."""
    from sklearn.metrics import roc_auc_score

    labels = np.concatenate([d.labels[KIND] for d in docs])
    weights = np.concatenate([d.weights[KIND] for d in docs])
    corpora = np.repeat([d.corpus for d in docs], [len(d.paragraphs) for d in docs])
    judged = np.isfinite(labels) & (weights > 0)
    kept, thinned = thin(weights[judged], Recipe().light)
    everything = Rows(dense, ngrams, labels, weights)
    places = np.flatnonzero(judged)[kept]
    pool = replace(everything[places], weights=thinned)
    test = np.flatnonzero(judged & (fold == TEST))
    unseen = everything[test]
    own = {name: np.array([corpus.startswith(prefixes) for corpus in corpora[test]]) for name, prefixes in SETS.items()}
    rest, stacking = fold[places] != TEST, fold[places] == STACKING
    body = []
    for name, learner in {**LEARNERS, "stack of boosting, network and NB": None}.items():
        click.echo(name, err=True)
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about convergence: the number of iterations is limited on purpose
            margins = learner(pool[rest]) if learner else _stack(pool[rest & ~stacking], pool[stacking])
        fitted = time.process_time()
        scores = margins(unseen)
        cost = (time.process_time() - fitted) / len(test) * 1e6
        aucs = [f"{roc_auc_score(unseen.labels[rows], scores[rows]):.3f}" for rows in own.values()]
        body.append([name, *aucs, f"{fitted - started:.0f}", f"{cost:.0f}"])
    yield f"Trained on {rest.sum()} rows, tested on {len(test)}."
    yield ""
    yield from table(["learner", *SETS, "fit, CPU s", "score, µs per row"], body)


def _linear(rows: Any, labels: Any, weights: Any, strength: float = 1.0) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=80, tol=1e-3).fit(rows, labels, sample_weight=weights)


def ngram_regression(rows: Rows) -> Margins:
    model = _linear(rows.ngrams, rows.labels, rows.weights, Recipe().ngram_strength)
    return lambda new: np.asarray(model.decision_function(new.ngrams))


def nb_regression(rows: Rows) -> Margins:
    """Logistic regression over n-grams weighted by their log-count ratio (Wang and Manning 2012)."""
    from scipy.sparse import diags

    counts = [rows.ngrams[rows.labels == label].sum(0) + 1e-2 for label in (0, 1)]
    ratio = np.log((counts[1] / counts[1].sum()) / (counts[0] / counts[0].sum()))
    scale = diags(np.asarray(ratio).ravel())
    model = _linear(rows.ngrams @ scale, rows.labels, rows.weights)
    return lambda new: np.asarray(model.decision_function(new.ngrams @ scale))


def dense_regression(rows: Rows) -> Margins:
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(rows.dense)
    model = _linear(scaler.transform(rows.dense), rows.labels, rows.weights)
    return lambda new: np.asarray(model.decision_function(scaler.transform(new.dense)))


def perceptron(rows: Rows) -> Margins:
    """A network with one hidden layer, over dense features and averaged n-gram embeddings."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    svd = TruncatedSVD(COMPONENTS, random_state=0, n_iter=2).fit(rows.ngrams)
    scaler = StandardScaler()

    def inputs(some: Rows) -> NDArray[np.float64]:
        return np.hstack([some.dense, svd.transform(some.ngrams)])

    network = MLPClassifier((64,), alpha=1e-3, max_iter=12, batch_size=512, random_state=0)
    network.fit(scaler.fit_transform(inputs(rows)), rows.labels, sample_weight=rows.weights)

    def margins(new: Rows) -> NDArray[np.float64]:
        damaged = network.predict_proba(scaler.transform(inputs(new)))[:, 1].astype(np.float64).clip(1e-9, 1 - 1e-9)
        return np.asarray(np.log(damaged) - np.log1p(-damaged))

    return margins


def boosting(rows: Rows) -> Margins:
    """A single gradient-boosted forest for all damage, over all columns; the shipped model has one per component."""
    return _boosting(rows, COLUMNS)


def boosting_without_ngram_scores(rows: Rows) -> Margins:
    return _boosting(
        rows, tuple(name for name in COLUMNS if not name.endswith(NGRAM_MODELS) and "furniture" not in name)
    )


def _boosting(rows: Rows, columns: Sequence[str]) -> Margins:
    own = [COLUMNS.index(name) for name in columns]
    fitted = fit_component(rows.dense[:, own], columns, KIND, rows.labels, rows.weights, Recipe(light=1e-9))
    return lambda new: fitted.margin(new.dense[:, own])


def _stack(rows: Rows, stacking: Rows) -> Margins:
    components = [learner(rows) for learner in (boosting, perceptron, nb_regression)]

    def margins(some: Rows) -> NDArray[np.float64]:
        return np.column_stack([part(some) for part in components])

    model = _linear(margins(stacking), stacking.labels, stacking.weights)
    return lambda new: np.asarray(model.decision_function(margins(new)))


LEARNERS: dict[str, Callable[[Rows], Margins]] = {
    "logistic regression over n-grams": ngram_regression,
    "the same, NB-weighted": nb_regression,
    "logistic regression over dense features and n-gram scores": dense_regression,
    "network over dense features, n-gram scores and n-gram embeddings": perceptron,
    "boosting over dense features": boosting_without_ngram_scores,
    "**boosting over dense features and n-gram scores** (as in each shipped component)": boosting,
}
