"""Opens files as byte streams, decompressing on the fly."""

from __future__ import annotations

import gzip
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

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


@contextmanager
def open_bytes(name: str) -> Iterator[IO[bytes]]:
    """Opens a file as a stream of decompressed bytes; only a buffer is held in memory."""
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        if name.lower().endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        elif name.lower().endswith(".zst"):
            with zstd().open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield file
