"""`score --max-bytes`: a long document is reported with status 2, and the others are scored."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtdetect.cli.main import cli


@pytest.mark.usefixtures("fake_model")
def test_a_long_document_costs_no_other(folder: Path) -> None:
    Path("a.txt.gz").write_bytes(gzip.compress(bytes(1_000_000)))
    Path("b.jsonl").write_text(json.dumps({"text": "x" * 3000}) + "\n" + json.dumps({"text": "good"}))
    Path("c.txt").write_text("good")
    run = CliRunner().invoke(cli, ["score", "a.txt.gz", "b.jsonl", "c.txt", "--max-bytes", "2kB", "--format", "csv"])
    assert run.exit_code == 2
    assert [row.split(",")[0] for row in run.stdout.splitlines()] == ["id", "b.jsonl:2", "c.txt"]
    fix = "longer than 2 kB; split the text, or allow more with --max-bytes"
    assert run.stderr.splitlines() == [f"error: a.txt.gz: {fix}", f"error: b.jsonl, line 1: {fix}"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5", "5 bytes"),
        ("2kB", "2 kB"),
        ("3 MB", "3 MB"),
        ("1g", "1 GB"),
        ("0", ""),
        ("-1", ""),
        ("a", ""),
        ("1.5MB", ""),
    ],
)
@pytest.mark.usefixtures("folder")
def test_sizes(value: str, shown: str) -> None:
    run = CliRunner().invoke(cli, ["score", "x", "--show-settings", "--max-bytes", value])
    if not shown:
        assert f"“{value}” is not a size; give a number of bytes, such as 100MB" in run.output
    else:
        assert f"max-bytes         {shown}  (command line)" in run.output


@pytest.mark.usefixtures("folder")
def test_the_configuration_may_name_it() -> None:
    Path("mtdetect.toml").write_text('max-bytes = "1kB"')
    assert "1 kB  (mtdetect.toml)" in CliRunner().invoke(cli, ["score", "x", "--show-settings"]).output
