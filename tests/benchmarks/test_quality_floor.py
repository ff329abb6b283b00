"""No figure of the shipped model sinks under its floor (`benchmarks/floors.json`)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks import floors
from benchmarks.bench import Bench
from mtdetect.scoring import model_folder
from mtdetect.types import ModelError
from training.dataset import data_hash

DATA, CASES = (os.environ.get(name) for name in ("MTDETECT_DATA", "MTDETECT_CASES"))
PINNED = json.loads(floors.FILE.read_text(encoding="utf-8"))


def test_floors_are_figures() -> None:
    assert PINNED["floors"]
    assert all(isinstance(value, int | float) for value in PINNED["floors"].values())


@pytest.mark.skipif(not (DATA and CASES), reason="MTDETECT_DATA and MTDETECT_CASES do not name the folders")
def test_no_figure_sinks() -> None:
    data = Path(str(DATA))
    try:
        model_folder.default_folder()
    except ModelError as error:
        pytest.skip(str(error))
    if PINNED["data"] and PINNED["data"] != data_hash(data):
        pytest.skip("the floors were pinned on other data: python -m benchmarks.floors --pin --lower")
    parts = [part for part in floors.UNSEEN if part != "systems"]  # which takes longest: python -m benchmarks.floors
    figures = floors.measure(Bench(data), Path(str(CASES)), parts)
    pinned = {name: floor for name, floor in PINNED["floors"].items() if not name.startswith("unseen systems")}
    assert floors.sunk(figures, pinned) == []
