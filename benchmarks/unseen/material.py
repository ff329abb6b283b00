"""The files of the data folder and of the folder of cases, as typed rows."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import mtdetect
from mtdetect.types import InputError, Report, Span
from training.corpora.rows import Page, registered_domain

SEPARATOR = "\n\n"
PROSE_WORDS = 15
"""A paragraph of this many words or more is prose, not a heading."""


@dataclass(frozen=True)
class Setting:
    """The model, the folders and the options of a run.

    If `sources` are given, only these are measured. `without` maps a source to a model that was trained without it and
    scores it.
    """

    model: mtdetect.Model
    data: Path
    cases: Path | None = None
    cache: Path | None = None
    sources: frozenset[str] = frozenset()
    without: Mapping[str, mtdetect.Model] = field(default_factory=dict)
    words: int = 60_000
    """Words of each kind of sound English."""
    share: float = 1.0
    """Share of the groups that retraining uses; less than 1 only for a trial."""
    jobs: int = 1
    deep: bool = False
    """Whether the deep reader reads too."""

    def wants(self, source: str) -> bool:
        return not self.sources or source in self.sources

    def model_for(self, source: str) -> mtdetect.Model:
        return self.without.get(source, self.model)

    def reports(self, texts: Sequence[str], source: str = "") -> list[Report]:
        return list(self.model_for(source).score_many(texts, self.jobs, deep=self.deep))


class Document(NamedTuple):
    source: str
    name: str
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(p.split()) for p in self.paragraphs)


class Systems(NamedTuple):
    """One test set of a language. Line i is the same sentence in every system and in `human`."""

    language: str
    test_set: str
    human: tuple[str, ...] | None
    machine: dict[str, tuple[str, ...]]


class Case(NamedTuple):
    """A text with its damage. `places` are damaged places; the other spans are whole paragraphs."""

    id: str
    source: str
    text: str
    places: tuple[Span, ...]
    furniture: tuple[Span, ...]
    damaged: tuple[Span, ...]
    sound: tuple[Span, ...]


class FalseAlarm(NamedTuple):
    """Sound English with a false alarm. `code` is the code of the rule, or the name of the score."""

    id: str
    kind: str
    code: str
    text: str


def rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the folder that holds it")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def prose(setting: Setting) -> dict[str, list[Document]]:
    """Sound documents by kind, in a random order that is always the same."""
    found: dict[str, list[Document]] = defaultdict(list)
    for row in rows(setting.data / "clean/prose.jsonl.gz"):
        if setting.wants(row["source"]):
            paragraphs = tuple(p.strip() for p in row["paragraphs"] if p.strip())
            found[row["source"]].append(Document(row["source"], str(row["doc"]), paragraphs))
    for source, documents in found.items():
        random.Random(f"prose/{source}").shuffle(documents)
    return dict(sorted(found.items()))


def systems(setting: Setting) -> Iterator[Systems]:
    for row in rows(setting.data / "mt/systems.jsonl.gz"):
        if setting.wants(row["pair"]):
            machine = {name: tuple(lines) for name, lines in sorted(row["machine"].items())}
            yield Systems(row["pair"], row["set"], tuple(row["human"]) if row["human"] else None, machine)


def pages(setting: Setting) -> Iterator[tuple[str, Page]]:
    """Each page of a publisher that was kept out of training."""
    for row in rows(setting.data / "pages/fundus.jsonl.gz"):
        if setting.wants(row["publisher"]):
            site = registered_domain(row["url"] or row["site"])
            authors = row["authors"] if isinstance(row.get("authors"), str) else " ".join(row.get("authors") or ())
            yield (
                row["publisher"],
                Page(row["doc"], site, row["url"], row["title"] or "", authors, row["body"], row["html"]),
            )


def translation_cases(folder: Path) -> list[Case]:
    """The source of a damaged case is the language that it was translated from."""
    found = []
    for row in rows(folder / "wild_translation.jsonl"):
        by_label = {
            label: tuple(Span(p["start"], p["end"]) for p in row["paragraphs"] if p["translation"] == label)
            for label in (0, 1)
        }
        source = row["language"] if row["damage"] else f"sound: {row['kind']}"
        found.append(Case(row["id"], source, row["text"], _spans(row["damage"]), (), by_label[1], by_label[0]))
    return found


def scraping_cases(folder: Path) -> list[Case]:
    return [
        Case(
            row["id"],
            row["kind"],
            row["text"],
            *(_spans(row[name]) for name in ("damage", "furniture", "damaged_paragraphs", "clean_paragraphs")),
        )
        for row in rows(folder / "wild_scraping.jsonl")
    ]


def false_alarms(folder: Path) -> list[FalseAlarm]:
    return [
        FalseAlarm(row["id"], row["kind"], row["rule_or_score"].split(">")[0], row["text"])
        for row in rows(folder / "false_alarms.jsonl")
    ]


def _spans(places: Sequence[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(place["start"], place["end"]) for place in places)


def overlap(one: Span, other: Span, slack: int = 0) -> bool:
    return one.start < other.end + slack and other.start < one.end + slack


def highest(report: Report, span: Span, kind: str) -> float:
    """The highest score of the paragraphs that overlap a span: the report may split what a reader sees as one."""
    return max(
        (getattr(p, kind) for p in report.paragraphs if overlap(Span(p.start, p.end), span)),
        default=0.0,
    )
