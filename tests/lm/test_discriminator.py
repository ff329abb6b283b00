"""How the discriminator reads a text, and how it judges words that do not belong there."""

from __future__ import annotations

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES, MOST_HIDDEN, SPECIAL, UNTOLD, Discriminator


@pytest.fixture(scope="module")
def model() -> mtdetect.Model:
    return mtdetect.load()


def features(model: mtdetect.Model, *paragraphs: str) -> np.ndarray:
    tokens = model.tokenizer.encode(paragraphs)
    return model.discriminator.features(tokens, model.word_ngrams.read(tokens), model.word_ngrams)


def symbols(model: mtdetect.Model, *paragraphs: str) -> str:
    """“w” for a word, “r” for one without a vector, “.” for a stop, “,” other mark, “#” anything else, “|” boundary."""
    tokens = model.tokenizer.encode(paragraphs)
    rows = model.discriminator.symbols(tokens, model.word_ngrams.read(tokens), model.word_ngrams)
    known = len(model.discriminator.vectors) - SPECIAL
    return "".join("w" if row < known else "r.,#|"[row - known] for row in rows)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("The minister said so.", "|wwww."),
        ("He didn't go; Korea’s leader did.", "|www,www."),
        ("On 23 May, 1,000 people (and more) came!", "|w#w,#,#w#w,w."),
        ("Wait... what?!", "|w.w."),
        ("The zxqvbn said", "|wrw"),
        ("", "|"),
    ],
)
def test_a_text_as_words_and_marks(model: mtdetect.Model, paragraph: str, expected: str) -> None:
    assert symbols(model, "two words", paragraph, "one") == f"|ww{expected}|w"


SOUND = "The finance minister said on Monday that the government would not raise taxes before the end of the year."


@pytest.mark.parametrize(
    ("output", "damaged"),
    [
        (
            "substituted",
            "The fund minister said on Monday that the regime would not lift charges before the tip of the year.",
        ),
        (
            "substituted",
            "The finance said minister on Monday that government the would not raise taxes before end of the year.",
        ),
        (
            "substituted",
            "The finance minister said on Monday that the xgovernment woudl not raise taxs before the end.",
        ),
        ("missing", "The finance said on that the government would raise taxes before the of the year."),
        (
            "missing",
            "The finance minister said on taxes government Monday that the government would not raise year taxes.",
        ),
    ],
)
def test_changed_words_are_found(model: mtdetect.Model, output: str, damaged: str) -> None:
    sound, changed = features(model, SOUND, damaged)
    share = DISCRIMINATOR_FEATURES.index(f"{output}_share")
    assert changed[share] > 1.5 * sound[share]


def test_features_are_the_same_in_every_batch(model: mtdetect.Model) -> None:
    paragraphs = [SOUND, "", "One two.", SOUND * 300, "…", SOUND]
    together = features(model, *paragraphs)
    for paragraph, row in zip(paragraphs, together, strict=True):
        np.testing.assert_array_equal(features(model, paragraph)[0], row)


def test_without_a_network_all_features_are_0(model: mtdetect.Model) -> None:
    none = Discriminator.from_arrays(Discriminator.none().to_arrays())
    tokens = model.tokenizer.encode([SOUND])
    found = none.features(tokens, model.word_ngrams.read(tokens), model.word_ngrams)
    assert found.shape == (1, len(DISCRIMINATOR_FEATURES))
    assert not found.any()
    assert features(model).shape == (0, len(DISCRIMINATOR_FEATURES))


def test_no_unit_exceeds_the_exact_range_of_its_type(model: mtdetect.Model) -> None:
    network = model.discriminator
    parts = np.abs(network.hidden.astype(np.int64)).sum(1).max(0) * 127
    assert parts.max() < 2**24
    most = np.abs(network.hidden.astype(np.int64)).sum(1) * 127 // network.scale[0] + 1
    assert (most.sum(0) + np.abs(network.bias)).max() < 2**15
    inner = np.abs(network.inner.astype(np.int64)).sum(0) * MOST_HIDDEN + np.abs(network.inner_bias)
    outputs = np.abs(network.output.astype(np.int64)).sum(0) * MOST_HIDDEN
    assert max(inner.max(), outputs.max()) < 2**24


def test_log_odds_of_each_word(model: mtdetect.Model) -> None:
    paragraphs = ["She didn’t (of course) hefty the quantum, 3 times.", "", "It was said so."]
    tokens = model.tokenizer.encode(paragraphs)
    read = model.word_ngrams.read(tokens)
    found = model.discriminator.replaced(tokens, read, model.word_ngrams)
    words = [
        "".join(model.tokenizer.pieces()[i] for i in tokens.ids[a:b])
        for a, b in zip(read.words.starts, read.words.ends, strict=True)
    ]
    assert len(found) == len(words)
    by_word = dict(zip(words, found, strict=True))
    assert by_word["▁hefty"] > max(by_word[word] for word in ("▁she", "▁didn’t", "▁the", "▁quantum", "▁times", "▁was"))
    assert set(Discriminator.none().replaced(tokens, read, model.word_ngrams)) == {UNTOLD}
