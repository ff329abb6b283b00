"""Shared by the report page tests: documents, the page written for them, and what a browser shows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fake_model import FakeModel

from mtdetect.reporters import destination, reporter
from mtdetect.types import Document, Report

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]

HOSTILE = "\n\n".join(
    (
        '<script>window.ran = 1</script><img src=x onerror="window.ran = 1"></p></div><svg onload=window.ran=1>',
        "A “quote” & an &amp; entity &#60;b&#62; </script><!-- --><style>*{display:none}</style> stays the the text.",
        "He lives in the the \u202ecapital\u202c and \u2066isolated\u2069 \u202dforced and \u202enever closed.",
        "هذا نص عربي قصير عن المدينة، مع English words داخل النص.",
        "Emoji 👩‍👩‍👧‍👦 🏳️‍🌈, Z\u0301\u0327algo, zero\u200bwidth, soft\u00adhyphen, \ufeff.",
        "NUL \0 and lone \ud800 surrogates \udfff, bell \x07, escape \x1b[31m, next\x85line, carriage\rreturn.",
        "Indented   with   many    spaces\tand\ttabs",
        "the the " * 300 + "javascript:window.ran=1",
        "x" * 20_000,
    )
)

NAME = '"><script>window.ran=1</script>\u202e<img src=x onerror=window.ran=1>\ud800\0.txt'


def write(pairs: Iterable[tuple[Document, Report]], threshold: float = 0.5) -> str:
    out = io.StringIO()
    reporter("html")(iter(pairs), out, threshold=threshold)
    return out.getvalue()


def fake(*texts: str) -> list[tuple[Document, Report]]:
    return [(Document(f"folder/{number}.txt", text), FakeModel().score(text)) for number, text in enumerate(texts, 1)]


def save(folder: Path, pairs: Iterable[tuple[Document, Report]], threshold: float = 0.5) -> Path:
    path = folder / "report.html"
    with destination.open_output(str(path)) as out:
        reporter("html")(iter(pairs), out, threshold=threshold)
    return path


def as_shown(text: str) -> str:
    """The text as HTML can hold it."""
    return re.sub("[\ud800-\udfff\0]", "\ufffd", text)


def texts(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('.p > p')].map((p) => p.textContent)")  # type: ignore[no-any-return]


def in_view(page: Page, selector: str) -> bool:
    return page.evaluate(  # type: ignore[no-any-return]
        """(selector) => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight;
        }""",
        selector,
    )
