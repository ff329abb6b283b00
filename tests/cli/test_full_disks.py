"""Disks that fill up at any byte: the command names the output, the old one stays, and nothing else is left."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtdetect.cli.main import cli

pytestmark = [
    pytest.mark.usefixtures("fake_model", "folder"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes can fork"),
]

TEXT = "The council met in May to discuss the new bridge over the river. "


def run_on_small_disk(room: int, *arguments: str) -> tuple[int, str]:
    """The exit status and messages of a run, in a copy of this process that can write only so many bytes to a file."""
    import resource

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of this process matters to the copy
        ours, theirs = os.pipe()
        child = os.fork()
    if child:
        os.close(theirs)
        with os.fdopen(ours, encoding="utf-8") as messages:
            said = messages.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said
    status = 99
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        result = CliRunner().invoke(cli, arguments)
        status = result.exit_code if isinstance(result.exception, SystemExit | None) else 99
        os.write(theirs, result.stderr.encode() or repr(result.exception).encode())
    finally:
        os._exit(status)


OUTPUTS = [
    ("score", "d", "--format", "jsonl", "-o", "out.jsonl"),
    ("score", "d", "--format", "jsonl", "-o", "out.jsonl.gz"),
    ("score", "d", "--format", "jsonl", "-o", "out.jsonl.zst"),
    ("score", "d", "--format", "html", "-o", "out.html"),
    ("score", "d", "--format", "parquet", "-o", "out.parquet"),
    ("score", "d", "--format", "jsonl", "-o", "out/"),
    ("filter", "d", "--keep", "damage <= 1", "-o", "out.jsonl", "--rejected", "rejected.jsonl"),
    ("filter", "d", "--keep", "damage < 0", "-o", "kept.jsonl", "--rejected", "rejected.jsonl"),
    ("clean", "d/a.jsonl", "-o", "out.jsonl"),
]


def outputs() -> dict[str, bytes]:
    """Everything but the inputs."""
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file() and path.parts[0] != "d"}


@pytest.mark.parametrize("command", OUTPUTS, ids=" ".join)
def test_a_disk_that_fills_up(command: tuple[str, ...]) -> None:
    Path("d").mkdir()
    lines = [json.dumps({"id": os.urandom(40).hex(), "text": TEXT * 3 + str(number)}) for number in range(300)]
    Path("d/a.jsonl").write_text("\n".join(lines) + "\n")
    if "parquet" in command:
        pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
    assert CliRunner().invoke(cli, command).exit_code == 0  # here, so that what it imports is in every copy
    size = max(map(len, outputs().values()))
    assert size > 10_000
    for room in (0, 1, 100, size // 4, size // 2, size - 1):
        shutil.rmtree("out", ignore_errors=True)  # what is finished there would not be written again
        before = outputs()
        status, said = run_on_small_disk(room, *command)
        assert (status, "can't be written (File too large)" in said) == (2, True), said
        assert {name: data for name, data in outputs().items() if ".mtdetect" not in name} == before
    assert run_on_small_disk(size + 10_000, *command)[0] == 0
