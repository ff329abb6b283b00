"""HTML: a self-contained page that shows the text unchanged, with the damage marked.

The index comes first and lists the worst documents first, so it can't be written until every document is scored.
Meanwhile the marked-up texts wait in a temporary file, and memory grows by only about a kilobyte per document. Browsers
set the other limit: the page includes the worst documents, up to `MAX_TEXT`, and says when it leaves some out.
"""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TextIO

from mtdetect import pages
from mtdetect.reporters import excerpt, marking
from mtdetect.scoring.model_card import run_date
from mtdetect.types import Document, Report

MAX_TEXT = 24_000_000
"""Most bytes of marked-up text in one page: about what a browser opens in a few seconds."""

_STYLES = (
    "theme.css",
    *(f"report/{name}.css" for name in ("frame", "index", "document", "panel", "layout")),
)
_SCRIPTS = tuple(
    f"report/{name}.js" for name in ("document", "filters", "worst", "map", "walk", "explanations", "index", "events")
)
_IN_MEMORY = 8_000_000
"""Bytes of marked-up text to keep in memory before using a file."""

_BINS = 96
"""Steps in the small damage map of a document."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A document's row in the index, and the range of its marked-up text in the temporary file.

    `strip` holds the SVG paths of its small damage map: damaged paragraphs (`hit`), and one path per family.
    """

    number: int
    name: str
    translation: float
    scraping: float
    damage: float
    flags: int
    counts: dict[str, int]
    strip: dict[str, str]
    start: int
    end: int


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5, model: str = "") -> None:
    """Writes one page: the document, or for several, an index (worst first) followed by the documents.

    Its foot has the date, the version, and the name of the model if it is given.
    """
    from mtdetect import __version__

    rows: list[_Row] = []
    ids = itertools.count(1)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as bodies:
        for number, (document, scored) in enumerate(pairs, 1):
            name = excerpt.safe(document.id)
            start = bodies.tell()
            for piece in _body(number, name, scored, threshold, ids):
                bodies.write(piece.encode())
            rows.append(_row(number, name, scored, threshold, start, bodies.tell()))
        rows.sort(key=lambda row: (-row.damage, row.number))
        kept = _kept(rows)
        page = pages.render(
            "report.html",
            styles=_STYLES,
            scripts=_SCRIPTS,
            rows=rows,
            kept={row.number for row in kept},
            occurring={family for row in rows for family in row.counts},
            threshold=threshold,
            version=__version__,
            date=run_date(),
            model=excerpt.safe(model),
            bodies=_bodies(kept, bodies),
        )
        out.writelines(page)


def _body(number: int, name: str, scored: Report, threshold: float, ids: Iterator[int]) -> Iterator[str]:
    notes = marking.Notes(ids)
    return pages.render(
        "report_document.html",
        styles=(),
        number=number,
        name=name,
        report=scored,
        threshold=threshold,
        groups=marking.groups(marking.paragraphs(scored, notes)),
        notes=notes,
        why=marking.why,
    )


def _kept(rows: Sequence[_Row]) -> list[_Row]:
    """The worst documents whose text fits in the page; always at least one."""
    kept: list[_Row] = []
    room = MAX_TEXT
    for row in rows:
        room -= row.end - row.start
        if kept and room < 0:
            break
        kept.append(row)
    return kept


def _bodies(rows: Iterable[_Row], bodies: IO[bytes]) -> Iterator[str]:
    from markupsafe import Markup

    for row in rows:
        bodies.seek(row.start)
        yield Markup(bodies.read(row.end - row.start).decode())


def _row(number: int, name: str, scored: Report, threshold: float, start: int, end: int) -> _Row:
    counts = Counter(pages.family(flag.code) for flag in scored.flags)
    return _Row(
        number,
        name,
        scored.translation,
        scored.scraping,
        scored.damage,
        len(scored.flags),
        dict(counts),
        _strip(scored, threshold),
        start,
        end,
    )


def _strip(scored: Report, threshold: float) -> dict[str, str]:
    length = max(1, len(scored.text))
    filled: dict[str, set[int]] = {}

    def fill(name: str, start: int, end: int) -> None:
        filled.setdefault(name, set()).update(range(start * _BINS // length, (end - 1) * _BINS // length + 1))

    for paragraph in scored.paragraphs:
        if paragraph.damage >= threshold:
            fill("hit", paragraph.start, paragraph.end)
    for flag in scored.flags:
        fill(pages.family(flag.code), flag.start, max(flag.end, flag.start + 1))
    return {name: _path(steps) for name, steps in filled.items()}


def _path(steps: set[int]) -> str:
    """Draws the steps as bars of height 8, merging adjacent ones.

    >>> _path({1, 2, 5})
    'M1 0h2v8h-2zM5 0h1v8h-1z'
    """
    path = ""
    for _, run in itertools.groupby(enumerate(sorted(steps)), lambda numbered: numbered[1] - numbered[0]):
        first, *rest = (step for _, step in run)
        width = 1 + len(rest)
        path += f"M{first} 0h{width}v8h-{width}z"
    return path
