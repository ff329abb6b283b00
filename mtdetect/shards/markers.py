"""Markers: beside the outputs, what made each of them. A run that finds its own marker has nothing to do.

The marker of `DIR/a/b.jsonl` is `DIR/.mtdetect/a/b.jsonl.json`: one file per output, not a list in one file, so that
many machines can write to one folder. It is removed before its output is replaced and written after it, each in one
step. So whenever a run is killed, an output with a marker is whole, and made by what the marker says.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mtdetect import __version__
from mtdetect.reporters.destination import OutputError, make_folder
from mtdetect.reporters.whole_file import whole_file
from mtdetect.shards.plan import MARKERS, Part


def made_by(card: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """What an output depends on besides its input: mtdetect's version, the model, and options.

    The model's card contains the hashes of all its files.
    """
    model = hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()
    return {
        "mtdetect": __version__,
        "model": model,
        "options": json.loads(json.dumps(options, default=str, sort_keys=True)),
    }


def sha256(path: str) -> str:
    """The hash of a file's bytes. That takes a second for a gigabyte; scoring it takes a quarter of an hour."""
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Marker:
    """What made an output, and what a later run must know of it to report the same.

    `size`: bytes of the output. `errors`: how many rows or documents could not be used; `messages`: the lines that
    said so. `highest`: the highest of each score among the English documents.
    """

    input: str
    sha256: str
    made_by: Mapping[str, Any]
    size: int
    documents: int
    errors: int
    messages: tuple[str, ...]
    highest: Mapping[str, float]


def path_of(output: Path, folder: Path) -> Path:
    """Where the marker of an output is."""
    return folder / MARKERS / f"{output.relative_to(folder)}.json"


def found(output: Path, folder: Path, part: Part, made_by: Mapping[str, Any]) -> Marker | None:
    """The marker of an output that is there and was made from this input in this way; None if there is work to do.

    Raises:
        OutputError: The output was made from another file, which is still there.
    """
    try:
        fields = json.loads(path_of(output, folder).read_text(encoding="utf-8"))
        marker = Marker(**{**fields, "messages": tuple(fields["messages"])})
        size = output.stat().st_size
    except (OSError, ValueError, TypeError, KeyError):
        return None
    path = part.file.path
    if marker.input != path:
        with suppress(OSError):  # the other file is gone
            if not os.path.samefile(marker.input, path):  # noqa: PTH121
                raise OutputError(
                    f"{output}: it has the scores of another file, {marker.input}, and not of {path}; "
                    "use another folder for these, or delete it"
                )
        return None  # documents have the path in their ids
    if marker.made_by != made_by or marker.size != size:
        return None
    try:
        return marker if marker.sha256 == sha256(path) else None
    except OSError:  # reported when it is read
        return None


def remove(output: Path, folder: Path) -> None:
    path_of(output, folder).unlink(missing_ok=True)


def write(marker: Marker, output: Path, folder: Path) -> None:
    """Writes the marker of an output that is complete."""
    path = path_of(output, folder)
    make_folder(path.parent)
    try:
        with whole_file(path, flush=False) as file:  # one that is lost or empty costs only time
            file.write(f"{json.dumps(asdict(marker), indent=1)}\n".encode())
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({error.strerror or error}); free some space") from error
