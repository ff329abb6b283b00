"""Writes to standard error: messages, and a progress bar for runs that take longer than a second."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Generator, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import click

from mtdetect.cli.row_errors import RowErrors

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")

DELAY = 1.0
"""Seconds before the progress bar appears: shorter runs don't need one."""


def printable(line: str) -> str:
    """The message with control characters escaped: file names and contents must not control the terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


class Messages(logging.Handler):
    """Prints errors and warnings without disturbing the progress bar, and counts the errors.

    As a context manager, it also takes over what is logged to `mtdetect`. With `quiet`, it prints only errors. Equal
    errors in the rows of a file are grouped.
    """

    def __init__(self, quiet: bool = False) -> None:
        super().__init__(logging.INFO)
        self.quiet = quiet
        self.errors = 0
        self._rows = RowErrors()
        self._level = logging.NOTSET
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._counted = 0
        """Items of earlier progress bars too: rows that are long are worked on in portions."""
        self._timer: threading.Timer | None = None
        self._bar = threading.Lock()

    def __enter__(self) -> Messages:
        log = logging.getLogger("mtdetect")
        log.addHandler(self)
        log.propagate = False
        self._level = log.level
        log.setLevel(logging.INFO)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is not KeyboardInterrupt:
            self.end_of_file()
        log = logging.getLogger("mtdetect")
        log.removeHandler(self)
        log.propagate = True
        log.setLevel(self._level)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.error(record.getMessage())
        elif not self.quiet:
            kind = "warning" if record.levelno >= logging.WARNING else "note"
            self._print(f"{kind}: {record.getMessage()}")

    def error(self, problem: object) -> None:
        self.errors += 1
        if line := self._rows.shown(problem):
            self._print(f"error: {line}")

    def repeat(self, lines: Iterable[str], errors: int) -> None:
        """Prints the errors of an earlier run again, and counts them."""
        self.errors += errors
        for line in lines:
            self._print(f"error: {line}")

    def end_of_file(self) -> None:
        """Says how many rows had the same errors as those shown."""
        for line in self._rows.others():
            self._print(f"error: {line}")

    def _print(self, line: str) -> None:
        line = printable(line)
        with self._bar:
            if self._progress is None:
                click.echo(line, err=True)
            else:
                self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def count(self, items: Iterable[T], noun: str, *, printed: bool = False) -> Generator[T]:
        """Yields `items`, and after `DELAY` seconds shows a progress bar if standard error is a terminal.

        `printed` means that the caller prints each item to standard output. If that is a terminal too, the bar stops
        at the first item: from then on, the output itself shows the progress.
        """
        if self.quiet or not sys.stderr.isatty():
            yield from items
            return
        self._timer = threading.Timer(DELAY, self._show, [noun])
        self._timer.daemon = True
        self._timer.start()
        try:
            for item in items:
                if printed and sys.stdout.isatty():
                    self.stop()
                yield item
                self._counted += 1
                with self._bar:
                    if self._progress is not None and self._task is not None:
                        self._progress.advance(self._task)
        finally:
            self.stop()

    def _show(self, noun: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(f"{task.speed:,.1f}/s" if task.speed else "", style="progress.data.speed")

        with self._bar:
            if self._timer is None:  # stopped while rich was being imported
                return
            columns = (BarColumn(), TextColumn("{task.completed:,} {task.description}"), Rate(), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
            self._task = self._progress.add_task(noun, total=None, completed=self._counted)
            self._progress.start()

    def stop(self) -> None:
        with self._bar:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._progress is not None:
                self._progress.stop()
                self._progress = None
