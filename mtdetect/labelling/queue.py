"""The paragraphs to judge, and the order in which judging them teaches a model most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from mtdetect.types import Document, Flag, Report

CHOSEN = 500
"""Places at the head of the queue that are chosen one by one, each with a look at all before it; the others follow
by uncertainty alone. It is more than anyone labels at a sitting, and each run chooses anew."""

_SITE_FIELDS = ("source", "site", "domain")
_ADDRESS_FIELDS = ("url", "link")
_SPACE, _DIGITS = re.compile(r"\s+"), re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that can be judged, and what the model thinks of it. Flags have offsets into `text`."""

    source: str
    document: str
    position: int
    text: str
    uncertainty: float
    flags: tuple[Flag, ...] = ()

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What makes it the same paragraph in another run. The text is part of it: files change."""
        return self.source, self.document, self.position, self.text


def items(scored: Iterable[tuple[Document, Report]]) -> list[Item]:
    """Every paragraph of the documents, in order. Documents of one id are told apart by a number after it."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[Item] = []
    for document, report in scored:
        source, name = source_of(document), document.id
        seen[source, name] += 1
        if seen[source, name] > 1:
            name = f"{name} ({seen[source, name]})"
        # Scores hold for English: elsewhere they are constants, and no label of ours would change them.
        known = report.language in ("en", None)
        for paragraph, flags in zip(report.paragraphs, _flags(report), strict=True):
            label_noise_weight = entropy(paragraph.translation) + entropy(paragraph.scraping) if known else 0.0
            found.append(Item(source, name, paragraph.index, paragraph.text, label_noise_weight, flags))
    return found


def source_of(document: Document) -> str:
    """The site that a document is from, or failing that its id: samples of one source are kept together in a split.

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
    """The flags of each paragraph, those that begin in an earlier one too, cut to it."""
    reaching: list[Flag] = []
    for paragraph in report.paragraphs:
        reaching = [flag for flag in (*reaching, *paragraph.flags) if flag.end > paragraph.start]
        inside = []
        for flag in reaching:
            start, end = max(flag.start, paragraph.start), min(flag.end, paragraph.end)
            if start < end:
                inside.append(Flag(flag.code, flag.name, start - paragraph.start, end - paragraph.start, flag.message))
        yield tuple(inside)


def entropy(probability: float) -> float:
    """In bits: 1 where the model can't say, 0 where it is certain.

    >>> entropy(0.5), entropy(1.0)
    (1.0, 0.0)
    """
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return round(float(-p * np.log2(p) - (1 - p) * np.log2(1 - p)), 4)


def normal(text: str) -> str:
    """A text as it counts for being the same: no case, no digits, no difference between white space."""
    return _DIGITS.sub("0", _SPACE.sub(" ", text)).strip().casefold()


def in_order(found: Sequence[Item], judged: Iterable[int]) -> list[int]:
    """All that is not judged, as it was read."""
    done = set(judged)
    return [index for index in range(len(found)) if index not in done]


def most_telling_first(found: Sequence[Item], judged: Iterable[int]) -> list[int]:
    """What is not judged, the paragraphs first whose labels would teach the model most, and each wording once.

    Uncertainty sampling (Lewis and Gale 1994) with maximal marginal relevance (Carbonell and Goldstein 1998): the
    worth of a paragraph is the model's uncertainty about it, times how little it is like those judged or chosen
    before it, divided by one more than the number chosen of its source.
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
    """The cosine of each paragraph to the nearest of those chosen so far, in words and pairs of words."""

    def __init__(self, texts: Sequence[str], before: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        hashing = HashingVectorizer(
            preprocessor=normal, token_pattern=r"\w+|[^\w\s]", ngram_range=(1, 2), n_features=2**18,
            alternate_sign=False, dtype=np.float32,
        )  # fmt: skip
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # hashing takes no lone surrogates
        self._rows = hashing.transform(clean)
        self.greatest: NDArray[np.float32] = np.zeros(len(texts), np.float32)
        for text in before[-CHOSEN:]:
            self._add(hashing.transform([text.encode("utf-8", "replace").decode()]))

    def chose(self, index: int) -> None:
        self._add(self._rows[index])

    def _add(self, row: Any) -> None:
        near = np.asarray(self._rows @ row.toarray().ravel())
        self.greatest = np.maximum(self.greatest, np.minimum(near, 1))
