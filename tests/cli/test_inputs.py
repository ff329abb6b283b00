"""What the command line makes of its inputs: formats that are named or recognised, and errors in a few lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli.main import cli

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, ["score", *arguments], **options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize(
    ("data", "options", "ids", "note"),
    [
        (b'{"id": 5, "text": "a"}\n{"text": "b"}\n', [], ["5", "-:2"], "note: -: read as JSON Lines; if it is plain"),
        (b'{"id": 5, "text": "a"}\n{"text": "b"}\n', ["--quiet"], ["5", "-:2"], ""),
        (b'{"text": "a"}\n', ["--input-format", "text"], ["-"], ""),
        (
            gzip.compress(b'{"body": "a", "id": 5}\n', mtime=0),
            ["--text-field", "body"],
            ["5"],
            "note: -: read as JSON Lines",
        ),
        (b"id,text\n5,a\n", ["--input-format", "csv"], ["5"], ""),
    ],
)
def test_standard_input(data: bytes, options: list[str], ids: list[str], note: str) -> None:
    result = run("-", "--format", "jsonl", *options, input=data)
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ids
    assert result.stderr.startswith(note) if note else result.stderr == ""


def test_equal_errors_are_grouped_and_all_are_counted() -> None:
    Path("a.jsonl").write_text(
        '{"text": "a"}\n' + '{"text": null}\n{"text": 5}\n' * 50 + "{bad\n" + '{"text": 7}\n' * 6
    )
    Path("b.jsonl").write_text('{"text": "a"}\n' + '{"text": null}\n' * 6)
    result = run("a.jsonl", "b.jsonl", "--format", "csv")
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 5 + 5 + 1 + 2 + 5 + 1
    assert lines[0] == "error: a.jsonl, line 2: “text” is null; make it a string, or remove the row"
    assert lines[11:13] == [
        "error: a.jsonl: and 45 more rows like this, the last on line 100: “text” is null",
        "error: a.jsonl: and 51 more rows like this, the last on line 108: “text” is not a string",
    ]
    assert lines[-1] == "error: b.jsonl: and 1 more row like this, the last on line 7: “text” is null"


def test_a_wrong_text_field_replaces_no_good_output() -> None:
    Path("a.jsonl").write_text('{"body": "It rained."}\n' * 5000)
    Path("out.csv").write_text("good")
    result = run("a.jsonl", "--format", "csv", "-o", "out.csv")
    assert result.exit_code == 2
    assert result.stderr == (
        "error: a.jsonl: no field “text” in the first 100 rows (found: “body”); "
        "name the one with the text: --text-field body\n"
    )
    assert Path("out.csv").read_text() == "good"
    assert run("a.jsonl", "--text-field", "body", "--format", "csv", "-o", "out.csv").exit_code == 0


@pytest.mark.parametrize("output", ["d/a.txt", "link"])
def test_an_output_that_is_an_input_is_refused(output: str) -> None:
    Path("d").mkdir()
    Path("d/a.txt").write_text("precious")
    Path("link").symlink_to("d/a.txt")
    result = run("d", "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {output}: this is also an input (d/a.txt); write to another file\n"
    assert Path("d/a.txt").read_text() == "precious"


def test_compressed_output_is_read_again() -> None:
    Path("a.txt").write_text("It rained.")
    for name in ("out.jsonl.gz", "out.jsonl.zst"):
        assert run("a.txt", "--format", "jsonl", "-o", name).exit_code == 0
        assert run(name, "--text-field", "id", "--format", "csv").stdout.count("\n") == 2
