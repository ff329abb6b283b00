"""The exported trees against scikit-learn's own, and calibration."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from mtdetect.classifier import Classifier, export, logistic


@pytest.mark.parametrize("rows", [1, 7, 500])
def test_exported_forest_equals_scikit_learn(rows: int) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(600, 8)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] + rng.normal(size=600) > 0).astype(int)
    boosted = HistGradientBoostingClassifier(max_iter=70, max_leaf_nodes=12, random_state=0).fit(x, y)
    ours = export(boosted, [f"f{i}" for i in range(8)])
    np.testing.assert_allclose(ours.probability(x[:rows]), boosted.predict_proba(x[:rows])[:, 1], atol=1e-6)


def test_a_row_scores_the_same_in_every_batch() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 5)).astype(np.float32)
    boosted = HistGradientBoostingClassifier(max_iter=30, random_state=0).fit(x, x[:, 0] > 0)
    ours = export(boosted, list("abcde"))
    alone = np.concatenate([ours.margin(x[i : i + 1]) for i in range(len(x))])
    assert (alone == ours.margin(x)).all()


def test_a_linear_part_is_added_and_kept() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 3)).astype(np.float32)
    forest = export(HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(x, x[:, 0] > 0), list("abc"))
    tilted = replace(forest, linear={"c": 0.5}, slope=2.0)
    np.testing.assert_allclose(tilted.log_odds(x), 2 * (forest.margin(x) + 0.5 * x[:, 2]), atol=1e-6)
    again = Classifier.from_parts(tilted.to_card(), tilted.to_arrays())
    assert (again.log_odds(x) == tilted.log_odds(x)).all()


def test_logistic_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        assert logistic(np.array([-1e9, 0.0, 1e9])).tolist() == pytest.approx([0, 0.5, 1], abs=1e-9)
