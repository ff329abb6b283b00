"""What is left after a run was stopped: an exit status, finished output, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows signals work differently"),
]

Start = Callable[..., "subprocess.Popen[bytes]"]


def wait_for(reached: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if reached():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_stopped_run_leaves_the_old_output_and_nothing_else(start: Start, number: int, status: int) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("the tests were started with nohup, which protects the runs that they start")
    Path("a.txt").write_text("sleep")
    Path("out.txt").write_text("old")
    process = start("score", "a.txt", "-o", "out.txt", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert wait_for(lambda: list(Path().glob(".out.txt.*")))
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors) == (status, b"", b"")
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "out.txt"]
    assert Path("out.txt").read_text() == "old"


def test_a_stopped_run_leaves_finished_outputs_of_a_folder(start: Start) -> None:
    Path("a.txt").write_text("Done.")
    Path("b.txt").write_text("sleep")
    process = start("score", "a.txt", "b.txt", "-o", "out/", stderr=subprocess.PIPE)
    assert wait_for(lambda: list(Path().glob("out/.b.txt.*")))
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (143, b"note: out/: 2 outputs to write\n")
    assert sorted(path.name for path in Path("out").iterdir()) == [".mtdetect", "a.txt"]


def test_nohup_still_protects(start: Start) -> None:
    Path("a.txt").write_text("sleep")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start("score", "a.txt", "-o", "out.txt")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert wait_for(lambda: list(Path().glob(".out.txt.*")))
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143


def test_standard_error_may_be_closed(start: Start) -> None:
    Path("a.txt").write_text("the the")
    process = start("score", "a.txt", "no.txt", "-o", "out.txt", preexec_fn=lambda: os.close(2))
    assert process.wait(30) == 2
    assert "MTD304" in Path("out.txt").read_text()


_WORKERS = """
import os, sys, time
from mtdetect.cli import signals
from mtdetect.scoring.workers import shared

def work(batch):
    open(f"worker-{os.getpid()}", "w").close()
    time.sleep(3600)

signals.unwind_on_termination()
list(shared(work, [[1], [2]], 2, int))
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)])
def test_workers_end_with_their_parent(number: int, status: int) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, "-c", _WORKERS], env=environment, stderr=subprocess.PIPE)
    assert wait_for(lambda: len(list(Path().glob("worker-*"))) == 2)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)  # returns when no process holds the other end
    assert process.returncode == status
    assert errors == b"" or b"resource_tracker" in errors  # joblib's remark that it removed what a dead parent left
    workers = [int(path.name.removeprefix("worker-")) for path in Path().glob("worker-*")]
    assert wait_for(lambda: not any(map(alive, workers)), 5)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
