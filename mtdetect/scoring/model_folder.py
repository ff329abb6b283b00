"""Reads and writes model folders: `model.json` (the card, with the SHA-256 of all other files), arrays and blobs.

Arrays are `.npy` files, memory-mapped and loaded without pickle. Loading a model never runs code from it. Small
folders leave out files: see `base_model`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.base_model import base_files, base_since, reference
from mtdetect.scoring.model_card import CARD, FORMAT, SMALL_FORMAT, modified, read_card
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

    The card is removed first and written last, so that an interrupted write leaves a folder that can't be loaded.
    """
    content = {name: value for name, value in card.items() if name not in ("format", "base_model", "files")}
    shared = reference(base, folder, arrays, blobs) if base else {"files": {}}
    if shared["files"]:
        content = {"format": SMALL_FORMAT, **content, "base_model": shared}
        arrays = {name: array for name, array in arrays.items() if f"{name}.npy" not in shared["files"]}
        blobs = {name: blob for name, blob in blobs.items() if name not in shared["files"]}
    else:
        content = {"format": FORMAT, **content}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    files = {f"{name}.npy" for name in arrays} | set(blobs)
    for old in (*folder.glob("*.npy"), *(folder / name for name in shared["files"])):
        if old.name not in files:
            old.unlink(missing_ok=True)
    # Each file is written elsewhere and moved: the arrays being saved may be mapped from the files they replace.
    for name, array in arrays.items():
        partial = folder / f"{name}.partial.npy"
        np.save(partial, np.ascontiguousarray(array), allow_pickle=False)
        partial.replace(folder / f"{name}.npy")
    for name, blob in blobs.items():
        partial = folder / f"{name}.partial"
        partial.write_bytes(blob)
        partial.replace(folder / name)
    hashes = {name: _sha256(folder / name) for name in sorted(files)}
    partial = folder / f"{CARD}.partial"
    partial.write_text(json.dumps({**content, "files": hashes}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(folder / CARD)


def read(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]], dict[str, bytes]]:
    """Returns the card, the arrays by name and the blobs by file name.

    Raises:
        ModelError: A file is missing, unreadable or altered, the model has another format version, or its base is
            missing or another model.
    """
    card = read_card(folder)
    arrays: dict[str, NDArray[Any]] = {}
    blobs: dict[str, bytes] = {}
    files = [(folder / name, expected) for name, expected in card["files"].items()]
    for path, expected in files + base_files(folder, card):
        try:
            found = _sha256(path)
        except OSError as error:
            raise ModelError(f"{path}: can't be read ({error.strerror}); copy the model folder again") from None
        if found != expected:
            raise ModelError(f"{path}: changed since the model was saved; copy the model folder again")
        if path.suffix == ".npy":
            # View the mapped array as a plain one: indexing numpy's memmap class costs more than the look-up itself.
            arrays[path.stem] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
        else:
            blobs[path.name] = path.read_bytes()
    return card, arrays, blobs


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
