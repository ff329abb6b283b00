"""A million rows, one in a hundred of them broken: the counts of the whole command are exact.

Rows of JSON Lines are broken in fourteen ways, of CSV and TSV in five, of Parquet in three.

`python -m benchmarks.broken_rows --rows 1000000` scores files of such rows with the real command, in several formats
and with one and two worker processes, and compares the rows of the output and the errors on standard error with those
that were written. Most good rows are empty, so that the time goes into reading, counting and writing.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks import results
from benchmarks.bench import table
from benchmarks.speed import MAIN

MAX_BYTES = 2000
"""The longest row that is read."""

JSON_LINES: tuple[bytes, ...] = (
    b"{bad",
    b'{"text": "cut o',
    b'{"text": "a"} {"text": "b"}',
    b'["a"]',
    b'"a"',
    b"NaN",
    b"[" * 1900,
    b'{"text": "\xe9"}',
    b"\0\1\2",
    b"{}",
    b'{"body": "a"}',
    b'{"text": null}',
    b'{"text": [5]}',
    b'{"text": "' + b"a" * MAX_BYTES + b'"}',
)
TABLE: tuple[bytes, ...] = (
    b"1,2,3,4",
    b"1",
    b"1,caf\xe9",
    b'1,"a"b',
    b"1," + b"a" * MAX_BYTES,
)
"""Rows of CSV with the columns id and text. A stray quotation mark is not among them: it takes in good rows."""

PARQUET: tuple[bytes | None, ...] = (None, b"caf\xe9", b"a" * (MAX_BYTES + 1))
"""Texts of unusable rows of Parquet. Its columns have a type, so the other ways don't exist there."""

EVERY = 100
"""One row in so many is broken."""

INPUTS = ("jsonl", "jsonl.gz", "csv", "tsv", "csv.gz", "parquet")
OUTPUTS = ("jsonl", "csv")

_GROUP = 10_000
"""Rows in a row group of Parquet."""

_MORE = re.compile(r"and ([\d,]+) more rows? like this")


class Counts(NamedTuple):
    documents: int
    errors: int


def write_rows(path: Path, rows: int, worded: int = 10) -> Counts:
    """Writes a file of rows, one in `worded` with a text. Returns how many are good, and how many broken."""
    if path.suffix == ".parquet":
        return _write_parquet(path, rows, worded)
    delimiter = {".csv": ",", ".tsv": "\t"}.get(path.suffixes[0], "")
    broken = [row.replace(b",", delimiter.encode()) for row in TABLE] if delimiter else JSON_LINES
    bad = 0
    with gzip.open(path, "wb", 1) if path.suffix == ".gz" else path.open("wb") as file:
        if delimiter:
            file.write(f"id{delimiter}text\n".encode())
        for number in range(rows):
            if number % EVERY == EVERY - 1:
                file.write(broken[bad % len(broken)] + b"\n")
                bad += 1
            else:
                text = _text(number, worded)
                row = f"{number}{delimiter}{text}" if delimiter else json.dumps({"id": number, "text": text})
                file.write(f"{row}\n".encode())
    return Counts(rows - bad, bad)


def _text(number: int, worded: int) -> str:
    return "" if number % worded else f"They met in room {number}."


def _write_parquet(path: Path, rows: int, worded: int) -> Counts:
    import pyarrow as pa
    from pyarrow import parquet

    bad = 0
    schema = pa.schema([("id", pa.int64()), ("text", pa.string())])
    with parquet.ParquetWriter(path, schema) as writer:
        for first in range(0, rows, _GROUP):
            numbers = range(first, min(first + _GROUP, rows))
            texts: list[bytes | None] = []
            for number in numbers:
                if number % EVERY == EVERY - 1:
                    texts.append(PARQUET[bad % len(PARQUET)])
                    bad += 1
                else:
                    texts.append(_text(number, worded).encode())
            columns = [pa.array(numbers, pa.int64()), pa.array(texts, pa.binary()).view(pa.string())]
            writer.write_table(pa.table(columns, schema=schema))
    return Counts(rows - bad, bad)


def errors_in(messages: str) -> int:
    """How many rows the messages on standard error are about: equal ones are counted in one line."""
    found = 0
    for line in messages.splitlines():
        if line.startswith("error: "):
            more = _MORE.search(line)
            found += int(more[1].replace(",", "")) if more else 1
    return found


def rows_in(path: Path) -> int:
    """How many documents an output has."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1 if path.suffix == ".csv" else sum(1 for _ in file)


def measured(
    rows: int, worded: int, inputs: Sequence[str], outputs: Sequence[str], jobs: Sequence[int]
) -> Iterator[tuple[object, ...]]:
    """For each combination: what it is, the counts, how many rows are miscounted, and the seconds."""
    with tempfile.TemporaryDirectory() as place:
        for form in inputs:
            source = Path(place, f"rows.{form}")
            expected = write_rows(source, rows, worded)
            for output in outputs:
                for processes in jobs:
                    target = Path(place, f"out.{output}")
                    options = ("--format", output, "-o", str(target), "--max-bytes", str(MAX_BYTES), "--quiet")
                    command = (sys.executable, "-c", MAIN, "score", str(source), *options, "--jobs", str(processes))
                    start = time.monotonic()
                    done = subprocess.run(command, capture_output=True, text=True, check=False)
                    took = time.monotonic() - start
                    if done.returncode != 2:
                        raise click.ClickException(f"status {done.returncode}:\n{done.stderr[-2000:]}")
                    found = Counts(rows_in(target), errors_in(done.stderr))
                    wrong = sum(abs(a - b) for a, b in zip(found, expected, strict=True))
                    click.echo(f"{form} to {output}, {processes} jobs: {found}, {took:.0f} s", err=True)
                    yield form, output, processes, f"{found.documents:,}", f"{found.errors:,}", wrong, f"{took:.0f}"


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
@click.option("--worded", default=10, show_default=True, help="One row in so many has a text.")
@click.option("--input", "inputs", multiple=True, type=click.Choice(INPUTS), default=INPUTS, show_default=True)
@click.option("--output", "outputs", multiple=True, type=click.Choice(OUTPUTS), default=OUTPUTS, show_default=True)
@click.option("--jobs", multiple=True, type=int, default=(1, 2), show_default=True)
@click.option("--record", is_flag=True, help="Save the table and the figure in results.json.")
def main(
    rows: int, worded: int, inputs: tuple[str, ...], outputs: tuple[str, ...], jobs: tuple[int, ...], record: bool
) -> None:
    """Counts what becomes of broken rows."""
    found = list(measured(rows, worded, inputs, outputs, jobs))
    head = ("input", "output", "jobs", "documents", "errors", "miscounted rows", "seconds")
    lines = [f"{rows:,} rows, one in {EVERY} broken, one in {worded} with a text", "", *table(head, found)]
    click.echo("\n".join(lines))
    if record:
        chosen = " ".join(
            f"--{name} {value}"
            for name, values in (("input", inputs), ("output", outputs), ("jobs", jobs))
            for value in values
        )
        command = f"python -m benchmarks.broken_rows --rows {rows} --worded {worded} {chosen} --record"
        results.record_tables(f"broken rows, {' '.join(inputs)}", lines, command)
        miscounted = sum(int(str(row[5])) for row in found)
        results.record("robustness", f"{rows:,} rows, one in {EVERY} broken: miscounted", miscounted, command=command)


if __name__ == "__main__":
    main()
