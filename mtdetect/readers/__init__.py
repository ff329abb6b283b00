"""Reads documents from files, folders, globs and standard input. Each format has a module, chosen by file suffix."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module

from mtdetect.readers.finding import InputFile, find
from mtdetect.readers.limits import MAX_BYTES, check_lines
from mtdetect.readers.opening import STANDARD_INPUT, open_bytes, suffix, unpacking_errors
from mtdetect.readers.recognition import is_json_lines, unpacked
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError, UnreadableError

log = logging.getLogger("mtdetect")

FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".rst": "rst",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
}
"""The module that reads each suffix; .gz or .zst may follow any of them."""

INPUT_FORMATS = {
    "text": ".txt",
    "markdown": ".md",
    "rst": ".rst",
    "html": ".html",
    "jsonl": ".jsonl",
    "csv": ".csv",
    "tsv": ".tsv",
    "parquet": ".parquet",
    "warc": ".warc",
}
"""The names of the formats, each with the suffix that it is known by."""

_KNOWN = " ".join(FORMATS)


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str = "text",
    id_field: str = "id",
    input_format: str | None = None,
    max_bytes: int = MAX_BYTES,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Document]:
    """Yields the documents of a file, a folder and its subfolders, a glob, or `-` for standard input, one at a time.

    A document's id is its path, or for a row its id field or, failing that, `path:line`. Its metadata holds the
    `file`; for a row, its `line` (counted from 1) and its other `fields`; and `verbatim` if the text is exactly that
    of the file. For Markdown and reStructuredText, the text is the prose, and `document.source.relocated(report)` turns
    its report into one of the file.

    `input_format`, a key of `INPUT_FORMATS`, is for files whose suffix doesn't say what they are; with it, folders are
    read with all their files. Without it, standard input and files without a suffix are plain text, or JSON Lines if
    the first line is an object with the text field.

    A document longer than `max_bytes`, after decompression, is an error; no more of it is held in memory.

    Anything that can't be read is passed to `on_error`, and reading continues. Without `on_error`, an unusable row
    is logged as an error.

    Raises:
        InputError: A file or folder can't be read, and there is no `on_error`. The message names the file and the fix.
        ValueError: `input_format` is unknown.
    """
    for file in files(os.fspath(path), input_format, on_error or _raise):
        form = suffix_of(file.path, input_format)
        rows = Rows(text_field, id_field, on_error or _log_error, form, max_bytes=max_bytes)
        try:
            yield from read_file(file.path, rows)
        except InputError as error:
            (on_error or _raise)(error)


def files(path: str, input_format: str | None, fail: Callable[[InputError], None]) -> Iterator[InputFile]:
    """Yields the files that a path, a folder or a glob names. Problems are passed to `fail`."""
    return find(path, FORMATS if input_format is None else None, fail)


def _raise(error: InputError) -> None:
    raise error


def _log_error(error: InputError) -> None:
    log.error("%s", error)


def suffix_of(name: str, input_format: str | None) -> str:
    """The suffix that says how to read a file; "" if its contents must say it. Raises ValueError for other formats."""
    if input_format is None:
        return "" if name == STANDARD_INPUT else suffix(name)
    if input_format not in INPUT_FORMATS:
        raise ValueError(f"unknown input format “{input_format}”; choose from {', '.join(INPUT_FORMATS)}")
    return INPUT_FORMATS[input_format]


def read_file(name: str, rows: Rows) -> Iterator[Document]:
    """Yields the documents of one file, `-` being standard input. `rows.suffix` says how to read it.

    Raises:
        InputError: The file can't be read, or not to its end.
    """
    form = rows.suffix
    if form and form not in FORMATS:
        raise InputError(
            f"{name}: can't read “{form}” files; convert it to one of {_KNOWN} (.gz or .zst too), "
            f"or say what it is: --input-format {'|'.join(INPUT_FORMATS)}"
        )
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(open_bytes(name))
            if suffix(name) not in FORMATS:
                stream = stack.enter_context(unpacked(stream))
            if not form:
                is_json, stream = is_json_lines(stream, name, rows.text_field)
                form = ".jsonl" if is_json else ".txt"
            if isinstance(stream, io.BufferedReader) and not stream.peek(1):
                log.warning("%s: it is empty", name)
            for document in import_module(f"mtdetect.readers.{FORMATS[form]}").read(stream, name, rows):
                try:
                    check_lines(document)
                except InputError as error:
                    rows.on_error(error)
                else:
                    yield document
    except (OSError, MemoryError) as error:
        raise unreadable(name, error) from error
    except unpacking_errors() as error:
        raise unreadable(name, error) from error


def unreadable(name: str, error: BaseException) -> InputError:
    """What is wrong with a file that could not be opened or unpacked, and the fix."""
    if isinstance(error, FileNotFoundError):
        return UnreadableError(f"{name}: no such file; check the name")
    if isinstance(error, PermissionError):
        return UnreadableError(f"{name}: permission denied; change the file's permissions or owner")
    if isinstance(error, unpacking_errors()):
        problem = f"the compressed file is damaged or cut off ({error})"
        return InputError(f"{name}: {problem}; download or compress it again")
    if isinstance(error, MemoryError):
        return UnreadableError(f"{name}: needs more memory than there is; split it, or free some memory")
    reason = getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]
    return UnreadableError(f"{name}: can't be read ({reason}); check the file and its folder")
