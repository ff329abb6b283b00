"""Finds near duplicates, so that they stay on the same side of every split even if their sources differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WORDS = 5
"""Words per shingle. A human and a machine translation of one document still share many shingles of five words."""

SHARED = 4
"""Shingles that near duplicates must share. Names and set phrases account for one or two in unrelated texts."""

MOST_TEXTS = 4
"""A shingle in more texts than this is ignored: it is a common phrase, or something a site prints on every page."""

LARGEST = 0.25
"""Largest share of all texts in a joined group. A larger one is a chain of texts with similar forms, not content."""

_HASHES = 1 << 22


def joined_groups(texts: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Returns a group for each text, after joining the groups that contain near duplicates of each other.

    A joined group takes the name of the one whose text comes first. Groups that together would have more than `LARGEST`
    of all texts keep their own names. The method is Broder's shingling (1997), but with the number of shared shingles
    instead of their share, because one text may contain only a part of the other.
    """
    from scipy.sparse import coo_matrix, csr_matrix
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import HashingVectorizer

    if not texts:
        return []
    shingles = HashingVectorizer(
        ngram_range=(WORDS, WORDS), n_features=_HASHES, binary=True, norm=None, alternate_sign=False, dtype=np.float32
    )
    rows = shingles.transform(texts)
    number = np.bincount(rows.indices, minlength=_HASHES)
    shared = rows[:, np.flatnonzero((number > 1) & (number <= MOST_TEXTS))]
    pairs = (shared @ shared.T).tocoo()
    alike = pairs.data >= SHARED
    names, own = np.unique(np.array(groups, np.str_), return_inverse=True)
    between = coo_matrix(
        (np.ones(int(alike.sum()), np.int8), (own[pairs.row[alike]], own[pairs.col[alike]])), (len(names), len(names))
    )
    component = connected_components(csr_matrix(between), directed=False)[1][own]
    size = np.bincount(component)
    first = {c: names[g] for c, g in zip(component[::-1].tolist(), own[::-1].tolist(), strict=True)}
    return [
        str(first[c]) if size[c] <= LARGEST * len(texts) else str(names[g])
        for c, g in zip(component.tolist(), own.tolist(), strict=True)
    ]
