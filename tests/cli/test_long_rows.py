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
