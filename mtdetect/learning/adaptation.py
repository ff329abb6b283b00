"""Few labels on top of a model: a correction of its log-odds, held to what its training data was like.

The base stays as it is, and a logistic regression with the base's log-odds as its offset learns what the labels say
beyond it. Its prior is Gaussian with mean zero, which is the base. The precision is the second moment of the features
over the base's training data, so that what is held small is the mean square of the change that the correction makes
*there*: it is free where the new text differs from the old, and hardly free where it does not. (Elastic weight
consolidation, Kirkpatrick et al. 2017; with the Gauss-Newton matrix of a squared loss on the base's own outputs, as in
learning without forgetting, Li and Hoiem 2016.) The moments are a matrix of numbers: no text and no row is kept.

The intercept has a prior as every weight has. Labels are not drawn at the rate at which damage occurs, and a free
intercept would carry their rate to all other text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.fitting import fold_of, ngram_matrix
from mtdetect.scoring.adapter import NGRAM_SCALE, Adapter, Doubles, design
from mtdetect.scoring.features import HASH_BITS, FeatureInput, Matrix
from mtdetect.scoring.forest import logistic
from mtdetect.scoring.pipeline import COLUMNS, Model
from mtdetect.types import SCORES

STRENGTHS = (0.1, 1.0, 10.0, 100.0)
"""Of the prior, to choose from."""

USUAL = 10.0
"""The strength where there are too few groups to choose one."""

MOST = 2000
"""Rows that a correction is learned from: with more, time grows with their cube and little is gained."""

NEWTON_STEPS = 20

RIDGE = 0.01
"""Added to the moments: a feature that never varied in training is not for free."""

DENSE = 0.3
"""By how much the features may change the log-odds over the base's training data, as a root mean square, where the
strength is 1."""

LEXICAL, COMMON = 0.3, 1e-4
"""An n-gram's weight has the standard deviation LEXICAL over the root of its second moment + COMMON: n-grams that are
frequent in the training data say little new."""

EXTRA = (*(f"log-odds of {kind}" for kind in SCORES), "one")


@dataclass(frozen=True)
class TrainingMoments:
    """Moments over the base's training data.

    `centre` and `scale` are by column; `moments` is of their `design`, with both scores' log-odds; `ngrams` is each
    bucket's second moment.
    """

    columns: tuple[str, ...]
    centre: Doubles
    scale: Doubles
    moments: NDArray[np.float32]
    ngrams: NDArray[np.float16]

    @classmethod
    def of(cls, model: Model, evidence: FeatureInput, weights: Doubles) -> TrainingMoments:
        """`weights`: one a paragraph."""
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
        """The model's own; None where it keeps none."""
        if not model.training_moments:
            return None
        return cls(tuple(model.card["prior"]["features"]), **dict(model.training_moments))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in ("centre", "scale", "moments", "ngrams")}

    def whitening(self, columns: Sequence[str], kind: str) -> Doubles:
        """Of a design over `columns`: times this, a unit weight changes the base's training rows by about one."""
        known = {name: i for i, name in enumerate((*self.columns, *EXTRA))}
        own = [known[name] for name in (*columns, f"log-odds of {kind}", "one")]
        moments = self.moments[np.ix_(own, own)] + RIDGE * np.eye(len(own))
        whitening: Doubles = np.linalg.inv(np.linalg.cholesky(moments)).T
        return whitening


def _base(model: Model, kind: str, rows: Matrix, evidence: FeatureInput) -> Doubles:
    """The log-odds by the classifier alone: what a correction is a function of."""
    classifier = model.classifiers[kind]
    own = rows[:, [COLUMNS.index(name) for name in classifier.columns]]
    return classifier.log_odds(own, evidence.documents)


@dataclass(frozen=True)
class Labelled:
    """Judged paragraphs as a correction sees them: what they have in common, and the model's log-odds of each.

    `kernel` holds the products of their inputs in units of the prior, rows x rows: few labels, so all is done there.
    """

    kernel: Doubles
    offset: Doubles
    labels: Doubles
    fold: NDArray[np.int64]

    def fit(self, chosen: NDArray[np.bool_], strength: float) -> Doubles:
        """Of each chosen row, by how much its inputs go into the weights (maximum a posteriori).

        Newton's method for a latent Gaussian (Rasmussen and Williams 2006, algorithm 3.1), with halved steps.
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
        """Log-odds of the rows `among`, each by what the other folds teach; the model's where that is nothing."""
        result = self.offset.copy()
        for k in np.unique(self.fold[among]):
            rest, own = among & (self.fold != k), among & (self.fold == k)
            if len(set(self.labels[rest])) == 2:
                result[own] += self.kernel[np.ix_(own, rest)] @ self.fit(rest, strength)
        return result[among]

    def choose(self, among: NDArray[np.bool_]) -> float:
        """The greatest strength whose held-out loss is not worse than the least by more than one standard error.

        Infinity, which is the model as it was, is one of them. The error is of the paired difference.
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
    """None where the labels say nothing that the model does not say already."""
    strength: float
    held_out: Doubles
    """Log-odds of every paragraph by corrections that had not seen its group; NaN where it was not used."""


def adapt(
    model: Model, evidence: FeatureInput, kind: str, labels: NDArray[np.float32], groups: Sequence[str], folds: int = 5
) -> Adapted:
    """Learns a correction of one score. `labels` (NaN: not judged) and `groups` have one entry a paragraph.

    The held-out log-odds are of corrections whose strength, too, was chosen without the group.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # a hundred small fits: threads would wait for each other longer than they compute
        return _teach(model, evidence, kind, labels, groups, folds)


def _teach(
    model: Model, evidence: FeatureInput, kind: str, labels: NDArray[np.float32], groups: Sequence[str], folds: int
) -> Adapted:
    rows = model.rows(evidence)
    classifier = model.classifiers[kind]
    training_moments = TrainingMoments.load(model)
    if training_moments is None or not set(classifier.columns) <= set(training_moments.columns):
        training_moments = TrainingMoments.of(
            model, evidence, np.ones(len(rows))
        )  # of the new text: better than nothing
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
        _folds([group for group, known in zip(groups, judged, strict=True) if known], folds),
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
    """The judged rows; of more than MOST, all of the rarer class as far as half, and some of the other, at random."""
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


def _folds(groups: Sequence[str], folds: int) -> NDArray[np.int64]:
    """A fold a row; a single group is split by rows, since something has to choose the strength."""
    if len(set(groups)) == 1:
        return np.arange(len(groups)) % folds
    return np.array([fold_of(group, folds) for group in groups])


def _nested(labelled: Labelled) -> Doubles:
    result = labelled.offset.copy()
    for k in np.unique(labelled.fold):
        rest, own = labelled.fold != k, labelled.fold == k
        if len(set(labelled.labels[rest])) == 2 and np.isfinite(strength := labelled.choose(rest)):
            result[own] += labelled.kernel[np.ix_(own, rest)] @ labelled.fit(rest, strength)
    return result


def described(training_moments: TrainingMoments) -> Mapping[str, Any]:
    """What a card says of the prior."""
    return {"features": list(training_moments.columns)}
