"""Finds near duplicates, so that they stay on the same side of every split even if their sources differ.

Without that, two versions of one text (human and machine, damaged and sound) mislead a training: a model has seen the
words of a held-out text under the opposite label, so what it learns to trust is wrong on text that it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORDS = 5
"""Words per shingle. A human and a machine translation of one document still share many shingles of five words."""

SHARED = 4
"""Shingles that near duplicates must share. Names and set phrases account for one or two in unrelated texts."""

MOST_TEXTS = 4
"""A shingle in more texts than this is ignored: it is a common phrase, or something a site prints on every page."""

RARE, RARE_SHARE = 30, 0.05
"""A word or pair of words says that two texts are alike if it is in at most RARE texts, and in at most RARE_SHARE."""

ALIKE = 0.1
"""Least cosine of a text and the one most like it. In `ht_vs_mt`, 93 % of the sentences reach their other version."""

LARGEST = 0.25
"""Largest share of all texts in a joined group. A larger one is a chain of texts with similar forms, not content."""

_HASHES = 1 << 22


def joined_groups(texts: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Returns a group for each text, after joining the groups that contain near duplicates of each other.

    A text that is then still alone joins the one most like it: two translations of a sentence may share few shingles.

    A joined group takes the name of the one whose text comes first. Groups that together would have more than `LARGEST`
    of all texts keep their own names. The method is Broder's shingling (1997), but with the number of shared shingles
    instead of their share, because one text may contain only a part of the other.
    """
    if not texts:
        return []
    names, own = np.unique(np.array(groups, np.str_), return_inverse=True)
    own = _merged(own, *_sharing_shingles(texts))
    own = _merged(own, *_most_alike(texts, np.flatnonzero(np.bincount(own)[own] == 1)))
    # The name of a group's first text; `own` has numbers of `names`.
    return [str(names[g]) for g in own.tolist()]


def _merged(own: NDArray[np.int64], left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int64]:
    """The group of each text after joining the groups of each pair of texts; see `joined_groups`."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    shape = (int(own.max()) + 1,) * 2
    between = coo_matrix((np.ones(len(left), np.int8), (own[left], own[right])), shape)
    component = connected_components(between.tocsr(), directed=False)[1][own]
    _, first, component, size = np.unique(component, return_index=True, return_inverse=True, return_counts=True)
    return np.where(size[component] <= LARGEST * len(own), own[first][component], own)


def _ngrams(texts: Sequence[str], shortest: int, longest: int) -> tuple[Any, NDArray[np.int64]]:
    """Which n-grams of words each text has, hashed: a CSR matrix of ones. Also the number of texts with each n-gram."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        ngram_range=(shortest, longest),
        n_features=_HASHES,
        binary=True,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )
    rows = hashing.transform(texts)
    return rows, np.bincount(rows.indices, minlength=_HASHES)


def _sharing_shingles(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The pairs of texts that share at least `SHARED` shingles."""
    rows, number = _ngrams(texts, WORDS, WORDS)
    shared = rows[:, np.flatnonzero((number > 1) & (number <= MOST_TEXTS))]
    pairs = (shared @ shared.T).tocoo()
    alike = pairs.data >= SHARED
    return pairs.row[alike], pairs.col[alike]


def _most_alike(texts: Sequence[str], chosen: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pairs of each chosen text and the text most like it, if they are `ALIKE`.

    Their likeness is the cosine of their rare words and pairs of words, weighted by inverse document frequency. Only
    the likest text counts, so that no chain of somewhat similar texts becomes a group.
    """
    rows, number = _ngrams(texts, 1, 2)
    rows.data = np.log(len(texts) / number[rows.indices]).astype(np.float32)
    length = np.sqrt(np.maximum(np.asarray(rows.power(2).sum(1)).ravel(), 1e-9))
    most = min(RARE, max(MOST_TEXTS, RARE_SHARE * len(texts)))
    rare = rows[:, np.flatnonzero((number > 1) & (number <= most))]
    pairs = (rare[chosen] @ rare.T).tocoo()
    cosine = pairs.data / (length[chosen[pairs.row]] * length[pairs.col])
    other = (chosen[pairs.row] != pairs.col) & (cosine >= ALIKE)
    left, right, cosine = chosen[pairs.row[other]], pairs.col[other], cosine[other]
    order = np.lexsort((right, -cosine, left))
    _, first = np.unique(left[order], return_index=True)
    return left[order][first], right[order][first]
