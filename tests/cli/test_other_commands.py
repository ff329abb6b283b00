"""The commands `train` and `evaluate`, and `--version`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import run, write
from fake_model import FakeModel

from mtdetect import __version__
from mtdetect.types import InputError

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replaces training and evaluation by fakes, and returns the samples they were given."""
    seen: list[Any] = []

    def train(samples: Any, base: object = None) -> FakeModel:
        seen.extend(samples)
        if not seen:
            raise InputError("no sample to learn from")
        return FakeModel()

    def evaluate(samples: Any, model: object = None) -> dict[str, Any]:
        seen.extend(samples)
        return FakeModel.card["metrics"]  # type: ignore[no-any-return]

    monkeypatch.setattr("mtdetect.learning.retrain.train", train, raising=False)
    monkeypatch.setattr("mtdetect.learning.evaluation.evaluate", evaluate, raising=False)
    return seen


def test_train_prints_the_metrics_of_the_card(training: list[Any]) -> None:
    Path("a.jsonl").write_text('{"text": "a", "translation": 1}\n{"text": "b", "translation": 5}\n')
    result = run("train", "a.jsonl", "-o", "mine")
    assert result.exit_code == 2  # because of the second line; the first was used
    assert [sample.text for sample in training] == ["a"]
    assert result.stdout == "translation\n  roc auc  0.7500\n  rows     1,234\n"
    assert result.stderr.startswith("error: a.jsonl, line 2: “translation” is 5; give 1 (damaged), 0 (sound)")
    assert Path("mine/model.json").exists()


def test_train_without_samples_or_folder(training: list[Any]) -> None:
    Path("a.jsonl").touch()
    assert run("train", "a.jsonl", "-o", "mine").stderr == "error: no sample to learn from\n"
    Path("other").mkdir()
    write(**{"other/notes": "mine"})
    assert run("train", "a.jsonl", "-o", "other").stderr.startswith("error: other: this folder holds other files")
    assert run("train", "a.jsonl", "-o", "a.jsonl/new").stderr.startswith("error: a.jsonl/new: a file is in the way")
    assert "Missing option '-o'" in run("train", "a.jsonl").stderr


def test_evaluate(training: list[Any]) -> None:
    Path("a.jsonl").write_text('{"text": "a", "translation": 1}\n')
    assert run("evaluate", "a.jsonl").stdout == "translation\n  roc auc  0.7500\n  rows     1,234\n"
    assert json.loads(run("evaluate", "a.jsonl", "--format", "json").stdout) == FakeModel.card["metrics"]


def test_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = run("--version").stdout.splitlines()
    assert re.fullmatch(rf"mtdetect {re.escape(__version__)}, (native core \(\w+\)|pure Python)", first)
    assert re.fullmatch(r"default model: news-en \(\d{4}-\d\d-\d\d\)", second)
    monkeypatch.setattr("mtdetect.scoring.model_card.CARD", "missing.json")
    result = run("--version")
    assert (result.exit_code, result.stdout) == (2, f"{first}\n")
    assert result.stderr.startswith("error: the default model (news-en) is missing from this installation")


HEAVY = "numpy sklearn rich sentencepiece joblib pyarrow mtdetect.rules.registry"


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], HEAVY),
        (["--help"], HEAVY),
        (["score", "--help"], HEAVY),
        (["rules"], "sklearn rich sentencepiece joblib pyarrow"),
    ],
)
def test_commands_without_a_model_load_no_heavy_libraries(arguments: list[str], heavy: str) -> None:
    code = (
        "import sys; from mtdetect.cli.main import cli; cli(sys.argv[2:], standalone_mode=False); "
        "print(*set(sys.argv[1].split()) & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, heavy, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr.strip() == ""
