"""Decision trees in plain arrays: finds the leaf that each row reaches in each tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.word_index import distinct

BLOCK = 1024
"""Rows processed together. With one bit per row and node, they fit the processor's cache."""

CELLS = 131_072
"""Answers (rows x questions) computed together. They are bytes until they are packed into bits."""

WORD_BITS = 64

FEW = 128
"""Below this many rows, one call for all trees is faster than one call per tree."""


class Trees(Protocol):
    """The nodes of several trees in one set of arrays: a `Classifier`, for example. A leaf is its own child."""

    @property
    def feature(self) -> NDArray[np.int16]: ...
    @property
    def threshold(self) -> NDArray[np.float64]: ...
    @property
    def children(self) -> NDArray[np.int32]: ...
    @property
    def value(self) -> NDArray[np.float64]: ...
    @property
    def roots(self) -> NDArray[np.int32]: ...


def _below(threshold: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest 32-bit floats that are not above thresholds: a 32-bit feature is above both or neither."""
    single = threshold.astype(np.float32)
    below: NDArray[np.float32] = np.where(single > threshold, np.nextafter(single, np.float32(-np.inf)), single)
    return below


def for_core(forest: Trees) -> tuple[NDArray[Any], ...]:
    """The nodes as the native core reads them: trees in order, in each its nodes level by level, then its leaves."""
    tree = np.arange(len(forest.roots))
    levels, owners, level = [forest.roots], [tree], forest.roots
    while len(level := level[inner := forest.children[level, 0] != level]):
        tree = tree[inner].repeat(2)
        level = forest.children[level].ravel()
        levels.append(level)
        owners.append(tree)
    tree, order = np.concatenate(owners), np.concatenate(levels)
    order = order[np.argsort(tree * 2 + (forest.children[order, 0] == order), kind="stable")]
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    first = np.append(0, np.bincount(tree, minlength=len(forest.roots)).cumsum()).astype(np.int32)
    below = _below(forest.threshold)[order]
    return forest.feature[order], below, place[forest.children[order]], forest.value[order], first


@dataclass(frozen=True)
class Nodes:
    """The nodes of all trees, level by level, and the questions they ask.

    A question is whether a feature (`feature`) is above a threshold (`threshold`); trees have many in common. Each node
    gets one bit per row: a row reaches a node if it reaches the parent and its answer there leads to this child.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    levels: tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]
    """For each level, the places of its inner nodes, and their questions. Their children make up the next level: first
    the nodes that a yes leads to, then those that a no leads to."""
    digits: NDArray[np.intp]
    """For each binary digit, highest first, the places of the leaves whose number within their tree has it. Shorter
    lists are filled up with a place after all nodes, which no row reaches. Shape: digits x leaves x trees."""
    value: NDArray[np.float64]
    """Values of the leaves, by number. Shape: trees x leaves."""

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """Where each tree begins in the flattened `value`. Shape: trees x 1."""
        return np.arange(0, self.value.size, self.value.shape[1])[:, None]

    @classmethod
    def of(cls, forest: Trees) -> Nodes:
        number, left, right = len(forest.feature), *forest.children.T
        inner = left != np.arange(number)
        asked = forest.feature.astype(np.uint64) << np.uint64(32) | _below(forest.threshold).view(np.uint32)
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
        # Fillers sort last; drop the positions where every tree has one.
        digits = np.sort(digits, axis=-1)[..., : max(1, int((digits < number).sum(-1).max()))]
        digits = np.ascontiguousarray(digits.transpose(0, 2, 1))
        feature = (questions >> np.uint64(32)).astype(np.intp)
        return cls(feature, questions.astype(np.uint32).view(np.float32), tuple(levels), digits, value)

    def leaves(self, columns: NDArray[np.float32]) -> NDArray[np.unsignedinteger[Any]]:
        """The number of the leaf that each row reaches. `columns`: features x rows. Shape: trees x rows."""
        rows = columns.shape[1]
        # Padded to whole bytes, so that all answers are packed in one call: packing short rows one by one is slower.
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
        reached = np.zeros((nodes + 1, answers.shape[1]), np.uint64)
        reached[:first] = ~np.uint64(0)
        for parents, questions in self.levels:
            both = reached.take(parents, axis=0)
            second, last = first + len(parents), first + 2 * len(parents)
            np.bitwise_and(both, answers.take(questions, axis=0), out=reached[first:second])
            np.bitwise_xor(both, reached[first:second], out=reached[second:last])
            first = last
        leaves = np.zeros((len(self.value), yes.shape[1] * 8), np.uint8 if len(self.digits) <= 8 else np.uint16)
        for places in self.digits:
            leaves += leaves
            digit = np.bitwise_or.reduce(reached.take(places, axis=0), axis=0)
            leaves += np.unpackbits(digit.view(np.uint8)).reshape(leaves.shape)
        return leaves[:, :rows]
