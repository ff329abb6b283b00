"""Few-shot adaptation: learns a correction of a model's log-odds from a few labels.

The base model stays as it is. A logistic regression, with the base's log-odds as its offset, learns what the labels
add to them. Its weights have a Gaussian prior with mean zero, which means no correction. The prior's precision is the
second moment of the features over the base's training data. So the prior penalises the mean square of the change that
the correction would make to *that* data: the correction is free where the new text differs from it, and tightly held
where it does not. (Elastic weight consolidation, Kirkpatrick et al. 2017, with the Gauss-Newton matrix of a squared
loss on the base's own outputs, as in learning without forgetting, Li and Hoiem 2016.) The moments are a matrix of
numbers; no text and no row of the training data is stored.

The intercept has a prior like every other weight. Labels are not collected at the rate at which damage occurs, and a
free intercept would carry their rate over to all other text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.ngram_fitting import ngram_matrix
from mtdetect.learning.recipe import balanced_folds
from mtdetect.scoring.adapter import NGRAM_SCALE, Adapter, Doubles, design
from mtdetect.scoring.feature_input import FeatureInput, Matrix
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.ngram_models import HASH_BITS
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import COLUMNS
from mtdetect.types import SCORES

STRENGTHS = (0.1, 1.0, 10.0, 100.0)
"""Strengths of the prior to choose from."""

USUAL = 10.0
"""The strength to use if there are too few groups to choose one."""

MOST = 2000
"""Most rows to learn a correction from. Time grows with their cube, and more would gain little."""

NEWTON_STEPS = 20

RIDGE = 0.01
"""Added to the diagonal of the moments, so that features that never varied in training are penalised too."""

DENSE = 0.3
"""Root mean square of the change that the prior expects in the log-odds of the base's training data, at strength 1."""

LEXICAL, COMMON = 0.3, 1e-4
"""The prior standard deviation of an n-gram's weight is LEXICAL / sqrt(second moment + COMMON): n-grams that are
frequent in the training data say little new."""

EXTRA = (*(f"log-odds of {kind}" for kind in SCORES), "one")
"""Rows and columns of the moments after those of the features."""


@dataclass(frozen=True)
class TrainingMoments:
    """Moments of the base's training data.

    `centre` and `scale` have one entry per column. `moments` are the second moments of the `design`, with the log-odds
    of both scores: a square matrix over `columns` and EXTRA. `ngrams` has the second moment of each n-gram bucket.
    """

    columns: tuple[str, ...]
    centre: Doubles
    scale: Doubles
    moments: NDArray[np.float32]
    ngrams: NDArray[np.float16]

    @classmethod
    def of(cls, model: Model, evidence: FeatureInput, weights: Doubles) -> TrainingMoments:
        """The moments of the paragraphs in `evidence`. `weights`: one per paragraph."""
        rows = model.rows(evidence)
        share = weights / weights.sum()
        centre = share @ rows
        scale = np.sqrt(share @ (rows - centre) ** 2) + 1e-3
        own = [design(rows[:, :0], _base(model, kind, rows, evidence), centre[:0], scale[:0])[:, 0] for kind in SCORES]
        whole = design(rows, own[0], centre, scale)
        whole = np.column_stack([whole[:, :-2], *own, whole[:, -1]])
        squares = ngram_matrix(evidence.tokens)
        squares.data **= 2
        moments = ((whole * share[:, None]).T @ whole).astype(np.float32)
        return cls(COLUMNS, centre, scale, moments, (share @ squares).astype(np.float16))

    @classmethod
    def load(cls, model: Model) -> TrainingMoments | None:
        """The moments stored with the model, or None."""
        if not model.training_moments:
            return None
        return cls(tuple(model.card["prior"]["features"]), **dict(model.training_moments))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in ("centre", "scale", "moments", "ngrams")}

    def whitening(self, columns: Sequence[str], kind: str) -> Doubles:
        """A matrix to multiply a design over `columns` by: then a unit weight changes the training rows by about 1."""
        known = {name: i for i, name in enumerate((*self.columns, *EXTRA))}
        own = [known[name] for name in (*columns, f"log-odds of {kind}", "one")]
        moments = self.moments[np.ix_(own, own)] + RIDGE * np.eye(len(own))
        whitening: Doubles = np.linalg.inv(np.linalg.cholesky(moments)).T
        return whitening


