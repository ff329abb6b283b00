"""Where a report goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO, cast

STANDARD_OUTPUT = "-"


class OutputError(Exception):
    """The output can't be written. The message says where, why, and what to do."""


def check_folder(path: str) -> None:
    """Raises OutputError if `path` can't become a file, before any work is done for it."""
    if path == STANDARD_OUTPUT:
        return
    folder = Path(path).parent
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; create it first: mkdir -p {folder}")
    if Path(path).is_dir():
        raise OutputError(f"{path}: this is a folder; name a file in it")


def check_model_folder(path: str) -> None:
    """Raises OutputError if `path` can't become a model folder, before a model is trained for it."""
    folder = Path(path)
    if any(part.exists() and not part.is_dir() for part in (folder, *folder.parents)):
        raise OutputError(f"{path}: a file is in the way of this folder; choose another name")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "model.json").exists():
        raise OutputError(f"{path}: this folder holds other files; name a new folder, or that of an earlier model")


@contextmanager
def open_output(path: str, encoding: str | None = "utf-8") -> Iterator[TextIO]:
    """A text stream to `path`, or to standard output for `-`.

    A file is written under a temporary name and moved into place at the end, so that nobody sees half of it. After an
    error or an interrupt, the old file is still there. Lone surrogates are written as escapes. `encoding` is for
    standard output (None keeps the terminal's own); files are UTF-8.

    Raises:
        OutputError: the folder is missing or can't be written to, or the disk is full.
    """
    check_folder(path)
    if path in (STANDARD_OUTPUT, "/dev/stdout"):  # the same stream, which must not be replaced by a file
        _reconfigure(encoding)
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            _discard_standard_output()
            raise OutputError(_reason("standard output", error)) from error
        return
    try:
        with _whole_file(Path(path)) as file:
            yield file
    except OSError as error:
        raise OutputError(_reason(path, error)) from error


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


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    if path.exists() and not path.is_file():  # /dev/null, a named pipe: nothing can be moved there
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
        return
    import tempfile  # slow to import, and not needed to print

    target = path.resolve()  # a link stays a link
    temporary = tempfile.NamedTemporaryFile(  # noqa: SIM115  (closed below, before it is moved)
        "w", dir=target.parent, prefix=f".{target.name}.", delete=False,
        encoding="utf-8", errors="backslashreplace", newline="\n",
    )  # fmt: skip
    try:
        yield cast(TextIO, temporary)
        temporary.close()
        os.chmod(temporary.name, _mode(target))  # noqa: PTH101
        os.replace(temporary.name, target)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            temporary.close()
        with suppress(OSError):
            os.unlink(temporary.name)  # noqa: PTH108
        raise


def _mode(path: Path) -> int:
    """The mode that the file has, or that a new one gets here; temporary files are their owner's alone."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
