"""Opens files as byte streams, decompressing on the fly."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Callable
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from mtdetect.types import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

STANDARD_INPUT = "-"

_COMPRESSED = (".gz", ".zst")


def suffix(name: str) -> str:
    """The suffix for the format, in lower case and without the compression: `.jsonl` for `a.JSONL.gz`."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix


def unpacking_errors() -> tuple[type[Exception], ...]:
    """The exceptions raised while reading a damaged compressed file."""
    import zlib

    return (EOFError, zlib.error, zstd().ZstdError, gzip.BadGzipFile)


def zstd() -> ModuleType:
    """Python's own Zstandard module, or its backport for versions before 3.14. Both detect truncated files."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def decompressor(head: bytes) -> Callable[[Any], Any] | None:
    """What decompresses a stream that starts with these bytes; None if it is not compressed."""
    if head.startswith(b"\x1f\x8b"):
        return gzip.open
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return cast(Callable[[Any], Any], zstd().open)
    return None


@contextmanager
def open_bytes(name: str) -> Iterator[IO[bytes]]:
    """Opens a file as a stream of decompressed bytes; only a buffer is held in memory.

    Raises:
        OSError: It can't be opened.
        EOFError: It has the suffix of a compressed file, but is empty.
        UnreadableError: Standard input is closed.
    """
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise UnreadableError("standard input is closed; name a file, or pipe something into mtdetect")
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        if name.lower().endswith(_COMPRESSED) and not file.peek(1):
            raise EOFError("it is empty")
        if name.lower().endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        elif name.lower().endswith(".zst"):
            with zstd().open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield file


@contextmanager
def in_a_file(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream if it is a file; a pipe or a compressed file is copied to a temporary one, for libraries that seek."""
    if isinstance(getattr(stream, "raw", None), io.FileIO) and stream.seekable():
        yield stream
        return
    import tempfile  # slow to import
    from shutil import copyfileobj

    with tempfile.TemporaryFile() as file:
        copyfileobj(stream, file)
        file.seek(0)
        yield file
