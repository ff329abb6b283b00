"""The comparison of a model with its base."""

import numpy as np
import pytest

from mtdetect.learning.evaluation import worse
from mtdetect.learning.metrics import paired


@pytest.mark.parametrize(
    ("figure", "interval", "told"),
    [
        ("roc_auc", [-0.05, -0.09, -0.01], "is worse"),
        ("roc_auc", [-0.05, -0.09, 0.01], "is perhaps worse"),
        ("roc_auc", [-0.05, None, None], "is perhaps worse"),
        ("roc_auc", [-0.005, -0.09, 0.01], ""),
        ("roc_auc", [0.05, 0.01, 0.09], ""),
        ("false_alarms", [0.05, 0.01, 0.09], "is worse"),
        ("false_alarms", [-0.05, -0.09, -0.01], ""),
    ],
)
def test_a_worse_figure_is_told(figure: str, interval: list[float], told: str) -> None:
    notes = worse("scraping", {"difference": {figure: interval}, "base": {figure: 0.9}, "new": {figure: 0.8}})
    assert [told in note for note in notes] == ([True] if told else [])


@pytest.mark.parametrize(("auc", "told"), [(0.85, True), (0.805, False), (0.7, False)])
def test_better_ngrams_are_told(auc: float, told: bool) -> None:
    compared = {"way": "adapted", "difference": {}, "new": {"roc_auc": 0.8}, "ngrams": {"roc_auc": auc}}
    assert any("n-grams of these samples alone" in note for note in worse("scraping", compared)) == told


def test_paired_figures() -> None:
    labels = np.array([0, 1] * 50)
    good, bad = labels * 0.8 + 0.1, np.full(100, 0.3)
    found = paired(bad, good, labels, np.ones(100), [str(i // 2) for i in range(100)])
    assert found["difference"]["roc_auc"] == [0.5, 0.5, 0.5]
    assert found["groups"] == 50
    assert paired(bad, good, labels * 0, np.ones(100), ["a"] * 100) == {"rows": 100, "groups": 1}
