"""docs/configuration.md describes every key, and its example is real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtdetect.cli.configuration_file import KEYS
from mtdetect.cli.main import cli

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_every_key_is_described() -> None:
    assert set(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)) == set(KEYS)


@pytest.mark.usefixtures("folder")
def test_the_example_is_real() -> None:
    command, shown = re.findall(r"^```\n\$ mtdetect (.+)\n((?:.*\n)*?)```", PAGE, re.MULTILINE)[0]
    (file,) = re.findall(r"^```toml\n((?:.*\n)*?)```", PAGE, re.MULTILINE)
    Path("pyproject.toml").write_text(file, encoding="utf-8")
    Path("docs").mkdir()
    Path("docs/guide.md").touch()
    assert CliRunner().invoke(cli, command.split()).output == shown
