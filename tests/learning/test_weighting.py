"""How much each labelled paragraph weighs."""

import numpy as np
import pytest

from mtdetect.learning.weighting import DAMAGED_SHARE, balanced_sets, by_words, with_odds

NAN = float("nan")


def test_each_set_has_its_total_and_the_same_share_of_damaged_text() -> None:
    corpora = np.array(["news/human", "news/machine", "news/machine", "radio", "spun", "forum", "other"])
    labels = np.array([0, 1, 1, 0, 1, 0, NAN], np.float32)
    weights = np.array([1, 0.1, 0.3, 2, 1, 1, 5], np.float32)
    sets = {("news",): 100.0, ("radio", "spun"): 50.0, ("forum",): 20.0}
    found = balanced_sets(labels, weights, corpora, sets)
    assert found[:3].sum() == pytest.approx(100)
    assert found[1:3].sum() == pytest.approx(100 * DAMAGED_SHARE)
    assert found[2] == pytest.approx(3 * found[1])  # within a class the weights' own ratio
    assert found[3:5] == pytest.approx([50 * (1 - DAMAGED_SHARE), 50 * DAMAGED_SHARE])
    assert found[5] == pytest.approx(20)  # nothing damaged: all of it sound
    assert found[6] == 0  # not judged


def test_a_corpus_of_no_set_keeps_its_weights() -> None:
    found = balanced_sets(np.array([0, 1], np.float32), np.ones(2, np.float32), np.array(["a", "b"]), {("c",): 9.0})
    assert found.tolist() == [1, 1]


def test_long_paragraphs_of_a_page_weigh_more_and_the_pages_as_a_whole_the_same() -> None:
    weights, words = np.array([1, 1, 1, 2, 1], np.float32), np.array([1, 40, 400, 40, 40])
    corpora = np.array(["pages/a", "pages/a", "pages/b", "pages/a", "clean"])
    found = by_words(weights, words, corpora, ("pages",))
    assert found[0] < found[1] < found[2]
    assert found[3] == 2 * found[1]
    assert found[2] < 10 * found[0]  # bounded: no paragraph is worth a page
    assert found[:4].sum() == pytest.approx(weights[:4].sum())
    assert found[4] == 1


def test_sound_text_weighs_more_where_damage_is_rarer_than_in_the_labels() -> None:
    labels, corpora = np.array([0, 1, 0, NAN], np.float32), np.array(["news/a", "news/a", "pages", "news/b"])
    found = with_odds(labels, np.ones(4, np.float32), corpora, {("news",): 0.5})
    assert found.tolist() == [2, 1, 1, 1]
