"""Further trees of the component for furniture."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

import mtdetect
from training import furniture

WORDS = (2, 7, 9, 40)


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    columns = mtdetect.load().classifiers["scraping"].columns
    rows = np.random.default_rng(0).random((200, len(columns))).astype(np.float32)
    rows[:, columns.index("words")] = np.log1p(np.resize(WORDS, len(rows)))
    return rows


def test_trees_change_only_longer_paragraphs_and_only_their_component(rows: np.ndarray) -> None:
    classifier = mtdetect.load().classifiers["scraping"]
    seen = rows[:, furniture.inputs_of(classifier)]
    trees = [
        HistGradientBoostingRegressor(max_iter=1, learning_rate=1.0, min_samples_leaf=5, random_state=i).fit(
            seen, (seen[:, i] > 0.5) - 0.5
        )
        for i in range(2)
    ]
    changed = furniture.with_trees(classifier, trees)
    assert classifier.document_prior
    before, after = classifier.component_log_odds(rows), changed.component_log_odds(rows)
    moved = (after - before) * classifier.document_prior.own
    long = rows[:, classifier.columns.index("words")] > np.log1p(furniture.FEWEST_WORDS - 0.5)
    predicted = furniture.lowered(trees, seen)
    assert moved[0][long] == pytest.approx(predicted[long])
    assert not moved[0][~long].any()
    assert moved.min() < 0 == moved.max()
    assert not moved[1].any()


def test_what_was_fitted_to_the_pages_is_no_input() -> None:
    classifier = mtdetect.load().classifiers["scraping"]
    names = {classifier.columns[i] for i in furniture.inputs_of(classifier)}
    assert {"words", "ends_sentence", "prose~5"} <= names
    assert not names & {"furniture", "furniture~5", "leaked_furniture[-1]", "surprisal", "document_surprisal"}
