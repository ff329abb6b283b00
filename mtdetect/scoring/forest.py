"""Rows of features to a probability: forests of boosted trees in plain arrays, joined, and their calibration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mtdetect.scoring.classifier import Classifier

from mtdetect.text.word_index import distinct

BLOCK = 1024
"""Rows that are looked at together: a bit of each for every node fits the processor's cache."""

CELLS = 131_072
"""Answers that are found together, which are bytes before they are bits."""

WORD_BITS = 64

FEW = 128
"""Rows under which one call for all trees is faster than one for each."""


@dataclass(frozen=True)
class Nodes:
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
    def of(cls, forest: Classifier) -> Nodes:
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
