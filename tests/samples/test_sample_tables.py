"""Samples in CSV, TSV and Parquet files."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import asdict
from pathlib import Path

import pytest

from mtdetect.readers.opening import zstd
from mtdetect.samples.files import read_samples
from mtdetect.types import InputError, LabelledSpan, Sample

TABLE = [
    {"text": "One, two.", "translation": "yes", "scraping": "", "source": "s", "document": "d", "position": "3"},
    {"text": "Two\nlines", "translation": "0", "scraping": "True", "spans": '[{"start": 0, "end": 3, "label": "x"}]'},
    {"text": "“Three”", "scraping": "false"},
]

TABLE_SAMPLES = [
    Sample("One, two.", 1, None, "s", (), "d", 3),
    Sample("Two\nlines", 0, 1, spans=(LabelledSpan(0, 3, "x"),)),
    Sample("“Three”", None, 0),
]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz", "a.csv.zst"])
def test_tables(tmp_path: Path, name: str) -> None:
    columns = ["text", "translation", "scraping", "source", "document", "position", "spans"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter="\t" if "tsv" in name else ",", restval="")
    writer.writeheader()
    writer.writerows(TABLE)
    (tmp_path / name).write_bytes(pack(text.getvalue().encode(), name))
    assert list(read_samples(tmp_path / name)) == TABLE_SAMPLES


@pytest.mark.parametrize("name", ["a.parquet", "a.parquet.gz"])
def test_parquet(tmp_path: Path, name: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [asdict(sample) | {"score": 0.5} for sample in TABLE_SAMPLES]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "plain")
    (tmp_path / name).write_bytes(pack((tmp_path / "plain").read_bytes(), name))
    assert list(read_samples(tmp_path / name)) == TABLE_SAMPLES


def pack(data: bytes, name: str) -> bytes:
    if name.endswith(".zst"):
        return zstd().compress(data)
    return gzip.compress(data) if name.endswith(".gz") else data


def test_a_wrong_cell_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,scraping,spans\nA,maybe,\nB,1,"[{"\nC,1,\n')
    errors: list[str] = []
    found = list(read_samples(tmp_path / "a.csv", on_error=lambda error: errors.append(str(error))))
    assert found == [Sample("C", scraping=1)]
    assert "line 2: “scraping” is 'maybe'" in errors[0]
    assert "line 3: “spans” is not JSON" in errors[1]
    (tmp_path / "b.csv").write_text("words\nA\n")
    with pytest.raises(InputError, match="no field “text”"):
        list(read_samples(tmp_path / "b.csv"))
