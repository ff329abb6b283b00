"""Files that fail while they are read: the command names them, and reads the others."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from inputs import PACKERS, parquet, warc

from mtdetect.cli.main import cli

TEXT = "The council met in May to discuss the new bridge over the river. "


class Failing(io.RawIOBase):
    """A file on a broken disk: reading fails from some byte on."""

    def __init__(self, path: Path, good: int) -> None:
        self._file, self._good = io.FileIO(path), good

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        left = self._good - self._file.tell()
        if left <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        data = self._file.read(min(left, len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


ROWS = "".join(json.dumps({"text": f"{TEXT}{number}"}) + "\n" for number in range(2000))
INPUTS = {
    "b.txt": TEXT.encode() * 2000,
    "b.md": TEXT.encode() * 2000,
    "b.rst": TEXT.encode() * 2000,
    "b.html": b"<p>" + TEXT.encode() * 2000,
    "b.jsonl": ROWS.encode(),
    "b.csv": ("text\n" + f"{TEXT}\n" * 2000).encode(),
    "b.tsv": ("text\n" + f"{TEXT}\n" * 2000).encode(),
    "b.warc": warc(*((f"http://x.org/{number}", "text/plain", TEXT.encode()) for number in range(400))),
}


@pytest.mark.usefixtures("fake_model", "folder")
@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize("name", [*INPUTS, "b.parquet"])
def test_a_file_that_fails_while_it_is_read(name: str, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = INPUTS.get(name) or parquet({"text": [os.urandom(40).hex() for _ in range(2000)]})
    path = Path(name + packed)
    path.write_bytes(PACKERS[packed](data))
    Path("a.txt").write_text("Fine.")
    Path("c.txt").write_text("Fine.")
    good = path.stat().st_size // 2
    opened = Path.open

    def open_failing(self: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if self.name == path.name and mode == "rb":
            return io.BufferedReader(Failing(self, good))
        return opened(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_failing)
    result = CliRunner().invoke(cli, ["score", "a.txt", path.name, "c.txt", "--format", "jsonl"])
    assert result.exit_code == 2
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert errors[0].startswith(f"error: {path.name}: ")
    assert "Input/output error" in errors[0]
    ids = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    assert (ids[0], ids[-1]) == ("a.txt", "c.txt")
