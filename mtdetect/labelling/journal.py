"""Saves judgements to disk. The samples file is complete and up to date at all times.

For each judgement we write a new copy of the file, flush it to disk, and rename it over the old one. There is nothing
to recover after a crash: whenever the program is killed, the samples file holds every confirmed judgement, one row per
paragraph, and no partial lines. This takes a few milliseconds per thousand rows, faster than anyone can label.

The file also holds the paragraphs around each judged one, unjudged (`null`), because context matters: the scores of
isolated paragraphs are barely better than the base rate. An extra field, `judged`, numbers the judgements in the order
they were made; context rows don't have it. Because of it, a paragraph answered with “unsure” is not asked about again,
and a later run can still undo the latest judgement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mtdetect.labelling.queue import Item
from mtdetect.reporters.destination import OutputError, check_folder, check_not_an_input, open_output
from mtdetect.reporters.whole_file import sync_folder
from mtdetect.samples.files import FIELDS, to_sample
from mtdetect.types import InputError, LabelledSpan, Sample

CONTEXT = 30
"""How many paragraphs of context to keep on each side of a judged one. Measured on paragraphs of news pages: with 30,
ROC AUC .995 and log loss .14; with the whole page, .997 and .12; with 12, .993 and .18; with none, .91 and 1.60."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The labels for one paragraph: 1 is damaged, 0 is sound, None is unsure."""

    translation: int | None
    scraping: int | None
    spans: tuple[LabelledSpan, ...] = ()
    number: int = 0
    """Its number in the order of judgements, counted from 1."""


class Journal:
    """A samples file being labelled. Rows for paragraphs that are not in `items` are left unchanged.

    `warnings` lists anything that was repaired or is worth knowing from opening the file.
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
        """Sets or replaces a judgement, or removes it if None. When this returns, the change is on disk.

        Raises OutputError if the file can't be written, or if another program has changed it; then nothing changes.
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
                    self.warnings.append(f"{self.path}, line {number}: the line is cut off; ignored")
                    continue
                raise OutputError(
                    f"{self.path}, line {number}: not a sample ({error}); fix the line, or choose another file"
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
                # If there are two rows for a paragraph, the later one wins.
                self.judgements[index] = Judgement(sample.translation, sample.scraping, sample.spans, made or 0)
        if unknown:
            self.warnings.append(
                f"{self.path}: labels of paragraphs that are not in these files, kept unchanged: {unknown}"
            )

    def _write(self) -> None:
        if self._now() != self._stamp:
            raise OutputError(
                f"{self.path}: another program has changed this file; stop mtdetect (Ctrl-C) and start it again"
            )
        with open_output(self.path) as file:
            file.writelines(f"{line}\n" for line in (*self._others, *self._rows()))
        sync_folder(Path(self.path).resolve().parent)
        self._stamp = self._now()

    def _now(self) -> tuple[int, int, int] | None:
        try:
            status = Path(self.path).stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _rows(self) -> Iterator[str]:
        """The judged paragraphs and their context, in document order."""
        wanted: set[int] = set()
        for index in self.judgements:
            wanted.update(around(self._items, index, CONTEXT))
        for index in sorted(wanted):
            if index not in self._lines:
                self._lines[index] = to_line(self._items[index], self.judgements.get(index))
            yield self._lines[index]


def around(items: Sequence[Item], index: int, distance: int) -> range:
    """The indices of the paragraphs within `distance` of this one in its document, including itself."""
    here = items[index]
    first = index - min(distance, here.position)
    last = index + 1
    while last < len(items) and last <= index + distance and items[last].position > here.position:
        last += 1
    return range(first, last)


def to_line(item: Item, judgement: Judgement | None) -> str:
    """The line for a paragraph in the samples file."""
    said = judgement or Judgement(None, None)
    sample = Sample(item.text, said.translation, said.scraping, item.source, said.spans, item.document, item.position)
    fields = asdict(sample)
    row: dict[str, Any] = {field: fields[field] for field in FIELDS}
    if judgement is not None:
        row["judged"] = judgement.number
    return json.dumps(row, ensure_ascii=False)


def _lines(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Each line, and whether it ends in a line break."""
    *whole, rest = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for line in whole:
        yield line, True
    yield rest, False


def check(path: str, inputs: Iterable[str]) -> None:
    """Raises OutputError early if `path` can't be used as a samples file."""
    check_folder(path)
    if Path(path).suffix.lower() not in (".jsonl", ".ndjson"):
        raise OutputError(f"{path}: samples are written as JSON Lines; use a name that ends in .jsonl")
    check_not_an_input(path, inputs)


@contextmanager
def lock(path: str) -> Iterator[None]:
    """Locks the file against a second server. The system releases the lock when this process ends, even if killed.

    Raises OutputError if the file is already locked.
    """
    target = Path(path).resolve()
    guard = FileLock(target.with_name(f".{target.name}.lock"), timeout=0)
    try:
        guard.acquire()
    except Timeout as error:
        raise OutputError(
            f"{path}: in use by another mtdetect label; stop that one (Ctrl-C), or choose another file"
        ) from error
    except OSError as error:
        raise OutputError(f"{path}: can't be locked ({error.strerror or error}); save to another folder") from error
    try:
        yield
    finally:
        guard.release()
        with suppress(OSError):
            Path(guard.lock_file).unlink()
