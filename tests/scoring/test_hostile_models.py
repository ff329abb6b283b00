"""Whatever a model folder holds, it is refused with ModelError, or it scores; and a failed save harms no model."""

import errno
import hashlib
import io
import json
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mtdetect
from mtdetect.scoring import model_arrays, model_card, model_folder

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder with the default model's files, and its card without the hash, as version 0.1 wrote it."""
    folder = tmp_path / "model"
    folder.mkdir()
    for file in model_card.default_folder().iterdir():
        (folder / file.name).symlink_to(file)
    write_card(folder, default_card())
    return folder


def default_card() -> dict[str, Any]:
    card = json.loads((model_card.default_folder() / "model.json").read_text(encoding="utf-8"))
    del card["sha256"]
    return card  # type: ignore[no-any-return]


def write_card(folder: Path, card: object) -> None:
    path = folder / "model.json"
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(card), encoding="utf-8")


def replace_file(folder: Path, name: str, data: bytes) -> None:
    """Puts other contents into a file of the model, with the right hash in the card."""
    (folder / name).unlink()
    (folder / name).write_bytes(data)
    card = default_card()
    card["files"][name] = hashlib.sha256(data).hexdigest()
    write_card(folder, card)


def npy(array: Any, header: str | None = None) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    if header is None:
        return file.getvalue()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


def npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, a=np.zeros(3))
    return file.getvalue()


