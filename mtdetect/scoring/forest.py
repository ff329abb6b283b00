"""Rows of features to a probability: forests of boosted trees in plain arrays, joined, and their calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.word_index import distinct

BLOCK = 1024
"""Rows that are looked at together: a bit of each for every node fits the processor's cache."""

CELLS = 131_072
"""Answers that are found together, which are bytes before they are bits."""

WORD_BITS = 64

FEW = 128
"""Rows under which one call for all trees is faster than one for each."""


@dataclass(frozen=True)
class _Nodes:
    """The nodes of all trees by their depth, each with a bit for every row: whether the row comes to it.

    A question is whether a feature is above a threshold; trees have many in common. A row comes to a node that comes to
    its parent, and has the answer which leads on from there.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    levels: tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]
    """Of the nodes that ask, by depth, their places and their questions: to as many nodes a yes leads, and behind those
    to as many a no."""
    digits: NDArray[np.intp]
    """Places of the leaves whose number in their tree has a binary digit, the highest first; one behind all nodes, to
    which no row comes, for as many as are lacking. Shape: digits x leaves x trees."""
    value: NDArray[np.float64]
    """Of the leaves, by number. Shape: trees x leaves."""

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """Where the values of each tree begin. Shape: trees x 1."""
        return np.arange(0, self.value.size, self.value.shape[1])[:, None]

    @classmethod
    def of(cls, forest: Classifier) -> _Nodes:
        number, left, right = len(forest.feature), *forest.children.T
        inner = left != np.arange(number)
        # The greatest single that is not above the threshold: no single lies between the two.
        single = forest.threshold.astype(np.float32)
        below = np.where(single > forest.threshold, np.nextafter(single, np.float32(-np.inf)), single)
        asked = forest.feature.astype(np.uint64) << np.uint64(32) | below.view(np.uint32)
        questions = distinct(asked[inner])
        question = np.searchsorted(questions, asked)

        levels, level, first = [], forest.roots.astype(np.intp), 0
        place = np.empty(number, np.intp)
        while True:
            place[level] = np.arange(first, first + len(level))
            first += len(level)
            parents = level[inner[level]]
            if not len(parents):
                break
            levels.append((place[parents], question[parents].astype(np.intp)))
            level = np.append(right[parents], left[parents])

        tree = np.repeat(np.arange(len(forest.roots)), np.diff(np.append(forest.roots, number)))[~inner]
        leaf = np.arange(len(tree)) - np.searchsorted(tree, tree)
        value = np.zeros((len(forest.roots), int(leaf.max()) + 1))
        value[tree, leaf] = forest.value[~inner]
        digits = np.full((max(1, int(leaf.max()).bit_length()), *value.shape), number, np.intp)
        for digit, places in enumerate(digits[::-1]):
            has = leaf >> digit & 1 > 0
            places[tree[has], leaf[has]] = place[~inner][has]
        # Those that lack come last, and as many of them go as all trees have.
        digits = np.sort(digits, axis=-1)[..., : max(1, int((digits < number).sum(-1).max()))]
        digits = np.ascontiguousarray(digits.transpose(0, 2, 1))
        feature = (questions >> np.uint64(32)).astype(np.intp)
        return cls(feature, questions.astype(np.uint32).view(np.float32), tuple(levels), digits, value)

    def leaves(self, columns: NDArray[np.float32]) -> NDArray[np.unsignedinteger[Any]]:
        """The number of the leaf that the rows come to. `columns`: features x rows. Shape: trees x rows."""
        rows = columns.shape[1]
        # Whole bytes: a short row packed by itself takes longer than to pack them all as one.
        padded = np.zeros((len(columns), -(-rows // 8) * 8), np.float32)
        padded[:, :rows] = columns
        size = padded.shape[1] // 8
        yes = np.zeros((len(self.feature), -(-rows // WORD_BITS) * (WORD_BITS // 8)), np.uint8)
        step = max(1, CELLS // max(1, rows))
        for i in range(0, len(yes), step):
            some = slice(i, i + step)
            above = padded.take(self.feature[some], axis=0) > self.threshold[some, None]
            yes[some, :size] = np.packbits(above).reshape(-1, size)
        answers = yes.view(np.uint64)
        first, nodes = len(self.value), len(self.value) + 2 * sum(len(parents) for parents, _ in self.levels)
        come = np.zeros((nodes + 1, answers.shape[1]), np.uint64)
        come[:first] = ~np.uint64(0)
        for parents, questions in self.levels:
            both = come.take(parents, axis=0)
            second, last = first + len(parents), first + 2 * len(parents)
            np.bitwise_and(both, answers.take(questions, axis=0), out=come[first:second])
            np.bitwise_xor(both, come[first:second], out=come[second:last])
            first = last
        leaves = np.zeros((len(self.value), yes.shape[1] * 8), np.uint8 if len(self.digits) <= 8 else np.uint16)
        for places in self.digits:
            leaves += leaves
            digit = np.bitwise_or.reduce(come.take(places, axis=0), axis=0)
            leaves += np.unpackbits(digit.view(np.uint8)).reshape(leaves.shape)
        return leaves[:, :rows]


EXPECTED = 0.15
"""The damaged share of a document of which nothing is known: it counts as one more paragraph among the others."""

LEAST = 0.02
"""Added to shares, so that their log-odds are finite."""

SHARES = 1 << 16
"""Probabilities are added up in whole numbers of this fraction: the same sum in every batch."""


def others_log_odds(log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log-odds of the mean probability of the other paragraphs of each paragraph's document. Shape: n.

    `documents` holds the first row of each document, and the number of rows at the end.
    """
    shares = (logistic(log_odds) * SHARES).round().astype(np.int64)
    running, sizes = np.concatenate(([0], shares.cumsum())), documents[1:] - documents[:-1]
    others = (running[documents[1:]] - running[documents[:-1]]).repeat(sizes) - shares
    mean = (others / SHARES + EXPECTED) / sizes.repeat(sizes)
    result: NDArray[np.float64] = np.log((mean + LEAST) / (1 + LEAST - mean))
    return result


