"""Rows that are too long: filter reports them and keeps the others, and clean copies them."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fake_model import FakeModel

from mtdetect.cli.main import cli

LONG, SHORT = (json.dumps({"text": text}) + "\n" for text in ("x" * 3000, "good"))
ERROR = "error: a.jsonl, line 2: longer than 2 kB; split the text, or allow more with --max-bytes"

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "a.jsonl", "--max-bytes", "2kB", "--quiet"])


def test_filter_keeps_the_other_rows() -> None:
    Path("a.jsonl").write_text(SHORT + LONG + SHORT)
    result = run("filter", "--keep", "damage <= 1", "--rejected", "rejected.jsonl")
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"{ERROR}\n", SHORT * 2)
    assert Path("rejected.jsonl").read_text() == ""


def test_filter_rejects_a_row_of_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.readers.limits.MOST_LINES", 3)
    lines = json.dumps({"text": "a\n" * 4}) + "\n"
    Path("a.jsonl").write_text(SHORT + lines + SHORT)
    result = run("filter", "--keep", "damage <= 1", "--rejected", "rejected.jsonl")
    assert (result.exit_code, result.stdout, Path("rejected.jsonl").read_text()) == (2, SHORT * 2, lines)


def test_clean_copies_the_row() -> None:
    Path("a.jsonl").write_text(SHORT + LONG + SHORT)
    result = run("clean")
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"{ERROR}\n", SHORT + LONG + SHORT)


COMMANDS = [
    ("score", "--level", "document", "--format", "jsonl"),
    ("score", "--level", "document", "--format", "csv"),
    ("filter", "--keep", "damage <= 1"),
    ("clean",),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_long_rows_that_wait_are_few(command: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all fields are written, rows don't pile up while they wait for their scores."""
    monkeypatch.setattr(FakeModel, "score_many", lambda self, texts, **_: map(self.score, list(texts)))
    monkeypatch.setattr("mtdetect.readers.waiting.MOST_WAITING", 1_000_000)
    monkeypatch.setattr("mtdetect.reporters.rows.table.SAMPLE_BYTES", 1_000_000)
    rows = [{"id": f"{number}", "html": f"{number}" + "x" * 100_000, "text": "good"} for number in range(300)]
    if name == "a.parquet":
        pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
        from pyarrow import parquet

        monkeypatch.setattr("mtdetect.readers.parquet._BATCH_BYTES", 1_000_000)
        parquet.write_table(pa.table({name: [row[name] for row in rows] for name in rows[0]}), name, row_group_size=10)
    else:
        lines = (json.dumps(row) if name == "a.jsonl" else ",".join(row.values()) for row in rows)
        Path(name).write_text("id,html,text\n" * (name == "a.csv") + "".join(line + "\n" for line in lines))
    del rows
    tracemalloc.start()
    result = CliRunner().invoke(cli, [*command, name, "-o", "out", "--quiet"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.exit_code == 0
    assert peak < 10_000_000
    assert Path("out").stat().st_size > 30_000_000 or name == "a.parquet"


@pytest.mark.parametrize("options", [(), ("--level", "document", "--fields", "url")])
def test_fields_that_are_not_needed_take_no_memory(options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows wait for their scores by the hundred, each perhaps with a page of HTML beside its text."""
    monkeypatch.setattr(FakeModel, "score_many", lambda self, texts, **_: map(self.score, list(texts)))
    rows = ({"url": f"u{number}", "html": f"{number}" + "x" * 100_000, "text": "good"} for number in range(300))
    with Path("a.jsonl").open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    command = ["score", "a.jsonl", "--format", "jsonl", *options, "-o", "out.jsonl"]
    tracemalloc.start()
    assert CliRunner().invoke(cli, command).exit_code == 0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
    assert not options or json.loads(Path("out.jsonl").read_text().splitlines()[7])["url"] == "u7"
