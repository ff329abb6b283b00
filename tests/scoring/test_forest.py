"""The exported trees against scikit-learn's own, and calibration."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from mtdetect.learning.calibration import calibrate, with_component_prior
from mtdetect.learning.export import export
from mtdetect.scoring.classifier import Classifier, joined
from mtdetect.scoring.document_prior import DocumentPrior
from mtdetect.scoring.log_odds import logistic

ALONE = np.arange(301)


@pytest.mark.parametrize("rows", [1, 7, 500])
def test_exported_forest_equals_scikit_learn(rows: int) -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(600, 8)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] + rng.normal(size=600) > 0).astype(int)
    boosted = HistGradientBoostingClassifier(max_iter=70, max_leaf_nodes=12, random_state=0).fit(x, y)
    ours = export(boosted, [f"f{i}" for i in range(8)])
    probability = logistic(ours.log_odds(x[:rows], np.arange(rows + 1)))
    np.testing.assert_allclose(probability, boosted.predict_proba(x[:rows])[:, 1], atol=1e-6)


def test_a_row_scores_the_same_in_every_batch() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 5)).astype(np.float32)
    boosted = HistGradientBoostingClassifier(max_iter=30, random_state=0).fit(x, x[:, 0] > 0)
    ours = export(boosted, list("abcde"))
    alone = np.concatenate([ours.margin(x[i : i + 1]) for i in range(len(x))])
    assert (alone == ours.margin(x)).all()


def test_a_linear_term_is_added_and_kept() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 3)).astype(np.float32)
    forest = export(HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(x, x[:, 0] > 0), list("abc"))
    tilted = replace(forest, components=(replace(forest.components[0], linear={"c": 0.5}),), slope=2.0)
    np.testing.assert_allclose(tilted.log_odds(x, ALONE), 2 * (forest.margin(x) + 0.5 * x[:, 2]), atol=1e-6)
    again = Classifier.from_parts(tilted.to_card(), tilted.to_arrays())
    assert (again.log_odds(x, ALONE) == tilted.log_odds(x, ALONE)).all()


def test_context_draws_a_paragraph_towards_the_others_of_its_document_and_is_kept() -> None:
    document_prior = DocumentPrior(own=1.0, others=0.5, shift=0.0)
    noisy, furniture, prose = 0.0, 4.0, -4.0
    scores = np.array([noisy, furniture, furniture, noisy, prose, prose, noisy])
    among_furniture, among_prose, alone = document_prior.log_odds(scores, np.array([0, 3, 6, 7]))[[0, 3, 6]]
    assert among_furniture > noisy > alone > among_prose
    shuffled = document_prior.log_odds(scores[[1, 2, 0, 5, 4, 3, 6]], np.array([0, 3, 6, 7]))[[2, 5, 6]]
    assert shuffled.tolist() == [among_furniture, among_prose, alone]


def test_calibration_learns_how_much_the_context_tells() -> None:
    """Documents are all furniture or all prose, and a paragraph by itself hardly shows which."""
    rng = np.random.default_rng(6)
    documents = np.arange(0, 4001, 4)
    labels = np.repeat(rng.integers(0, 2, 1000), 4).astype(np.float32)
    margins = labels - 0.5 + rng.normal(size=4000)
    forest = export(HistGradientBoostingClassifier(max_iter=1).fit(margins[:, None], labels), ["a"])
    weights = np.ones(4000, np.float32)
    right = {}
    for document_prior in (False, True):
        targets = {"damage": (labels, weights)}
        own = with_component_prior(forest, margins[None], documents, targets) if document_prior else forest
        joint = own.together(margins[None], documents)
        fitted = calibrate(own, joint, labels, weights)
        assert Classifier.from_parts(fitted.to_card(), fitted.to_arrays()).document_prior == fitted.document_prior
        right[document_prior] = ((fitted.calibrated(joint, documents) > 0) == labels).mean()
    assert right[True] > right[False] + 0.05


def test_logistic_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        assert logistic(np.array([-1e9, 0.0, 1e9])).tolist() == pytest.approx([0, 0.5, 1], abs=1e-9)


def test_a_row_is_damaged_if_any_component_finds_damage() -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(400, 4)).astype(np.float32)
    single = [
        export(
            HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(x[:, [column]], x[:, column] > 1),
            list("abcd"),
            name,
            [column],
        )
        for name, column in (("spun", 1), ("broken", 3))
    ]
    single[1] = replace(
        single[1], components=(replace(single[1].components[0], linear={"a": 0.1}, slope=0.8, shift=-0.5),)
    )
    both = joined(single)
    found = logistic(both.margin(x))
    expected = 1 - np.prod([1 - logistic(each.margin(x)) for each in single], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert (both.margin(x[:5]) == both.margin(x)[:5]).all()
    again = Classifier.from_parts(both.to_card(), both.to_arrays())
    assert [component.name for component in again.components] == ["spun", "broken"]
    assert (again.margin(x) == both.margin(x)).all()
