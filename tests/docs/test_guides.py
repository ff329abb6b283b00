"""Every command and every Python example of the tutorial and the how-to guides runs, and prints what is shown.

`test_scale_page.py` does the same for docs/scale.md, whose examples need engines.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from shown import blocks, missing

from mtdetect.cli.main import cli
from mtdetect.labelling.journal import Judgement
from mtdetect.labelling.session import Session

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = ("tutorial", "cleaning", "teaching", "corpora", "ci", "editors", "output", "scores")
NOT_RUN = {
    "python3": "makes a virtual environment",
    ".": "activates it",
    "pip": "installs",
    "docker": "needs Docker",
    "pre-commit": "installs mtdetect from a repository",
    "parallel": "GNU parallel is not in every environment; the Slurm script runs the same command",
    "pylanguagetool": "is a client of the server, like curl",
}
"""By program: why its commands are not run here."""
LABELS = 40


@pytest.fixture
def workplace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all the inputs that the guides name, and a command `mtdetect`."""
    shutil.copytree(ROOT / "examples", "examples")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path("examples").iterdir())}
    rows = [{"id": name, "url": f"https://example.org/{name}", "text": text} for name, text in texts.items()]
    lines = "".join(json.dumps(row | {"content": row["text"]}) + "\n" for row in rows)
    for name in ("corpus.jsonl", "corpus/a/b.jsonl", "other.jsonl"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(lines, encoding="utf-8")
    with gzip.open("corpus.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write(lines)
    samples = [
        {"text": part, "translation": int(name == "kim-putin"), "scraping": int(len(part) < 90), "source": name}
        for name, text in texts.items()
        for part in filter(str.strip, text.splitlines())
    ]
    Path("other-samples.jsonl").write_text("".join(json.dumps(each) + "\n" for each in samples), encoding="utf-8")
    for name in ("article.txt", "README.md", "docs/guide.md", "pages/a.txt", "folder/a.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(texts["reuters-letters"], encoding="utf-8")
    program = Path("bin/mtdetect")
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mtdetect "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent.resolve()}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "3")
    return folder


@pytest.fixture
def labeller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who labels some paragraphs on the page of `mtdetect label`."""

    def answer(session: Session, port: int, train: str, ready: Any) -> None:
        for index, item in list(enumerate(session.items))[-LABELS:]:
            judgement = Judgement(int("kim-putin" in item.document), int(len(item.text) < 90))
            session.judge("tab", index, session.version(index), judgement)

    monkeypatch.setattr("mtdetect.labelling.server.serve", answer)


class Server:
    """`mtdetect serve`, from when a page starts it until the end of the test."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = str(free.getsockname()[1])
        self.process: subprocess.Popen[str] | None = None

    def start(self, command: str) -> None:
        self.process = subprocess.Popen(
            [*shlex.split(command), "--port", self.port], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout
        assert self.port in self.process.stdout.readline()


@pytest.fixture
def server() -> Iterator[Server]:
    own = Server()
    yield own
    if own.process:
        own.process.terminate()
        own.process.communicate(timeout=30)


@pytest.mark.usefixtures("workplace", "labeller")
@pytest.mark.parametrize("guide", GUIDES)
def test_commands_and_examples_run(guide: str, server: Server) -> None:
    names: dict[str, Any] = {}
    for block in blocks(DOCS / f"{guide}.md"):
        if block.language == "python" and not ("duckdb" in block.code and find_spec("duckdb") is None):
            with redirect_stdout(StringIO()) as printed:
                exec(block.code, names)
            assert not missing(block.output, printed.getvalue())
        elif not block.language and block.code.startswith("#!"):
            run(block.code, server)
        elif not block.language:
            for command, shown in commands(block.code):
                printed_ = run(command, server)
                assert not missing(shown, printed_), f"{command}\n{printed_}"


def test_extras_named_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")]
    named = {name for page in pages for name in re.findall(r'"\.\[([\w,]+)\]"', page.read_text(encoding="utf-8"))}
    assert {extra for each in named for extra in each.split(",")} <= project["optional-dependencies"].keys()


def commands(code: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, and their output if it is shown: then each begins with “$ ”."""
    if not code.startswith("$ "):
        yield from ((line, "") for line in code.replace("\\\n", " ").splitlines())
    for part in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run(command: str, server: Server) -> str:
    """What a command prints. It must succeed, unless it is there to fail."""
    program = command.split()[0]
    if program in NOT_RUN:
        return ""
    if command.startswith("mtdetect serve"):
        server.start(command)
        return ""
    command = command.replace("8081", server.port)
    command = command.replace("curl -s https://example.org/corpus.jsonl.zst", "cat other.jsonl")
    if program == "mtdetect" and not re.search(r"[|<>$;]", re.sub(r"'[^']*'", "", command)):
        done = CliRunner().invoke(cli, shlex.split(command)[1:])
        status, printed = done.exit_code, done.output
    else:
        shell = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
        status, printed = shell.returncode, shell.stdout + shell.stderr
    assert status in ((0, 1) if "--fail-on" in command else (0,)), f"{command}\n{printed}"
    return printed
