"""Killed at any moment and repeated, a run leaves the same bytes as one that nobody disturbed.

Each run is a copy of this process that ends without any cleaning up, as after kill -9, right before one of its file
operations: every one of them, in turn. `python -m benchmarks.interrupts` kills real runs at random moments.
"""

from __future__ import annotations

import gzip
import itertools
import os
import sys
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtdetect.cli import to_folder  # noqa: F401  (imported here once, and not in every copy)
from mtdetect.cli.main import cli
from mtdetect.reporters import jsonl  # noqa: F401

pytestmark = [
    pytest.mark.usefixtures("fake_model", "folder"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes can fork"),
]

KILLED = 9
OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"}


def run_until(operation: int | None, *arguments: str) -> int:
    """The exit status of a run that is killed before its n-th operation on the output."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of this process matters to the copy
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        count = itertools.count()
        here = f"{Path.cwd()}/"

        def watch(event: str, given: tuple[object, ...]) -> None:
            ours = event in OPERATIONS and str(given[0]).removeprefix(here).startswith(("out", ".out"))
            if ours and next(count) == operation:
                os._exit(KILLED)

        def fsync(handle: int) -> None:  # without the wait for the disk: the system outlives the program here
            if next(count) == operation:
                os._exit(KILLED)

        os.fsync = fsync
        sys.addaudithook(watch)
        status = CliRunner().invoke(cli, ["score", *arguments]).exit_code
    finally:
        os._exit(status)


def contents(name: str) -> dict[str, bytes]:
    path = Path(name)
    found = path.rglob("*") if path.is_dir() else path.parent.glob(f"*{path.name}*")
    return {str(each): each.read_bytes() for each in found if each.is_file()}


@pytest.mark.parametrize("output", ["out/", "out.jsonl.gz"])
def test_killed_at_every_operation_and_repeated(output: str) -> None:
    Path("d/sub").mkdir(parents=True)
    Path("d/a.jsonl.gz").write_bytes(gzip.compress(b'{"id": 1, "key": 7, "text": "One"}\n{"text": "the the"}\n{bad\n'))
    Path("d/sub/b.txt").write_text("Two.")
    command = ("d", "--format", "jsonl", "-o", output)
    assert run_until(None, *command) == 2
    undisturbed = contents(output)
    moments = 0
    for moment in itertools.count():
        # Alternately from nothing, and from outputs of other options, which have to be replaced.
        if moment % 2:
            assert run_until(None, *command, "--id-field", "key") == 2
        else:
            for path in undisturbed:
                Path(path).unlink()
        status = run_until(moment, *command)
        for path in (path for path in contents(output) if not Path(path).name.startswith(".")):
            assert moment % 2 or Path(path).read_bytes() == undisturbed[path]  # never half
        if status != KILLED:
            break
        assert run_until(None, *command) == 2
        assert contents(output) == undisturbed
        moments += 1
    assert moments > (20 if output == "out/" else 3)
