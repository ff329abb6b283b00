"""Shared by the reporter tests: scores a document, and renders the report as a string."""

from __future__ import annotations

import io

from fake_model import FakeModel

from mtdetect.reporters import THRESHOLD, reporter
from mtdetect.types import Document, Report


def pair(text: str, name: str = "a.txt", **metadata: object) -> tuple[Document, Report]:
    beside = metadata or {"file": name, "verbatim": True}
    return Document(name, text, beside), FakeModel().score(text)


def render(form: str, *pairs: tuple[Document, Report], threshold: float = THRESHOLD) -> str:
    out = io.StringIO()
    reporter(form)(iter(pairs), out, threshold=threshold)
    return out.getvalue()
