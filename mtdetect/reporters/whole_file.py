"""Files that are written whole or not at all, and compressed if their name says so.

A file is written under a temporary name, flushed to disk, and renamed at the end, so that nobody sees half of it, even
after a power cut. A program that is killed can't remove its temporary file; the next run that writes the same file
does. It knows whether the other program still runs from a lock, which the system releases when a process ends. (A
process id would not do: it may be in use again, or belong to another machine that shares the folder.)
"""

from __future__ import annotations

import gzip
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from mtdetect.readers.opening import zstd

if TYPE_CHECKING:
    from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # on Windows, where the system refuses to delete a file that is open
    fcntl = None

_ENDING = ".part"
_TEMPORARY = re.compile(rf"\.(?P<target>.+)\.\w{{8}}{re.escape(_ENDING)}")
_GZIP_LEVEL = 6
"""The default of gzip on the command line. Python's, 9, takes three times as long for 1 % less."""


@contextmanager
def compressed(file: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """A stream that compresses what is written to `file` if `name` ends in .gz or .zst. Equal data, equal bytes."""
    if name.lower().endswith(".gz"):
        # Neither name nor time in the header: the same results must give the same file.
        with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed:
            yield cast(IO[bytes], packed)
    elif name.lower().endswith(".zst"):
        with zstd().ZstdFile(file, "wb") as packed:
            yield packed
    else:
        yield file


@contextmanager
def whole_file(path: Path, *, flush: bool = True) -> Iterator[IO[bytes]]:
    """A byte stream to a file, which keeps its old contents unless the block ends without an error.

    Without `flush`, a power cut may leave an empty file. It is for files that can be missing or empty, since waiting
    for the disk takes longer than writing a small file.

    Raises:
        OSError: the file can't be written.
    """
    if path.exists() and not path.is_file():  # /dev/null, a named pipe: nothing can be moved there
        with path.open("wb") as file, compressed(file, path.name) as packed:
            yield packed
        return
    target = Path(os.path.realpath(path))  # a link stays a link, unless it leads nowhere
    _remove_abandoned(target)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None

    def create(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if mode is None else mode)  # a private file has no public copy meanwhile

    # Named before it is made, since a signal may end the run right after that.
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}{_ENDING}")
    try:
        with open(temporary, "xb", opener=create) as file, _lock(file.fileno()):
            with compressed(file, path.name) as packed:
                yield packed
            file.flush()
            if flush:
                os.fsync(file.fileno())
            file.close()
            if mode is not None:
                temporary.chmod(mode)
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Makes sure that a rename is on disk too, and not only the file itself."""
    with suppress(OSError):  # Windows can't open a folder, and doesn't need this
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _lock(handle: int) -> Iterator[None]:
    """Shows other runs that this temporary file is in use: a lock, kept until the file has its final name."""
    if fcntl is None:
        yield
        return
    kept = os.dup(handle)
    try:
        with suppress(OSError):  # some network file systems have no locks; then the file is never removed
            fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(kept)


def _remove_abandoned(target: Path) -> None:
    for temporary in _abandoned(target.parent).pop(target.name, ()):
        with suppress(OSError):
            if fcntl is None:
                temporary.unlink()
                continue
            handle = os.open(temporary, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails if its process is alive
                temporary.unlink()
            finally:
                os.close(handle)


@lru_cache(maxsize=1024)
def _abandoned(folder: Path) -> dict[str, list[Path]]:
    """The temporary files in a folder, by the name of the file they were to become.

    Each folder is listed once: only earlier runs leave anything, and there may be thousands of outputs.
    """
    found: dict[str, list[Path]] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if match := _TEMPORARY.fullmatch(entry.name):
                found.setdefault(match["target"], []).append(Path(entry.path))
    return found
