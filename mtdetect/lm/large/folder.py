"""The folder that the deep reader is installed in, and what it holds."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from mtdetect.types import ModelError

GRAPH, TOKENIZER, LICENCE, ABOUT = "model.onnx", "tokenizer.json", "LICENSE", "about.json"

FORMAT = 1
"""Version of the graph's inputs and outputs. A folder of another version is installed again."""

FOLDER_VARIABLE = "MTDETECT_DEEP_FOLDER"

MISSING = "the deep reader is not installed; run: pip install 'mtdetect[deep]' && mtdetect deep install"


class Installed(NamedTuple):
    """What is installed: its folder, name, licence, source and bytes on disk."""

    folder: Path
    name: str
    licence: str
    source: str
    size: int


def folder() -> Path:
    """Where the deep reader is, or will be: in the user's cache, unless MTDETECT_DEEP_FOLDER names a folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("mtdetect", appauthor=False) / "deep"


def installed() -> Installed | None:
    """What is installed, or None.

    Raises:
        ModelError: what is there was made by another version of mtdetect, or is damaged.
    """
    try:
        where = folder()
    except ImportError as error:
        raise ModelError(MISSING) from error
    if not (where / ABOUT).exists():
        return None
    try:
        about: dict[str, Any] = json.loads((where / ABOUT).read_text("utf-8"))
        found = Installed(
            where,
            str(about["name"]),
            str(about["licence"]),
            str(about["source"]),
            sum((where / name).stat().st_size for name in (GRAPH, TOKENIZER)),
        )
        version = about["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{where}: damaged ({error}); run: mtdetect deep install") from error
    if version != FORMAT:
        raise ModelError(f"{where}: made by another version of mtdetect; run: mtdetect deep install")
    return found


def remove() -> Path | None:
    """Removes the deep reader. Returns its folder, or None if there was nothing to remove."""
    where = folder()
    if not where.exists():
        return None
    shutil.rmtree(where)
    return where
