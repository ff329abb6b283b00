"""Files as streams of bytes, unpacked on the way."""

from __future__ import annotations

import gzip
import io
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT = "-"

_COMPRESSED = (".gz", ".zst")


def suffix(name: str) -> str:
    """The suffix that tells the format, in lower case and without the compression: `.jsonl` of `a.JSONL.gz`."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix


def unpacking_errors() -> tuple[type[Exception], ...]:
    """What a damaged compressed file raises while it is read."""
    import zlib

    import zstandard

    return (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile)


@contextmanager
def open_bytes(name: str) -> Iterator[IO[bytes]]:
    """The unpacked bytes of a file, as a stream; nothing is held in memory but a buffer."""
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        if name.lower().endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        elif name.lower().endswith(".zst"):
            import zstandard

            # One .zst file may hold several frames, as files made by concatenation or by parallel tools do.
            with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as frames:
                yield cast(IO[bytes], io.BufferedReader(cast(io.RawIOBase, frames), 1 << 16))
        else:
            yield file
