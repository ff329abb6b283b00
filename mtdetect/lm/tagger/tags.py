"""What the tagger found in one document: places by class, above thresholds that were fitted on sound text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import UNREAD, Tagger
from mtdetect.lm.tagger.tokens import LENGTHS, TaggerTokens
from mtdetect.types import Span

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

PROSE, SHORT = KINDS = range(2)
"""Kinds of paragraphs, by length: in headings and labels, other places look odd than in prose."""

LONGEST = 1 << 18
"""Characters that are read at a time, of one document or several. In longer ones, each part is read like a document."""

SUREST = 3.0
"""The highest log-odds of a confidence, of .95: nothing has been right in every one of thousands of places."""

MOST_SAVED = 15.0
"""Bits that count of what an edit saves: one rare word may cost more."""

DIGITS = 3
"""Decimals of a confidence."""

SLACK = 3.0
"""Log-odds below its threshold down to which the tokens beside a stray one belong to the same fragment."""


_Document = tuple[str, Sequence[Span]]
"""A text and the spans of its paragraphs."""


class Place(NamedTuple):
    """A place that may be damaged: its first and last token, and the highest margin among its tokens."""

    first: int
    last: int
    margin: float


def lowest(edits: Floats) -> Floats:
    """The margins of each class from which an edit may lift a place above the threshold."""
    return -MOST_SAVED * edits


def kinds_of(settings: Ints) -> Ints:
    """The kind of the paragraph of each token."""
    return np.where(settings >= len(LENGTHS) * 16, PROSE, SHORT)


@dataclass(frozen=True)
class Tags:
    """The tokens of a document with their margins: log-odds minus the threshold of the class. Shape: tokens x classes.

    `starts`, `ends`: offsets in the text. `confidences`, `edits`: see `Tagger`.
    """

    starts: Ints
    ends: Ints
    kinds: Ints
    """Of each token's paragraph, see `kinds_of`."""
    margins: Floats
    confidences: Floats
    edits: Floats
    is_sound: bool = False
    """Whether no margin is known to be in reach: then there are no places."""

    def span(self, first: int, last: int) -> Span:
        return Span(int(self.starts[first]), int(self.ends[last]))

    def is_boundary(self, token: int) -> bool:
        """Whether this is the boundary before a paragraph: a token without text."""
        return bool(self.starts[token] == self.ends[token])

    @cached_property
    def has_places(self) -> bool:
        """Whether `places` has any for some class."""
        return not self.is_sound and bool((self.margins > lowest(self.edits)).any())

    def places(self, which: Class) -> Iterator[Place]:
        """The places of a class that are above its threshold, or may be once an edit has been tried (`judged`)."""
        if self.is_sound:
            return
        margin = self.margins[:, which]
        above = margin > lowest(self.edits)[which]
        if above.any():
            if which in (Class.STRAY, Class.DOUBLED):
                above = self._widened(margin, above)
            edges = np.diff(above.astype(np.int8), prepend=0, append=0).nonzero()[0]
            for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                yield Place(first, after - 1, float(margin[first:after].max()))

    def judged(self, which: Class, margin: float, saved: float = 0.0) -> float | None:
        """How often such a place is right (`Flag.confidence`); None if it is below the threshold.

        `saved`: the bits that the language model saves if the place is corrected.
        """
        margin += float(self.edits[which]) * min(MOST_SAVED, max(-MOST_SAVED, saved))
        if margin <= 0:
            return None
        intercept, slope = self.confidences[which].tolist()
        return round(1 / (1 + exp(-min(SUREST, intercept + slope * margin))), DIGITS)

    def highest(self, which: Class, start: int, end: int) -> float:
        """The highest margin of the class among the tokens that touch a range of offsets."""
        first, last = self.ends.searchsorted(start, "right"), self.starts.searchsorted(end)
        return float(self.margins[first:last, which].max(initial=UNREAD))

    def _widened(self, margin: Floats, above: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Each run with the tokens on both sides that are little below the threshold."""
        low = margin > -SLACK
        run = (np.diff(low.astype(np.int8), prepend=0) != 0).cumsum()
        chosen = np.zeros(int(run[-1]) + 1, np.bool_)
        chosen[run[above]] = True
        widened: NDArray[np.bool_] = low & chosen[run]
        return widened


def tags_of(tagger: Tagger, documents: Sequence[_Document]) -> list[Tags]:
    """The tags of some documents, each given as its text and the spans of its paragraphs."""
    found: list[Tags] = []
    for group in _groups(documents):
        text, spans = group[0]
        found += _tags(tagger, group) if len(text) <= LONGEST else [_tags_of_long(tagger, text, spans)]
    return found


def _groups(documents: Sequence[_Document]) -> Iterator[list[_Document]]:
    """Documents in a row that are read together. A long one is alone."""
    group: list[_Document] = []
    characters = 0
    for document in documents:
        if group and characters + len(document[0]) > LONGEST:
            yield group
            group, characters = [], 0
        group.append(document)
        characters += len(document[0])
    if group:
        yield group


def _tags(tagger: Tagger, documents: Sequence[_Document]) -> list[Tags]:
    tokens = TaggerTokens.of(documents)
    margins = tagger.log_odds(tokens)
    kinds = kinds_of(tokens.settings)
    margins -= tagger.thresholds.T[kinds]
    bounds = tokens.documents.searchsorted(np.arange(len(documents) + 1)).tolist()
    damaged = set(tokens.documents[(margins > lowest(tagger.edits)).any(1)].tolist())
    found = []
    for i, (a, b) in enumerate(pairwise(bounds)):
        starts, ends = tokens.starts[a:b], tokens.ends[a:b]
        found.append(Tags(starts, ends, kinds[a:b], margins[a:b], tagger.confidences, tagger.edits, i not in damaged))
    return found


def _tags_of_long(tagger: Tagger, text: str, spans: Sequence[Span]) -> Tags:
    """The tags of a long document: parts of whole paragraphs are read one after the other, to save memory."""
    parts, first = _tags(tagger, [("", ())]), 0  # for a text of white space alone
    while first < len(spans):
        start = spans[first].start
        last = max(first + 1, bisect_right(spans, start + LONGEST, first, key=lambda span: span.end))
        own = [Span(a - start, b - start) for a, b in spans[first:last]]
        tags = _tags(tagger, [(text[start : spans[last - 1].end], own)])[0]
        parts.append(replace(tags, starts=tags.starts + start, ends=tags.ends + start))
        first = last
    starts, ends, kinds, margins = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("starts", "ends", "kinds", "margins")
    )
    return Tags(starts, ends, kinds, margins, tagger.confidences, tagger.edits)
