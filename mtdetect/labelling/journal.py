"""The judgements on disk: the samples file itself, which is whole and up to date at every moment.

Each judgement writes the file anew beside its place, waits until the disk has it, and moves it there. That needs no
second file to recover from: whenever the program is killed, the samples file holds all that was confirmed, one row a
paragraph, and no torn line. At a few milliseconds for a thousand rows it is quick enough for anyone's hands.

With the judged paragraphs stand those around them, with nothing judged (`null`): what a paragraph is shows largely in
its neighbours, and the scores of paragraphs out of their context are hardly better than the base rate. The additional
field `judged` numbers the judgements in the order in which they were made, and rows around them have none. So a
paragraph of which the labeller could say nothing is not asked about again, and what was judged last can be taken back
in a later run too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mtdetect.labelling.queue import Item
from mtdetect.reporters.destination import OutputError, check_folder, open_output
from mtdetect.samples.files import FIELDS, to_sample
from mtdetect.types import InputError, LabelledSpan, Sample

CONTEXT = 30
"""Paragraphs kept on each side of a judged one. Scores of the paragraphs of news pages, with this much context: ROC
AUC .995, log loss .14; with the whole page: .997, .12; with 12 on each side: .993, .18; with none: .91, 1.60."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of one paragraph: 1 damaged, 0 sound, None can't tell."""

    translation: int | None
    scraping: int | None
    spans: tuple[LabelledSpan, ...] = ()
    number: int = 0
    """Which judgement it was, from 1."""


class Journal:
    """A samples file that is being labelled. Rows of paragraphs that are not among `items` stay as they are.

    `warnings` has what was mended or is worth knowing when the file was opened.
    """

    def __init__(self, path: str, items: Sequence[Item]) -> None:
        self.path = path
        self.judgements: dict[int, Judgement] = {}
        self.warnings: list[str] = []
        self._items = items
        self._others: list[str] = []
        self._stamp: tuple[int, int, int] | None = None
        self._lines: dict[int, str] = {}
        self._read()

    @property
    def last_number(self) -> int:
        return max((judgement.number for judgement in self.judgements.values()), default=0)

    def judge(self, index: int, judgement: Judgement | None) -> None:
        """Puts a judgement in the place of an earlier one; None takes it out. The disk has it when this returns.

        Raises OutputError, and changes nothing, where the file can't be written or was changed by someone else.
        """
        before = self.judgements.get(index)
        self._set(index, judgement)
        try:
            self._write()
        except BaseException:
            self._set(index, before)
            raise

    def _set(self, index: int, judgement: Judgement | None) -> None:
        self._lines.pop(index, None)
        if judgement is None:
            self.judgements.pop(index, None)
        else:
            self.judgements[index] = judgement

    def _read(self) -> None:
        try:
            data = Path(self.path).read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{self.path}: can't be read ({error.strerror or error}); choose another file") from error
        self._stamp = self._now()
        index_of = {item.key: index for index, item in enumerate(self._items)}
        unknown = 0
        for number, (line, ended) in enumerate(_lines(data), 1):
            if not line.strip():
                continue
            try:
                text = line.decode()
                row = json.loads(text)
                if not isinstance(row, dict):
                    raise InputError("not a JSON object")
                sample = to_sample(row)
            except (ValueError, RecursionError, InputError) as error:
                if not ended and not isinstance(error, InputError):
                    self.warnings.append(f"{self.path}, line {number}: cut off in the middle; left out")
                    continue
                raise OutputError(
                    f"{self.path}, line {number}: no sample ({error}); mend it, or choose another file"
                ) from error
            index = index_of.get((sample.source, sample.document or "", sample.position or 0, sample.text))
            made = row.get("judged")
            made = made if type(made) is int else None
            said = (made, sample.translation, sample.scraping)
            judged = any(value is not None for value in said) or bool(sample.spans)
            if index is None:
                self._others.append(text.rstrip("\r\n"))
                unknown += judged
            elif judged:
                # Where an earlier program left two rows for a paragraph, the later one holds.
                self.judgements[index] = Judgement(sample.translation, sample.scraping, sample.spans, made or 0)
        if unknown:
            self.warnings.append(f"{self.path}: {unknown} samples of other files than these; they stay as they are")

    def _write(self) -> None:
        if self._now() != self._stamp:
            raise OutputError(
                f"{self.path}: another program has changed it since it was read; end this one and start it again"
            )
        with open_output(self.path) as file:
            file.writelines(f"{line}\n" for line in (*self._others, *self._rows()))
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(Path(self.path).resolve().parent)
        self._stamp = self._now()

    def _now(self) -> tuple[int, int, int] | None:
        try:
            status = Path(self.path).stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _rows(self) -> Iterator[str]:
        """The judged paragraphs and those around them, in the order of the documents."""
        wanted: set[int] = set()
        for index in self.judgements:
            wanted.update(around(self._items, index, CONTEXT))
        for index in sorted(wanted):
            if index not in self._lines:
                self._lines[index] = to_line(self._items[index], self.judgements.get(index))
            yield self._lines[index]


def around(items: Sequence[Item], index: int, distance: int) -> range:
    """The indices of the paragraphs of the same document within `distance` of one, itself among them."""
    here = items[index]
    first = index - min(distance, here.position)
    last = index + 1
    while last < len(items) and last <= index + distance and items[last].position > here.position:
        last += 1
    return range(first, last)


def to_line(item: Item, judgement: Judgement | None) -> str:
    """The row of a paragraph in the samples file."""
    said = judgement or Judgement(None, None)
    sample = Sample(item.text, said.translation, said.scraping, item.source, said.spans, item.document, item.position)
    fields = asdict(sample)
    row: dict[str, Any] = {field: fields[field] for field in FIELDS}
    if judgement is not None:
        row["judged"] = judgement.number
    return json.dumps(row, ensure_ascii=False)


def _lines(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Each line, and whether it has its end."""
    *whole, rest = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for line in whole:
        yield line, True
    yield rest, False


def _sync_folder(folder: Path) -> None:
    """The new name of the file is on disk too."""
    with suppress(OSError):  # Windows can't open a folder, and needs no such thing
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check(path: str, inputs: Iterable[str]) -> None:
    """Raises OutputError where `path` can't be a samples file, before any work is done for it."""
    check_folder(path)
    if Path(path).suffix.lower() not in (".jsonl", ".ndjson"):
        raise OutputError(f"{path}: samples are JSON lines; give a name that ends in .jsonl")
    for name in inputs:
        if Path(path).exists() and Path(name).exists() and Path(name).samefile(path):
            raise OutputError(f"{path}: is one of the files to label; give the samples a file of their own")


@contextmanager
def lock(path: str) -> Iterator[None]:
    """Keeps a second server off the same file; the system lets go of the lock when this process ends, however it does.

    Raises OutputError where the file is locked already.
    """
    target = Path(path).resolve()
    guard = FileLock(target.with_name(f".{target.name}.lock"), timeout=0)
    try:
        guard.acquire()
    except Timeout as error:
        raise OutputError(
            f"{path}: is being labelled by another run of this command; end that one (Ctrl-C), or choose another file"
        ) from error
    except OSError as error:
        raise OutputError(f"{path}: can't be locked ({error.strerror or error}); choose another place") from error
    try:
        yield
    finally:
        guard.release()
        with suppress(OSError):
            Path(guard.lock_file).unlink()
