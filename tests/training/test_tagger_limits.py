"""From which log-odds places are flagged: what is fitted to places in sound and in damaged text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.tagger.classes import Class
from training.tagger import limits
from training.tagger.limits import Evidence, Place, gathered, read_by
from training.tagger.texts import Document

WORDS = 100_000
RATES = {Class.FALSE_STOP: 0.04}


def places(values: np.ndarray, saved: np.ndarray) -> list[Place]:
    each = zip(values.tolist(), saved.tolist(), strict=True)
    return [Place(Class.FALSE_STOP, value, bits, 0, 0, 1, "") for value, bits in each]


def evidence(saves: bool, number: int = 400) -> Evidence:
    """As many wrong places as right ones; correcting a right one saves bits, or as many as correcting a wrong one."""
    rng = np.random.default_rng(0)
    bits = rng.normal(4 if saves else 0, 2, number)
    right, wrong = places(rng.normal(2, 1, number), bits), places(rng.normal(0, 1, number), rng.normal(0, 2, number))
    return Evidence({"news": wrong}, {"news": WORDS}, right, [], {Class.FALSE_STOP: 500}, (1 / 5000, 1 / 500))


def fitted(monkeypatch: pytest.MonkeyPatch, own: Evidence) -> tuple[float, float, int, int]:
    """The threshold, the worth of a bit, and how many wrong and right places are flagged."""
    monkeypatch.setattr(limits, "gathered", lambda read, sound: own)
    tagger = mtdetect.load().tagger
    assert tagger
    found = limits.fitted(tagger, lambda texts: [], {}, RATES)
    threshold, worth = float(found.thresholds[Class.FALSE_STOP, 0]), float(found.edits[Class.FALSE_STOP])
    assert np.isinf(found.thresholds[Class.GAP]).all()
    beyond = threshold + 1e-5  # thresholds have 32 bits, and each is the value of a place
    flagged = [sum(p.value(worth) > beyond for p in own_places) for own_places in (own.sound["news"], own.right)]
    return threshold, worth, *flagged


def test_wrong_flags_keep_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, wrong, right = fitted(monkeypatch, evidence(saves=False))
    assert wrong <= RATES[Class.FALSE_STOP] * limits.SHARES[0] * WORDS / 1000
    assert right > 80


def test_bits_that_correcting_saves_find_more(monkeypatch: pytest.MonkeyPatch) -> None:
    _, worth, wrong, right = fitted(monkeypatch, evidence(saves=True))
    assert worth > 0.1
    assert wrong <= 3
    assert right > 1.5 * fitted(monkeypatch, evidence(saves=False))[3]


def test_a_class_that_is_never_sure_is_not_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    own = evidence(saves=False)
    same = replace(own, right=own.sound["news"][:3], sound={"news": own.sound["news"] * 20})
    assert fitted(monkeypatch, same)[0] > 3


SLIP = "They spoke to the. Minister about the bridge that is to be built beside the old one in the spring of next year."


def test_a_slip_that_a_reader_found_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    model = mtdetect.load()
    assert model.tagger
    monkeypatch.setattr(limits, "is_for_thresholds", lambda document: True)

    def read(texts):
        return read_by(model, model.tagger.unlimited(), texts)

    sound = {"news": [Document("", (SLIP, SLIP.replace("the. M", "the m")))]}
    found = [place for place in gathered(read, sound).sound["news"] if place.which == Class.FALSE_STOP]
    assert [place.end - place.start for place in found] == [len("the. Minister")]
    monkeypatch.setattr(limits, "_slips", lambda: frozenset({found[0].name}))
    assert not [place for place in gathered(read, sound).sound["news"] if place.which == Class.FALSE_STOP]
