"""Small model folders, which leave out the files that another model, the base, has too.

The card of a small model has, under `base_model`, the name of the base, the SHA-256 of the files that it needs of it,
and the base's path relative to its own folder. The path of the default model is null: it comes with mtdetect.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.model_card import CARD, default_folder, read_card
from mtdetect.types import ModelError


def reference(
    base: Path, folder: Path, arrays: Mapping[str, NDArray[Any]], blobs: Mapping[str, bytes]
) -> dict[str, Any]:
    """What the card of a model in `folder` says of its base. `files` are those that the model has in common with it."""
    hashes = read_card(base)["files"]
    # Contents are compared, not files: the header of an array may depend on the version of numpy.
    same = [name for name, blob in blobs.items() if name in hashes and (base / name).read_bytes() == blob]
    for name, array in arrays.items():
        if f"{name}.npy" in hashes:
            other = np.load(base / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            if (other.dtype, other.shape) == (array.dtype, array.shape) and other.tobytes() == array.tobytes():
                same.append(f"{name}.npy")
    path = None if base == default_folder() else _relative(base, folder.resolve())
    return {"name": base.name, "path": path, "files": {name: hashes[name] for name in sorted(same)}}


def _relative(base: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(base, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        return base.as_posix()


def base_folder(folder: Path, card: Mapping[str, Any]) -> Path | None:
    """The folder of the base; None for a complete model."""
    if "base_model" not in card:
        return None
    path = card["base_model"]["path"]
    try:
        return default_folder() if path is None else (folder / path).resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a path that no folder can have; a circle of links
        raise ModelError(f"{folder}: the path of its base can't be used ({error}); train this model again") from None


@lru_cache(maxsize=32)
def base_since(folder: Path, modified: int) -> Path | None:
    """The `base_folder` of the model that was written at this time; also None if its card can't be read."""
    try:
        return base_folder(folder, read_card(folder))
    except ModelError:
        return None


def base_files(folder: Path, card: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """The base's files that the model in `folder` needs, with their SHA-256.

    Raises:
        ModelError: The base is missing, or is another model by now.
    """
    base = base_folder(folder, card)
    if base is None:
        return []
    needed = card["base_model"]["files"]
    there = _has_card(base)
    if there and needed.items() <= read_card(base)["files"].items():
        return [(base / name, expected) for name, expected in needed.items()]
    if card["base_model"]["path"] is None:
        version = card.get("version", "the version that it was made with")
        problem = "the default model that it was trained from, and this installation has another"
        fix = f"install mtdetect {version} again"
    else:
        problem = f"its base model, and {base} {'has another' if there else 'has none'}"
        fix = "put the base model back there"
    raise ModelError(f"{folder}: needs {problem}; {fix}, or train this model again from its samples")


def _has_card(folder: Path) -> bool:
    with suppress(OSError):  # the name is too long, or the folder is closed to us
        return (folder / CARD).exists()
    return False
