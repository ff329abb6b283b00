"""Finds the files that a path, a folder or a glob names."""

from __future__ import annotations

import logging
import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import NamedTuple

from mtdetect.readers.opening import STANDARD_INPUT, suffix
from mtdetect.types import InputError

log = logging.getLogger("mtdetect")


CONFIGURATION = "mtdetect.toml"
"""The name of a configuration file. In a folder to read, it is no surprise."""


class InputFile(NamedTuple):
    """A file to read, and its path below the folder or the fixed part of the glob that led to it."""

    path: str
    relative: str


def find(name: str, suffixes: Collection[str] | None, fail: Callable[[InputError], None]) -> Iterator[InputFile]:
    """Yields the files that `name` means; `-` is standard input. In folders, only those with these suffixes."""
    if not name:
        fail(InputError("empty file name; give a file, a folder, or - for standard input"))
    elif name == STANDARD_INPUT:
        yield InputFile(name, name)
    elif name.startswith(("https://", "http://")):
        fail(InputError(f"{name}: a web address, not a file; save the page first: curl -L -o page.html '{name}'"))
    elif os.path.isdir(name):
        for path in _folder(name, suffixes, fail):
            yield InputFile(path, os.path.relpath(path, name))
    elif not os.path.exists(name) and has_magic(name):
        root = _fixed_part(name)
        found = [path for path in sorted(glob(name, recursive=True)) if not Path(path).is_dir()]  # noqa: PTH207  (keeps the path as given)
        if not found:
            fail(InputError(f"{name}: no file matches this pattern; check its spelling"))
        for path in found:
            yield InputFile(path, os.path.relpath(path, root))
    else:
        yield InputFile(name, Path(name).name)


def _fixed_part(pattern: str) -> Path:
    """The folder before the first part of a glob that has a wildcard."""
    folder = Path()
    for part in Path(pattern).parts[:-1]:
        if has_magic(part):
            break
        folder /= part
    return folder


def _folder(name: str, suffixes: Collection[str] | None, fail: Callable[[InputError], None]) -> Iterator[str]:
    """The files in a folder and its subfolders, sorted by name; skips hidden files and other formats."""
    other: Counter[str] = Counter()
    readable = 0
    for folder, folders, files in os.walk(name, onerror=lambda error: fail(_unreadable(error))):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for path in filter(os.path.islink, (os.path.join(folder, entry) for entry in folders)):  # noqa: PTH118
            log.warning(
                "%s: skipped, because it is a link to a folder and may lead back here; name it to read it", path
            )
        for file in sorted(entry for entry in files if not entry.startswith(".")):
            path = os.path.join(folder, file)  # noqa: PTH118  (keeps the folder as given: "./a" stays "./a")
            if file == CONFIGURATION:
                continue
            if suffixes is not None and suffix(file) not in suffixes:
                other[suffix(file) or "no suffix"] += 1
            elif _would_block(path):
                log.warning("%s: skipped, because it is a pipe, a socket or a device; name it to read it", path)
            else:
                readable += 1
                yield path
    if other:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in other.most_common(5))
        log.warning("%s: files in other formats skipped: %d (%s)", name, other.total(), kinds)
    if not readable:
        known = "" if suffixes is None else f"; supported suffixes: {' '.join(suffixes)}"
        fail(InputError(f"{name}: no readable files in this folder{known}"))


def _would_block(path: str) -> bool:
    """Whether it is a pipe or a device: nobody means these by naming their folder, and reading them may never end."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116  (half the time of Path.stat)
    except OSError:  # reported when it is opened
        return False


def _unreadable(error: OSError) -> InputError:
    return InputError(f"{error.filename}: can't be read ({error.strerror}); change its permissions or owner")
