"""`mtdetect deep` and `score --deep`."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run
from tiny_large_model import sha256, source_of

from mtdetect.lm.large import folder, install


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(folder.FOLDER_VARIABLE, str(tmp_path / "deep"))
    return tmp_path / "deep"


def test_install_status_and_remove(tiny_weights: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "known_source", lambda: source_of(tiny_weights))
    nothing = run("deep", "status")
    assert (nothing.exit_code, nothing.output) == (1, "not installed; run: mtdetect deep install\n")
    done = run("deep", "install", "--from", str(tiny_weights))
    assert done.exit_code == 0, done.output
    assert str(home) in done.output
    status = run("deep", "status")
    assert status.exit_code == 0
    assert "CC0" in status.output
    assert sha256(tiny_weights) in status.output
    assert str(home) in run("deep", "remove").output
    assert not home.exists()
    assert run("deep", "remove").output == "nothing was installed\n"


def test_another_file_is_refused(tiny_weights: Path, home: Path) -> None:
    result = run("deep", "install", "--from", str(tiny_weights))
    assert result.exit_code == 2
    assert "SHA-256" in result.stderr
    assert not home.exists()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("option", ["--deep", "--deep-auto"])
def test_score_says_how_to_install_it(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.txt").write_text("The committee met on Tuesday.")
    result = run("score", option, str(tmp_path / "a.txt"))
    assert result.exit_code == 2
    assert "mtdetect deep install" in result.stderr
    assert result.stdout == ""
