"""Shared by the tests of the command line: running a command, and writing its inputs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mtdetect.cli.main import cli

Start = Callable[..., "subprocess.Popen[bytes]"]


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, arguments, **options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.txt").write_text(text, encoding="utf-8")
