"""Parquet. Each row is a document. Rows are read in batches, and only the columns that are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from mtdetect.readers.opening import in_a_file
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError, UnreadableError

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData

_BATCH = 256
"""Rows per batch: enough to keep overhead low."""

_BATCH_BYTES = 32_000_000
"""A batch has fewer rows if they are long."""


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UnreadableError(
            f'{name}: reading Parquet needs an extra; in the mtdetect checkout, run: pip install ".[parquet]"'
        ) from error
    with in_a_file(stream) as source:  # Parquet is read from its end
        try:
            file = parquet.ParquetFile(source)
            columns = file.schema_arrow.names
            rows.columns(columns)
            rows.start("parquet", file.schema_arrow)
            own = {rows.text_field, rows.id_field}
            needed = columns if rows.fields is None else [c for c in columns if c in own.union(rows.fields)]
            if rows.text_field not in columns:  # find out which one has the text
                needed = columns
                own.update(field.name for field in file.schema_arrow if str(field.type).endswith("string"))
            elif not rows.keeps_raw and not pyarrow.types.is_nested(
                file.schema_arrow.field(rows.text_field).type
            ):  # as a dictionary, in which a long text that many rows repeat is in memory once
                file = parquet.ParquetFile(source, metadata=file.metadata, read_dictionary=[rows.text_field])
            number = 0
            begin, end = rows.lines
            for batch in file.iter_batches(batch_size=batch_size(file.metadata, _BATCH), columns=needed):
                if end is not None and number >= end:
                    break
                if number + batch.num_rows < begin:
                    number += batch.num_rows
                    continue
                cells = list(zip(batch.schema.names, batch.columns, strict=True))
                unusable = rows_not_utf8(batch.columns)
                for i in range(batch.num_rows):
                    number += 1
                    if begin <= number and (end is None or number <= end):
                        rows.keep((batch, i))
                        if i in unusable:
                            rows.reject(name, number, *NOT_UTF8)
                            continue
                        # Other fields stay Arrow scalars, which know their type.
                        row = {c: values[i].as_py() if c in own else values[i] for c, values in cells}
                        document = rows.document(name, number, row)
                        if document is not None:
                            yield document
            rows.end(name)
        except (pyarrow.ArrowException, UnicodeDecodeError) as error:  # the latter: names of columns
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(f"{name}: not a readable Parquet file ({reason}); write it again") from error


NOT_UTF8 = ("not UTF-8", "write the row again as UTF-8")


def rows_not_utf8(columns: Iterable[Any]) -> set[int]:
    """The rows in which some text isn't UTF-8. Writers don't check it, and Arrow reads the bytes as they are."""
    return {i for column in columns if not _is_valid(column) for i in range(len(column)) if not _is_utf8(column[i])}


def _is_valid(column: Any) -> bool:
    try:
        column.validate(full=True)
    except ValueError:
        return False
    return True


def _is_utf8(value: Any) -> bool:
    try:
        value.as_py()
    except UnicodeDecodeError:
        return False
    except (ValueError, OverflowError):  # nanoseconds, or the year 10,000: Python's dates don't have them
        return True
    return True


def batch_size(metadata: FileMetaData, most: int) -> int:
    """Rows per batch, at most `most`, so that a batch of the row group with the longest rows is not too large."""
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    longest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
    return max(1, min(most, _BATCH_BYTES // max(1, longest)))
