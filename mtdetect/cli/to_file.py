"""Scores documents into one file, or to standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress

from mtdetect.cli.inputs import Pair
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import STANDARD_OUTPUT
from mtdetect.reporters.places import file_of
from mtdetect.types import SCORES, Document, Report

Highest = dict[str, float]
"""The highest of each score, and of damage, among the English documents, and the highest number of flags of any."""

Note = Callable[[str, Highest], None]
"""Gets to know what is highest in a file, or in one of its documents."""

View = Callable[[Document, Report], Pair]
"""Turns the report on a text into the one that is shown."""

Write = Callable[[Iterable[Pair], str, Callable[[], None]], None]
"""Writes results to a file. The last argument is called when they are complete, before the file gets its name."""


class NothingReadError(Exception):
    """There were errors, and not one document: an output of an earlier run is better than an empty one."""


def scores_of(report: Report) -> Highest:
    """What counts of a document for `--fail-on`. In other languages, scores mean nothing."""
    found: Highest = {"flags": len(report.flags)}
    if report.language in ("en", None):
        found |= {kind: getattr(report, kind) for kind in (*SCORES, "damage")}
    return found


def raise_to(highest: Highest, scores: Mapping[str, float]) -> None:
    for kind, score in scores.items():
        highest[kind] = max(score, highest.get(kind, 0.0))


def score_to_file(
    pairs: Iterable[Pair], destination: str, write: Write, messages: Messages, view: View, note: Note
) -> None:
    """Writes the results. If nothing could be read, it leaves the file alone."""
    read = False

    def watched() -> Iterator[Pair]:
        nonlocal read
        for pair in pairs:
            read = True
            document, report = view(*pair)
            note(file_of(document), scores_of(report))
            yield document, report

    def complete() -> None:
        if messages.errors and not read:
            raise NothingReadError

    results = messages.count(watched(), "documents", printed=destination == STANDARD_OUTPUT)
    with closing(results), suppress(NothingReadError):  # closed at once when the run is stopped: that stops the workers
        write(results, destination, complete)
