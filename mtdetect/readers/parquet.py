"""Parquet. Each row is a document. Rows are read in batches, and only the text and id columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from shutil import copyfileobj
from typing import IO

from mtdetect.readers.rows import Rows
from mtdetect.types import Document, InputError

_BATCH = 256
"""Rows per batch: few enough that a batch of whole books fits in memory, enough to keep overhead low."""


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(f'{name}: reading Parquet needs an extra: pip install "mtdetect[parquet]"') from error
    with tempfile.TemporaryFile() as unpacked:
        source = stream
        if name.lower().endswith((".gz", ".zst")):
            copyfileobj(stream, unpacked)  # Parquet is read from its end, and a compressed stream can't seek there
            unpacked.seek(0)
            source = unpacked
        try:
            file = parquet.ParquetFile(source)
            columns = file.schema_arrow.names
            if rows.text_field not in columns:
                raise InputError(f"{name}: {rows.no_text_field(columns)}")
            wanted = [column for column in (rows.text_field, rows.id_field) if column in columns]
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    document = rows.document(name, number, row)
                    if document is not None:
                        yield document
        except (pyarrow.ArrowException, UnicodeDecodeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(f"{name}: not a readable Parquet file ({reason}); write it again") from error
