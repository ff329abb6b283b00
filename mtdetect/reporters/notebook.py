"""Notebooks: a report as a fragment of HTML with its scores and its worst paragraphs, for `Report._repr_html_`.

Its colours are translucent, so that they work on light and dark backgrounds: a notebook's theme is not the browser's.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from mtdetect import pages
from mtdetect.reporters import THRESHOLD, marking
from mtdetect.types import FailedReport, Paragraph, Report

WORST = 10
"""Most paragraphs to show."""
REACH = 200
"""Characters to show on each side of a mark."""
RUNS = 80
"""Most runs of text (marked, or between two marks) to show of one paragraph."""


class _Run(NamedTuple):
    """Some text, and the notes on it."""

    text: str
    notes: Sequence[marking.Note]


class _Shown(NamedTuple):
    """A paragraph, its text around the marks, and the notes on it, each once."""

    paragraph: Paragraph
    runs: Sequence[_Run]
    notes: Sequence[marking.Note]


def fragment(report: Report) -> str:
    """The report as HTML: no script, nothing loaded from outside, all text escaped."""
    damaged = [paragraph for paragraph in report.paragraphs if paragraph.damage >= THRESHOLD]
    worst = heapq.nlargest(WORST, damaged, key=lambda paragraph: paragraph.damage)
    chosen = sorted(worst, key=lambda paragraph: paragraph.index)
    return "".join(
        pages.render(
            "report_notebook.html",
            styles=("notebook.css",),
            report=report,
            failed=isinstance(report, FailedReport),
            damaged=len(damaged),
            shown=list(_shown(report, chosen)),
            threshold=THRESHOLD,
        )
    )


def _shown(report: Report, chosen: Sequence[Paragraph]) -> Iterator[_Shown]:
    flags = [
        flag
        for flag in report.flags
        if any(flag in p.flags or (flag.start < p.end and flag.end > p.start) for p in chosen)
    ]
    part = replace(report, paragraphs=tuple(chosen), flags=tuple(flags))
    for marked in marking.paragraphs(part, marking.Notes(itertools.count())):
        runs = list(_shortened([segment for chunk in marked.chunks for segment in chunk]))
        notes = dict.fromkeys(note for run in runs for note in reversed(run.notes))
        yield _Shown(marked.paragraph, runs, list(notes))


def _shortened(segments: Sequence[marking.Segment]) -> Iterator[_Run]:
    """The text of the segments, without what is far from every mark."""
    last = len(segments) - 1
    for place, segment in enumerate(segments[:RUNS]):
        text = "".join(f"[{name}]" if name else run for run, name in segment.parts)
        if not segment.notes:
            before = text[: REACH if place or not last else 0]
            after = text[-REACH:] if place < last else ""
            if len(text) > len(before) + len(after) + 1:
                text = f"{before} … {after}"
        yield _Run(text, segment.notes)
    if last >= RUNS:
        yield _Run(" …", ())
