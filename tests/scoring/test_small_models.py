"""A small model folder leaves out what its base has too, scores the same, and never loads with another base."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mtdetect
from mtdetect.scoring import model_card, model_folder
from mtdetect.scoring.adapter import Adapter
from mtdetect.scoring.ngram_models import HASH_BITS

TEXT = "The minister said on Tuesday that the the vote was over.\n\nHome\nNews\nSport"


def corrected(base: mtdetect.Model) -> mtdetect.Model:
    """The base with a correction that lowers the scraping score, as training makes it."""
    columns = base.classifiers["scraping"].columns
    size = len(columns)
    weights = np.append(np.zeros(size + 1), -2.0)
    ngrams = np.zeros((2**HASH_BITS, 1), np.int16)
    adapter = Adapter(columns, np.zeros(size), np.ones(size), weights, ngrams)
    card = base.card | {"version": "9.9"}
    return replace(base, adapters={"scraping": adapter}, card=card, folder=None, base_folder=base.folder)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


@pytest.fixture
def own_base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder.default_folder(), tmp_path / "models" / "base"))


@pytest.fixture
def on_default(tmp_path: Path) -> Path:
    corrected(mtdetect.load()).save(tmp_path / "small", whole=False)
    return tmp_path / "small"


@pytest.fixture
def on_own(own_base: Path, tmp_path: Path) -> Path:
    corrected(mtdetect.load(own_base)).save(tmp_path / "models" / "small", whole=False)
    return tmp_path / "models" / "small"


def reference(folder: Path) -> dict:
    return json.loads((folder / "model.json").read_text(encoding="utf-8"))["base_model"]  # type: ignore[no-any-return]


def test_a_small_model_scores_like_the_whole_one(on_default: Path, tmp_path: Path) -> None:
    model = corrected(mtdetect.load())
    model.save(tmp_path / "whole")
    assert size(on_default) * 20 < size(tmp_path / "whole")
    small = mtdetect.score(TEXT, model=on_default)
    assert small == model.score(TEXT) == mtdetect.score(TEXT, model=tmp_path / "whole")
    assert small.scraping < mtdetect.score(TEXT).scraping
    assert reference(on_default)["path"] is None  # found again wherever mtdetect is installed


def test_it_moves_together_with_its_base(on_own: Path, tmp_path: Path) -> None:
    before = mtdetect.score(TEXT, model=on_own)
    assert (reference(on_own)["path"], reference(on_own)["name"]) == ("../base", "base")
    (tmp_path / "models").rename(tmp_path / "moved")
    assert mtdetect.score(TEXT, model=tmp_path / "moved" / "small") == before


def test_it_becomes_whole_again_without_its_base(on_own: Path, own_base: Path) -> None:
    before = mtdetect.score(TEXT, model=on_own)
    mtdetect.load(on_own).save(on_own)
    shutil.rmtree(own_base)
    assert mtdetect.score(TEXT, model=on_own) == before


def test_a_whole_model_becomes_small_in_its_own_folder(own_base: Path) -> None:
    """Its base is then the default model: a folder can't leave out its own files."""
    mtdetect.load(own_base).save(own_base, whole=False)
    assert sorted(path.name for path in own_base.iterdir()) == ["model.json"]
    assert mtdetect.score(TEXT, model=own_base) == mtdetect.score(TEXT)


def test_a_correction_of_a_small_model_needs_the_same_base(on_own: Path, own_base: Path, tmp_path: Path) -> None:
    start = mtdetect.load(on_own)
    assert start.base_folder == own_base
    start.save(tmp_path / "next", whole=False)
    shutil.rmtree(on_own)
    assert mtdetect.load(tmp_path / "next").adapters


def change(folder: Path) -> None:
    """Puts another model there."""
    model = mtdetect.load(folder)
    replace(model, ngram_weights=model.ngram_weights + np.int16(1)).save(folder)


def flip(folder: Path) -> None:
    path = folder / "heads.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"!")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (shutil.rmtree, r"small: needs its base model, and .*base has none; put the base model back there, or train"),
        (change, r"small: needs its base model, and .*base has another; put the base model back there, or train"),
        (flip, r"base.heads\.npy: changed since the model was saved"),
    ],
)
def test_a_missing_or_changed_base(on_own: Path, own_base: Path, damage, message: str) -> None:
    mtdetect.load(on_own)  # a loaded model must not hide that its base changed
    damage(own_base)
    if damage is flip:  # the time of the card tells of changes; a file changed by hand is noticed on the next start
        mtdetect.scoring.pipeline._load.cache_clear()
    with pytest.raises(mtdetect.ModelError, match=message):
        mtdetect.load(on_own)


def test_another_default_model_after_an_upgrade(
    on_default: Path, own_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(own_base)
    monkeypatch.setattr("mtdetect.scoring.base_model.default_folder", lambda: own_base)
    mtdetect.scoring.base_model.base_since.cache_clear()
    expected = "this installation has another; install mtdetect 9.9 again, or train this model again from its samples"
    with pytest.raises(mtdetect.ModelError, match=expected):
        mtdetect.load(on_default)
    mtdetect.scoring.base_model.base_since.cache_clear()


def test_an_older_version_refuses_a_small_model(on_default: Path) -> None:
    """Version 0.1 reads format 3 only: it must not look for the files that are left out."""
    assert model_card.read_card(on_default)["format"] == 4
    assert model_card.read_card(model_folder.default_folder())["format"] == 3
