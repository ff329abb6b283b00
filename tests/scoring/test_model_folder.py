"""An incomplete, altered or incompatible model folder causes a clear error, never a wrong score."""

import json
import os
import shutil
from pathlib import Path

import pytest

import mtdetect
from mtdetect.scoring import model_folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder.default_folder(), tmp_path / "model"))


def edit_card(folder: Path, **changes: object) -> None:
    """Changes the card of a model, and leaves out its hash, as in version 0.1."""
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    card.pop("sha256", None)
    (folder / "model.json").write_text(json.dumps(card | changes), encoding="utf-8")


def damage_array(folder: Path) -> None:
    path = folder / "heads.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def ask_for_unknown_feature(folder: Path) -> None:
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    card["classifiers"]["scraping"]["features"][0] = "from-the-future"
    edit_card(folder, classifiers=card["classifiers"])


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replace_by_link(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "model.json").unlink(), "there is no model.json in this folder"),
        (shutil.rmtree, "this folder does not exist"),
        (lambda folder: (folder / "model.json").write_text("{"), "not a valid model card"),
        (lambda folder: edit_card(folder, format=99), "format version is 99, but this version of mtdetect reads 3"),
        (lambda folder: (folder / "heads.npy").unlink(), r"heads.npy: can't be read \(No such file"),
        (lambda folder: replace_by_pipe(folder / "model.json"), "not a file"),
        (lambda folder: replace_by_pipe(folder / "heads.npy"), "heads.npy: not a file"),
        (lambda folder: replace_by_link(folder / "heads.npy", "/dev/zero"), "heads.npy: not a file"),
        (damage_array, "heads.npy: changed since the model was saved"),
        (ask_for_unknown_feature, "features that this version of mtdetect lacks: from-the-future"),
    ],
)
def test_unusable_model(copy: Path, damage, message: str) -> None:
    damage(copy)
    with pytest.raises(mtdetect.ModelError, match=message):
        mtdetect.load(copy)


def test_a_copy_of_the_model_scores_the_same(copy: Path) -> None:
    text = "The minister said on Tuesday that the the vote was over.\n\nHome\nNews\nSport"
    assert mtdetect.score(text, model=copy) == mtdetect.score(text)


def test_saving_again_changes_nothing(copy: Path, tmp_path: Path) -> None:
    mtdetect.load(copy).save(tmp_path / "again")
    for path in copy.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_a_model_is_saved_over_the_files_it_is_mapped_from(copy: Path) -> None:
    text = "The minister said on Tuesday that the the vote was over."
    model = mtdetect.load(copy)
    before = model.score(text)
    model.save(copy)
    assert model.score(text) == before == mtdetect.score(text, model=copy)


def test_a_model_of_fewer_features_still_loads(copy: Path) -> None:
    """A detector that is added later must not break it: columns are picked by name."""
    columns = set(mtdetect.load(copy).classifiers["scraping"].columns)
    assert columns < set(mtdetect.scoring.read_batch.COLUMNS)


def test_every_feature_has_its_column() -> None:
    batch = mtdetect.load().analyse(["A paragraph of words.\n\nAnother one."])
    assert mtdetect.load().rows(batch.evidence()).shape == (2, len(mtdetect.scoring.read_batch.COLUMNS))
