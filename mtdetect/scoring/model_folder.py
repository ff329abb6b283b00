"""A model as a folder: `model.json` (the card, with the SHA-256 of every other file), arrays, and blobs.

Arrays are `.npy` files, read without pickle and mapped from disk; reading a model runs no code from it.
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
    """Where the default model is: within the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parents[1]
    for models in (here / "models", here.parent / "models"):
        if (models / DEFAULT / CARD).exists():
            return models / DEFAULT
    raise ModelError(f"The default model ({DEFAULT}) is not in this installation; install mtdetect again.")


def stamp(folder: Path) -> int:
    """A number that changes when the model in the folder is written again; 0 where there is none."""
    try:
        return (folder / CARD).stat().st_mtime_ns
    except OSError:
        return 0


def write(
    folder: Path, card: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], blobs: Mapping[str, bytes]
) -> None:
    """Writes the parts first and the card last: a folder without a card is no model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    files = {f"{name}.npy" for name in arrays} | set(blobs)
    for old in folder.glob("*.npy"):
        if old.name not in files:
            old.unlink()
    # Each file is put in place whole: the model being saved may be mapped from the very files it replaces.
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
    """The card, the arrays by name and the blobs by file name. Raises ModelError."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        version, files = card["format"], card["files"]
    except FileNotFoundError:
        raise ModelError(f"{folder}: no {CARD} here; give the folder that `mtdetect train -o` wrote.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CARD}: not a model card ({error}); train the model again.") from None
    if version != FORMAT:
        raise ModelError(
            f"{folder / CARD}: format {version}, and this version of mtdetect reads {FORMAT}; "
            "train the model again, or use the one that comes with the program."
        )
    arrays: dict[str, NDArray[Any]] = {}
    blobs: dict[str, bytes] = {}
    for name, expected in files.items():
        path = folder / name
        try:
            found = _sha256(path)
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; copy the model folder again.") from None
        if found != expected:
            raise ModelError(f"{path}: altered since the model was written; copy the model folder again.")
        if path.suffix == ".npy":
            # Mapped, but as plain arrays: indexing numpy's memmap class costs more than the look-up itself.
            arrays[path.stem] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
        else:
            blobs[name] = path.read_bytes()
    return card, arrays, blobs


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
