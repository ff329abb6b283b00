"""Reads samples from JSON, tables, and exports from Prodigy, doccano and Label Studio; writes them as JSON Lines."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any, cast

from mtdetect.readers.jsonl import objects
from mtdetect.readers.limits import read_whole
from mtdetect.readers.opening import open_bytes, suffix, unpacking_errors
from mtdetect.readers.rows import Rows
from mtdetect.reporters.destination import open_output
from mtdetect.samples import exports, tables
from mtdetect.types import InputError, LabelledSpan, Sample

FIELDS = ("text", "translation", "scraping", "source", "spans", "document", "position")


def to_sample(row: Sample | Mapping[str, Any]) -> Sample:
    """Converts a dict with the fields of a `Sample` to a sample. Other fields are ignored.

    Raises:
        InputError: A field has an invalid value. The message names the field and the fix.
    """
    if isinstance(row, Sample):
        return row
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError("“text” is missing or not a string; give each sample a text")
    return Sample(
        text=text,
        translation=_judgement(row, "translation"),
        scraping=_judgement(row, "scraping"),
        source=_string(row, "source") or "",
        spans=tuple(_spans(row.get("spans") or (), text)),
        document=_string(row, "document"),
        position=_position(row),
    )


def _judgement(row: Mapping[str, Any], kind: str) -> int | None:
    value = row.get(kind)
    if value is None:
        return None
    if isinstance(value, bool | int | float) and value in (0, 1):
        return int(value)
    raise InputError(f"“{kind}” is {value!r:.40}; give 1 (damaged), 0 (sound) or null (not judged)")


def _string(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # ids are often numbers
    raise InputError(f"“{name}” is {value!r:.40}; give a string or leave it out")


def _position(row: Mapping[str, Any]) -> int | None:
    value = row.get("position")
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise InputError(f"“position” is {value!r:.40}; give the paragraph's number in its document, or leave it out")


def _spans(spans: Any, text: str) -> Iterator[LabelledSpan]:
    if not isinstance(spans, list | tuple):
        raise InputError(f"“spans” is {spans!r:.40}; give a list of objects with start, end and label")
    for span in spans:
        if isinstance(span, LabelledSpan):
            span = {"start": span.start, "end": span.end, "label": span.label}
        if not isinstance(span, Mapping):
            raise InputError(f"“spans” contains {span!r:.40}; give objects with start, end and label")
        start, end, label = span.get("start"), span.get("end"), span.get("label")
        if type(start) is not int or type(end) is not int or not isinstance(label, str):
            raise InputError(f"the span {dict(span)!r:.60} needs integers as start and end, and a string as label")
        if not 0 <= start < end <= len(text):
            raise InputError(
                f"the span {start}–{end} is empty or reaches beyond the text, which ends at {len(text)}; correct it"
            )
        yield LabelledSpan(start, end, label)


def read_samples(
    path: str | os.PathLike[str],
    *,
    on_error: Callable[[InputError], None] | None = None,
    on_skip: Callable[[str], None] | None = None,
) -> Iterator[Sample]:
    """Yields the samples in a file, or in standard input for `-`, one at a time.

    The file holds JSON Lines, a JSON array, or a CSV, TSV or Parquet table with the same field names, and may be
    compressed (.gz, .zst). Each row is either a sample or exported from Prodigy, doccano or Label Studio, which is
    detected from its fields. Rows that the labeller skipped are skipped, and `on_skip` is called with the reason.

    Raises:
        InputError: A row or the file can't be read, and there is no `on_error`. With `on_error`, each such error is
            passed to it, and reading continues.
    """
    name = os.fspath(path)
    fail = on_error or _raise
    try:
        with open_bytes(name) as stream:
            for place, row in _rows(stream, name, fail):
                try:
                    # No `yield` in here: an error raised by the caller would be taken for one in the file.
                    sample = to_sample(exports.to_row(row))
                except exports.SkippedError as reason:
                    (on_skip or _ignore)(str(reason))
                except InputError as error:
                    fail(InputError(f"{name}, {place}: {error}"))
                else:
                    yield sample
    except InputError as error:
        fail(error)
    except FileNotFoundError:
        fail(InputError(f"{name}: no such file; check the name"))
    except unpacking_errors() as error:
        fail(InputError(f"{name}: the compressed file is damaged or cut off ({error}); download or compress it again"))
    except OSError as error:
        fail(InputError(f"{name}: can't be read ({error.strerror or error}); check the file and its permissions"))


def _raise(error: InputError) -> None:
    raise error


def _ignore(reason: str) -> None:
    pass


def _rows(stream: IO[bytes], name: str, fail: Callable[[InputError], None]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields each row with its place for error messages: a line of the file, or an element of an array."""
    form = suffix(name)
    if form in (".csv", ".tsv", ".parquet"):
        table = tables.read_parquet(stream, name) if form == ".parquet" else None
        for number, row in table or tables.read_csv(stream, name, fail):
            try:
                yield f"line {number}", tables.cells(row)
            except InputError as error:
                fail(InputError(f"{name}, line {number}: {error}"))
    elif cast(io.BufferedReader, stream).peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        yield from _array(stream, name, fail)
    else:
        for number, row in objects(stream, name, Rows("text", "id", fail)):
            yield f"line {number}", row


def _array(stream: IO[bytes], name: str, fail: Callable[[InputError], None]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        rows = json.loads(read_whole(stream, name, tables.MAX_FILE).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        fail(InputError(f"{name}: not a complete JSON array ({error}); export the file again"))
        return
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            yield f"element {number}", row
        else:
            fail(InputError(f"{name}, element {number}: {row!r:.40} is not a JSON object; remove it"))


def write_samples(samples: Iterable[Sample | Mapping[str, Any]], path: str | os.PathLike[str]) -> int:
    """Writes samples as JSON Lines (compressed if the name ends in .gz or .zst), and returns their number.

    If it fails, an existing file is left unchanged.

    Raises:
        InputError: A sample is invalid.
        OutputError: The file can't be written.
    """
    name = os.fspath(path)
    count = 0
    with open_output(name) as file:
        for sample in samples:
            row = asdict(to_sample(sample))
            file.write(json.dumps({field: row[field] for field in FIELDS}, ensure_ascii=False) + "\n")
            count += 1
    return count
