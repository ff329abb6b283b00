"""The files for pre-commit, GitHub Actions and Docker do what docs/ci.md says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from fake_model import FakeModel

from mtdetect.cli.main import cli

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "status"), [("See the house.", 0), ("See the the house.", 1)])
def test_the_hook_fails_if_anything_is_flagged(fake_model: FakeModel, folder: Path, text: str, status: int) -> None:
    Path("a.md").write_text(text, encoding="utf-8")
    _, *command = shlex.split(HOOK["entry"])
    assert CliRunner().invoke(cli, [*command, *HOOK["args"], "a.md"]).exit_code == status


def test_the_hook_gets_prose_only() -> None:
    names = ["README.md", "docs/a.rst", "a.txt", "a.py", "a.md.py", "txt"]
    assert [name for name in names if re.search(HOOK["files"], name)] == names[:3]


def step(name: str) -> dict[str, Any]:
    return next(step for step in ACTION["runs"]["steps"] if step.get("name") == name)


def test_scripts_of_the_action_get_inputs_from_the_environment_alone() -> None:
    """An expression in a script would run whatever a pull request can put into it."""
    steps = ACTION["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    used = set(re.findall(r"inputs\.([\w-]+)", yaml.dump(steps)))
    assert used == ACTION["inputs"].keys()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["--fail-on", "flags", "--", "a b.md", "docs/é.rst"]),
        ({"FAIL_ON": ""}, ["--", "a b.md", "docs/é.rst"]),
        ({"PATHS": "docs\r\n\n*.md\n"}, ["--fail-on", "flags", "--", "docs", "*.md"]),
        ({"PATHS": "x", "ARGS": "--ignore=MTD4\n--select=$(exit)"}, [
            *("--ignore=MTD4", "--select=$(exit)", "--fail-on", "flags", "--", "x")
        ]),
    ],
)  # fmt: skip
def test_the_action_scores_what_it_is_given(tmp_path: Path, given: dict[str, str], expected: list[str]) -> None:
    fake = tmp_path / "mtdetect"
    fake.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    repository = tmp_path / "repository"
    for name in ("a b.md", "docs/é.rst", "code.py"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).touch()
    for command in ("init -q", "add ."):
        subprocess.run(["git", *command.split()], cwd=repository, check=True)
    inputs = {"PATHS": "", "ARGS": "", "FAIL_ON": ACTION["inputs"]["fail-on"]["default"], "MTDETECT": str(fake)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Score")["run"]]
    done = subprocess.run(command, cwd=repository, env=os.environ | inputs | given, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["score", "--quiet", "--format", "github", *expected], done.stderr
    assert done.returncode == 1


def test_the_action_has_nothing_to_do_in_an_empty_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    inputs = {"PATHS": "", "ARGS": "", "FAIL_ON": "flags", "MTDETECT": "/none"}
    command = ["bash", "-eo", "pipefail", "-c", step("Score")["run"]]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | inputs, capture_output=True, text=True)
    assert (done.returncode, done.stdout[:10]) == (0, "::notice::")


def test_the_image_gets_what_the_package_is_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {project["project"]["readme"], *project["project"]["license-files"], *wheel["packages"]}
    assert kept == needed | wheel["force-include"].keys() | {"pyproject.toml", "hatch_build.py", "core"}
    extras = re.search(r"EXTRAS=([\w,]+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert extras
    assert set(extras[1].split(",")) <= project["project"]["optional-dependencies"].keys()
