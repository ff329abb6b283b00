"""An output folder with the settings of each file: rules, `--fail-on`, and places in Markdown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli.main import cli

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

MARKDOWN = "# A *title*\n\nHe lives in **the the** capital.\n"


def run(*arguments: str) -> Result:
    Path("in").mkdir(exist_ok=True)
    Path("in/a.md").write_text(MARKDOWN, encoding="utf-8")
    return CliRunner().invoke(cli, ["score", "in", "--format", "jsonl", "-o", "out/", *arguments])


def flags() -> list[dict[str, object]]:
    return json.loads(Path("out/a.md.jsonl").read_text(encoding="utf-8"))["flags"]


def test_flags_are_places_in_the_file() -> None:
    assert run().exit_code == 0
    (flag,) = flags()
    assert MARKDOWN[flag["start"] : flag["end"]] == "the the"


@pytest.mark.parametrize("limit", ["flags", "translation=.9"])
def test_what_was_done_before_still_fails(limit: str) -> None:
    assert run("--fail-on", limit).exit_code == 1
    assert run("--fail-on", limit).exit_code == 1
    assert run("--fail-on", "flags=2").exit_code == 0


def test_other_rules_are_other_outputs() -> None:
    run()
    assert run("--ignore", "MTD304").exit_code == 0
    assert flags() == []
    Path("in/mtdetect.toml").write_text('select = ["MTD3"]', encoding="utf-8")
    run()
    assert [flag["code"] for flag in flags()] == ["MTD304"]
    assert "nothing to do" in run().stderr
    Path("in/mtdetect.toml").write_text('ignore = ["doubled-word"]', encoding="utf-8")
    run()
    assert flags() == []
