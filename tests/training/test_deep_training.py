"""What the training of the deep reader does with its readings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_large_model import WIDTH

import mtdetect
from mtdetect.lm.large.model import HIDDEN_LAYERS
from mtdetect.lm.tagger.classes import Class
from mtdetect.text.segmented_text import SegmentedText
from training.deep import fitting
from training.tagger.documents import Labelled

SENTENCE = "The council of North Weald met on Monday, and it will close the. Branch in the High Street in May."


def test_linear_weights_apply_to_the_features_as_they_are() -> None:
    rng = np.random.default_rng(0)
    features = (rng.normal(5, 3, (400, 2)) * [1, 100]).astype(np.float32)
    truth = features[:, 0] > 5
    weights = fitting.linear(features, truth, 1.0)
    assert ((features @ weights[:-1] + weights[-1] > 0) == truth).mean() > 0.95


def test_one_sound_paragraph_in_a_hundred_may_reach_one_half() -> None:
    rng = np.random.default_rng(0)
    damaged = rng.random(5000) < 0.5
    sure = np.where(damaged, 1.0, -1.0) + rng.normal(0, 1, 5000)  # log-odds are twice this
    one, other, bias = fitting.join(sure, 4 * sure, damaged).tolist()
    assert (one, other) == (1, pytest.approx(0.5, abs=0.03))  # the wording is twice as sure as it may be
    joined = one * sure + other * 4 * sure + bias
    assert (joined >= 0)[~damaged].mean() == pytest.approx(0.01, abs=0.001)


def documents() -> list[Labelled]:
    """The same sentence in many paragraphs, with a stop inside."""
    text = SegmentedText("\n\n".join([SENTENCE] * 30))
    labels = np.zeros(len(text.text), np.uint8)
    for start, _ in text.paragraphs:
        labels[start + SENTENCE.index("the.") + 3] = Class.FALSE_STOP
    return [Labelled(text.text, text.paragraphs, labels)]


def test_a_head_learns_from_readings_that_are_kept(tiny_installed: Path, tmp_path: Path) -> None:
    pytest.importorskip("jax")
    pytest.importorskip("optax")
    from training.deep import learning, readings

    tagger = mtdetect.load().tagger
    lower = readings.lower_layers(tiny_installed, tmp_path / "lower")
    read = readings.read_tokens(lower, tagger, documents(), 500, tmp_path / "tokens")
    again = readings.read_tokens(lower, tagger, [], 500, tmp_path / "tokens")
    assert np.array_equal(read.hidden, again.hidden)
    assert read.hidden.shape == (len(read.labels), len(HIDDEN_LAYERS) * WIDTH)
    stops = read.labels == Class.FALSE_STOP
    assert stops.sum() == len(read.sizes)

    head = learning.trained(read, lambda line: None, rounds=60)
    whole = (read.hidden * readings.STEP * read.scale + read.centre)[: read.sizes[0]]
    found = head.log_odds(whole, read.log_odds[: read.sizes[0]].astype(np.float32))[:, Class.FALSE_STOP]
    assert found.argmax() == stops.argmax()
