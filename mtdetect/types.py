"""The values that mtdetect takes and returns: plain and immutable. They load no other module of mtdetect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, Protocol

SCHEMA = 1
"""Version of the JSON that `Report.to_dict` returns. Raised when a field is removed or changes its meaning."""


Deep = bool | Literal["auto"]
"""Whether the deep reader reads all paragraphs, none, or the uncertain ones."""

SCORES = ("translation", "scraping")
"""The two independent scores. `damage` is the probability of at least one of them."""


class Span(NamedTuple):
    """A range of `str` offsets: `text[start:end]`."""

    start: int
    end: int


class Finding(NamedTuple):
    """A damaged place and its message: a flag that does not have its rule's code and name yet."""

    start: int
    end: int
    message: str
    confidence: float | None = None
    suggestion: str | None = None


class ModelError(Exception):
    """A model folder can't be used. The message says why, and how to fix it."""


class InputError(Exception):
    """An input can't be read. The message names the file and line, says what is wrong, and how to fix it."""


class UnreadableError(InputError):
    """An input can't be read now, but perhaps later: the reason lies outside the file, such as its permissions."""


class RowError(InputError):
    """One row or record of a file can't be used. Others of the file with an equal error have the same `problem`.

    `place` is where in the file it is: “line 5,000”. `raw`: the row as it is in the file, for a reader that keeps it.
    """

    def __init__(self, message: str, file: str, place: str, problem: str, raw: Any = None) -> None:
        super().__init__(message)
        self.file, self.place, self.problem, self.raw = file, place, problem, raw


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of damage, and how its flags are handled.

    Flags in the same `merge_group` (the family, unless set) must not overlap: the one whose rule has the lowest `rank`,
    that is the most specific one, is kept. With `any_language`, the rule also runs on text that is not English. With
    `in_layout`, its flags also count inside code and tables. With `in_wrapped`, a flag of page furniture also counts on
    a line inside a wrapped paragraph.
    """

    code: str
    name: str
    family: str
    summary: str
    any_language: bool = False
    rank: int = field(kw_only=True)
    merge_group: str = field(default="", kw_only=True)
    in_layout: bool = field(default=False, kw_only=True)
    in_wrapped: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not self.merge_group:
            object.__setattr__(self, "merge_group", self.family)

    def flag(
        self, start: int, end: int, message: str, confidence: float | None = None, suggestion: str | None = None
    ) -> Flag:
        """A flag of this rule at `text[start:end]`."""
        return Flag(self.code, self.name, start, end, message, confidence, suggestion)


@dataclass(frozen=True, slots=True)
class Flag:
    """A damaged place, `report.text[start:end]`, with its rule's code and name and a sentence of explanation.

    `confidence`, from 0 to 1, is how often such a flag is right, on text that the model was not trained on, if one
    paragraph in twenty is damaged. None if it was never measured. `suggestion` is the text that could replace the
    damaged place, "" to delete it, or None if no replacement is known.
    """

    code: str
    name: str
    start: int
    end: int
    message: str
    confidence: float | None = None
    suggestion: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "name": self.name,
            "start": self.start,
            "end": self.end,
            "message": self.message,
            "confidence": self.confidence,
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source of a score, and the probability of damage, `value`, that it gives on its own.

    `source` is "model", "deep" for the model and the deep reader together, the code of a rule that raised a flag, or
    "document" for the other paragraphs. `kind` is "translation" or "scraping".
    """

    source: str
    kind: str
    value: float

    def to_dict(self) -> dict[str, Any]:
        return {"source": self.source, "kind": self.kind, "value": self.value}


