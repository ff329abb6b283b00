"""Reads and scores inputs whose rows are to be written again as they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mtdetect import readers
from mtdetect.cli.inputs import not_scored
from mtdetect.cli.terminal import Messages
from mtdetect.readers.finding import InputFile
from mtdetect.readers.rows import RawRow, Rows
from mtdetect.readers.waiting import Waiting, size_of, size_of_row
from mtdetect.types import Document, FailedReport, InputError, Report, RowError

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model

TEXT = "text"
"""The form of a row that is only a document's name: of texts, pages and WARC records, nothing else is written."""


def form_of(suffix: str) -> str:
    """The form of the rows of files with this suffix."""
    form = readers.FORMATS.get(suffix, "")
    return form if form in ("jsonl", "csv", "parquet") else TEXT


class RawInputs:
    """Files whose rows can be written to one output. A file whose rows don't go with those before is an error."""

    def __init__(
        self, files: Sequence[InputFile], text_field: str, input_format: str | None, max_bytes: int, messages: Messages
    ) -> None:
        self.first: RawRow | None = None
        """What the rows are like; known when the first file was read, even if it has none."""
        self._first_file = ""
        self._files = files
        self._text_field = text_field
        self._input_format = input_format
        self._max_bytes = max_bytes
        self._messages = messages
        self._waiting = Waiting[Document | RowError]()
        self._at_end = False

    def forms(self) -> set[str]:
        """The forms of the rows, by the files' names. Files that have to be looked into are left out."""
        suffixes = {readers.suffix_of(file.path, self._input_format) for file in self._files}
        return {form_of(suffix) for suffix in suffixes if suffix}

    def scored(self, model: Model, jobs: int) -> Iterator[tuple[RawRow, Report | None]]:
        """Yields each row with its report, or with None if it can't be used, in order."""
        texts = self._texts()
        while not self._at_end:
            for report in model.score_many(self._portion(texts), jobs=jobs):
                while isinstance(waiting := self._waiting.take(), RowError):
                    yield waiting.raw, None
                if isinstance(report, FailedReport):
                    self._messages.error(not_scored(waiting))
                    yield _raw(waiting), None
                else:
                    yield _raw(waiting), report
            while self._waiting:
                error = self._waiting.take()
                assert isinstance(error, RowError)
                yield error.raw, None

    def _portion(self, texts: Iterator[str]) -> Iterator[str]:
        """The texts of the next rows, until many bytes of rows wait to be written."""
        for text in texts:
            yield text
            if self._waiting.is_full:
                return
        self._at_end = True

    def _texts(self) -> Iterator[str]:
        for file in self._files:
            suffix = readers.suffix_of(file.path, self._input_format)
            rows = Rows(
                self._text_field, "id", self._fail, suffix, fields=None, keeps_raw=True, max_bytes=self._max_bytes
            )
            try:
                for document in readers.read_file(file.path, rows):
                    self._check(file.path, _raw(document))
                    self._waiting.add(document, size_of(document))
                    yield document.text
                if rows.raw:
                    self._check(file.path, rows.raw)
            except InputError as error:
                self._messages.error(error)
            self._messages.end_of_file()

    def _fail(self, error: InputError) -> None:
        if isinstance(error, RowError) and error.raw:  # records of a WARC have none, nor rows that are too long to hold
            self._check(error.file, error.raw)
            self._waiting.add(error, size_of_row(error.raw))
        self._messages.error(error)

    def _check(self, file: str, row: RawRow) -> None:
        """Raises InputError if the row can't be written after the first one."""
        if self.first is None:
            self.first, self._first_file = row, file
        if difference := row.difference(self.first):
            raise InputError(
                f"{file}: its {difference} from those of {self._first_file}; filter it in a run of its own"
            )


def _raw(document: Document) -> RawRow:
    raw: RawRow = document.metadata.get("raw") or RawRow(TEXT, data=document.id)
    return raw
