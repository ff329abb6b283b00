"""scikit-learn and scipy are needed to train and evaluate, and for nothing else. A missing one is reported by name."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import mtdetect
from mtdetect.cli.main import cli

FIX = "run: pip install scikit-learn scipy"
ROWS = [{"text": "The council met.", "scraping": 0}, {"text": "The council. Met the the", "scraping": 1}]


class Missing:
    """An import hook: these libraries and what is in them can't be found."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.fixture(params=[("scipy",), ("sklearn",), ("sklearn", "scipy")], ids=str)
def missing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Hides scipy, scikit-learn or both; returns the name that the message should have."""
    for module in list(sys.modules):
        if module.partition(".")[0] in request.param:
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(sys, "meta_path", [Missing(*request.param), *sys.meta_path])
    return "scipy" if "scipy" in request.param else "scikit-learn"


def test_train_and_evaluate_name_what_is_missing(missing: str) -> None:
    for use, purpose in ((mtdetect.train, "train"), (mtdetect.evaluate, "evaluate")):
        with pytest.raises(mtdetect.InputError) as caught:
            use(ROWS)
        assert str(caught.value) == f"{purpose} needs scikit-learn and scipy, but {missing} is not installed; {FIX}"


@pytest.mark.parametrize(
    "command",
    [
        ("train", "a.jsonl", "-o", "mine"),
        ("evaluate", "no-such-file.jsonl"),  # reported before anything is read
        ("label", "a.txt", "-o", "b.jsonl"),
    ],
)
def test_the_commands_exit_with_2(
    missing: str, command: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command[0] == "label":
        pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    Path("a.txt").write_text("The council met.", encoding="utf-8")
    result = CliRunner().invoke(cli, command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {command[0]}")
    assert f"but {missing} is not installed; {FIX}" in result.stderr
    assert not Path("mine").exists()


def test_scoring_needs_neither(missing: str) -> None:
    assert 0 < mtdetect.score("The council met on Monday to discuss the. New bridge.").scraping < 1
