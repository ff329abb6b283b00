"""Scores files into a folder, one output per input, and only what is missing."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtdetect.cli.inputs import Inputs, Pair, ScoreMany, not_scored, paired
from mtdetect.cli.row_errors import RowErrors
from mtdetect.cli.terminal import Messages
from mtdetect.cli.to_file import Highest, Note, NothingReadError, View, Write, raise_to, scores_of
from mtdetect.reporters.destination import make_folder
from mtdetect.shards import markers
from mtdetect.shards.plan import MARKERS, Part
from mtdetect.types import Document, FailedReport, InputError, RowError, UnreadableError

log = logging.getLogger("mtdetect")


@dataclass(slots=True)
class _Shard:
    """What is known of a part while it is read and scored."""

    part: Part
    output: Path
    hash: str = ""
    documents: int = 0
    errors: int = 0
    messages: list[str] = field(default_factory=list)
    highest: Highest = field(default_factory=dict)
    failed: bool = False
    """Whether something worse happened than a bad row: reading ended early, or did not begin."""
    again: bool = False
    """Whether another run may do better, since the reason lies outside the file."""
    read: bool = False
    """Whether it was read to its end."""
    waiting: int = 0
    """Documents whose results are still to come."""
    _rows: RowErrors = field(default_factory=RowErrors)

    def error(self, problem: object) -> None:
        self.errors += 1
        self.failed |= not isinstance(problem, RowError)
        self.again |= isinstance(problem, UnreadableError)
        if line := self._rows.shown(problem):
            self.messages.append(line)

    def end(self) -> None:
        self.messages += self._rows.others()
        self.read = True


@dataclass(frozen=True, slots=True)
class FolderRun:
    """One run of `score -o DIR/`. `made_by`: what makes the output of each input; see `markers.made_by`."""

    folder: Path
    inputs: Inputs
    score_many: ScoreMany
    made_by: Callable[[str], Mapping[str, Any]]
    write: Write
    messages: Messages
    view: View
    note: Note

    def score(self, planned: Mapping[Path, Part]) -> None:
        """Scores what is not done yet."""
        to_do: list[_Shard] = []
        for output, part in planned.items():
            marker = markers.found(output, self.folder, part, self.made_by(part.file.path))
            if marker is None:
                to_do.append(_Shard(part, output))
                continue
            self.note(part.file.path, dict(marker.highest))
            self.messages.repeat(marker.messages, marker.errors)
        done = len(planned) - len(to_do)
        log.info("%s/: %s", self.folder, _counted(done, len(to_do)))
        make_folder(self.folder / MARKERS)
        results = self.messages.count(self._results(to_do), "documents")
        with closing(results):
            by_shard = _ByShard(results)
            for shard in to_do:
                self._finish(shard, by_shard.of(shard))
                self.note(shard.part.file.path, shard.highest)
        if left := sum(shard.again or (shard.failed and not shard.documents) for shard in to_do):
            log.warning(
                "%s/: outputs missing: %s; see the errors above, and run the command again", self.folder, f"{left:,}"
            )

    def _results(self, to_do: Iterable[_Shard]) -> Iterator[tuple[_Shard, Pair]]:
        """The results of all shards in one stream, so that small files share batches, and a large one all processes."""
        owners: deque[_Shard] = deque()

        def documents() -> Iterator[Document]:
            for shard in to_do:
                for document in _one_ahead(self._read(shard)):
                    owners.append(shard)
                    shard.waiting += 1
                    yield document

        for pair in paired(documents(), self.score_many):
            yield owners.popleft(), pair

    def _read(self, shard: _Shard) -> Iterator[Document]:
        def error(problem: InputError) -> None:
            shard.error(problem)
            self.messages.error(problem)

        path = shard.part.file.path
        before = _stamp(path)
        with suppress(OSError):  # reported when it is read
            shard.hash = markers.sha256(path)
        yield from self.inputs.read(shard.part, error)
        if _stamp(path) != before:
            error(UnreadableError(f"{path}: changed while it was read; run the same command again"))
        shard.end()
        self.messages.end_of_file()

    def _finish(self, shard: _Shard, results: Iterator[Pair]) -> None:
        def complete() -> None:
            if shard.failed and not shard.documents:
                raise NothingReadError
            markers.remove(shard.output, self.folder)

        make_folder(shard.output.parent)
        try:
            self.write(self._watched(shard, results), str(shard.output), complete)
        except NothingReadError:
            return
        if not shard.again:
            marker = markers.Marker(
                shard.part.file.path, shard.hash, self.made_by(shard.part.file.path), shard.output.stat().st_size,
                shard.documents, shard.errors, tuple(shard.messages), shard.highest,
            )  # fmt: skip
            markers.write(marker, shard.output, self.folder)

    def _watched(self, shard: _Shard, results: Iterator[Pair]) -> Iterator[Pair]:
        for document, report in results:
            if isinstance(report, FailedReport):
                shard.again = True
                self.messages.error(not_scored(document))
                continue
            shard.documents += 1
            document, report = self.view(document, report)
            raise_to(shard.highest, scores_of(report))
            yield document, report


def _one_ahead(documents: Iterator[Document]) -> Iterator[Document]:
    """The same documents. When the last one is given out, the end was reached, so that its result completes a shard."""
    waiting = next(documents, None)
    while waiting is not None:
        following = next(documents, None)
        yield waiting
        waiting = following


class _ByShard:
    """Cuts the stream of results into those of each shard. A shard may have none."""

    def __init__(self, results: Iterator[tuple[_Shard, Pair]]) -> None:
        self._results = results
        self._next: tuple[_Shard, Pair] | None = None

    def of(self, shard: _Shard) -> Iterator[Pair]:
        while shard.waiting or not shard.read:
            if self._next is None:
                self._next = next(self._results, None)
            if self._next is None or self._next[0] is not shard:
                return
            pair, self._next = self._next[1], None
            shard.waiting -= 1
            yield pair


def _stamp(path: str) -> tuple[int, int] | None:
    """What changes when a file is written to."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _counted(done: int, to_do: int) -> str:
    files = f"{done + to_do:,} output{'s' * (done + to_do != 1)}"
    if not done:
        return f"{files} to write"
    return f"{done:,} of {files} done already" + (f", {to_do:,} to write" if to_do else "; nothing to do")
