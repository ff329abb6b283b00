"""`score -o DIR/`: one output per input, made once, and the same again only if something differs."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_model import FakeModel

from mtdetect.cli.main import cli
from mtdetect.types import FailedReport

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["score", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def corpus() -> Path:
    """Three files: 3 rows, 2 rows (one can't be used), and a text."""
    Path("d/sub").mkdir(parents=True)
    Path("d/a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "One"}\n{"text": "the the"}\n{"text": "Three"}\n'))
    Path("d/sub/b.jsonl").write_text('{"id": "b", "text": "Four"}\n{"text": null}\n')
    Path("d/c.txt").write_text("Five.")
    return Path("d")


CUT = "".join(f'{{"text": "{random.Random(number).getrandbits(800)}"}}\n' for number in range(400))


def contents(folder: str = "out") -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


TO_OUT = ("d", "--format", "jsonl", "-o", "out/")


def test_one_output_per_input_and_nothing_to_do_the_second_time(corpus: Path) -> None:
    first = run(*TO_OUT)
    error = "error: d/sub/b.jsonl, line 2: “text” is null; make it a string, or remove the row\n"
    assert first.stderr == f"note: out/: 3 outputs to write\n{error}"
    made = contents()
    outputs = ["out/a.jsonl.gz", "out/c.txt.jsonl", "out/sub/b.jsonl"]
    assert [name for name in made if ".mtdetect" not in name] == outputs
    assert [json.loads(line)["id"] for line in gzip.decompress(made[outputs[0]]).splitlines()] == [
        "d/a.jsonl.gz:1",
        "d/a.jsonl.gz:2",
        "d/a.jsonl.gz:3",
    ]
    again = run(*TO_OUT)
    assert again.stderr == f"{error}note: out/: 3 of 3 outputs done already; nothing to do\n"
    assert contents() == made
    assert first.exit_code == again.exit_code == 2


@pytest.mark.parametrize("options", [[], ["--fail-on", "0.9"], ["--fail-on", "scraping=0.1"], ["--fail-on", "0"]])
def test_what_was_done_before_counts_for_the_exit_status(corpus: Path, options: list[str]) -> None:
    Path("d/sub/b.jsonl").unlink()
    statuses = {run(*TO_OUT, *options).exit_code for _ in range(2)}
    assert statuses == {int(options in (["--fail-on", "0.9"], ["--fail-on", "0"]))}


def changed_input() -> None:
    before = Path("d/c.txt").stat()
    Path("d/c.txt").write_text("Six..")
    os.utime("d/c.txt", ns=(before.st_atime_ns, before.st_mtime_ns))


def other_model() -> None:
    FakeModel.card["name"] = "other"


@pytest.mark.parametrize(
    ("change", "options", "to_write"),
    [
        (lambda: None, ["--quiet", "--jobs", "2", "--fail-on", "1"], 0),
        (lambda: Path("out/c.txt.jsonl").unlink(), [], 1),
        (lambda: Path("out/c.txt.jsonl").write_text("{"), [], 1),
        (lambda: Path("out/.mtdetect/c.txt.jsonl.json").write_text("{"), [], 1),
        (lambda: Path("out/.mtdetect/c.txt.jsonl.json").write_text("[]"), [], 1),
        (changed_input, [], 1),
        (lambda: Path("d/new.txt").write_text("New."), [], 1),
        (other_model, [], 3),
        (lambda: None, ["--threshold", "0.7"], 3),
        (lambda: None, ["--id-field", "key"], 3),
    ],
)
def test_only_what_differs_is_done_again(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, change: Any, options: list[str], to_write: int
) -> None:
    monkeypatch.setattr(FakeModel, "card", dict(FakeModel.card))
    run(*TO_OUT)
    made = contents()
    change()
    scored: list[str] = []
    score = FakeModel.score
    monkeypatch.setattr(FakeModel, "score", lambda self, text: scored.append(text) or score(self, text))
    run(*TO_OUT, *options)
    assert len(scored) == {0: 0, 1: 1, 3: 5}[to_write]
    kept = contents()
    if to_write == 1 and not Path("d/new.txt").exists() and Path("d/c.txt").read_text() == "Five.":
        assert kept == made


def test_a_file_that_cannot_be_read_is_tried_again(corpus: Path) -> None:
    Path("d/bad.jsonl.gz").write_bytes(b"no")
    Path("d/cut.jsonl.gz").write_bytes(gzip.compress(CUT.encode())[:-9000])
    Path("d/body.jsonl").write_text('{"body": "One"}\n')
    first = run(*TO_OUT)
    assert first.exit_code == 2
    assert first.stderr.endswith("warning: out/: outputs missing: 2; see the errors above, and run the command again\n")
    assert not Path("out/bad.jsonl.gz").exists()
    assert not Path("out/body.jsonl").exists()
    rows = len(gzip.decompress(Path("out/cut.jsonl.gz").read_bytes()).splitlines())
    assert 0 < rows < CUT.count("\n")  # what was read before the damage is kept
    Path("d/bad.jsonl.gz").write_bytes(gzip.compress(b'{"text": "One"}\n'))
    again = run(*TO_OUT, "--quiet")
    assert again.exit_code == 2
    assert Path("out/bad.jsonl.gz").exists()
    assert "cut.jsonl.gz: the compressed file is damaged or cut off" in again.stderr


def test_a_document_that_killed_its_process_is_tried_again(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    score = FakeModel.score
    lost = FailedReport("", None, 0.0, 0.0, 0.0, (), ())
    monkeypatch.setattr(FakeModel, "score", lambda self, text: lost if text == "Five." else score(self, text))
    assert "d/c.txt: not scored, because" in run(*TO_OUT).stderr
    monkeypatch.setattr(FakeModel, "score", score)
    assert run(*TO_OUT).stderr.splitlines()[-1] == "note: out/: 2 of 3 outputs done already, 1 to write"
    assert Path("out/c.txt.jsonl").read_text().count("\n") == 1


def test_another_input_does_not_replace_an_output(corpus: Path) -> None:
    Path("e").mkdir()
    Path("e/c.txt").write_text("Other.")
    assert run("d/c.txt", "--format", "csv", "-o", "out/").exit_code == 0
    refused = run("e/c.txt", "--format", "csv", "-o", "out/")
    assert refused.exit_code == 2
    assert "out/c.txt.csv: it has the scores of another file, d/c.txt, and not of e/c.txt" in refused.stderr
    assert run("./d/c.txt", "--format", "csv", "-o", "out/").exit_code == 0  # the same file by another name


def test_empty_inputs_have_outputs_too(corpus: Path) -> None:
    Path("d/empty.jsonl").touch()
    run(*TO_OUT)
    assert Path("out/empty.jsonl").read_bytes() == b""
    assert run(*TO_OUT).stderr.endswith("4 of 4 outputs done already; nothing to do\n")


def test_a_disk_that_is_full_leaves_what_is_finished(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.fsync, 0

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        failed = run(*TO_OUT)
    assert failed.exit_code == 2
    assert "can't be written (No space left on device); free some space" in failed.stderr
    assert "1 of 3 outputs done already, 2 to write" in run(*TO_OUT).stderr


def test_shares_are_written_side_by_side_and_together_are_the_whole(corpus: Path) -> None:
    rows = [f'{{"text": "row {number}"}}\n' for number in range(50)]
    Path("big.jsonl").write_text("".join(rows) + "{bad\n")
    run("big.jsonl", "--format", "jsonl", "-o", "whole.jsonl")
    results = [run("big.jsonl", "--format", "jsonl", "--shard", f"{k}/3", "-o", "out/") for k in (3, 1, 2)]
    assert [result.exit_code for result in results] == [2, 0, 0]
    assert "note: big.jsonl: part 1 of 3, lines 1 to 17" in results[1].stderr
    parts = [Path(f"out/big.{k}-of-3.jsonl") for k in (1, 2, 3)]
    assert b"".join(path.read_bytes() for path in parts) == Path("whole.jsonl").read_bytes()
    refused = run("big.jsonl", "--format", "jsonl", "--shard", "1/4", "-o", "out/")
    assert "use the same --shard …/N as before" in refused.stderr
    one = run("big.jsonl", "--format", "jsonl", "--shard", "2/3", "-o", "two.jsonl")
    assert one.exit_code == 0
    assert Path("two.jsonl").read_bytes() == parts[1].read_bytes()
