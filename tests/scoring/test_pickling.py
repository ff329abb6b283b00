"""A loaded model is pickled as the path of its folder; any other model is pickled whole."""

import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import mtdetect
from mtdetect.scoring import model_folder

SHORT = 1_000


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder.default_folder(), tmp_path / "model"))


def change(folder: Path) -> None:
    model = mtdetect.load(folder)
    replace(model, card=model.card | {"base_rates": {"translation": 0.5, "scraping": 0.5}}).save(folder)


def test_a_loaded_model_is_a_path(copy: Path) -> None:
    default, own = pickle.dumps(mtdetect.load()), pickle.dumps(mtdetect.load(copy))
    assert len(default) < SHORT > len(own)
    assert str(model_folder.default_folder()).encode() not in default  # it may be elsewhere on another machine
    assert pickle.loads(default) is mtdetect.load()
    assert pickle.loads(own) is mtdetect.load(copy)


@pytest.mark.parametrize(("damage", "message"), [(shutil.rmtree, "does not exist"), (change, "not the model that was")])
def test_a_folder_that_changes_after_pickling_is_an_error(copy: Path, damage, message: str) -> None:
    pickled = pickle.dumps(mtdetect.load(copy))
    damage(copy)
    with pytest.raises(mtdetect.ModelError, match=message):
        pickle.loads(pickled)


def test_a_model_that_is_not_in_its_folder_is_pickled_whole(copy: Path) -> None:
    text = "The minister said on Tuesday that the the vote was over."
    model = mtdetect.load(copy)
    edited = replace(model, adapters={}, card=model.card | {"note": "edited"})
    assert pickle.loads(pickle.dumps(edited)).card["note"] == "edited"
    change(copy)
    assert pickle.loads(pickle.dumps(model)).score(text) == model.score(text)