def _base(model: Model, kind: str, rows: Matrix, evidence: FeatureInput) -> Doubles:
    """The log-odds without any correction, which a correction has as a feature."""
    return replace(model, adapters={}).log_odds(kind, rows, evidence)


@dataclass(frozen=True)
class Labelled:
    """Judged paragraphs, reduced to what a correction is learned from.

    `kernel` (rows x rows) holds the inner products of their inputs, in units of the prior. With few labels it is small,
    so all fitting is done in this dual form. `offset` has the model's log-odds, `fold` the fold of each row.
    """

    kernel: Doubles
    offset: Doubles
    labels: Doubles
    fold: NDArray[np.int64]

    def fit(self, chosen: NDArray[np.bool_], strength: float) -> Doubles:
        """The dual weight of each chosen row: the fitted weights are the sum of the rows' inputs times these.

        The fit is maximum a posteriori, by Newton's method for a latent Gaussian (Rasmussen and Williams 2006,
        algorithm 3.1); steps that do not lower the loss are halved.
        """
        kernel, offset = self.kernel[np.ix_(chosen, chosen)] / strength, self.offset[chosen]
        sign = np.where(self.labels[chosen] == 1, 1.0, -1.0)
        dual = np.zeros(len(sign))

        def loss(dual: Doubles) -> float:
            shift = kernel @ dual
            return float(np.logaddexp(0, -sign * (offset + shift)).sum() + 0.5 * dual @ shift)

        least = loss(dual)
        for _ in range(NEWTON_STEPS):
            shift = kernel @ dual
            probability = logistic(offset + shift)
            curvature = np.maximum(probability * (1 - probability), 1e-6)
            wanted = curvature * shift + (sign > 0) - probability
            root = np.sqrt(curvature)
            inner = np.eye(len(root)) + root[:, None] * kernel * root
            target = wanted - root * np.linalg.solve(inner, root * (kernel @ wanted))
            step = 1.0
            while (now := loss(dual + step * (target - dual))) > least and step > 1e-3:
                step /= 2
            if now >= least - 1e-6:
                break
            dual, least = dual + step * (target - dual), now
        return dual / strength

    def held_out(self, among: NDArray[np.bool_], strength: float) -> Doubles:
        """Log-odds of the rows `among`, each corrected by a fit to the other folds, if these have both classes."""
        result = self.offset.copy()
        for k in np.unique(self.fold[among]):
            rest, own = among & (self.fold != k), among & (self.fold == k)
            if len(set(self.labels[rest])) == 2:
                result[own] += self.kernel[np.ix_(own, rest)] @ self.fit(rest, strength)
        return result[among]

    def choose(self, among: NDArray[np.bool_]) -> float:
        """The greatest strength whose held-out loss is within one standard error of the lowest.

        Infinity, which leaves the model as it is, is one of the candidates. The standard error is that of the paired
        difference in loss.
        """
        if len(np.unique(self.fold[among])) < 2:
            return USUAL
        sign = np.where(self.labels[among] == 1, -1.0, 1.0)
        losses = {s: np.logaddexp(0, sign * self.held_out(among, s)) for s in STRENGTHS}
        losses[np.inf] = np.logaddexp(0, sign * self.offset[among])
        best = min(losses.values(), key=lambda loss: float(loss.mean()))
        for strength in sorted(losses, reverse=True):
            difference = losses[strength] - best
            if difference.mean() <= difference.std() / np.sqrt(len(difference)):
                break
        return strength


@dataclass(frozen=True)
class Adapted:
    adapter: Adapter | None
    """None if the labels teach nothing that the model does not know already."""
    strength: float
    held_out: Doubles
    """Log-odds of every paragraph, by corrections that had not seen its group; NaN for paragraphs not used."""


