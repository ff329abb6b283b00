"""Which inputs a machine takes, which lines of them, and where their scores go.

Machines that share a job need not talk to each other: each makes the same plan and takes its own share. If there are
at least as many files as machines, whole files are dealt out, by their sorted names. Otherwise every file of rows is
divided into as many parts as there are machines, by lines, so that the outputs put together in order are those of the
whole file; other files are dealt out as above.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mtdetect.readers import suffix_of
from mtdetect.readers.counting import ROW_SUFFIXES, count_lines
from mtdetect.readers.finding import InputFile
from mtdetect.reporters.destination import OutputError

PACKED = (".gz", ".zst")
MARKERS = ".mtdetect"
"""The folder of markers inside an output folder."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one of several parts of it, to be scored. Parts are counted from 1."""

    file: InputFile
    suffix: str
    number: int = 1
    parts: int = 1

    def lines(self) -> tuple[int, int | None]:
        """The first and the last line of the part; None as the last line of the last part. Reads the whole file."""
        if self.parts == 1:
            return 1, None
        count = count_lines(self.file.path, self.suffix)
        first, last = (count * number // self.parts for number in (self.number - 1, self.number))
        return first + 1, None if self.number == self.parts else last

    def output(self, suffix: str, compress: bool) -> Output:
        """The output below the output folder.

        It is named after the input, with the suffix of the output's format unless it has that already, and compressed
        like the input: `a/b.jsonl.gz` as jsonl is `a/b.jsonl.gz`, as csv `a/b.jsonl.csv.gz`, and the third of 64 parts
        `a/b.jsonl.03-of-64.csv.gz`.
        """
        name = self.file.relative
        packed = next((name[-len(end) :] for end in PACKED if compress and name.lower().endswith(end)), "")
        return Output(name.removesuffix(packed).removesuffix(suffix), self.number, self.parts, suffix + packed)


class Output(NamedTuple):
    """The path of an output below the output folder, in pieces."""

    base: str
    number: int
    parts: int
    ending: str

    def __str__(self) -> str:
        part = f".{self.number:0{len(str(self.parts))}}-of-{self.parts}" if self.parts > 1 else ""
        return self.base + part + self.ending


def whole(files: Iterable[InputFile], input_format: str | None) -> list[Part]:
    """All files undivided, in the order in which they were named."""
    return [Part(file, suffix_of(file.path, input_format)) for file in files]


def share(files: Iterable[InputFile], input_format: str | None, shard: tuple[int, int]) -> list[Part]:
    """The parts that one of several machines takes. `shard`: its number, counted from 1, and how many there are."""
    number, machines = shard
    known = {os.path.realpath(file.path): file for file in files}  # a file that is named twice counts once
    parts = whole(sorted(known.values(), key=lambda file: (file.relative, file.path)), input_format)
    mine = parts[number - 1 :: machines]
    if len(parts) >= machines:
        return mine
    divided = [part.suffix in ROW_SUFFIXES for part in parts]
    return [
        Part(part.file, part.suffix, number, machines) if rows else part
        for part, rows in zip(parts, divided, strict=True)
        if rows or part in mine
    ]


def check_outside(folder: Path, paths: Iterable[str]) -> None:
    """Raises OutputError if the output folder is inside a folder to read: the next run would score the scores."""
    inside = Path(os.path.realpath(folder))
    for path in paths:
        if Path(path).is_dir() and inside.is_relative_to(os.path.realpath(path)):
            raise OutputError(f"{folder}: this is in {path}, which is read; write to a folder outside it")


def outputs(parts: Sequence[Part], folder: Path, suffix: str, compress: bool) -> dict[Path, Part]:
    """Where each part is to be written. Checks that nothing is lost, before any work is done.

    Raises:
        OutputError: Two inputs would be written to one output, an input is inside the folder, the folder has the same
            scores in another division, or files that mtdetect has not written.
    """
    planned: dict[Path, Part] = {}
    inside = Path(os.path.realpath(folder))
    real_folder, divisions = cache(os.path.realpath), cache(_divisions)
    for part in parts:
        output = part.output(suffix, compress)
        path = folder / str(output)
        if other := planned.get(path):
            raise OutputError(
                f"{path}: both {other.file.path} and {part.file.path} would be written to it; rename one, "
                "or give a folder that contains both"
            )
        planned[path] = part
        if Path(real_folder(os.path.dirname(part.file.path))).is_relative_to(inside):  # noqa: PTH120
            raise OutputError(f"{folder}: the input {part.file.path} is in this folder; write to another one")
        known = divisions(folder / MARKERS, os.path.dirname(str(output)), output.ending)  # noqa: PTH120
        if others := known.get(output.base, set()) - {part.parts}:
            parts_there = " and ".join(f"{count} part{'s' * (count > 1)}" for count in sorted(others))
            raise OutputError(
                f"{folder}: it has scores of {part.file.path} in {parts_there} already, and now there would be "
                f"{part.parts}; use the same --shard …/N as before, or another folder"
            )
    if not (folder / MARKERS).is_dir():
        strange = next((path for path in planned if path.exists()), None)
        if strange:
            raise OutputError(f"{strange}: this file was not made by mtdetect score; write to another folder")
    return planned


def _divisions(markers: Path, folder: str, ending: str) -> dict[str, set[int]]:
    """In how many parts each input in one folder was scored before."""
    found: dict[str, set[int]] = {}
    name = re.compile(rf"(?P<base>.+?)(?:\.\d+-of-(?P<parts>\d+))?{re.escape(ending)}\.json")
    with suppress(OSError):
        for entry in os.listdir(markers / folder):  # noqa: PTH208  (names alone)
            if match := name.fullmatch(entry):
                base = os.path.join(folder, match["base"])  # noqa: PTH118
                found.setdefault(base, set()).add(int(match["parts"] or 1))
    return found
