"""Reads documents from files, folders, globs and standard input. Each format has a module, chosen by file suffix."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from glob import glob, has_magic
from importlib import import_module
from pathlib import Path

from mtdetect.readers.opening import STANDARD_INPUT, open_bytes, suffix, unpacking_errors
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

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

CONFIGURATION = "mtdetect.toml"
"""The name of a configuration file. In a folder to read, it is no surprise."""

_KNOWN = " ".join(FORMATS)


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str = "text",
    id_field: str = "id",
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Document]:
    """Yields the documents of a file, a folder and its subfolders, a glob, or `-` for standard input, one at a time.

    A document's id is its path, or for a row its id field or, failing that, `path:line`. Its metadata holds the
    `file`; for a row, its `line` (counted from 1) and its other `fields`; and `verbatim` if the text is exactly that
    of the file. For Markdown and reStructuredText, the text is the prose, and `document.source.relocated(report)` turns
    its report into one of the file.

    Anything that can't be read is passed to `on_error`, and reading continues. Without `on_error`, an unusable row
    is logged as an error.

    Raises:
        InputError: A file or folder can't be read, and there is no `on_error`. The message names the file and the
            fix.
    """
    rows = Rows(text_field, id_field, on_error or _log_error)
    for name in files(os.fspath(path), on_error or _raise):
        try:
            yield from _read_file(name, rows)
        except InputError as error:
            (on_error or _raise)(error)


def _raise(error: InputError) -> None:
    raise error


def _log_error(error: InputError) -> None:
    log.error("%s", error)


def _read_file(name: str, rows: Rows) -> Iterator[Document]:
    module = "text" if name == STANDARD_INPUT or not suffix(name) else FORMATS.get(suffix(name))
    if module is None:
        raise InputError(
            f"{name}: can't read “{suffix(name)}” files; convert it to one of {_KNOWN} (.gz or .zst too). "
            "To read it as plain text all the same: mtdetect score - < FILE"
        )
    try:
        with open_bytes(name) as stream:
            yield from import_module(f"mtdetect.readers.{module}").read(stream, name, rows)
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file; check the name") from error
    except PermissionError as error:
        raise InputError(f"{name}: permission denied; change the file's permissions or owner") from error
    except unpacking_errors() as error:
        raise InputError(
            f"{name}: the compressed file is damaged or cut off ({error}); download or compress it again"
        ) from error
    except OSError as error:
        raise InputError(f"{name}: can't be read ({error.strerror or error}); check the file and its folder") from error


def files(name: str, fail: Callable[[InputError], None]) -> Iterator[str]:
    """The names of the files that `read` reads. Errors are passed to `fail`."""
    if not name:
        fail(InputError("empty file name; give a file, a folder, or - for standard input"))
    elif name == STANDARD_INPUT:
        yield name
    elif name.startswith(("https://", "http://")):
        fail(InputError(f"{name}: a web address, not a file; save the page first: curl -L -o page.html '{name}'"))
    elif Path(name).is_dir():
        yield from _folder(name, fail)
    elif not Path(name).exists() and has_magic(name):
        found = sorted(glob(name, recursive=True))  # noqa: PTH207  (keeps the path as given)
        if not found:
            fail(InputError(f"{name}: no file matches this pattern; check its spelling"))
        for match in found:
            if not Path(match).is_dir():
                yield match
    else:
        yield name


def _folder(name: str, fail: Callable[[InputError], None]) -> Iterator[str]:
    """The files in a folder and its subfolders, sorted by name; skips hidden files and other formats."""
    other: Counter[str] = Counter()
    readable = 0
    for folder, folders, files in os.walk(name, onerror=lambda error: fail(_unreadable(error))):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(entry for entry in files if not entry.startswith(".")):
            if suffix(file) in FORMATS:
                readable += 1
                yield os.path.join(folder, file)  # noqa: PTH118  (keeps the folder as given: "./a" stays "./a")
            elif file != CONFIGURATION:
                other[suffix(file) or "no suffix"] += 1
    if other:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in other.most_common(5))
        log.warning("%s: files in other formats skipped: %d (%s)", name, other.total(), kinds)
    if not readable:
        fail(InputError(f"{name}: no readable files in this folder; supported suffixes: {_KNOWN}"))


def _unreadable(error: OSError) -> InputError:
    return InputError(f"{error.filename}: can't be read ({error.strerror}); change its permissions or owner")
