"""Makes the documents that the tagger is trained on: an excerpt, its surroundings, its damage, and the labels."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span
from training.composition import restyled
from training.tagger.damage import FEWEST, Material, Tokens, damaged, tokens_of
from training.tagger.surroundings import Surroundings
from training.tagger.texts import Document


@dataclass(frozen=True)
class Density:
    """How long the documents are, and how damaged.

    By default far more than real text is: a network learns nothing from sound tokens that it already takes for sound.
    Thresholds are fitted on sound text.
    """

    sizes: Sequence[int] = (30, 60, 120, 250, 500, 1200)
    """Words of an excerpt."""
    documents: float = 0.8
    """Share of the excerpts that are damaged. In these, a random share of the paragraphs is."""
    paragraphs: Sequence[float] = (0.4, 0.8, 1.0)
    """Shares of damaged paragraphs."""
    tokens_a_fault: Sequence[int] = (15, 25, 50)
    """Tokens a fault in a damaged paragraph, on average."""


DENSE = Density()

CALM = 0.5
"""Share of the excerpts with surroundings."""

UNJUDGED = 255
"""The label of a token that nothing is learned from."""

_WORD = re.compile(r"[a-z]{2,}")


class Labelled(NamedTuple):
    """A text, its paragraphs, and the label of each character: that of its token, see `Class`, or UNJUDGED."""

    text: str
    paragraphs: Sequence[Span]
    labels: NDArray[np.uint8]


@dataclass(frozen=True)
class Supply:
    """What all documents may use. `by_source`: the documents; `weights`: how often each source is used."""

    by_source: Mapping[str, Sequence[Document]]
    weights: Mapping[str, float]
    headlines: Sequence[str]
    furniture: Sequence[str]
    others: Sequence[str]
    similar: Callable[[str], Sequence[str]]

    def documents(
        self, seed: int | str, only: Sequence[str] | None = None, density: Density = DENSE
    ) -> Iterator[Labelled]:
        """Documents without end. `only`: their sources."""
        rng = random.Random(seed)
        names = list(only or self.by_source)
        weights = [self.weights[name] for name in names]
        while True:
            name = rng.choices(names, weights)[0]
            yield self.document(rng.choice(self.by_source[name]), rng, density)

    def document(self, document: Document, rng: random.Random, density: Density = DENSE) -> Labelled:
        excerpt = _excerpt(document.paragraphs, rng, rng.choice(density.sizes))
        paragraphs = restyled(excerpt, rng) if rng.random() < 0.5 else list(excerpt)
        own = [line for line in (document.title, *(p for p in document.paragraphs if len(p) < 80)) if line]
        made = _surroundings(paragraphs, rng)
        if rng.random() < CALM:
            paragraphs = self._surrounded(paragraphs, document.title, made)
        tokens = [found for p in paragraphs if (found := tokens_of(p))]
        if rng.random() < density.documents:
            sound = [p for p in tokens if len(p) >= FEWEST] or tokens
            headings = (own if rng.random() < 0.5 else ()) or rng.choices(self.headlines, k=3)
            material = Material(rng, sound, headings, self.furniture, made.line, self.others, self.similar)
            some, apart = rng.choice(density.paragraphs), rng.choice(density.tokens_a_fault)
            for i, paragraph in enumerate(tokens):
                if len(paragraph) >= FEWEST and rng.random() < some:
                    most = max(1, len(paragraph) // apart)
                    tokens[i] = damaged(paragraph, material, rng.randint(1, 2 * most))
        return _assembled(tokens, rng)

    def _surrounded(self, paragraphs: list[str], title: str, made: Surroundings) -> list[str]:
        rng = made.rng
        result: list[str] = []
        if title and rng.random() < 0.5:
            result.append(title)
        rate = rng.choice((0.05, 0.2, 0.6))
        inline = rng.choice((0.0, 0.1, 0.5))
        aside = made.code_word if rng.random() < 0.3 else made.aside
        at = 0
        while at < len(paragraphs):
            if rng.random() < rate:
                result.append(rng.choice(self.furniture) if rng.random() < 0.25 else made.line())
            if rng.random() < rate * 0.3:
                count = rng.randint(2, 6)
                result += made.items(paragraphs[at : at + count])
                at += count
                continue
            text = paragraphs[at]
            if rng.random() < inline:
                text = _with_aside(text, aside(), rng)
            result.append(text)
            at += 1
        return result


def _surroundings(paragraphs: Sequence[str], rng: random.Random) -> Surroundings:
    pool = [w for p in paragraphs for w in _WORD.findall(p)] or ["text"]

    def words(count: int) -> str:
        start = rng.randrange(len(pool))
        return " ".join(pool[start : start + count])

    return Surroundings(rng, words)


def _excerpt(paragraphs: Sequence[str], rng: random.Random, room: int) -> list[str]:
    at = rng.randrange(len(paragraphs)) if rng.random() < 0.7 else 0
    found: list[str] = []
    while at < len(paragraphs) and room > 0:
        words = paragraphs[at].split(" ", 700)
        found.append(" ".join(words[:700]))
        room -= len(words)
        at += 1
    return found


_AFTER_WORD = re.compile(r"(?<=[a-z]) (?=[a-z])|(?<=[a-z])(?=[.,;] )")


def _with_aside(text: str, aside: str, rng: random.Random) -> str:
    places = [m.start() for m in _AFTER_WORD.finditer(text)]
    if not places:
        return text
    at = rng.choice(places)
    return f"{text[:at]} {aside}{text[at:]}"


def _assembled(paragraphs: Sequence[Tokens], rng: random.Random) -> Labelled:
    feed = rng.choice(("\n\n", "\n\n", "\n", "\n"))
    parts: list[str] = []
    marks: list[tuple[int, int, int]] = []
    length = 0
    for tokens in paragraphs:
        if length:
            parts.append(feed)
            length += len(feed)
        for number, (word, gap, label) in enumerate(tokens):
            if number:
                parts.append(gap)
                length += len(gap)
            if label:
                marks.append((length, length + len(word), label))
            parts.append(word)
            length += len(word)
    text = "".join(parts)
    if feed == "\n\n" and rng.random() < 0.2 and "\n" not in text.replace("\n\n", ""):
        width = rng.randint(60, 100)
        text = "\n\n".join(_wrapped(block, width) for block in text.split("\n\n"))
    labels = np.zeros(len(text), np.uint8)
    for start, end, label in marks:
        labels[start:end] = label
    document = SegmentedText(text)
    return Labelled(document.text, document.paragraphs, labels)


def _wrapped(block: str, width: int) -> str:
    """Some spaces of the block replaced by line breaks; its length stays the same."""
    lines = textwrap.wrap(block, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
    wrapped = "\n".join(lines)
    return wrapped if len(wrapped) == len(block) else block
