"""Fixtures shared by several test files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_model import FakeModel

TESTS = Path(__file__).parent

pytest_plugins = ["browser", "tiny_large_model"]

# A shell starts background jobs with SIGINT ignored, and the tests of Ctrl-C must pass in these too.
_PROGRAM = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from fake_model import FakeModel
from mtdetect.scoring import pipeline
pipeline.load = lambda model=None: FakeModel()
from mtdetect.cli.main import main
main()
"""


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """Makes every `load` return the fake model."""
    model = FakeModel()
    monkeypatch.setattr("mtdetect.scoring.pipeline.load", lambda folder=None: model)
    return model


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """A function that runs mtdetect with the fake model in a separate process, in the temporary folder.

    Processes that still run when the test ends, because it failed, are killed.
    """
    running: list[subprocess.Popen[bytes]] = []

    def start_program(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS)))}
        command = [sys.executable, "-c", _PROGRAM, *arguments]
        process: subprocess.Popen[bytes] = subprocess.Popen(command, cwd=tmp_path, env=environment, **options)  # type: ignore[call-overload]
        running.append(process)
        return process

    yield start_program
    for process in running:
        process.kill()
        with process:  # closes its pipes, and waits for its end
            pass
