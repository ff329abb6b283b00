"""What the rows of an output hold: their level, whether they have text, and which input fields they keep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

from mtdetect.readers.waiting import size_of
from mtdetect.reporters.rows import levels
from mtdetect.reporters.rows.fields import OTHER, input_fields, renamed
from mtdetect.types import Document, Report

log = logging.getLogger("mtdetect")

SAMPLE_ROWS, SAMPLE_BYTES = 1000, 1 << 24
"""The fields of a table are those of the first documents: so many, or fewer if they are this long."""

T = TypeVar("T")
Row = dict[str, Any]
Pairs = Iterable[tuple[Document, Report]]


def first_documents(items: Iterator[T], document: Callable[[T], Document]) -> list[T]:
    """Takes the items with the first documents, which are the sample if there is no other."""
    first: list[T] = []
    taken = 0
    while len(first) < SAMPLE_ROWS and taken < SAMPLE_BYTES and (item := next(items, None)) is not None:
        first.append(item)
        taken += size_of(document(item))
    return first


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
    _warned: set[str] = field(init=False, default_factory=set)

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
        first = [] if self.sample else first_documents(rest, lambda pair: pair[0])
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
        for name in sorted(self._missing if documents else ()):
            self.warn(name, "is in no document; check --fields")

    def warn(self, name: str, problem: str) -> None:
        """Logs a warning about an input field, but only one, however many outputs there are."""
        if name not in self._warned:
            self._warned.add(name)
            log.warning("the field “%s” %s", name, problem)

    def _renamed(self, name: str) -> str:
        return renamed(name, {*levels.COLUMNS[self.level], levels.TEXT, OTHER})
