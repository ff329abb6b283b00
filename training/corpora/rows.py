"""Reads the files of the data folder as typed rows, one reader per file. The folder is always an argument."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mtdetect.types import InputError, LabelledSpan, Span

DEV_FOLD = 0
EDITED_GENRES = frozenset({"news", "bio", "academic", "voyage", "interview", "textbook", "speech"})
"""Edited genres of `clean/english`: a flag there is a false alarm unless proven otherwise."""

# Second-level names under which registries assign domains ("bbc.co.uk", "abc.net.au", "asahi.or.jp").
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "mil", "ne", "net", "or", "org"})


class Page(NamedTuple):
    """A saved news page: all its HTML, and the article, cleaned by hand."""

    doc: str
    site: str
    url: str
    title: str
    authors: str
    body: str
    html: str


class CleanParagraph(NamedTuple):
    doc: str
    genre: str
    text: str
    paragraph: int
    source: str


class CleanDocument(NamedTuple):
    doc: str
    genre: str
    source: str
    paragraphs: tuple[str, ...]


class Segment(NamedTuple):
    """A source segment of a WMT test set with all its translations."""

    year: int
    pair: str
    doc: str | None
    segment: int
    human: dict[str, str]
    machine: dict[str, str]


class Original(NamedTuple):
    year: int
    origin: str
    segment: int
    text: str


class HumanOrMachine(NamedTuple):
    level: str
    system: str
    split: str
    year: int
    origin: str
    row: int
    machine: int
    text: str


class PostEdited(NamedTuple):
    """A machine-translated sentence, scored (0 to 100) and corrected by professionals. Gap and word tags alternate."""

    pair: str
    split: str
    machine: str
    adequacy: float
    machine_tokens: tuple[str, ...]
    tags: tuple[str, ...]
    post_edit_tokens: tuple[str, ...]
    hter: float


class MarkedTranslation(NamedTuple):
    """A translation with the error spans that one annotator marked; their label is the severity."""

    file: str
    system: str
    doc: str
    segment: str
    annotator: str
    text: str
    spans: tuple[LabelledSpan, ...]


class TorturedPhrase(NamedTuple):
    phrase: str
    expected: str


class Snippet(NamedTuple):
    row: int
    title: str
    text: str


class SeedParagraph(NamedTuple):
    span: Span
    translation: int | None
    scraping: int | None


class Seed(NamedTuple):
    doc: str
    text: str
    spans: tuple[LabelledSpan, ...]
    paragraphs: tuple[SeedParagraph, ...]


def fold(group: str, n: int = 5, salt: str = "") -> int:
    """The part, out of `n`, of a site, document or segment: the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(f"{salt}|{group}".encode()).digest()[:8]) % n


def is_dev(group: str) -> bool:
    """Whether a group is in the fixed fifth that is never used for training."""
    return fold(group) == DEV_FOLD


def registered_domain(site: str) -> str:
    """ "https://www.bbc.co.uk/news" -> "bbc.co.uk", so that all hosts of one owner end up in the same split."""
    host = re.sub(r"^[a-z]+://", "", site.strip().lower()).split("/")[0].split(":")[0]
    labels = [label for label in host.split(".") if label]
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise InputError(f"{path}: no such file; give the folder that holds the training data")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number}: not JSON ({error}); fetch the file again") from error


def pages(data: Path) -> Iterator[Page]:
    for row in _rows(data / "pages/pages.jsonl.gz"):
        site = registered_domain(row["url"] or row["site"])
        yield Page(row["doc"], site, row["url"], row["title"] or "", row["authors"] or "", row["body"], row["html"])


def ag_news(data: Path) -> Iterator[Snippet]:
    for row in _rows(data / "pages/ag_news.jsonl.gz"):
        yield Snippet(row["row"], row["title"], row["text"])


def clean_paragraphs(data: Path) -> Iterator[CleanParagraph]:
    """The paragraphs of `clean/english` and `clean/abc`, in order."""
    for name in ("english", "abc"):
        for row in _rows(data / f"clean/{name}.jsonl.gz"):
            yield CleanParagraph(row["doc"], row["genre"], row["text"], row["paragraph"], row["source"])


def clean_documents(data: Path) -> Iterator[CleanDocument]:
    """The same paragraphs as whole documents, in the order of the source."""
    current: list[CleanParagraph] = []
    for row in clean_paragraphs(data):
        if current and (row.source, row.doc) != (current[0].source, current[0].doc):
            yield _clean_document(current)
            current = []
        current.append(row)
    if current:
        yield _clean_document(current)


def _clean_document(rows: list[CleanParagraph]) -> CleanDocument:
    return CleanDocument(rows[0].doc, rows[0].genre, rows[0].source, tuple(row.text for row in rows))


def wmt(data: Path, years: tuple[int, ...] = (2021, 2022)) -> Iterator[Segment]:
    for year in years:
        for row in _rows(data / f"mt/wmt{year % 100}.jsonl.gz"):
            yield Segment(row["year"], row["pair"], row["doc"], row["segment"], row["human"], row["machine"])


def originals(data: Path) -> Iterator[Original]:
    for row in _rows(data / "mt/english.jsonl.gz"):
        yield Original(row["year"], row["origin"], row["segment"], row["text"])


def human_or_machine(data: Path) -> Iterator[HumanOrMachine]:
    for row in _rows(data / "mt/ht_vs_mt.jsonl.gz"):
        yield HumanOrMachine(*(row[name] for name in HumanOrMachine._fields))


def post_edited(data: Path) -> Iterator[PostEdited]:
    for row in _rows(data / "mt/mlqe.jsonl.gz"):
        yield PostEdited(
            row["pair"],
            row["split"],
            row["machine"],
            row["adequacy_mean"],
            tuple(row["machine_tokens"].split()),
            tuple(row["token_tags"].split()),
            tuple(row["post_edit_tokens"].split()),
            row["hter"],
        )


def error_spans(data: Path) -> Iterator[MarkedTranslation]:
    for row in _rows(data / "mt/error_spans.jsonl.gz"):
        spans = tuple(LabelledSpan(span["start"], span["end"], span["severity"]) for span in row["spans"])
        yield MarkedTranslation(
            row["file"], row["system"], row["doc"], row["segment"], row["annotator"], row["text"], spans
        )


def tortured_phrases(data: Path) -> Iterator[TorturedPhrase]:
    for row in _rows(data / "spun/tortured_phrases.jsonl.gz"):
        yield TorturedPhrase(row["phrase"], row["expected"])


def seeds(data: Path) -> Iterator[Seed]:
    for row in _rows(data / "gold/seeds.jsonl"):
        spans = tuple(LabelledSpan(span["start"], span["end"], span["kind"]) for span in row["spans"])
        judged = tuple(
            SeedParagraph(Span(part["start"], part["end"]), part["translation"], part["scraping"])
            for part in row["paragraphs"]
        )
        yield Seed(row["doc"], row["text"], spans, judged)
