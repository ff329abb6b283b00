"""Shared by the row formats: turns a row into a document, or into an error that names the line and the fix."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mtdetect.readers import limits
from mtdetect.readers.limits import MAX_BYTES
from mtdetect.types import Document, InputError, RowError

FIRST_ROWS = 100
"""If none of the first rows has the text field, no other will: the name is wrong."""

_NAMED, _NAME_LENGTH = 12, 60
"""Most fields to name in a message, and characters of each."""


class RawRow(NamedTuple):
    """A row as it is in its file, to be written unchanged.

    `form`: "jsonl", "csv", "parquet", or "text" for a document that is not a row. `header`: what comes before the first
    row, the same for all rows of a file: (text, names of the columns, delimiter) for csv, the schema for parquet.
    `data`: the bytes of a line of jsonl, the text of a csv record (undecodable bytes as lone surrogates), a record
    batch and the row's number in it, or the name of a text; None before the first row.
    """

    form: str
    header: Any = None
    data: Any = None

    def difference(self, other: RawRow) -> str | None:
        """What keeps the row from being written after the other one, if anything does."""
        if self.form != other.form:
            return "rows differ in kind"
        if self.form == "csv" and self.header[1:] != other.header[1:]:
            return "columns or delimiters differ"
        if self.form == "parquet" and not (self.header is other.header or self.header.equals(other.header)):
            return "columns or their types differ"
        return None


@dataclass(slots=True)
class Rows:
    """How to read the rows of one file: which fields, which lines, and where to report unusable rows.

    `suffix`: the suffix of the format, even if the file's own name has another. `lines`: the first and the last line
    to read, counted from 1; a row belongs to the line that it starts on. None as the last: to the end. `max_bytes`: the
    longest document.
    """

    text_field: str
    id_field: str
    on_error: Callable[[InputError], None]
    suffix: str = ""
    lines: tuple[int, int | None] = (1, None)
    fields: Collection[str] | None = ()
    """Other fields to read where each costs time, in Parquet; None for all."""
    keeps_raw: bool = False
    """Whether documents have a `RawRow` in their metadata, as `raw`, and errors in rows one too."""
    raw: RawRow | None = None
    max_bytes: int = MAX_BYTES
    _has_text_field: bool = False
    _waiting: list[RowError] = field(default_factory=list)
    """The errors of rows without the text field, as long as no row had it."""
    _fields: dict[str, int] = field(default_factory=dict)
    """Length of the text in each field of these rows."""

    def reject(self, name: str, line: int, problem: str, fix: str, detail: str = "") -> None:
        """Reports a row that can't be used. Rows with the same `problem` have equal errors, whatever the `detail`."""
        self.on_error(self._error(name, line, problem, fix, detail))

    def reject_long(self, name: str, line: int, detail: str = "") -> None:
        """Reports a row that is longer than `max_bytes`. It was not held in memory, so there is no raw row."""
        error = self._error(name, line, limits.problem(self.max_bytes), limits.FIX, detail)
        error.raw = None
        self.on_error(error)

    def document(self, name: str, line: int, row: Mapping[str, Any]) -> Document | None:
        """The row as a document, or None if the row was rejected.

        Raises:
            InputError: None of the first rows has the text field.
        """
        if self.text_field not in row:
            self._without_text_field(name, line, row)
            return None
        if not self._has_text_field:
            self._has_text_field = True
            for error in self._waiting:
                self.on_error(error)
        text = row[self.text_field]
        if not isinstance(text, str):
            problem = f"“{self.text_field}” is {'null' if text is None else 'not a string'}"
            detail = "" if text is None else f": {text!r:.40}"
            self.reject(name, line, problem, "make it a string, or remove the row", detail)
            return None
        if _is_longer(text, self.max_bytes):
            self.reject(name, line, limits.problem(self.max_bytes), limits.FIX)
            return None
        identity = row.get(self.id_field)
        rest = {key: value for key, value in row.items() if key not in (self.text_field, self.id_field)}
        return Document(
            f"{name}:{line}" if identity is None or identity == "" else str(identity),
            text,
            {"file": name, "line": line, "fields": rest} | ({"raw": self.raw} if self.raw else {}),
        )

    def start(self, form: str, header: Any = None) -> None:
        """Says what raw rows are like, if they are kept."""
        if self.keeps_raw:
            self.raw = RawRow(form, header)

    def keep(self, data: Any) -> None:
        """Says what the raw form of the next row is."""
        if self.raw:
            self.raw = self.raw._replace(data=data)

    def columns(self, names: Iterable[str]) -> None:
        """Says which fields all rows have."""
        self._fields = dict.fromkeys(names, 0)
        self._has_text_field = self.text_field in self._fields

    def end(self, name: str) -> None:
        """To be called after the last row. Raises InputError if there were rows, but none with the text field."""
        if self._fields and not self._has_text_field:
            count = len(self._waiting)
            where = f"any of its {count} rows" if count > 1 else "its only row" if count else "its header"
            raise self._wrong_text_field(name, where)

    def _without_text_field(self, name: str, line: int, row: Mapping[str, Any]) -> None:
        problem, fix = f"no field “{self.text_field}”", "give the row one, or remove the row"
        error = self._error(name, line, problem, fix, f" (found: {_listed(row)})")
        if self._has_text_field:
            self.on_error(error)
            return
        self._waiting.append(error)
        for key, value in row.items():
            self._fields[key] = self._fields.get(key, 0) + (len(value) if isinstance(value, str) else 0)
        if len(self._waiting) == FIRST_ROWS:
            raise self._wrong_text_field(name, f"the first {FIRST_ROWS} rows")

    def _error(self, name: str, line: int, problem: str, fix: str, detail: str) -> RowError:
        message = f"{name}, line {line}: {problem}{detail}; {fix}"
        return RowError(message, name, f"line {line:,}", problem, self.raw)

    def _wrong_text_field(self, name: str, where: str) -> InputError:
        likeliest = max(self._fields, key=self._fields.__getitem__)
        option = likeliest if self._fields[likeliest] and len(likeliest) <= _NAME_LENGTH else "NAME"
        option = f"'{option}'" if any(char in option for char in " ;&|") else option
        return InputError(
            f"{name}: no field “{self.text_field}” in {where} (found: {_listed(self._fields)}); "
            f"name the one with the text: --text-field {option}"
        )


def _listed(fields: Iterable[str]) -> str:
    names = list(fields)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(f"“{name[:_NAME_LENGTH]}”" for name in names[:_NAMED]) or "none") + more


def _is_longer(text: str, max_bytes: int) -> bool:
    if not max_bytes // 4 < len(text) <= max_bytes:  # characters take one to four bytes
        return len(text) > max_bytes
    return len(text.encode("utf-8", "surrogatepass")) > max_bytes
