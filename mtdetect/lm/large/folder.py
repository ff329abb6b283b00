"""The folder that the deep reader is installed in, and what it holds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from mtdetect.types import ModelError

GRAPH, TOKENIZER, LICENCE, ABOUT = "model.onnx", "tokenizer.json", "LICENSE", "about.json"

FORMAT = 2
"""Version of the graph's inputs and outputs. A folder of another version is installed again."""

FOLDER_VARIABLE = "MTDETECT_DEEP_FOLDER"

MISSING = "the deep reader is not installed; run: mtdetect deep install"

EXTRA = "install mtdetect with its extra “deep”, as its README says"


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
        return Path(named).expanduser().absolute()
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
        raise ModelError(f"the deep reader needs {error.name}; {EXTRA}") from error
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
    """Removes the deep reader, and nothing else that is in its folder. Returns the folder, or None if there was none.

    Raises:
        ModelError: a file can't be removed.
    """
    where = folder()
    if not (where / ABOUT).exists():
        return None
    try:
        for name in (ABOUT, GRAPH, TOKENIZER, LICENCE):
            (where / name).unlink(missing_ok=True)
        if not any(where.iterdir()):
            where.rmdir()
    except OSError as error:
        raise ModelError(f"{where}: {error.strerror or error}") from error
    return where
