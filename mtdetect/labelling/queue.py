"""The paragraphs to judge, the most informative for training first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from mtdetect.types import Document, Flag, Report

CHOSEN = 500
"""How many paragraphs at the head of the queue are chosen one by one, taking all earlier ones into account; the rest
are sorted by uncertainty alone. Nobody labels this many in one sitting, and every run builds a new queue."""

_SITE_FIELDS = ("source", "site", "domain")
_ADDRESS_FIELDS = ("url", "link")
SOURCE_FIELDS = (*_SITE_FIELDS, *_ADDRESS_FIELDS)
"""The fields of a row that can say where it comes from."""
_SPACE, _DIGITS = re.compile(r"\s+"), re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph to judge, with the model's uncertainty and flags. Flag offsets are relative to `text`."""

    source: str
    document: str
    position: int
    text: str
    uncertainty: float
    flags: tuple[Flag, ...] = ()

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Identifies the paragraph across runs. It includes the text, because files change."""
        return self.source, self.document, self.position, self.text


def items(scored: Iterable[tuple[Document, Report]]) -> list[Item]:
    """Every paragraph of the documents, in order. Documents with the same id get a number appended to it."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[Item] = []
    for document, report in scored:
        source, name = source_of(document), document.id
        seen[source, name] += 1
        if seen[source, name] > 1:
            name = f"{name} ({seen[source, name]})"
        # In other languages the scores are constants, and labels would not change them.
        known = report.language in ("en", None)
        for paragraph, flags in zip(report.paragraphs, _flags(report), strict=True):
            label_noise_weight = entropy(paragraph.translation) + entropy(paragraph.scraping) if known else 0.0
            found.append(Item(source, name, paragraph.index, paragraph.text, label_noise_weight, flags))
    return found


def source_of(document: Document) -> str:
    """The site a document comes from, or else its id. Samples from one source stay together when data is split.

    >>> source_of(Document("a.jsonl:7", "…", {"fields": {"url": "https://www.example.org/a"}}))
    'www.example.org'
    """
    beside: Mapping[str, Any] = {**document.metadata, **document.metadata.get("fields", {})}
    for name in _SITE_FIELDS:
        if isinstance(beside.get(name), str) and beside[name]:
            return str(beside[name])
    for value in (*(beside.get(name) for name in _ADDRESS_FIELDS), document.id):
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            try:
                host = urlsplit(value).hostname
            except ValueError:
                continue
            if host:
                return host
    return document.id


def _flags(report: Report) -> Iterator[tuple[Flag, ...]]:
    """The flags in each paragraph, clipped to it; includes flags that start in an earlier paragraph."""
    reaching: list[Flag] = []
    for paragraph in report.paragraphs:
        reaching = [flag for flag in (*reaching, *paragraph.flags) if flag.end > paragraph.start]
        inside = []
        for flag in reaching:
            start, end = max(flag.start, paragraph.start), min(flag.end, paragraph.end)
            if start < end:
                inside.append(replace(flag, start=start - paragraph.start, end=end - paragraph.start))
        yield tuple(inside)


def entropy(probability: float) -> float:
    """Entropy in bits: 1 if the model can't tell, 0 if it is certain.

    >>> entropy(0.5), entropy(1.0)
    (1.0, 0.0)
    """
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return round(float(-p * np.log2(p) - (1 - p) * np.log2(1 - p)), 4)


def normal(text: str) -> str:
    """Normalises a text so that copies can be recognised despite case, digits or white space."""
    return _DIGITS.sub("0", _SPACE.sub(" ", text)).strip().casefold()


def in_order(found: Sequence[Item], judged: Iterable[int]) -> list[int]:
    """The paragraphs still to judge, in reading order."""
    done = set(judged)
    return [index for index in range(len(found)) if index not in done]


def most_telling_first(found: Sequence[Item], judged: Iterable[int]) -> list[int]:
    """The paragraphs still to judge, without duplicates, the most informative for the model first.

    Uncertainty sampling (Lewis and Gale 1994) with maximal marginal relevance (Carbonell and Goldstein 1998): a
    paragraph's value is the model's uncertainty about it, times its dissimilarity to those already judged or chosen,
    divided by one plus the number already chosen from its source.
    """
    done = set(judged)
    wordings = {normal(found[index].text) for index in done}
    left = []
    for index in sorted(in_order(found, done), key=lambda index: -found[index].uncertainty):
        wording = normal(found[index].text)
        if wording not in wordings:
            wordings.add(wording)
            left.append(index)
    if not left:
        return []
    likeness = _Likeness([found[index].text for index in left], [found[index].text for index in done])
    worth = np.array([found[index].uncertainty for index in left])
    names = {name: number for number, name in enumerate({found[index].source for index in left})}
    source = np.array([names[found[index].source] for index in left])
    chosen_of = np.bincount([names[s] for i in done if (s := found[i].source) in names], minlength=len(names))
    order: list[int] = []
    open_ = np.ones(len(left), bool)
    for _ in range(min(CHOSEN, len(left))):
        value = (worth + 1e-6) * (1 - likeness.greatest) / (1 + chosen_of[source])
        best = int(np.argmax(np.where(open_, value, -1)))
        open_[best] = False
        chosen_of[source[best]] += 1
        likeness.chose(best)
        order.append(left[best])
    return order + [left[i] for i in np.flatnonzero(open_)]


class _Likeness:
    """The cosine similarity of each paragraph to the closest one chosen so far, over words and word pairs."""

    def __init__(self, texts: Sequence[str], before: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        hashing = HashingVectorizer(
            preprocessor=normal, token_pattern=r"\w+|[^\w\s]", ngram_range=(1, 2), n_features=2**18,
            alternate_sign=False, dtype=np.float32,
        )  # fmt: skip
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # hashing can't handle lone surrogates
        self._rows = hashing.transform(clean)
        self.greatest: NDArray[np.float32] = np.zeros(len(texts), np.float32)
        for text in before[-CHOSEN:]:
            self._add(hashing.transform([text.encode("utf-8", "replace").decode()]))

    def chose(self, index: int) -> None:
        self._add(self._rows[index])

    def _add(self, row: Any) -> None:
        near = np.asarray(self._rows @ row.toarray().ravel())
        self.greatest = np.maximum(self.greatest, np.minimum(near, 1))
