"""Reads and writes model folders: `model.json` (the card, with the SHA-256 of all other files), arrays and blobs.

Arrays are `.npy` files, memory-mapped and loaded without pickle. Loading a model never runs code from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.types import ModelError

FORMAT = 3
CARD = "model.json"
DEFAULT = "news-en"


def default_folder() -> Path:
    """The folder of the default model, inside the installed package or at the top of a checkout.

    Raises:
        ModelError: It is in neither place.
    """
    here = Path(__file__).resolve().parents[1]
    for models in (here / "models", here.parent / "models"):
        if (models / DEFAULT / CARD).exists():
            return models / DEFAULT
    raise ModelError(f"the default model ({DEFAULT}) is missing from this installation; install mtdetect again")


def stamp(folder: Path) -> int:
    """A number that changes whenever a model is written to the folder; 0 if there is no model."""
    try:
        return (folder / CARD).stat().st_mtime_ns
    except OSError:
        return 0


def fingerprint(card: Mapping[str, Any]) -> str:
    """A hash of the card, and so of the whole model: the card has the hashes of the other files."""
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()


def write(
    folder: Path, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], blobs: Mapping[str, bytes]
) -> None:
    """Writes a model, and removes arrays left from an earlier one.

    The card is removed first and written last, so that an interrupted write leaves a folder that can't be loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    files = {f"{name}.npy" for name in arrays} | set(blobs)
    for old in folder.glob("*.npy"):
        if old.name not in files:
            old.unlink()
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
    partial.write_text(
        json.dumps({"format": FORMAT, **card, "files": hashes}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    partial.replace(folder / CARD)


def read(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]], dict[str, bytes]]:
    """Returns the card, the arrays by name and the blobs by file name.

    Raises:
        ModelError: A file is missing, unreadable or altered, or the model has another format version.
    """
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        version, files = card["format"], card["files"]
    except FileNotFoundError:
        problem = f"there is no {CARD} in this folder" if folder.is_dir() else "this folder does not exist"
        raise ModelError(f"{folder}: {problem}; give one written by mtdetect train") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CARD}: not a valid model card ({error}); train the model again") from None
    if version != FORMAT:
        raise ModelError(
            f"{folder / CARD}: the format version is {version}, but this version of mtdetect reads {FORMAT}; "
            "train the model again, or use the default model"
        )
    arrays: dict[str, NDArray[Any]] = {}
    blobs: dict[str, bytes] = {}
    for name, expected in files.items():
        path = folder / name
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
            blobs[name] = path.read_bytes()
    return card, arrays, blobs


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
