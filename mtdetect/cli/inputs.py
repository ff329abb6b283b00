"""Finds, reads and scores the inputs of a command."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from mtdetect import readers
from mtdetect.cli.terminal import Messages
from mtdetect.readers.finding import InputFile
from mtdetect.readers.limits import MAX_BYTES
from mtdetect.readers.rows import Rows
from mtdetect.readers.waiting import Waiting, size_of
from mtdetect.shards.plan import Part
from mtdetect.types import Document, FailedReport, InputError, Report

if TYPE_CHECKING:
    from mtdetect.cli.settings import Settings

log = logging.getLogger("mtdetect")

T = TypeVar("T")
Pair = tuple[Document, Report]
ScoreMany = Callable[[Iterator[str]], Iterable[Report]]
"""`Model.score_many` with its options."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The options that say how to read."""

    text_field: str
    id_field: str
    input_format: str | None
    fields: Collection[str] | None = ()
    """The other fields of rows that are needed; None for all."""
    settings: Settings | None = None
    """What the configuration of each file says: names of fields, and files to leave out."""
    max_bytes: int = MAX_BYTES

    def find(self, paths: Iterable[str], messages: Messages) -> list[InputFile]:
        """The files that the paths, folders and globs name, without those that the configuration excludes."""
        return [
            file
            for path in paths
            for file in readers.files(path, self.input_format, messages.error)
            if not (self.settings and self.settings.excludes(path, file.path))
        ]

    def _names(self, path: str) -> tuple[str, str]:
        if self.settings:
            return self.settings.option("text-field", path), self.settings.option("id-field", path)
        return self.text_field, self.id_field

    def read(self, part: Part, on_error: Callable[[InputError], None]) -> Iterator[Document]:
        """The documents of a file, or of a part of it."""
        path = part.file.path
        try:
            lines = part.lines()
        except Exception:  # whatever a damaged file leads to; reading the first part says what is wrong
            lines = (1, None) if part.number == 1 else (1, 0)
        else:
            if part.parts > 1:
                last = "the last" if lines[1] is None else f"{lines[1]:,}"
                log.info("%s: part %d of %d, lines %s to %s", path, part.number, part.parts, f"{lines[0]:,}", last)
        rows = Rows(*self._names(path), on_error, part.suffix, lines, self.fields, max_bytes=self.max_bytes)
        try:
            for document in readers.read_file(path, rows):
                own = document.metadata.get("fields")
                if own and self.fields is not None:  # hundreds of rows wait for their scores, and a row may be long
                    needed = {name: own[name] for name in self.fields if name in own}
                    document = replace(document, metadata={**document.metadata, "fields": needed})
                yield document
        except InputError as error:
            on_error(error)

    def documents(self, parts: Iterable[Part], messages: Messages) -> Iterator[Document]:
        for part in parts:
            yield from self.read(part, messages.error)
            messages.end_of_file()


def paired(documents: Iterable[Document], work: Callable[[Iterator[str]], Iterable[T]]) -> Iterator[tuple[Document, T]]:
    """Yields each document with the result of its text; only documents without a result yet are held in memory.

    `work` turns texts into results, lazily and in order. It is called again when the documents that wait are too large
    to read on.
    """
    rest, waiting, at_end = iter(documents), Waiting[Document](), False

    def texts() -> Iterator[str]:
        nonlocal at_end
        for document in rest:
            waiting.add(document, size_of(document))
            yield document.text
            if waiting.is_full:
                return
        at_end = True

    while not at_end:
        for result in work(texts()):
            yield waiting.take(), result


def scored(score_many: ScoreMany, documents: Iterable[Document], messages: Messages) -> Iterator[Pair]:
    """Yields each document with its report. Those that could not be scored are left out, and reported."""
    for document, report in paired(documents, score_many):
        if isinstance(report, FailedReport):
            messages.error(not_scored(document))
        else:
            yield document, report


def not_scored(document: Document) -> str:
    problem = "not scored, because the process ran out of memory or was killed"
    return f"{document.id}: {problem}; free some memory or split the text"


def located(document: Document, report: Report) -> Pair:
    """The document and its report as they are in the file: with the markup, and without ignored flags."""
    from mtdetect.readers.ignored import without_ignored

    report = without_ignored(document, report)
    if document.source:
        report = document.source.relocated(report)
        metadata = {**document.metadata, "verbatim": True}
        document = replace(document, text=document.source.text, metadata=metadata, source=None, ignored=())
    return document, report
