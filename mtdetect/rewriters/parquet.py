"""Parquet. Batches of rows are copied with the text column replaced; the schema and the other columns stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from mtdetect.readers import unreadable
from mtdetect.readers.parquet import NOT_UTF8, batch_size, rows_not_utf8
from mtdetect.readers.rows import Rows
from mtdetect.rewriters import Clean
from mtdetect.types import Document, InputError

if TYPE_CHECKING:
    from mtdetect.cleaning.cleaned import Cleaned

_BATCH = 4096
"""Rows that are held in memory at a time, at most; each batch becomes a row group."""


def rewrite(source: IO[bytes], target: IO[bytes], name: str, rows: Rows, clean: Clean) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            f'{name}: reading Parquet needs an extra; in the mtdetect checkout, run: pip install ".[parquet]"'
        ) from error
    if name.lower().endswith((".gz", ".zst")):
        raise InputError(f"{name}: a Parquet file compressed as a whole can't be cleaned; unpack it first")
    try:
        file = _opened(source, name)
        schema = file.schema_arrow
        rows.columns(schema.names)
        rows.end(name)  # says so if the text field is missing
        with parquet.ParquetWriter(target, schema) as writer:
            number = 0
            for batch in _batches(file, name):
                writer.write_batch(_cleaned(batch, name, number, rows, clean, pyarrow))
                number += batch.num_rows
    except (pyarrow.ArrowException, UnicodeDecodeError) as error:  # the latter: names of columns
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{name}: not a readable Parquet file ({reason}); write it again") from error


def _opened(source: IO[bytes], name: str) -> Any:
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(source)
    except OSError as error:  # Arrow raises it for damaged files, too
        raise unreadable(name, error) from error


def _batches(file: Any, name: str) -> Iterator[Any]:
    batches = file.iter_batches(batch_size=batch_size(file.metadata, _BATCH))
    while True:
        try:
            batch = next(batches, None)
        except OSError as error:  # Arrow raises it for damaged pages, too
            raise unreadable(name, error) from error
        if batch is None:
            return
        yield batch


def _cleaned(batch: Any, name: str, number: int, rows: Rows, clean: Clean, pyarrow: Any) -> Any:
    """A record batch with its texts cleaned. `number`: of rows before it."""
    column = batch.schema.get_field_index(rows.text_field)
    texts = batch.column(column)
    used = {field: batch.column(field) for field in (rows.text_field, rows.id_field) if field in batch.schema.names}
    unusable = rows_not_utf8(used.values())
    found: dict[int, Document] = {}
    for i in range(batch.num_rows):
        if i in unusable:
            rows.reject(name, number + i + 1, *NOT_UTF8)
            continue
        document = rows.document(name, number + i + 1, {field: cells[i].as_py() for field, cells in used.items()})
        if document is not None:
            found[i] = document
    results: Iterator[tuple[Document, Cleaned]] = clean(iter(found.values()))
    changed = {i: own.text for i, (was, own) in zip(found, results, strict=True) if own.text != was.text}
    if not changed:
        return batch
    # Texts that stay the same are not converted: not all of them need be UTF-8.
    pieces, start = [], 0
    for i, text in changed.items():
        pieces += [texts.slice(start, i - start), pyarrow.array([text], texts.type)]
        start = i + 1
    pieces.append(texts.slice(start))
    return batch.set_column(column, batch.schema.field(column), pyarrow.concat_arrays(pieces))
