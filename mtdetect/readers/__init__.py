"""Documents from files, folders, globs and standard input. One module a format, chosen by the suffix."""

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
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
}
"""The module that reads a suffix; each may be followed by .gz or .zst."""

_KNOWN = " ".join(FORMATS)


def read(
    path: str | os.PathLike[str],
    *,
    text_field: str = "text",
    id_field: str = "id",
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Document]:
    """The documents of a file, a folder with all below it, a glob, or `-` for standard input; one at a time.

    A document's id is its path or its row's id field, and failing that `path:line`. Its metadata has the `file`;
    the `line` of a row from 1 with its other `fields`; and `verbatim` where the text is the file's, unchanged.

    What can't be read is given to `on_error`, and the rest is read on. Without `on_error`, a row that can't be
    used is logged as an error.

    Raises:
        InputError: only without `on_error`: a file or folder that can't be read. It names the file and the mend.
    """
    rows = Rows(text_field, id_field, on_error or _log_error)
    for name in _files(os.fspath(path), on_error or _raise):
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
            f"{name}: “{suffix(name)}” is not among the suffixes read here ({_KNOWN}, each also with .gz or .zst); "
            "plain text of any name can be given on standard input: mtdetect score - < FILE"
        )
    try:
        with open_bytes(name) as stream:
            yield from import_module(f"mtdetect.readers.{module}").read(stream, name, rows)
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file; check the name") from error
    except PermissionError as error:
        raise InputError(f"{name}: no permission to read it; change its mode or its owner") from error
    except unpacking_errors() as error:
        raise InputError(f"{name}: broken or cut-off compressed file ({error}); fetch or pack it anew") from error
    except OSError as error:
        raise InputError(f"{name}: can't be read ({error.strerror or error})") from error


def _files(name: str, fail: Callable[[InputError], None]) -> Iterator[str]:
    if not name:
        fail(InputError("an empty name; give the name of a file or folder, or - for standard input"))
    elif name == STANDARD_INPUT:
        yield name
    elif Path(name).is_dir():
        yield from _folder(name, fail)
    elif not Path(name).exists() and has_magic(name):
        found = sorted(glob(name, recursive=True))  # noqa: PTH207  (keeps the path as it was given)
        if not found:
            fail(InputError(f"{name}: no file has a name like this; check the pattern"))
        for match in found:
            if not Path(match).is_dir():
                yield match
    else:
        yield name


def _folder(name: str, fail: Callable[[InputError], None]) -> Iterator[str]:
    """The files below a folder in the order of their names; hidden ones and those of other formats are left out."""
    other: Counter[str] = Counter()
    readable = 0
    for folder, folders, files in os.walk(name, onerror=lambda error: fail(_unreadable(error))):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(entry for entry in files if not entry.startswith(".")):
            if suffix(file) in FORMATS:
                readable += 1
                yield os.path.join(folder, file)  # noqa: PTH118  (keeps the folder as it was given: "./a" stays "./a")
            else:
                other[suffix(file) or "no suffix"] += 1
    if other:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in other.most_common(5))
        log.warning("%s: files of other formats left out: %d (%s)", name, other.total(), kinds)
    if not readable:
        fail(InputError(f"{name}: no file to read in this folder; the suffixes read are {_KNOWN}"))


def _unreadable(error: OSError) -> InputError:
    return InputError(f"{error.filename}: can't be read ({error.strerror}); change its mode or its owner")
