"""What the command line says to those who mistype, and what it completes for those who press Tab."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from mtdetect.cli.main import cli
from mtdetect.rules.registry import RULES

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["a file", "--format", "csv"], "to score a file, type: mtdetect score 'a file' --format csv"),
        (["b.md"], "to score a file, type: mtdetect score b.md"),
        (["c.jsonl.gz"], "to score a file, type: mtdetect score c.jsonl.gz"),
        (["-"], "to score a file, type: mtdetect score -"),
        (["."], "to score a file, type: mtdetect score ."),
        (["scroe", "x"], "did you mean: mtdetect score x"),
        (["rule", "MTD304"], "did you mean: mtdetect rules MTD304"),
        (["help"], "did you mean: mtdetect --help"),
        (["xyzzy"], "the commands are clean, deep, evaluate, filter,"),
        (["--format", "csv", "a file"], "“--format” goes after the command: mtdetect score --format …"),
        (["--nonsense"], "--nonsense"),
        (["score", "a file", "--selct", "MTD1"], "--select"),
    ],
)
def test_a_mistyped_command(arguments: list[str], hint: str) -> None:
    Path("a file").touch()
    result = CliRunner().invoke(cli, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


@pytest.mark.parametrize(
    ("arguments", "incomplete", "completed"),
    [
        (["rules"], "", {rule.code for rule in RULES}),
        (["rules"], "mtd30", {rule.code for rule in RULES if rule.code.startswith("MTD30")}),
        (["rules"], "gl", {"glued-words"}),
        (["score", "--select"], "MTD6", {"MTD601", "MTD602"}),
        (["score", "a.txt", "--ignore"], "MTD1,MTD6", {"MTD1,MTD601", "MTD1,MTD602"}),
        (["label", "--ignore"], "doub", {"doubled-word"}),
    ],
)
def test_completion_of_rules(arguments: list[str], incomplete: str, completed: set[str]) -> None:
    found = ShellComplete(cli, {}, "mtdetect", "_MTDETECT_COMPLETE").get_completions(arguments, incomplete)
    assert {item.value for item in found} == completed
    assert all(item.help for item in found)


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", "-o"],
        ["score", "--config"],
        ["label"],
        ["train", "-o"],
        ["evaluate"],
        ["samples", "convert"],
    ],
)
def test_completion_of_file_names(arguments: list[str]) -> None:
    (found,) = ShellComplete(cli, {}, "mtdetect", "_MTDETECT_COMPLETE").get_completions(arguments, "exa")
    assert found.type == "file"
