"""What the rows of an output hold: their level, whether they have text, and which input fields they keep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from mtdetect.reporters.rows import levels
from mtdetect.reporters.rows.fields import OTHER, input_fields, renamed
from mtdetect.types import Document, Report

log = logging.getLogger("mtdetect")

SAMPLE_ROWS, SAMPLE_CHARACTERS = 1000, 1 << 24
"""The fields of a table are those of the first documents: so many, or fewer if they are this long."""

Row = dict[str, Any]
Pairs = Iterable[tuple[Document, Report]]


@dataclass
class Table:
    """What rows are about and what they hold.

    `fields`: the input fields to keep, in this order; None for all. `sample`: the documents whose fields become the
    columns of a csv or parquet table, instead of the first ones of each output. Give the same to all shards, and their
    columns are the same.
    """

    level: str = "document"
    fields: Sequence[str] | None = ()
    with_text: bool = False
    sample: Sequence[Document] | None = None
    _missing: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._missing = set(self.fields or ())

    @property
    def columns(self) -> dict[str, str]:
        """The name and type of each of mtdetect's own columns."""
        return levels.COLUMNS[self.level] | ({levels.TEXT: "string"} if self.with_text else {})

    def kept(self, document: Document) -> Row:
        """The input fields that are kept, by their names in the output."""
        if self.fields is not None and not self.fields:
            return {}
        given = input_fields(document)
        names = given if self.fields is None else [name for name in self.fields if name in given]
        self._missing.difference_update(names)
        return {self._renamed(name): given[name] for name in names}

    def field_columns(self, pairs: Pairs) -> tuple[dict[str, list[Any]], Pairs]:
        """By the name of each column for an input field, its values in the sample; and all the pairs again."""
        rest = iter(pairs)
        first: list[tuple[Document, Report]] = []
        characters = 0
        while self.sample is None and len(first) < SAMPLE_ROWS and characters < SAMPLE_CHARACTERS:
            if (pair := next(rest, None)) is None:
                break
            first.append(pair)
            characters += len(pair[0].text)
        values: dict[str, list[Any]] = {self._renamed(name): [] for name in self.fields or ()}
        for document in self.sample or [document for document, _ in first]:
            for name, value in self.kept(document).items():
                values.setdefault(name, []).append(value)
        return values, chain(first, rest)

    def rows(self, pairs: Pairs, threshold: float, convert: Callable[[Row], Row] = dict) -> Iterator[Row]:
        """Yields each row: mtdetect's own columns, and then the input fields of its document, converted."""
        documents = 0
        for documents, (document, report) in enumerate(pairs, 1):  # noqa: B007
            kept = convert(self.kept(document))
            for row in levels.rows(self.level, document, report, threshold):
                yield {name: row[name] for name in self.columns} | kept
        if documents and self._missing:
            log.warning("no document has the fields %s; check --fields", ", ".join(sorted(self._missing)))

    def _renamed(self, name: str) -> str:
        return renamed(name, {*levels.COLUMNS[self.level], levels.TEXT, OTHER})
