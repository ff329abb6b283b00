"""What the README says of rules and commands holds."""

import re
from pathlib import Path

from click.testing import CliRunner

from mtdetect.cli.main import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_option_shown_exists() -> None:
    for line in re.findall(r"^mtdetect (.+)$", README, re.MULTILINE):
        command, *arguments = line.split()
        known = CliRunner().invoke(cli, [command, "--help"]).output
        assert all(option.split("=")[0] in known for option in arguments if option.startswith("-")), line


def test_files_shown_exist() -> None:
    for name in re.findall(r"\]\(([\w./-]+)\)|(?:score|open\(\")\s*(examples/[\w.-]+)", README):
        assert (ROOT / (name[0] or name[1])).exists()


def test_no_placeholder_is_left() -> None:
    assert not re.search(r"@[A-Z_]+@", README)
