"""What is fuzzed: each harness takes any bytes, and raises nothing unless mtdetect breaks a promise."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import mtdetect
from mtdetect import rewriters
from mtdetect.cleaning.cleaned import Cleaned
from mtdetect.readers import FORMATS, read
from mtdetect.readers.opening import zstd
from mtdetect.readers.rows import Rows
from mtdetect.samples.files import read_samples
from mtdetect.scoring import model_folder
from mtdetect.scoring.model_card import CARD, HASH, read_card
from mtdetect.types import SCORES, Document, InputError, ModelError, Sample

Harness = Callable[[bytes], None]

MAX_BYTES = 100_000
ENCODINGS = (
    ("utf-8", "surrogateescape"),
    ("latin-1", "strict"),
    ("utf-16-le", "surrogatepass"),
    ("utf-32-le", "replace"),
)


def text_of(data: bytes) -> str:
    """Any text, with lone surrogates too. The first byte says how the others are decoded."""
    encoding, errors = ENCODINGS[data[0] % len(ENCODINGS)] if data else ENCODINGS[0]
    whole = data[1:] if not encoding.startswith("utf-16") else data[1 : 1 + len(data[1:]) // 2 * 2]
    return whole.decode(encoding, errors)


def score(data: bytes) -> None:
    """Any text is scored, and its report keeps the promises of `docs`: offsets, order, ranges, JSON."""
    text = text_of(data)
    report = mtdetect.score(text)
    assert report.text == text
    assert all(0 <= getattr(report, kind) <= 1 for kind in (*SCORES, "damage"))
    assert list(report.flags) == sorted(report.flags, key=lambda flag: flag.start)
    assert [flag for paragraph in report.paragraphs for flag in paragraph.flags] == list(report.flags)
    for before, after in pairwise(report.paragraphs):
        assert before.end <= after.start
        assert not text[before.end : after.start].strip()
    for number, paragraph in enumerate(report.paragraphs):
        assert paragraph.index == number
        assert paragraph.text == text[paragraph.start : paragraph.end] != ""
        assert all(0 <= getattr(paragraph, kind) <= 1 for kind in (*SCORES, "damage"))
        assert all(paragraph.start <= flag.start < paragraph.end for flag in paragraph.flags)
    for flag in report.flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert flag.confidence is None or 0 <= flag.confidence <= 1
    assert sum(len(p.text.split()) for p in report.paragraphs) == len(text.split())
    json.dumps(report.to_dict(), allow_nan=False)


@contextmanager
def _file(suffix: str, data: bytes) -> Iterator[Path]:
    """A file with these contents. Compressed ones are now and then compressed contents, so that these are reached."""
    packed = {".gz": gzip.compress, ".zst": zstd().compress}
    end = Path(suffix).suffix
    if end in packed and data[:1] < b"\x80":
        data = packed[end](data[1:])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(data)
        yield path


def reader(suffix: str, data: bytes) -> None:
    """Any file is read: what can't be is passed to `on_error`, and no document is longer than allowed."""
    errors: list[InputError] = []
    with _file(suffix, data) as path:
        for document in read(path, max_bytes=MAX_BYTES, on_error=errors.append):
            assert isinstance(document, Document)
            assert isinstance(document.text, str)
            assert len(document.text) <= 8 * MAX_BYTES  # nested lists are indented
    assert all(str(error) for error in errors)


def rewriter(suffix: str, data: bytes) -> None:
    """Any file of rows is cleaned or refused. Where no text changes, the copy of a text file is equal byte for byte.

    The first byte says how long a row may be, and whether texts change.
    """
    most, changes, data = (data[0] % 64 + 1) * 8 if data else 1, bool(data) and data[0] % 2 == 1, data[1:]
    errors: list[InputError] = []

    def clean(documents: Iterator[Document]) -> Iterator[tuple[Document, Cleaned]]:
        for document in documents:
            assert len(document.text) <= most
            yield document, Cleaned(document.text, document.text * (1 + changes))

    target = io.BytesIO()
    try:
        rewriters.rewrite(
            io.BytesIO(data), target, f"a{suffix}", Rows("text", "id", errors.append, max_bytes=most), clean
        )
    except InputError:
        return
    if not changes and suffix != ".parquet":
        assert target.getvalue() == data


def importer(suffix: str, data: bytes) -> None:
    """Any file of samples is read."""
    errors: list[InputError] = []
    with _file(suffix, data) as path:
        for sample in read_samples(path, on_error=errors.append):
            assert isinstance(sample, Sample)
            assert all(getattr(sample, kind) in (0, 1, None) for kind in SCORES)
            assert all(0 <= span.start < span.end <= len(sample.text) for span in sample.spans)


def _scored_or_refused(change: Callable[[Path], None]) -> None:
    """A copy of the default model with a change is refused with ModelError, or its scores are probabilities."""
    with tempfile.TemporaryDirectory() as folder:
        for file in model_folder.default_folder().iterdir():
            Path(folder, file.name).symlink_to(file)
        change(Path(folder))
        try:
            report = mtdetect.load(folder).score("The the minister said so. Das ist ein Satz.")
        except ModelError:
            return
        assert all(0 <= getattr(report, kind) <= 1 for kind in SCORES)


def _replace(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def model(data: bytes) -> None:
    """Any card. Its hash is left out, or hardly a change would get past it."""
    with suppress(ValueError, RecursionError):
        card = json.loads(data)
        if isinstance(card, dict):
            card.pop(HASH, None)
            data = json.dumps(card).encode()
    _scored_or_refused(lambda folder: _replace(folder / CARD, data))


def model_file(data: bytes) -> None:
    """Any contents of a file other than the card, with the right hash. The first byte says which file."""
    card = read_card(model_folder.default_folder())
    del card[HASH]
    names = sorted(card["files"])
    name, contents = names[data[0] % len(names) if data else 0], data[1:]
    card["files"][name] = hashlib.sha256(contents).hexdigest()

    def change(folder: Path) -> None:
        _replace(folder / name, contents)
        _replace(folder / CARD, json.dumps(card).encode())

    _scored_or_refused(change)


HARNESSES: dict[str, Harness] = {
    "score": score,
    **{f"read{suffix}": partial(reader, suffix) for suffix in (*FORMATS, ".txt.gz", ".jsonl.zst")},
    **{f"clean{suffix}": partial(rewriter, suffix) for suffix in (".jsonl", ".csv", ".parquet")},
    **{f"samples{suffix}": partial(importer, suffix) for suffix in (".jsonl", ".json", ".csv", ".parquet")},
    "model": model,
    "model_file": model_file,
}
"""Each harness by its name."""
