"""Scores documents into one file, or to standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress

from mtdetect.cli.inputs import Pair
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import STANDARD_OUTPUT
from mtdetect.types import SCORES, Report

Highest = dict[str, float]
"""The highest of each score, and of damage, among the English documents; empty if there were none."""

Write = Callable[[Iterable[Pair], str, Callable[[], None]], None]
"""Writes results to a file. The last argument is called when they are complete, before the file gets its name."""


class NothingReadError(Exception):
    """There were errors, and not one document: an output of an earlier run is better than an empty one."""


def scores_of(report: Report) -> Highest:
    """The scores of a document that count for `--fail-on`: in other languages, they mean nothing."""
    if report.language not in ("en", None):
        return {}
    return {kind: getattr(report, kind) for kind in (*SCORES, "damage")}


def raise_to(highest: Highest, scores: Mapping[str, float]) -> None:
    for kind, score in scores.items():
        highest[kind] = max(score, highest.get(kind, 0.0))


def score_to_file(pairs: Iterable[Pair], destination: str, write: Write, messages: Messages) -> Highest:
    """Writes the results, and returns the highest scores. If nothing could be read, it leaves the file alone."""
    highest: Highest = {}
    read = False

    def watched() -> Iterator[Pair]:
        nonlocal read
        for document, report in pairs:
            read = True
            raise_to(highest, scores_of(report))
            yield document, report

    def complete() -> None:
        if messages.errors and not read:
            raise NothingReadError

    results = messages.count(watched(), "documents", printed=destination == STANDARD_OUTPUT)
    with closing(results), suppress(NothingReadError):  # closed at once when the run is stopped: that stops the workers
        write(results, destination, complete)
    return highest
