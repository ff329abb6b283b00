"""Gathers what documents are made of, and the vocabulary of the tagger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import corpora
from training.tagger.documents import Supply
from training.tagger.texts import KEPT_OUT, Document
from training.word_vectors import WordVectors

SHARES = {
    ("bodies", "abc", "wmt", "systems"): 0.37,
    ("prose/",): 0.34,
    ("manuals",): 0.13,
    ("pages",): 0.08,
    ("english",): 0.08,
}
"""Shares of the documents by prefix of the source. Within one, a source counts with the square root of its words."""

KNOWN = 30_500
"""How many of the most frequent words have a vector. More take much room in the model."""

SIMILAR_OF, SIMILAR = 15_000, 12
"""For how many words similar ones are known, and how many."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|([^\w\s])\1*")


def supply(
    data: Path, cache: Path, texts: Mapping[str, Sequence[Document]], vectors: WordVectors
) -> tuple[Supply, list[str]]:
    """What documents are made of, and the words of the vocabulary, the most frequent first."""
    counts: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    for source, documents in texts.items():
        own = [
            match[0].replace("’", "'") for d in documents for p in d.paragraphs for match in _TOKEN.finditer(p.lower())
        ]
        sizes[source] = len(own)
        if source not in KEPT_OUT:
            counts.update(own)
    words = [w for w, n in counts.most_common() if n > 2 and (not w[0].isalpha() or vectors.of(w) is not None)][:KNOWN]
    weights: dict[str, float] = {}
    for prefixes, share in SHARES.items():
        own_sources = [name for name in texts if name.startswith(prefixes)]
        roots = np.sqrt([sizes[name] for name in own_sources])
        weights |= dict(zip(own_sources, (share * roots / roots.sum()).tolist(), strict=True))
    weights |= {name: 0.05 for name in texts if name not in weights}
    headlines = [page.title for page in corpora.pages(data)] + [row.title for row in corpora.ag_news(data)]
    rendered = corpora.page_documents(data, ("html-text",), cache=cache / "rendered")
    furniture = corpora.furniture_lines(rendered)
    plain = [word for word in words if word[0].isalpha()]
    frequency = np.array([counts[word] for word in plain], float) ** 0.75
    others = np.random.default_rng(0).choice(plain, 50_000, p=frequency / frequency.sum()).tolist()
    return Supply(texts, weights, headlines, furniture, others, similar(plain[:SIMILAR_OF], vectors)), words


def similar(words: Sequence[str], vectors: WordVectors) -> Callable[[str], Sequence[str]]:
    """A look-up of the words whose vectors are closest to a word's."""
    table = np.stack([_vector(vectors, word) for word in words])
    found: dict[str, list[str]] = {}
    for start in range(0, len(words), 1000):
        near = np.argpartition(-(table[start : start + 1000] @ table.T), SIMILAR + 1, axis=1)[:, : SIMILAR + 1]
        for word, own in zip(words[start : start + 1000], near.tolist(), strict=True):
            found[word] = [words[i] for i in own if words[i] != word]
    return lambda word: found.get(word, ())


def _vector(vectors: WordVectors, word: str) -> NDArray[np.float32]:
    vector = vectors.of(word)
    return np.zeros(vectors.vectors.shape[1], np.float32) if vector is None else vector


def table(words: Sequence[str], vectors: WordVectors) -> NDArray[np.float32]:
    """The vectors of the vocabulary; zeros for marks without one. Shape: words x size."""
    return np.stack([_vector(vectors, word) for word in words])
