"""Reads and writes model folders: `model.json` (the card, with the SHA-256 of all other files), arrays and blobs.

Arrays are `.npy` files, memory-mapped and loaded without pickle. Loading a model never runs code from it. Small
folders leave out files: see `base_model`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.base_model import base_files, base_since, reference
from mtdetect.scoring.model_card import (
    CARD,
    FORMAT,
    HASH,
    MOST_BYTES,
    PARTIAL,
    READY,
    SMALL_FORMAT,
    fingerprint,
    finish_saving,
    modified,
    read_card,
)
from mtdetect.scoring.model_card import default_folder as default_folder
from mtdetect.types import ModelError


def stamp(folder: Path) -> tuple[int, int]:
    """Two times that change whenever a model is written to the folder, or to that of its base; 0 if there is none."""
    own = modified(folder)
    base = base_since(folder, own)
    return own, modified(base) if base else 0


def write(
    folder: Path,
    card: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    blobs: Mapping[str, bytes],
    base: Path | None = None,
) -> None:
    """Writes a model, and removes files left from an earlier one. `base`: the model whose files to leave out.

    All files are first written to a folder inside. Renaming that folder makes the new model count; then its files are
    moved. If the program fails or is killed before the renaming, the earlier model is still whole; if it is killed
    later, the next program that loads the model moves the rest.

    Raises:
        OSError: a file can't be written.
    """
    content = {name: value for name, value in card.items() if name not in ("format", "base_model", "files", HASH)}
    shared = reference(base, folder, arrays, blobs) if base else {"files": {}}
    if shared["files"]:
        content = {"format": SMALL_FORMAT, **content, "base_model": shared}
        arrays = {name: array for name, array in arrays.items() if f"{name}.npy" not in shared["files"]}
        blobs = {name: blob for name, blob in blobs.items() if name not in shared["files"]}
    else:
        content = {"format": FORMAT, **content}
    files = sorted({f"{name}.npy" for name in arrays} | set(blobs))
    is_new = not folder.exists()
    partial = folder / PARTIAL
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of a program that was killed
        partial.mkdir(parents=True)
        for name, array in arrays.items():
            with _new_file(partial / f"{name}.npy") as file:
                np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        for name, blob in blobs.items():
            with _new_file(partial / name) as file:
                file.write(blob)
        content |= {"files": {name: _sha256(partial / name) for name in files}}
        content |= {HASH: fingerprint(json.loads(json.dumps(content)))}
        with _new_file(partial / CARD) as file:
            file.write((json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
        finish_saving(folder)  # of a program that was killed
        shutil.rmtree(folder / READY, ignore_errors=True)
        partial.rename(folder / READY)
    except BaseException:
        shutil.rmtree(folder if is_new else partial, ignore_errors=True)
        raise
    finish_saving(folder)
    for old in (*folder.glob("*.npy"), *(folder / name for name in shared["files"])):
        if old.name not in files:
            old.unlink(missing_ok=True)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is on disk when the block ends: renaming it must not come before its contents."""
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]], dict[str, bytes]]:
    """Returns the card, the arrays by name and the blobs by file name.

    Raises:
        ModelError: A file is missing, unreadable or altered, the model has another format version, something in its
            card can't be used, or its base is missing or another model.
    """
    card = read_card(folder)
    arrays: dict[str, NDArray[Any]] = {}
    blobs: dict[str, bytes] = {}
    files = [(folder / name, expected) for name, expected in card["files"].items()]
    for path, expected in files + base_files(folder, card):
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device may have no end
                raise ModelError(f"{path}: not a file; copy the model folder again")
            found = _sha256(path)
        except OSError as error:
            raise ModelError(f"{path}: can't be read ({error.strerror}); copy the model folder again") from None
        if found != expected:
            raise ModelError(f"{path}: changed since the model was saved; copy the model folder again")
        if path.suffix == ".npy":
            arrays[path.stem] = _mapped(path)
        elif path.stat().st_size <= MOST_BYTES:
            blobs[path.name] = path.read_bytes()
    return card, arrays, blobs


def _mapped(path: Path) -> NDArray[Any]:
    try:
        array = np.lib.format.open_memmap(path, mode="r")
    except Exception as error:  # numpy raises errors of many kinds, depending on what is wrong in the header
        raise ModelError(f"{path}: not an array ({error}); train the model again") from None
    if not array.flags.c_contiguous:  # the other order has the same shape, but the native core reads memory as it is
        raise ModelError(f"{path}: not an array in C order; train the model again")
    # View the mapped array as a plain one: indexing numpy's memmap class costs more than the look-up itself.
    return array.view(np.ndarray)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
