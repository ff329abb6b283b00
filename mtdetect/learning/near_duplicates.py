"""Groups of samples that share text: kept on one side of every split, whatever source they are said to come from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WORDS = 5
"""Of a shingle. Two versions of a document, by a person and by a machine, share a good many of five words."""

SHARED = 4
"""Shingles that two texts must share: names and set phrases make one or two."""

MOST_TEXTS = 4
"""A shingle that stands in more texts than this is a phrase of the language, or what a site prints on each page."""

LARGEST = 0.25
"""Share of the texts that a joined group may have: a chain of more shows that its texts share forms, not content."""

_HASHES = 1 << 22


def joined_groups(texts: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The groups, those that hold versions of the same text being one, by the name of the first of them.

    Broder's resemblance by shingles (1997), with counts in the place of the share, since a part may be shared. A group
    that would become larger than a quarter of all texts stays as it was given.
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
