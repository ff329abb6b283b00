"""Outputs: whole or not at all, compressed by suffix, and never one of the inputs."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from mtdetect.readers.opening import zstd
from mtdetect.reporters import whole_file
from mtdetect.reporters.destination import OutputError, check_not_an_input, open_binary_output, open_output

TEXT = "“Café” \ud800\n" * 3
WRITTEN = TEXT.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize(
    ("name", "unpack"),
    [("a.jsonl", bytes), ("a.jsonl.gz", gzip.decompress), ("A.CSV.GZ", gzip.decompress), ("a.zst", zstd().decompress)],
)
def test_the_suffix_compresses_and_equal_data_gives_equal_bytes(folder: Path, name: str, unpack: type[bytes]) -> None:
    written = set()
    for other in ("", "other-"):
        with open_output(other + name) as out:
            out.write(TEXT)
        written.add(Path(other + name).read_bytes())
    with open_binary_output("bytes-" + name) as binary:
        binary.write(WRITTEN)
    assert len(written) == 1
    assert unpack(written.pop()) == unpack(Path("bytes-" + name).read_bytes()) == WRITTEN


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_after_an_error_the_old_file_is_there_and_nothing_else(folder: Path, name: str) -> None:
    Path(name).write_text("old")

    def interrupted() -> None:
        with open_output(name) as out:
            out.write(TEXT * 10_000)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [path.name for path in folder.iterdir()] == [name]
    assert Path(name).read_text() == "old"


def test_a_file_is_on_disk_before_it_gets_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(os.fstat(handle).st_size))
    with open_output("a.txt") as out:
        out.write(TEXT)
    assert done == [len(WRITTEN)]


@pytest.mark.skipif(whole_file.fcntl is None, reason="Windows doesn't delete open files")
def test_temporary_files_of_killed_runs_are_removed_but_not_those_in_use(folder: Path) -> None:
    abandoned, other, own = (Path(f".{name}.abcdefgh.part") for name in ("a.txt", "b.txt", "a.txt.abcdefgh"))
    for path in (abandoned, other, own, Path(".a.txt.swp")):
        path.write_text("half")
    with open_output("a.txt") as first:
        first.write("first")
        used = next(path for path in folder.glob(".a.txt.*.part") if path.stat().st_size == 0)
        whole_file._abandoned.cache_clear()  # as in another process
        with open_output("a.txt") as second:
            second.write("second")
        assert used.exists()
        assert Path("a.txt").read_text() == "second"
    assert Path("a.txt").read_text() == "first"
    assert sorted(path.name for path in folder.iterdir()) == [
        ".a.txt.abcdefgh.abcdefgh.part",
        ".a.txt.swp",
        ".b.txt.abcdefgh.part",
        "a.txt",
    ]


def test_an_output_is_no_input_under_any_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("d").mkdir()
    Path("a.txt").write_text("a")
    Path("link").symlink_to("a.txt")
    Path("hard").hardlink_to("a.txt")
    for output in ("a.txt", "./d/../a.txt", "link", "hard"):
        with pytest.raises(OutputError, match=r"this is also an input \(a.txt\); write to another file"):
            check_not_an_input(output, ["no.txt", "a.txt"])
    with Path("a.txt").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(OutputError, match="also an input"):
            check_not_an_input("a.txt", ["-"])
    for output in ("new.txt", "-", os.devnull):
        check_not_an_input(output, ["a.txt", os.devnull])


def test_a_closed_standard_output_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    for opened in (open_output, open_binary_output):
        with pytest.raises(OutputError, match="standard output: it is closed"), opened("-"):
            pass
