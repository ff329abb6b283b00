"""Edits that record where they did damage, and the context they may use."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from training.corpora.rows import fold

T = TypeVar("T")

Part = Literal["train", "dev", "all"]
"""Which templates may be used: dev damage has wordings that training never saw."""


class Mark(NamedTuple):
    """A damaged place: `label` is the rule's name, `kind` the generator's; `unseen` if no reader could notice it."""

    start: int
    end: int
    label: str
    kind: str
    unseen: bool = False


class Edit(NamedTuple):
    """Replace `text[start:end]`; the damage is `replacement[mark_start:mark_end]` (an empty range marks nothing)."""

    start: int
    end: int
    replacement: str
    label: str
    mark_start: int
    mark_end: int
    unseen: bool = False


def edit(start: int, end: int, replacement: str, label: str, damage: str | None = None, unseen: bool = False) -> Edit:
    """An edit whose damage is the whole replacement, or the first occurrence of `damage` in it."""
    if damage is None:
        return Edit(start, end, replacement, label, 0, len(replacement), unseen)
    at = replacement.index(damage)
    return Edit(start, end, replacement, label, at, at + len(damage), unseen)


@dataclass(frozen=True)
class Context:
    """The clean document around the paragraph to damage."""

    paragraphs: Sequence[str]
    index: int
    rng: random.Random
    part: Part = "all"
    phrases: Sequence[str] = field(default=())
    """Key phrases of the document."""
    fragments: Sequence[str] = field(default=())
    """Lines of furniture from real pages, if available."""

    @property
    def text(self) -> str:
        return self.paragraphs[self.index]

    @cached_property
    def gaps(self) -> list[int]:
        """Offsets of the single spaces between two words without punctuation between them."""
        return [match.start() for match in _GAP.finditer(self.text)]

    @cached_property
    def boundaries(self) -> list[re.Match[str]]:
        """Places where one sentence ends and the next begins. Group 1: the full stop; group 2: closing quotes."""
        return list(_BOUNDARY.finditer(self.text))

    def pick(self, items: Sequence[T]) -> T:
        """One of the templates that this part may use: two thirds are for training, one third is for dev."""
        if self.part != "all":
            allowed = [item for item in items if (fold(repr(item), 3, "template") == 0) == (self.part == "dev")]
            items = allowed or items
        return self.rng.choice(items)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def around(self, offset: int) -> tuple[int, int]:
        """The range of the words before and after `offset`, with their punctuation."""
        text = self.text
        start = len(text[:offset].rstrip())
        while start and not text[start - 1].isspace():
            start -= 1
        end = offset + len(text[offset:]) - len(text[offset:].lstrip())
        while end < len(text) and not text[end].isspace():
            end += 1
        return start, end


Damager = Callable[[Context], list[Edit]]
"""Damages the context's paragraph in one way. An empty list if the paragraph has no place for it."""

_GAP = re.compile(r"(?<=[^\W_]) (?=[^\W_])")
_BOUNDARY = re.compile(r"(?<=[a-z0-9)%])([.!?])([\"'”’)]*) (?=[\"'“‘(]*[A-Z])")
_NAME = re.compile(r"\b[A-Z][a-zA-Z’'-]+(?: (?:of|the|and|for|de|van|al) (?=[A-Z])| (?=[A-Z])[A-Z][a-zA-Z’'-]+){1,3}")
_CONTENT = re.compile(r"\b[a-z]{4,}(?: [a-z]{4,}){1,2}\b")
_WEAK = frozenset(
    re.findall(
        r"\w+",
        """that with from have this were been they their there will would could should about after before which while
        when what where said says than then them these those into over under also more most other some such only very
        just through during between against because being does doing your ours here each both much many""",
    )
)


def key_phrases(paragraphs: Sequence[str]) -> list[str]:
    """Names of at least two words, and repeated word groups: phrases that news feeds link or highlight."""
    text = "\n".join(paragraphs)
    names = Counter(match[0].strip() for match in _NAME.finditer(text))
    groups = Counter(
        match[0] for match in _CONTENT.finditer(text) if not any(word in _WEAK for word in match[0].split())
    )
    found = [name for name, _ in names.most_common(20) if " " in name]
    found += [group for group, count in groups.most_common(12) if count > 1 or len(found) < 4]
    return [phrase for phrase in found if len(phrase) < 60]


def apply(text: str, edits: Sequence[tuple[str, Edit]]) -> tuple[str, list[Mark]]:
    """The text after all (kind, edit) pairs, and the marks as offsets in it. Edits must not overlap."""
    parts: list[str] = []
    marks: list[Mark] = []
    position = length = 0
    for kind, one in sorted(edits, key=lambda pair: (pair[1].start, pair[1].end)):
        if one.start < position:
            raise ValueError("edits overlap")
        parts += [text[position : one.start], one.replacement]
        length += one.start - position
        if one.mark_end > one.mark_start:
            marks.append(Mark(length + one.mark_start, length + one.mark_end, one.label, kind, one.unseen))
        length += len(one.replacement)
        position = one.end
    parts.append(text[position:])
    return "".join(parts), marks