def test_the_card_has_a_hash_of_its_own(tmp_path: Path) -> None:
    mtdetect.load().save(tmp_path)
    text = (tmp_path / "model.json").read_text(encoding="utf-8")
    named = text.index('"sha256"')  # a card without a hash loads, see below
    places = [at for at, char in enumerate(text) if char.isdigit() and not named < at < named + 8]
    for at in places[:: len(places) // 60]:
        digit = "2" if text[at] == "1" else "1"  # no zero, which can't begin a number
        (tmp_path / "model.json").write_text(text[:at] + digit + text[at + 1 :], encoding="utf-8")
        with pytest.raises(mtdetect.ModelError, match="changed since the model was saved"):
            mtdetect.load(tmp_path)


def test_a_card_without_a_hash_still_loads(linked: Path) -> None:
    text = "The the minister said so."
    assert mtdetect.load(linked).score(text) == mtdetect.score(text)


def part(card: dict[str, Any]) -> dict[str, Any]:
    return card["classifiers"]["translation"]["parts"][0]  # type: ignore[no-any-return]


def evidence(card: dict[str, Any]) -> dict[str, Any]:
    return card["classifiers"]["scraping"]["evidence"]  # type: ignore[no-any-return]


def deep(levels: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


CARDS: list[tuple[Change, str]] = [
    (lambda card: card.pop("classifiers"), "classifiers is missing"),
    (lambda card: card["classifiers"].pop("scraping"), "classifiers.scraping is missing"),
    (lambda card: card["classifiers"].update(scraping=3), "classifiers.scraping is 3, not an object"),
    (lambda card: card.pop("base_rates"), "base_rates is missing"),
    (lambda card: card["base_rates"].update(translation=9.094), "base_rates.translation is 9.094, not a number from 0"),
    (lambda card: card["base_rates"].update(translation=None), "base_rates.translation is None"),
    (lambda card: card["classifiers"]["scraping"].update(slope=float("nan")), "slope is nan, not a number"),
    (lambda card: card["classifiers"]["scraping"].update(shift=float("inf")), "shift is inf, not a number"),
    (lambda card: card["classifiers"]["scraping"].update(shift=10**400), "shift is 10"),
    (lambda card: card["classifiers"]["scraping"].update(slope=True), "slope is True, not a number"),
    (lambda card: card["classifiers"]["scraping"].update(features="abc"), "features is 'abc', not a list"),
    (lambda card: card["classifiers"]["scraping"].update(context=3), "context is 3, not an object"),
    (lambda card: part(card).update(trees=-1), "trees is -1, not a whole number"),
    (lambda card: part(card).update(trees=109), "don't share the trees"),
    (lambda card: part(card).update(bias="1"), "bias is '1', not a number"),
    (lambda card: part(card).update(code="x"), "code belongs to no part of a model"),
    (lambda card: part(card).update(linear={"x": 1}), "needs x, which is none of its features"),
    (lambda card: evidence(card)["rules"].update(MTD101=1), "MTD101 is 1, not a number from 0 to 0.9999"),
    (lambda card: evidence(card).update(repeats=-0.5), "repeats is -0.5"),
    (lambda card: card["prior"].pop("features"), "prior.features is missing"),
    (lambda card: card.update(corrections={"scraping": {"features": ["words"]}}), "taught_scraping.centre.npy is miss"),
    (lambda card: card.update(ngrams={"scraping": {"forest": 1, "own": 1}}), "ngrams.scraping.shift is missing"),
    (lambda card: card.update(more=deep(60)), "nested more than 50 levels"),
    (lambda card: card.update(format=[3]), r"the format version is \[3\]"),
    (lambda card: card.update(files=[]), r"files is \[\], not an object"),
    (lambda card: card["files"].pop("heads.npy"), "heads.npy is missing"),
    (lambda card: card["files"].pop("pieces.model"), "pieces.model"),
    (
        lambda card: card["files"].update({"../secret.npy": "0"}),
        "'../secret.npy', not the name of a file in its folder",
    ),
    (lambda card: card["files"].update({"/etc/passwd": "0"}), "'/etc/passwd', not the name of a file in its folder"),
    (lambda card: card["files"].update({"..": "0"}), "'..', not the name of a file in its folder"),
    (lambda card: card["files"].update({"a\0": "0"}), "not the name of a file in its folder"),
    (lambda card: card.update(base_model=3), "base_model is 3, not an object"),
    (lambda card: card.update(base_model={"name": "a", "path": "\0", "files": {}}), "path of its base can't be used"),
    (lambda card: card.update(base_model={"name": "a", "path": "x" * 300, "files": {}}), "its base model, and "),
    (lambda card: card.update(base_model={"name": "a", "path": None, "files": {"../x": "0"}}), "'../x', not the name"),
]


@pytest.mark.parametrize(("change", "message"), CARDS, ids=[message for _, message in CARDS])
def test_cards(linked: Path, change: Change, message: str) -> None:
    card = default_card()
    change(card)
    write_card(linked, card)
    with pytest.raises(mtdetect.ModelError, match=message):
        mtdetect.load(linked)


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", "3", "{}", '{"format": 3}', "9" * 5000, "\ufeff{}"])
def test_files_that_are_no_cards(linked: Path, text: str) -> None:
    (linked / "model.json").unlink()
    (linked / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(mtdetect.ModelError, match="not a valid model card"):
        mtdetect.load(linked)


FILES = {
    "objects": npy(np.array([{}], object)),
    "a pickle": pickle.dumps([1]),
    "an archive": npz(),
    "another shape": npy(np.zeros((7, 3), np.int16)),
    "a number": npy(np.int16(3)),
    "text": npy(np.array(["a"])),
    "fields": npy(np.zeros(3, [("a", "<i2")])),
    "a huge shape": npy(0, f"{{'descr': '<i2', 'fortran_order': False, 'shape': ({2**70}, 7), }}\n"),
    "a negative shape": npy(0, "{'descr': '<i2', 'fortran_order': False, 'shape': (-1, 7), }\n"),
    "an expression": npy(0, "__import__('os').abort()\n"),
    "a header without end": npy(0, "{'descr': '<i2', 'shape': ((((((\n"),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", FILES)
def test_files_that_are_no_arrays_of_the_model(linked: Path, kind: str) -> None:
    replace_file(linked, "heads.npy", FILES[kind])
    with pytest.raises(mtdetect.ModelError, match=r"heads\.npy"):
        mtdetect.load(linked)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"\xff" * 100, b"abc"])
def test_files_that_are_no_tokenizer(linked: Path, data: bytes) -> None:
    replace_file(linked, "pieces.model", data)
    with pytest.raises(mtdetect.ModelError, match="train the model again"):
        mtdetect.load(linked)


@pytest.fixture(scope="module")
def model() -> tuple[dict[str, Any], dict[str, Any]]:
    card, arrays, _ = model_folder.read(model_card.default_folder())
    return card, arrays


def spoilt(array: Any) -> Iterator[Any]:
    """The array with a wrong type, a wrong number of axes, a row too many, and a value that is no number."""
    yield array.astype(complex)
    yield array[None]
    yield np.concatenate([array, array[-1:]])
    if array.dtype.kind == "f":
        yield np.full_like(array, np.nan)
        yield np.full_like(array, -np.inf)


def test_every_array_is_checked(model: tuple[dict[str, Any], dict[str, Any]]) -> None:
    card, arrays = model
    pieces = len(arrays["word_model.kinds"])
    model_arrays.check_arrays(arrays, card, pieces)
    passed = []
    for name, array in arrays.items():
        for wrong in spoilt(array):
            try:
                model_arrays.check_arrays(arrays | {name: wrong}, card, pieces)
            except ValueError:
                continue
            passed.append(name)
        others = {other: arrays[other] for other in arrays if other != name}
        if name != "synonyms.numbers":
            with pytest.raises(ValueError, match=r"\.npy (is missing|belongs to no part)"):
                model_arrays.check_arrays(others, card, pieces)
    # A threshold may be infinite, and a vector more than there are words does no harm. The deep reader checks its own.
    thresholds = {"translation.threshold", "scraping.threshold", "tagger.thresholds", "deep.thresholds"}
    assert set(passed) == {*thresholds, "word_network.vectors", "deep.wording"}


def rising(children: Any) -> Any:
    """A circle: the first leaf's children are the first node."""
    changed = children.copy()
    changed[(children[:, 0] == np.arange(len(children))).nonzero()[0][0]] = 0
    return changed


def shared(children: Any) -> Any:
    """Both children of the first node are the same node."""
    changed = children.copy()
    changed[0, 1] = changed[0, 0]
    return changed


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("translation.children", rising),
        ("translation.children", shared),
        ("translation.children", np.negative),
        ("translation.roots", lambda roots: roots[::-1].copy()),
        ("translation.roots", np.zeros_like),
        ("scraping.feature", lambda feature: np.full_like(feature, 134)),
        ("synonyms.numbers", lambda numbers: np.full_like(numbers, 71_661)),
        ("word_network.rows", lambda rows: np.full_like(rows, 30_001)),
        ("word_network.scale", np.zeros_like),
        ("word_model.kinds", lambda kinds: np.full_like(kinds, 7)),
        ("word_model.pairs_sizes", np.zeros_like),
        ("tagger.dilations", lambda dilations: np.full_like(dilations, 2**30)),
        ("tagger.exponents", lambda exponents: np.full_like(exponents, 2**30)),
        ("tagger.mix", lambda mix: mix[:, :192]),
        ("tagger.glance.window", lambda window: window[:8]),
        ("heads", lambda heads: heads[:, :3]),
        ("tagger.glance.places", np.asfortranarray),
    ],
)
def test_values_that_would_lead_astray(linked: Path, name: str, change: Callable[[Any], Any]) -> None:
    array = np.load(linked / f"{name}.npy")
    replace_file(linked, f"{name}.npy", npy(change(array)))
    with pytest.raises(mtdetect.ModelError, match=name.partition(".")[0]):
        mtdetect.load(linked)


@pytest.mark.parametrize("existing", [True, False])
def test_a_failed_save_leaves_the_old_model_whole(
    tmp_path: Path, existing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, model, folder = "The the minister said so.", mtdetect.load(), tmp_path / "mine"
    if existing:
        model.save(folder)
    before = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    real = os.fsync
    for allowed in (0, 5, len(model_card.read_card(model_card.default_folder())["files"])):
        left = iter(range(allowed))

        def full(handle: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(handle)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left"):
                model.save(folder)
        assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
        assert folder.exists() == existing
    if existing:
        assert mtdetect.load(folder).score(text) == model.score(text)


def test_what_a_killed_save_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".partial").mkdir()
    (tmp_path / ".partial" / "heads.npy").write_bytes(b"half")
    mtdetect.load().save(tmp_path)
    assert not (tmp_path / ".partial").exists()
    assert mtdetect.load(tmp_path).score("One.") == mtdetect.score("One.")
