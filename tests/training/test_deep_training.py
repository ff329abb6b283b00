"""What the training of the deep reader does with its readings."""

from __future__ import annotations

import numpy as np
import pytest

from mtdetect.lm.tagger.classes import Class
from mtdetect.scoring.deep.edits import EDITED
from training.deep import fitting
from training.deep.readings import ReadEdits, right_of

STOP, LOST, STRAY = Class.FALSE_STOP, Class.LOST_STOP, Class.STRAY


@pytest.mark.parametrize(
    ("which", "first", "last", "labels", "expected"),
    [
        (STRAY, 1, 2, [0, STRAY, STRAY, 0], 1),
        (STRAY, 1, 1, [0, STRAY, STRAY, 0], -1),
        (STRAY, 0, 2, [0, STRAY, STRAY, 0], -1),
        (STRAY, 3, 3, [0, STRAY, STRAY, 0], 0),
        (STRAY, 0, 1, [STRAY, STRAY, 0], 1),
        (STOP, 1, 1, [0, STOP, 0], 1),
        (STOP, 1, 1, [0, STRAY, 0], 0),
        (LOST, 2, 2, [0, 0, LOST], 1),
    ],
)
def test_an_edit_is_right_if_it_undoes_all_of_one_damage(
    which: Class, first: int, last: int, labels: list[int], expected: int
) -> None:
    assert right_of(which, first, last, np.array(labels, np.uint8)) == expected


def read_edits(values: list[float], right: list[int], kind: int = 0, words: int = 1000) -> ReadEdits:
    features = np.array(values, np.float32)[:, None]
    return ReadEdits(features, np.full(len(values), kind), np.array(right), words, 100)


def test_linear_weights_apply_to_the_features_as_they_are() -> None:
    rng = np.random.default_rng(0)
    features = (rng.normal(5, 3, (400, 2)) * [1, 100]).astype(np.float32)
    truth = features[:, 0] > 5
    weights = fitting.linear(features, truth, 1.0)
    assert ((features @ weights[:-1] + weights[-1] > 0) == truth).mean() > 0.95


def test_as_many_sound_paragraphs_reach_one_half_as_before() -> None:
    rng = np.random.default_rng(0)
    fast, wording = rng.normal(-2, 1, 5000), rng.normal(-1, 1, 5000)
    sound = rng.random(5000) < 0.5
    one, other, bias = fitting.join(fast, wording, sound).tolist()
    joined = one * fast + other * wording + bias
    assert (joined >= 0)[sound].mean() == pytest.approx((fast >= 0)[sound].mean(), abs=0.001)


def test_thresholds_allow_the_stated_rate_of_false_alarms() -> None:
    weights = np.tile(np.array([1.0, 0.0], np.float32), (len(EDITED), 1))
    values = list(range(1, 101))
    # 50,000 words, at 0.06 false stops in 1,000: three may be above.
    kinds = [read_edits(values, [0] * 100, words=50_000) for _ in range(3)]
    limit = fitting.thresholds(weights, kinds)[0]
    assert sum(value > limit for value in values) == 3


def test_flags_that_are_seldom_right_need_a_higher_threshold() -> None:
    weights = np.tile(np.array([1.0, 0.0], np.float32), (len(EDITED), 1))
    limits = np.zeros(len(EDITED), np.float32)
    values = [0.5, 1.0, 1.5, 2.0, 6.0, 7.0, 8.0, 9.0]
    good = read_edits(values, [1] * 8)
    poor = read_edits(values, [0, 0, 0, 0, 1, 1, 1, 1])
    sound = read_edits([-1.0], [0])
    (_, same), (_, higher) = (fitting.confidences(weights, limits, [sound], each) for each in (good, poor))
    assert higher[0] > same[0]
