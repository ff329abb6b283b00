"""The README agrees with the program: commands, files, and the output it shows."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from shown import missing

from mtdetect.cli.main import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_option_shown_exists() -> None:
    for line in re.findall(r"^mtdetect (.+)$", README, re.MULTILINE):
        command, *arguments = shlex.split(line)
        known = CliRunner().invoke(cli, [command, "--help"]).output
        assert all(option.split("=")[0] in known for option in arguments if option.startswith("-")), line


def test_files_shown_exist() -> None:
    for name in re.findall(r"\]\(([\w./-]+)\)|(?:score|open\(\")\s*(examples/[\w.-]+)", README):
        assert (ROOT / (name[0] or name[1])).exists()


def test_no_placeholder_is_left() -> None:
    assert not re.search(r"@[A-Z_]+@", README)


EXAMPLES = re.findall(r"^```\n\$ mtdetect (.+)\n((?:.*\n)*?)```", README, re.MULTILINE)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_examples_show_real_output(monkeypatch: pytest.MonkeyPatch, command: str, shown: str) -> None:
    monkeypatch.chdir(ROOT)
    printed = CliRunner(env={"COLUMNS": "80"}).invoke(cli, shlex.split(command)).output
    assert not missing(shown, printed)


def test_the_cleaned_example_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.search(r"^```diff\n\$ mtdetect (.+)\n((?:.*\n)*?)```", README, re.MULTILINE)
    assert shown
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(cli, shown[1].split())
    lines = result.output.splitlines()
    for line in shown[2].splitlines():
        parts = line.lstrip("-+").split("…")
        assert any(real[:1] == line[:1] and all(part in real for part in parts) for real in lines) or line == "…", line


def test_the_python_example_shows_real_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = re.search(r"^```python\n((?:.*\n)*?)```\n\n```\n((?:.*\n)*?)```", README, re.MULTILINE)
    assert shown
    monkeypatch.chdir(ROOT)
    exec(shown[1], {})
    assert capsys.readouterr().out == shown[2]
