"""Which files `mtdetect clean` reads and writes, and how each is cleaned."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

import click

from mtdetect import readers, rewriters
from mtdetect.cli.cleaned_texts import CleaningRun
from mtdetect.cli.terminal import Messages
from mtdetect.readers.finding import InputFile
from mtdetect.readers.opening import STANDARD_INPUT, open_bytes, suffix, unpacking_errors
from mtdetect.readers.rows import Rows
from mtdetect.reporters.destination import (
    STANDARD_OUTPUT,
    OutputError,
    check_folder,
    check_not_an_input,
    is_folder,
    open_binary_output,
    open_output,
)
from mtdetect.reporters.rows.fields import to_json
from mtdetect.types import Document, InputError

MARKUP = (".md", ".markdown", ".rst")
"""Their paragraphs are never dropped: they may be links, badges or other parts of the document."""
EXTRACTED = (".html", ".htm")
"""The text of these files is not their own, and can't be put back."""


class Job(NamedTuple):
    """A file to clean, and the file to write; "" to write none."""

    source: str
    target: str


def jobs(paths: Iterable[str], destination: str, messages: Messages, *, in_place: bool, joined: bool) -> list[Job]:
    """The files to clean, each with its output. `joined`: all of them go to the destination.

    Raises:
        UsageError, OutputError: the destination does not fit the inputs.
    """
    found = [file for path in paths for file in readers.files(path, None, messages.error)]
    names = [file.path for file in found]
    if in_place:
        for name in names:
            if name == STANDARD_INPUT or suffix(name) in EXTRACTED:
                raise click.UsageError(f"{name}: --in-place can't replace this; write to a file or folder: -o cleaned/")
        return [Job(name, name) for name in names]
    folder = destination != STANDARD_OUTPUT and is_folder(destination)
    if folder and not joined:
        made = [Job(file.path, str(Path(destination) / _below(file))) for file in found]
    else:
        if len(found) > 1 and destination and not joined:
            raise click.UsageError(f"{len(found)} inputs don't fit in one output; name a folder for them: -o cleaned/")
        made = [Job(name, destination) for name in names]
        check_folder(destination or STANDARD_OUTPUT)
    taken: dict[str, str] = {}
    for job in made:
        if job.target not in ("", STANDARD_OUTPUT):
            check_not_an_input(job.target, names)
            other = taken.setdefault(job.target, job.source)
            if other != job.source and not joined:
                raise OutputError(f"{job.target}: both {other} and {job.source} would go here; clean them separately")
    return made


def _below(file: InputFile) -> Path:
    """The path of an output in its folder: that of the input below the folder that was named, or its name."""
    if file.path == STANDARD_INPUT:
        return Path("standard-input.txt")
    below = Path(file.relative)
    return below.with_suffix(".txt") if suffix(file.path) in EXTRACTED else below


def clean_all(jobs: Iterable[Job], run: CleaningRun, rows: Rows) -> None:
    """Cleans each file to its own output. One that can't be read is reported, and has no output."""
    for (are_rows, are_markup), group in groupby(jobs, key=_form):
        run.options["drop"] = not are_markup
        if are_rows:
            for job in group:
                _clean_rows(job, run, rows)
        else:
            _clean_texts(group, run, rows)


def _form(job: Job) -> tuple[bool, bool]:
    return rewriters.is_rows(job.source), suffix(job.source) in MARKUP


def _clean_rows(job: Job, run: CleaningRun, rows: Rows) -> None:
    with ExitStack() as stack:
        try:
            source = stack.enter_context(open_bytes(job.source))
        except OSError as error:
            rows.on_error(readers.unreadable(job.source, error))
            return
        except unpacking_errors() as error:
            rows.on_error(readers.unreadable(job.source, error))
            return
        try:
            with _output(job.target) as target:
                own = Rows(rows.text_field, rows.id_field, rows.on_error, suffix(job.source), max_bytes=rows.max_bytes)
                rewriters.rewrite(source, target, job.source, own, run.clean)
        except InputError as error:
            rows.on_error(error)


def _clean_texts(jobs: Iterable[Job], run: CleaningRun, rows: Rows) -> None:
    waiting: deque[Job] = deque()

    def documents() -> Iterator[Document]:
        for job in jobs:
            if not job.target:  # nothing is written, so it does not matter how many there are
                for document in _documents(job, rows):
                    waiting.append(job)
                    yield document
                continue
            try:
                own = list(readers.read(job.source, max_bytes=rows.max_bytes))
                if len(own) != 1:
                    problem = f"holds {len(own)} documents, which can only be written as rows"
                    raise InputError(f"{job.source}: {problem}; use --format jsonl")
            except InputError as error:
                rows.on_error(error)
                continue
            waiting.append(job)
            yield own[0]

    for _, cleaned in run.clean(documents()):
        with _output(waiting.popleft().target) as target:
            target.write(cleaned.text.encode(errors="backslashreplace"))


def clean_to_rows(jobs: Iterable[Job], run: CleaningRun, rows: Rows) -> None:
    """Cleans the documents of all files to rows in one output, with their ids and other fields."""
    made = list(jobs)

    def documents() -> Iterator[Document]:
        for job in made:
            yield from _documents(job, rows)

    target = made[0].target if made else STANDARD_OUTPUT
    with open_output(target or os.devnull) as out:
        for document, cleaned in run.clean(documents()):
            row = {rows.id_field: document.id, **document.metadata.get("fields", {}), rows.text_field: cleaned.text}
            out.write(to_json(row) + "\n")


def _documents(job: Job, rows: Rows) -> Iterator[Document]:
    """The documents of a file, with all their fields."""
    form = readers.suffix_of(job.source, None)
    own = Rows(rows.text_field, rows.id_field, rows.on_error, form, fields=None, max_bytes=rows.max_bytes)
    try:
        yield from readers.read_file(job.source, own)
    except InputError as error:
        rows.on_error(error)


@contextmanager
def _output(target: str) -> Iterator[IO[bytes]]:
    if target not in ("", STANDARD_OUTPUT):
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{target}: can't be written ({error.strerror}); choose another place") from error
    with open_binary_output(target or os.devnull) as out:
        yield out
