"""GitHub workflow commands: each flag becomes a warning on its line in a pull request's changed files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from mtdetect.reporters.places import Places
from mtdetect.reporters.safety import safe
from mtdetect.types import Document, Report


def _message(text: str) -> str:
    return safe(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    for document, scored in pairs:
        places = Places(document)
        for flag in scored.flags:
            properties = {"file": places.file}
            region = places.region(flag.start, flag.end)
            if region:
                properties["line"] = str(region.line)
                if region.column is not None:
                    properties["col"] = str(region.column)
                # GitHub accepts columns only for warnings within one line.
                if region.end_line == region.line and region.end_column is not None:
                    properties["endColumn"] = str(region.end_column)
                elif region.end_line > region.line:
                    properties.pop("col", None)
                    properties["endLine"] = str(region.end_line)
            properties["title"] = f"{flag.code} {flag.name}"
            listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
            out.write(f"::warning {listed}::{_message(flag.message)}\n")
