"""Where the command line writes: files, pipes, full disks, terminals, and what Ctrl-C leaves."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Start, run, write
from fake_model import FakeModel

from mtdetect.cli import terminal

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def test_output_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    write(a="Fine.", b="sleep")
    assert run("score", "a.txt", "--format", "csv", "-o", "out.csv").stdout == ""
    before = Path("out.csv").read_text()
    assert before.startswith("id,language")
    assert Path("out.csv").stat().st_mode & 0o777 == Path("a.txt").stat().st_mode & 0o777

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    for name in ("out.csv", "new.csv"):
        result = run("score", "a.txt", "b.txt", "--format", "csv", "-o", name)
        assert result.exit_code == 130
    assert Path("out.csv").read_text() == before
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "b.txt", "out.csv"]


def test_output_replaces_what_a_link_points_to() -> None:
    write(a="Fine.", real="old")
    Path("link").symlink_to("real.txt")
    assert run("score", "a.txt", "-o", "link").exit_code == 0
    assert Path("link").is_symlink()
    assert Path("real.txt").read_text() != "old"


def test_output_to_a_device() -> None:
    write(a="Fine.")
    assert run("score", "a.txt", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


needs_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")


@needs_full_disk
def test_a_full_disk(start: Start) -> None:
    write(a="the the")
    with Path("/dev/full").open("wb") as full:
        process = start("score", "a.txt", stdout=full, stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    expected = (
        "error: standard output: can't be written (No space left on device); free some space or choose another place"
    )
    assert errors.decode().splitlines() == [expected]
    result = run("score", "a.txt", "-o", "/dev/full")
    assert result.exit_code == 2
    assert "/dev/full: can't be written (No space left on device)" in result.stderr


def test_a_closed_pipe_is_not_an_error(start: Start) -> None:
    Path("a.jsonl").write_text('{"text": "Some words and then the the end."}\n' * 20_000)
    process = start("score", "a.jsonl", "--format", "jsonl", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"id": "a.jsonl:1"')
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows signals work differently")
@pytest.mark.parametrize("path", ["a.txt", "-"])
def test_ctrl_c_is_quiet_and_130(start: Start, path: str) -> None:
    write(a="sleep")
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = start("score", path, "-o", "out.txt", **streams)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not list(Path().glob(".out.txt.*")):
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors) == (130, b"", b"")
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt"]


def test_memory_that_runs_out_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: FakeModel, text: str) -> None:
        raise MemoryError

    monkeypatch.setattr(FakeModel, "score", fail)
    write(a="Fine.")
    result = run("score", "a.txt", "-o", "out.txt")
    assert (result.exit_code, result.stderr[:21]) == (2, "error: out of memory;")
    assert not Path("out.txt").exists()


def test_a_terminal_gets_a_progress_bar(start: Start) -> None:
    pty = pytest.importorskip("pty")
    write(a="sleep")
    leader, follower = pty.openpty()
    process = start("score", "a.txt", "--format", "csv", stdout=subprocess.DEVNULL, stderr=follower)
    os.close(follower)
    shown = b""
    for _ in range(120):
        if b"0 documents" in shown:
            break
        if select.select([leader], [], [], 0.25)[0]:
            shown += os.read(leader, 4096)
    process.kill()  # another test covers Ctrl-C
    process.wait(30)
    os.close(leader)
    assert b"0 documents" in shown


@pytest.mark.parametrize(("printed", "stops"), [(False, 1), (True, 3)])
def test_the_bar_stops_once_results_are_printed(printed: bool, stops: int, monkeypatch: pytest.MonkeyPatch) -> None:
    messages, stopped = terminal.Messages(), []
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(terminal, "DELAY", 1000)
    monkeypatch.setattr(messages, "stop", lambda: stopped.append(True))
    assert list(messages.count("ab", "documents", printed=printed)) == ["a", "b"]
    assert len(stopped) == stops
    assert messages._timer is not None
    messages._timer.cancel()
