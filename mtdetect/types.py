"""The values that the program takes and gives: plain, immutable, and free of any import of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SCHEMA = 1
"""Version of the JSON object that `Report.to_dict` gives; raised when a field changes its meaning or goes."""


SCORES = ("translation", "scraping")
"""The two scores of a paragraph; `damage` is the probability of either."""


class Span(NamedTuple):
    """A half-open range of `str` offsets."""

    start: int
    end: int


class Finding(NamedTuple):
    """A damaged place and what is to be said of it: a flag before it has the name of a rule."""

    start: int
    end: int
    message: str


class ModelError(Exception):
    """A model folder that can't be used: what is wrong with it, and the mend."""


class InputError(Exception):
    """An input that can't be read: the file, the line where there is one, and the mend."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of damage, and how its flags behave.

    Of overlapping flags in one `merge_group` (by default, the family) the one whose rule has the lowest `rank` stays:
    the most specific claim wins. `any_language`: the rule also runs on text in other languages than English.
    `in_layout`: its flags count inside code and tables too.
    """

    code: str
    name: str
    family: str
    summary: str
    any_language: bool = False
    rank: int = field(kw_only=True)
    merge_group: str = field(default="", kw_only=True)
    in_layout: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not self.merge_group:
            object.__setattr__(self, "merge_group", self.family)

    def flag(self, start: int, end: int, message: str) -> Flag:
        """A place that shows this damage."""
        return Flag(self.code, self.name, start, end, message)


@dataclass(frozen=True, slots=True)
class Flag:
    """One damaged place: `report.text[start:end]`, named by its rule, with a plain sentence of explanation."""

    code: str
    name: str
    start: int
    end: int
    message: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "start": self.start,
            "end": self.end,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a report: its place, its three probabilities (0 to 1) and the flags that start in it."""

    index: int
    start: int
    end: int
    text: str
    translation: float
    scraping: float
    damage: float
    flags: tuple[Flag, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "translation": self.translation,
            "scraping": self.scraping,
            "damage": self.damage,
            "flags": [flag.to_dict() for flag in self.flags],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one text. Scores are probabilities from 0 to 1; offsets are `str` offsets into `text`.

    `language` is an ISO 639-1 code, or None where there is too little text to tell. The scores hold for
    English; a text in another language gets the model's base rates, and only the flags that hold anywhere.
    """

    text: str
    language: str | None
    translation: float
    scraping: float
    damage: float
    paragraphs: tuple[Paragraph, ...]
    flags: tuple[Flag, ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values, in the shape of this object.

        Only `text` is left out: the paragraphs hold every non-blank character of it.
        """
        return {
            "schema": SCHEMA,
            "language": self.language,
            "translation": self.translation,
            "scraping": self.scraping,
            "damage": self.damage,
            "paragraphs": [paragraph.to_dict() for paragraph in self.paragraphs],
            "flags": [flag.to_dict() for flag in self.flags],
        }


@dataclass(frozen=True, slots=True)
class FailedReport(Report):
    """Stands for the report of a text that no process could read to its end: no paragraphs, and scores of 0."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was read: its name (a path, or a row's id), its text, and what else stood beside it."""

    id: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A damaged place in a sample, named by the rule (`broken-boundary`) or by the labeller's own word."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled paragraph.

    `translation` and `scraping` are 1 (damaged), 0 (sound) or None (not judged: takes no part). Samples of
    one `source` never stand on both sides of a split. `document` and `position` give a paragraph its
    neighbours.
    """

    text: str
    translation: int | None = None
    scraping: int | None = None
    source: str = ""
    spans: tuple[LabelledSpan, ...] = ()
    document: str | None = None
    position: int | None = None
