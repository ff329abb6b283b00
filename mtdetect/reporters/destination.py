"""Where output goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from mtdetect.readers.opening import STANDARD_INPUT
from mtdetect.reporters.whole_file import whole_file
from mtdetect.scoring.model_card import CARD, PARTIAL, READY

STANDARD_OUTPUT = "-"
STANDARD_OUTPUTS = (STANDARD_OUTPUT, "/dev/stdout")
"""Names of the same stream, which must not be replaced by a file."""


class OutputError(Exception):
    """The output can't be written. The message says where, why, and what to do."""


def is_folder(path: str) -> bool:
    """Whether output to `path` goes into a folder: it is one, or ends with a slash."""
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, unless they are there. Raises OutputError if that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: can't be made ({error.strerror or error}); choose another folder") from error


def check_folder(path: str) -> None:
    """Raises OutputError if `path` can't become a file, before any work is done for it."""
    if path == STANDARD_OUTPUT:
        return
    folder = Path(path).parent
    if not os.path.isdir(folder):
        raise OutputError(f"{path}: the folder {folder} does not exist; create it first: mkdir -p {folder}")
    if os.path.isdir(path):
        raise OutputError(f"{path}: this is a folder; name a file in it")


def check_not_an_input(path: str, inputs: Iterable[str]) -> None:
    """Raises OutputError if the output is also an input, be it by another name or through a link."""
    try:
        output = Path(path).stat()
    except OSError:  # a new file
        return
    if path == STANDARD_OUTPUT or not stat.S_ISREG(output.st_mode):
        return
    for name in inputs:
        with suppress(OSError, ValueError, AttributeError):  # a missing file, or a closed standard input
            found = os.fstat(sys.stdin.fileno()) if name == STANDARD_INPUT else os.stat(name)  # noqa: PTH116
            if os.path.samestat(found, output):
                raise OutputError(f"{path}: this is also an input ({name}); write to another file")


def check_model_folder(path: str) -> None:
    """Raises OutputError if `path` can't become a model folder, before a model is trained for it."""
    folder = Path(path)
    if any(part.exists() and not part.is_dir() for part in (folder, *folder.parents)):
        raise OutputError(f"{path}: a file is in the way of this folder; choose another name")
    # A run that was killed while it wrote a model leaves a hidden folder in there.
    others = folder.is_dir() and any(path.name not in (PARTIAL, READY) for path in folder.iterdir())
    if others and not (folder / CARD).exists() and not (folder / READY).exists():
        raise OutputError(f"{path}: this folder holds other files; name a new folder, or that of an earlier model")


@contextmanager
def open_output(path: str, encoding: str | None = "utf-8") -> Iterator[TextIO]:
    """A text stream to `path`, or to standard output for `-`.

    A file is written under a temporary name and moved into place at the end, so that nobody sees half of it. After an
    error or an interrupt, the old file is still there. A name that ends in .gz or .zst makes a compressed file. Lone
    surrogates are written as escapes. `encoding` is for standard output (None keeps the terminal's own); files are
    UTF-8.

    Raises:
        OutputError: the folder is missing or can't be written to, or the disk is full.
    """
    if path in STANDARD_OUTPUTS:
        with _standard_output() as stdout:
            _reconfigure(encoding)
            yield stdout
            stdout.flush()
        return
    with open_binary_output(path) as binary:
        text = io.TextIOWrapper(binary, "utf-8", "backslashreplace", newline="\n")
        yield text
        text.detach()  # after an error, what is left in its buffer is not needed


@contextmanager
def open_binary_output(path: str) -> Iterator[BinaryIO]:
    """Like `open_output`, but for bytes."""
    if path in STANDARD_OUTPUTS:
        with _standard_output() as stdout:
            yield stdout.buffer
            stdout.flush()
        return
    check_folder(path)
    try:
        with whole_file(Path(path)) as file:
            yield cast(BinaryIO, file)
    except OSError as error:
        raise OutputError(_reason(path, error)) from error


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise OutputError("standard output: it is closed; write to a file: -o FILE")
    try:
        yield sys.stdout
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_standard_output()
        raise OutputError(_reason("standard output", error)) from error


def _reason(path: str, error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    fix = "free some space or choose another place" if full else "choose another place"
    return f"{path}: can't be written ({error.strerror or error}); {fix}"


def _reconfigure(encoding: str | None) -> None:
    stdout = sys.stdout
    if hasattr(stdout, "reconfigure"):
        if encoding:
            stdout.reconfigure(encoding=encoding, errors="backslashreplace")
        else:
            stdout.reconfigure(errors="backslashreplace")


def _discard_standard_output() -> None:
    """Discards what is still buffered: on exit, the interpreter would fail on it again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def close_quietly() -> None:
    """Discards the remaining output, after the reader of a pipe has gone (`| head`)."""
    _discard_standard_output()