@dataclass(frozen=True)
class DocumentPrior:
    """Calibrates a paragraph's log-odds by those of its document's other paragraphs.

    What is half likely to be furniture is furniture on a page that is full of it, and prose in an article that has
    none: the base rate is the document's (Saerens, Latinne and Decaestecker 2002), and how far it is, is learned.
    """

    own: float
    others: float
    shift: float

    def log_odds(self, log_odds: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        return self.own * log_odds + self.others * others_log_odds(log_odds, documents) + self.shift


_ARRAYS = ("feature", "threshold", "children", "value", "roots")


@dataclass(frozen=True)
class Component:
    """The forest of one kind of damage: so many of the trees, and what makes log-odds of the sum of their leaves.

    They are `slope` x (sum + `bias` + `linear`) + `shift`: slope and shift calibrate it (Platt 1999) on rows that the
    trees had not seen.
    """

    name: str
    trees: int
    bias: float
    linear: Mapping[str, float] = field(default_factory=dict)
    """By column, what is added for each unit of it."""
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class Classifier:
    """The trees of all parts in one set of node arrays, one part after the other; a leaf's children are the leaf.

    `columns` names the features; `roots` are the trees' first nodes. Each part tells one kind of damage from all else,
    and a text is damaged that has any of them: the parts' probabilities are joined by noisy-or (Pearl 1988). The
    probability is the logistic of `slope` x their log-odds + `shift`, and `document_prior` calibrates that again.
    """

    columns: tuple[str, ...]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    children: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    components: tuple[Component, ...]
    slope: float = 1.0
    shift: float = 0.0
    document_prior: DocumentPrior | None = None

    @cached_property
    def _nodes(self) -> _Nodes:
        return _Nodes.of(self)

    def margin(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log-odds of the parts together, before calibration. `rows`: n x len(columns). Shape: n."""
        sums = self._sums(rows)
        return joined_log_odds([part.slope * own + part.shift for part, own in zip(self.components, sums, strict=True)])

    def _sums(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the leaves' values, the bias and the linear part, of each part. Shape: parts x n.

        No row walks down a tree. All questions of all trees are asked at once, and the ways that rows take are followed
        level by level, in bits: one operation for 64 rows and more (as QuickScorer has one for 64 leaves: Lucchese et
        al. 2015).
        """
        if len(rows) > BLOCK:
            return np.concatenate([self._sums(rows[i : i + BLOCK]) for i in range(0, len(rows), BLOCK)], axis=1)
        columns = np.ascontiguousarray(rows.T)
        leaves = self._nodes.leaves(columns)
        few = len(rows) < FEW
        if few:
            values = self._nodes.value.take(leaves + self._nodes.first)
        sums, end = np.empty((len(self.components), len(rows))), 0
        for total, part in zip(sums, self.components, strict=True):
            start, end = end, end + part.trees
            total[:] = part.bias
            for name, weight in part.linear.items():
                total += weight * columns[self.columns.index(name)].astype(np.float64)
            # One tree after the other: the same order of additions for every batch.
            if few:
                total[:] = np.add.accumulate(np.concatenate((total[None], values[start:end])), axis=0)[-1]
            else:
                for value, leaf in zip(self._nodes.value[start:end], leaves[start:end], strict=True):
                    total += value.take(leaf)
        return sums

    def log_odds(self, rows: NDArray[np.float32], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Calibrated log-odds of damage. `documents`: see `others_log_odds`. Shape: n."""
        return self.calibrated(self.margin(rows), documents)

    def calibrated(self, margin: NDArray[np.float64], documents: NDArray[np.int64]) -> NDArray[np.float64]:
        log_odds = self.slope * margin + self.shift
        return self.document_prior.log_odds(log_odds, documents) if self.document_prior else log_odds

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {name: getattr(self, name) for name in _ARRAYS}

    def to_card(self) -> dict[str, Any]:
        return {
            "features": list(self.columns),
            "parts": [asdict(part) for part in self.components],
            "slope": self.slope,
            "shift": self.shift,
            "context": asdict(self.document_prior) if self.document_prior else None,
        }

    @classmethod
    def from_parts(cls, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Classifier:
        return cls(
            columns=tuple(card["features"]),
            **{name: arrays[name] for name in _ARRAYS},
            components=tuple(Component(**part) for part in card["parts"]),
            slope=float(card["slope"]),
            shift=float(card["shift"]),
            document_prior=DocumentPrior(**document_prior) if (document_prior := card.get("context")) else None,
        )


def joined(classifiers: Sequence[Classifier]) -> Classifier:
    """One of the parts of all, which have the same columns; not yet calibrated as a whole."""
    first = np.cumsum([0, *(len(each.feature) for each in classifiers)])
    return Classifier(
        columns=classifiers[0].columns,
        feature=np.concatenate([each.feature for each in classifiers]),
        threshold=np.concatenate([each.threshold for each in classifiers]),
        children=np.concatenate(
            [each.children + n for each, n in zip(classifiers, first, strict=False)], dtype=np.int32
        ),
        value=np.concatenate([each.value for each in classifiers]),
        roots=np.concatenate([each.roots + n for each, n in zip(classifiers, first, strict=False)], dtype=np.int32),
        components=tuple(part for each in classifiers for part in each.components),
    )


def joined_log_odds(components: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Log-odds of the noisy-or of probabilities, from the log-odds of each."""
    if len(components) == 1:
        return components[0]
    # With p the logistic of x, -log(1 - p) is log(1 + exp x); a sum of these is -log of what no part finds damaged.
    total = np.sum([np.logaddexp(0, log_odds) for log_odds in components], axis=0)
    result: NDArray[np.float64] = total + np.log(-np.expm1(-total))
    return result


def logistic(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.minimum(np.maximum(margin, -40), 40)))


def export(
    boosted: Any,
    columns: Sequence[str],
    name: str = "damage",
    of: Sequence[int] | None = None,
    linear: Mapping[str, float] | None = None,
) -> Classifier:
    """The arrays of a fitted binary `sklearn.ensemble.HistGradientBoostingClassifier`, as a classifier of one part.

    `of` says which of the columns it was fitted on; None: all. `linear`: see `Component`. Its nodes are read from
    `_predictors`, for which scikit-learn has no public name; a test holds the two against each other, so that a release
    which moves them is noticed.
    """
    feature, threshold, children, value, roots = [], [], [], [], []
    first = 0
    places = np.arange(len(columns)) if of is None else np.asarray(of)
    for (tree,) in boosted._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        feature.append(np.where(leaf, 0, places[nodes["feature_idx"]]))
        threshold.append(np.where(leaf, np.inf, nodes["num_threshold"]))
        left, right = np.where(leaf, own, nodes["left"]), np.where(leaf, own, nodes["right"])
        children.append(np.stack([left, right], 1) + first)
        value.append(np.where(leaf, nodes["value"], 0.0))
        roots.append(first)
        first += len(nodes)
    return Classifier(
        columns=tuple(columns),
        feature=np.concatenate(feature).astype(np.int16),
        threshold=np.concatenate(threshold).astype(np.float64),
        children=np.concatenate(children).astype(np.int32),
        value=np.concatenate(value).astype(np.float64),
        roots=np.array(roots, np.int32),
        components=(Component(name, len(roots), float(np.ravel(boosted._baseline_prediction)[0]), linear or {}),),
    )