def adapt(
    model: Model, evidence: FeatureInput, kind: str, labels: NDArray[np.float32], groups: Sequence[str], folds: int = 5
) -> Adapted:
    """Learns a correction of one score. `labels` (NaN: not judged) and `groups` have one entry per paragraph.

    The held-out log-odds come from nested cross-validation: the strength, too, was chosen without the group.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the fits are small: threads would mostly wait for each other
        return _adapt(model, evidence, kind, labels, groups, folds)


def _adapt(
    model: Model, evidence: FeatureInput, kind: str, labels: NDArray[np.float32], groups: Sequence[str], folds: int
) -> Adapted:
    rows = model.rows(evidence)
    classifier = model.classifiers[kind]
    training_moments = TrainingMoments.load(model)
    if training_moments is None or not set(classifier.columns) <= set(training_moments.columns):
        # Moments of the new text are better than none.
        training_moments = TrainingMoments.of(model, evidence, np.ones(len(rows)))
    columns = classifier.columns
    places = [training_moments.columns.index(name) for name in columns]
    centre, scale = training_moments.centre[places], training_moments.scale[places]
    judged = _thinned(labels)
    whitening = DENSE * training_moments.whitening(columns, kind)
    own = rows[:, [COLUMNS.index(name) for name in columns]]
    dense = design(own, _base(model, kind, rows, evidence), centre, scale)[judged] @ whitening
    lexical = ngram_matrix(evidence.tokens)[judged]
    buckets = np.unique(lexical.indices)
    spread = LEXICAL / np.sqrt(training_moments.ngrams[buckets].astype(np.float64) + COMMON)
    inputs = _inputs(dense, lexical[:, buckets], spread)
    labelled = Labelled(
        (inputs @ inputs.T).toarray(),
        model.log_odds(kind, rows, evidence)[judged],
        labels[judged].astype(np.float64),
        balanced_folds([group for group, known in zip(groups, judged, strict=True) if known], folds),
    )
    everything = np.ones(len(labelled.labels), bool)
    held_out = np.full(len(labels), np.nan)
    held_out[judged] = _nested(labelled)
    strength = labelled.choose(everything)
    if np.isinf(strength):
        return Adapted(None, strength, held_out)
    weights = inputs.T @ labelled.fit(everything, strength)
    ngrams = np.zeros((1 << HASH_BITS, 1), np.int16)
    ngrams[buckets, 0] = np.clip(np.round(weights[dense.shape[1] :] * spread / NGRAM_SCALE), -32768, 32767)
    adapter = Adapter(columns, centre, scale, whitening @ weights[: dense.shape[1]], ngrams)
    if kind in model.adapters:
        adapter = model.adapters[kind].plus(adapter)
    return Adapted(adapter, strength, held_out)


def _thinned(labels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows to use: all judged ones, or a random MOST of them, half from the rarer class if it has enough."""
    judged = np.isfinite(labels)
    if judged.sum() <= MOST:
        return judged
    rng = np.random.default_rng(0)
    classes = sorted((rng.permutation(np.flatnonzero(labels == value)) for value in (0, 1)), key=len)
    rarer = classes[0][: MOST // 2]
    kept = np.zeros(len(labels), bool)
    kept[rarer] = kept[classes[1][: MOST - len(rarer)]] = True
    return kept


def _inputs(dense: Doubles, lexical: Any, spread: Doubles) -> Any:
    from scipy.sparse import csr_matrix, hstack

    return hstack([csr_matrix(dense), lexical.multiply(spread)]).tocsr()


def _nested(labelled: Labelled) -> Doubles:
    """Log-odds of every row, by a correction whose weights and strength were learned from the other folds."""
    result = labelled.offset.copy()
    for k in np.unique(labelled.fold):
        rest, own = labelled.fold != k, labelled.fold == k
        if len(set(labelled.labels[rest])) == 2 and np.isfinite(strength := labelled.choose(rest)):
            result[own] += labelled.kernel[np.ix_(own, rest)] @ labelled.fit(rest, strength)
    return result


def described(training_moments: TrainingMoments) -> Mapping[str, Any]:
    """The card's entry on the moments."""
    return {"features": list(training_moments.columns)}
