"""The card of a model, `model.json`, and the folder of the default model."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mtdetect.scoring.card_values import check_card
from mtdetect.types import ModelError

FORMAT, SMALL_FORMAT = 3, 4
"""Format versions: of a complete model, and of one that needs a base."""
CARD = "model.json"
DEFAULT = "news-en"
PARTIAL = ".partial"
"""A folder inside that of the model, where a new one is written."""
READY = ".ready"
"""Its name as soon as the new model is whole: from then on, the new one counts, wherever its files are."""
HASH = "sha256"
"""The field of the card with its own hash. Models of version 0.1 lack it."""

MOST_BYTES = 64_000_000
"""The longest file of a model that is read into memory; arrays are mapped. The default model's are under 1 MB."""


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


def read_card(folder: Path) -> dict[str, Any]:
    """The card of the model in this folder.

    Raises:
        ModelError: There is none, it was changed, it has another format version, or something in it can't be used.
    """
    path = folder / CARD
    try:
        finish_saving(folder)
    except OSError as error:
        raise ModelError(
            f"{folder}: a save was interrupted, and can't be completed ({error.strerror}); load it once from an "
            "account that may write there"
        ) from None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("not a file")
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"longer than {MOST_BYTES:,} bytes")
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version, _ = card["format"], card["files"]
        changed = HASH in card and card[HASH] != fingerprint(card)
    except FileNotFoundError:
        problem = f"there is no {CARD} in this folder" if folder.is_dir() else "this folder does not exist"
        raise ModelError(f"{folder}: {problem}; give one written by mtdetect train") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise ModelError(f"{path}: not a valid model card ({error}); train the model again") from None
    if changed:
        raise ModelError(f"{path}: changed since the model was saved; copy the model folder again")
    if version not in (FORMAT, SMALL_FORMAT):
        raise ModelError(
            f"{path}: the format version is {version!r:.40}, but this version of mtdetect reads {FORMAT} and "
            f"{SMALL_FORMAT}; train the model again, or use the default model"
        )
    try:
        check_card(card)
    except ValueError as error:
        raise ModelError(f"{path}: not a usable model card ({error}); train the model again") from None
    return card


def finish_saving(folder: Path) -> None:
    """Moves the files of a new model to their places, if it is ready. A program that was to do it may have been killed.

    Raises:
        OSError: A file can't be moved.
    """
    ready = folder / READY
    if ready.is_symlink() or not (ready / CARD).is_file():
        return
    names = [path.name for path in ready.iterdir()]
    for name in sorted(names, key=lambda name: name == CARD):  # the card is last
        with suppress(FileNotFoundError):  # another program is moving them too
            (ready / name).replace(folder / name)
    with suppress(OSError):
        ready.rmdir()


def fingerprint(card: Mapping[str, Any]) -> str:
    """A hash of the card, and so of the whole model: the card has the hashes of the other files."""
    content = {name: value for name, value in card.items() if name != HASH}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def described(folder: Path | None, card: Mapping[str, Any]) -> str:
    """The name of a model, and the date of its training if the card has it: `news-en (2026-11-30)`."""
    name = folder.name if folder else "unsaved model"
    return f"{name} ({card['date']})" if "date" in card else name


def run_date() -> date:
    """Today, or the day of `SOURCE_DATE_EPOCH` (in UTC), for output that must not depend on when it was made."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        with suppress(ValueError, OverflowError, OSError):  # not a time that there is
            return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()


def modified(folder: Path) -> int:
    """When the card was written, in nanoseconds; 0 if there is none."""
    try:
        return (folder / CARD).stat().st_mtime_ns
    except OSError:
        return 0
