"""Finds, reads and scores the inputs of a command."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtdetect import readers
from mtdetect.cli.terminal import Messages
from mtdetect.readers.finding import InputFile
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, FailedReport, InputError, Report

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model

Pair = tuple[Document, Report]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The options that say how to read."""

    text_field: str
    id_field: str
    input_format: str | None

    def find(self, paths: Iterable[str], messages: Messages) -> list[InputFile]:
        """The files that the paths, folders and globs name."""
        return [file for path in paths for file in readers.files(path, self.input_format, messages.error)]

    def read(
        self, file: InputFile, on_error: Callable[[InputError], None], lines: tuple[int, int | None] = (1, None)
    ) -> Iterator[Document]:
        """The documents of one file. `lines`: see `Rows`."""
        suffix = readers.suffix_of(file.path, self.input_format)
        try:
            yield from readers.read_file(file.path, Rows(self.text_field, self.id_field, on_error, suffix, lines))
        except InputError as error:
            on_error(error)

    def documents(self, files: Iterable[InputFile], messages: Messages) -> Iterator[Document]:
        for file in files:
            yield from self.read(file, messages.error)
            messages.end_of_file()


def paired(model: Model, documents: Iterable[Document], jobs: int) -> Iterator[Pair]:
    """Yields each document with its report; only the documents being scored are held in memory."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(document)
            yield document.text

    for report in model.score_many(texts(), jobs=jobs):
        yield waiting.popleft(), report


def scored(model: Model, documents: Iterable[Document], jobs: int, messages: Messages) -> Iterator[Pair]:
    """The same without the documents that could not be scored; these are reported."""
    for document, report in paired(model, documents, jobs):
        if isinstance(report, FailedReport):
            messages.error(not_scored(document))
        else:
            yield document, report


def not_scored(document: Document) -> str:
    problem = "not scored, because the process ran out of memory or was killed"
    return f"{document.id}: {problem}; free some memory or split the text"
