"""Killed at any moment, a save leaves the old model or the new one, whole; the next save leaves nothing of it.

Each save is a copy of this process that ends without any cleaning up, as after kill -9, right before one of its file
operations: every one of them, in turn.
"""

from __future__ import annotations

import itertools
import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import mtdetect
from mtdetect.scoring import model_card, model_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes can fork")

KILLED = 9
OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
OLD, NEW = 1.0, 2.0


def save(folder: Path, value: float) -> None:
    """A model of a real card, whose files have one number. The new one has a file less, and one more."""
    card = model_card.read_card(model_card.default_folder())
    names = ("a", "b", "old" if value == OLD else "new")
    model_folder.write(folder, card, {name: np.full(3, value) for name in names}, {"c.model": str(value).encode()})


def value_of(folder: Path) -> float | None:
    """The number in all files of a model; None if there is no model. Raises ModelError for a broken one."""
    if not (folder / model_card.CARD).exists() and not (folder / model_card.READY).exists():
        return None
    _, arrays, blobs = model_folder.read(folder)
    values = {*(float(x) for array in arrays.values() for x in array), *(float(blob) for blob in blobs.values())}
    assert len(arrays) == 3
    assert len(values) == 1
    return values.pop()


def killed_save(folder: Path, operation: int) -> bool:
    """Whether a save was killed before its n-th operation in the folder; False if it has fewer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no thread of this process matters to the copy
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    status = 1
    try:
        count = itertools.count()

        def watch(event: str, given: tuple[object, ...]) -> None:
            if event in OPERATIONS and str(given[0]).startswith(str(folder)) and next(count) == operation:
                os._exit(KILLED)

        os.fsync = lambda _: None  # the system outlives the program here
        sys.addaudithook(watch)
        save(folder, NEW)
        status = 0
    finally:
        os._exit(status)


@pytest.mark.parametrize("before", [OLD, None])
def test_a_save_killed_at_every_operation(tmp_path: Path, before: float | None) -> None:
    found = []
    for moment in itertools.count():
        folder = tmp_path / str(moment)
        if before:
            save(folder, before)
        if not killed_save(folder, moment):
            break
        found.append(value_of(folder))
        save(folder, NEW)
        names = {path.name for path in folder.iterdir()}
        assert names == {"a.npy", "b.npy", "new.npy", "c.model", model_card.CARD}
        assert value_of(folder) == NEW
    assert len(found) > 10
    assert found == sorted(found, key=[before, NEW].index)  # the old one up to a moment, and from then on the new one
    assert set(found) == {before, NEW}


def test_a_folder_from_elsewhere_is_not_moved(tmp_path: Path) -> None:
    """A link in a model that somebody sent must not move files of its user."""
    own = tmp_path / "own"
    own.mkdir()
    for name in ("diary.txt", model_card.CARD):
        (own / name).write_text("mine")
    model = tmp_path / "model"
    save(model, OLD)
    (model / model_card.READY).symlink_to(own)
    assert value_of(model) == OLD
    assert {path.name for path in own.iterdir()} == {"diary.txt", model_card.CARD}


def test_a_save_that_cannot_be_completed_is_named(tmp_path: Path) -> None:
    save(tmp_path, OLD)
    ready = tmp_path / model_card.READY
    (ready / "a.npy").mkdir(parents=True)  # a folder can't replace a file
    (ready / model_card.CARD).write_text("{}")
    with pytest.raises(mtdetect.ModelError, match="a save was interrupted"):
        model_folder.read(tmp_path)