@dataclass(frozen=True, slots=True, repr=False)
class Paragraph:
    """A paragraph of a report: its offsets, its three scores (0 to 1), the flags that start in it, and the evidence.

    `furniture` is the part of `scraping` that comes from page furniture (menus, bylines, notices), as opposed to prose
    that scraping broke: the model's probability that the paragraph is not part of the article, from 0 to 1.
    """

    index: int
    start: int
    end: int
    text: str
    translation: float
    scraping: float
    damage: float
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...] = ()
    hidden_flags: int = 0
    """How many flags `Report.with_flags` left out."""
    furniture: float = 0.0

    def with_flags(self, wanted: Callable[[Flag], bool]) -> Paragraph:
        """See `Report.with_flags`."""
        kept = tuple(filter(wanted, self.flags))
        return replace(self, flags=kept, hidden_flags=self.hidden_flags + len(self.flags) - len(kept))

    def __repr__(self) -> str:
        return f"<Paragraph {self.index}: {_scores(self)}; {_counted(len(self.flags), 'flag')}>"

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
            "evidence": [evidence.to_dict() for evidence in self.evidence],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The result of scoring one text. Scores are probabilities from 0 to 1; offsets are `str` offsets into `text`.

    `language` is an ISO 639-1 code, or None if the text is too short to tell. The scores are made for English: text in
    another language gets the model's base rates as scores, and only flags of rules that work in any language.
    """

    text: str
    language: str | None
    translation: float
    scraping: float
    damage: float
    paragraphs: tuple[Paragraph, ...]
    flags: tuple[Flag, ...]

    def __repr__(self) -> str:
        counts = f"{_counted(len(self.paragraphs), 'paragraph')}, {_counted(len(self.flags), 'flag')}"
        return f"<{type(self).__name__}: {_scores(self)}; language {self.language}; {counts}>"

    def _repr_html_(self) -> str:
        """The report as notebooks show it: its scores, and the worst paragraphs with their flags marked."""
        from mtdetect.reporters import notebook

        return notebook.fragment(self)

    def with_flags(self, wanted: Callable[[Flag], bool]) -> Report:
        """The same report with only the flags that are wanted. Scores and evidence don't change."""
        return replace(
            self,
            paragraphs=tuple(paragraph.with_flags(wanted) for paragraph in self.paragraphs),
            flags=tuple(filter(wanted, self.flags)),
        )

    @property
    def hidden_flags(self) -> int:
        """How many flags `with_flags` left out."""
        return sum(paragraph.hidden_flags for paragraph in self.paragraphs)

    def to_dict(self) -> dict[str, Any]:
        """The report as a dict ready for JSON, with the same fields and a `schema` version.

        `text` is omitted, because the paragraphs contain all of it except whitespace and markup between them.
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


def _scores(scored: Report | Paragraph) -> str:
    return f"translation {scored.translation:.2f}, scraping {scored.scraping:.2f}, damage {scored.damage:.2f}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True, repr=False)
class FailedReport(Report):
    """Takes the place of a report if the worker process died while scoring the text: scores of 0, no paragraphs."""


class Ignored(NamedTuple):
    """A span of a document's text in which some rules are turned off, by a comment in the file.

    `selectors`: codes, beginnings of codes, or names of rules, as for `--ignore`.
    """

    start: int
    end: int
    selectors: tuple[str, ...]


class Source(Protocol):
    """The file that a text was taken from, if the file has markup that the text lacks. Offsets are `str` offsets."""

    @property
    def text(self) -> str:
        """All of the file."""

    def to_file(self, span: Span) -> Span:
        """Converts a span of the document's text to one of the file."""

    def is_verbatim(self, span: Span) -> bool:
        """Whether the file has the same words at this span of the document's text, and no markup among them."""

    def relocated(self, report: Report) -> Report:
        """The report of the document's text as a report of the file."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read, with its id (a path, a row's id or a URL) and whatever else is known about it.

    `source` is the file with its markup, for formats such as Markdown whose prose can be found in the file; else None.
    `ignored` says where comments in the file turn rules off.
    """

    id: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    source: Source | None = field(default=None, repr=False)
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A damaged place in a sample. The label is a rule's name, such as `broken-boundary`, or the labeller's own."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled paragraph.

    `translation` and `scraping` are 1 (damaged), 0 (sound) or None (not judged, and so not used for that score).
    Samples from one `source` (a site, say) never end up on both sides of a split. `document` and `position`, the
    paragraph's number in it, identify the neighbouring paragraphs.
    """

    text: str
    translation: int | None = None
    scraping: int | None = None
    source: str = ""
    spans: tuple[LabelledSpan, ...] = ()
    document: str | None = None
    position: int | None = None
