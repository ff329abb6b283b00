"""What the formats with rows share: a row becomes a document, or a message that names its line and the mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mtdetect.types import Document, InputError


@dataclass(frozen=True, slots=True)
class Rows:
    """Which fields to read, and where to tell about a row that can't be used."""

    text_field: str
    id_field: str
    on_error: Callable[[InputError], None]

    def reject(self, name: str, line: int, problem: str) -> None:
        self.on_error(InputError(f"{name}, line {line}: {problem}"))

    def no_text_field(self, fields: Mapping[str, Any] | list[str]) -> str:
        there = ", ".join(f"“{field}”" for field in list(fields)[:8]) or "none"
        return f"no field “{self.text_field}” (there: {there}); name the one with the text by --text-field"

    def document(self, name: str, line: int, row: Mapping[str, Any]) -> Document | None:
        """The document of a row; None where the row has been rejected."""
        if self.text_field not in row:
            self.reject(name, line, self.no_text_field(row))
            return None
        text = row[self.text_field]
        if not isinstance(text, str):
            kind = "empty (null)" if text is None else f"not a string but {text!r:.40}"
            self.reject(name, line, f"“{self.text_field}” is {kind}; give it a text, or take the row out")
            return None
        identity = row.get(self.id_field)
        rest = {key: value for key, value in row.items() if key not in (self.text_field, self.id_field)}
        return Document(
            f"{name}:{line}" if identity is None or identity == "" else str(identity),
            text,
            {"file": name, "line": line, "fields": rest},
        )
