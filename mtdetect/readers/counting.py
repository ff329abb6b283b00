"""Counts the lines of a file, so that its rows can be divided."""

from __future__ import annotations

from typing import IO

from mtdetect.readers.opening import in_a_file, open_bytes

ROW_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
"""The formats whose rows have numbers. Other files are not divided."""

_CHUNK = 1 << 20


def count_lines(name: str, suffix: str) -> int:
    """The highest number that a row of the file can have: its lines, or for Parquet its rows.

    Raises:
        OSError: The file can't be read.
        EOFError, zlib.error, ZstdError: The compressed file is damaged.
    """
    with open_bytes(name) as stream:
        return _parquet_rows(stream) if suffix == ".parquet" else _lines(stream)


def _lines(stream: IO[bytes]) -> int:
    count, last = 0, b"\n"
    while chunk := stream.read(_CHUNK):
        count += chunk.count(b"\n")
        last = chunk[-1:]
    return count + (last != b"\n")


def _parquet_rows(stream: IO[bytes]) -> int:
    from pyarrow import parquet

    with in_a_file(stream) as file:
        return int(parquet.ParquetFile(file).metadata.num_rows)
