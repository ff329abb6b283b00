"""Shared by the row formats: turns a row into a document, or into an error that names the line and the fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mtdetect.types import Document, InputError


@dataclass(frozen=True, slots=True)
class Rows:
    """Which fields to read, and where to report unusable rows."""

    text_field: str
    id_field: str
    on_error: Callable[[InputError], None]

    def reject(self, name: str, line: int, problem: str) -> None:
        self.on_error(InputError(f"{name}, line {line}: {problem}"))

    def no_text_field(self, fields: Mapping[str, Any] | list[str]) -> str:
        found = ", ".join(f"“{field}”" for field in list(fields)[:8]) or "none"
        fix = "rename the one with the text, or use --text-field (score and label only)"
        return f"no field “{self.text_field}” (found: {found}); {fix}"

    def document(self, name: str, line: int, row: Mapping[str, Any]) -> Document | None:
        """The row as a document, or None if the row was rejected."""
        if self.text_field not in row:
            self.reject(name, line, self.no_text_field(row))
            return None
        text = row[self.text_field]
        if not isinstance(text, str):
            problem = "null" if text is None else f"{text!r:.40}, not a string"
            self.reject(name, line, f"“{self.text_field}” is {problem}; make it a string, or remove the row")
            return None
        identity = row.get(self.id_field)
        rest = {key: value for key, value in row.items() if key not in (self.text_field, self.id_field)}
        return Document(
            f"{name}:{line}" if identity is None or identity == "" else str(identity),
            text,
            {"file": name, "line": line, "fields": rest},
        )
