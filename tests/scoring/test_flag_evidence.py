"""Flags as evidence: what they add, and what the paragraphs around add."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import mtdetect
from mtdetect.learning.evidence import EvidenceRecipe, Limit, false_rates, rule_worth, weighed
from mtdetect.scoring.classifier import Classifier, Component
from mtdetect.scoring.feature_input import SomeColumns
from mtdetect.scoring.flag_evidence import FlagEvidence, surrounding_means, with_evidence
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.pipeline import load

EVIDENCE = FlagEvidence({"A": 0.6, "B": 0.5, "C": 0.0}, repeats=0.25, elsewhere=0.2, company=0.5)


def log_odds(*probabilities: float) -> np.ndarray:
    p = np.array(probabilities)
    return np.log(p / (1 - p))


def test_flags_of_different_rules_add_up_and_repeated_ones_count_a_little() -> None:
    alone = replace(EVIDENCE, elsewhere=0.0, company=0.0)
    counts = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [2, 0, 0], [0, 0, 3]])
    raised, own, document = alone.raised(log_odds(*[0.1] * 5), counts, np.array([0, 5]))
    once = 1 - 0.9 * 0.4
    twice = 1 - 0.9 * 0.4 * (1 - 0.6 * 0.25)
    np.testing.assert_allclose(logistic(raised), [0.1, once, 1 - 0.9 * 0.4 * 0.5, twice, 0.1])
    assert own[1].tolist() == [pytest.approx(0.6), 0, 0]
    assert not document.any()


def test_flags_elsewhere_raise_the_rest_a_little_and_sound_paragraphs_take_nothing_away() -> None:
    counts = np.array([[1, 0, 0], [0, 0, 0]])
    others = EVIDENCE.others(EVIDENCE.own(counts), np.array([0, 2]))
    assert others.tolist() == [0, pytest.approx(0.2 * 0.6)]
    more = np.vstack([counts, np.zeros((38, 3), int)])
    assert EVIDENCE.others(EVIDENCE.own(more), np.array([0, 40]))[:2].tolist() == others.tolist()


def test_no_surroundings_move_a_score_by_more_than_a_tenth() -> None:
    """The scores of a sound paragraph must not depend on which article it is in."""
    damaged = np.full(41, 8.0)
    damaged[20] = log_odds(0.05)[0]
    counts = np.ones((41, 3), int)
    counts[20] = 0
    raised, _, document = EVIDENCE.raised(damaged, counts, np.array([0, 41]))
    assert document[20] == pytest.approx(0.1)
    assert 0.05 < logistic(raised)[20] < 0.15


def test_company_is_that_of_the_better_side() -> None:
    run = [0.8, 0.8, 0.8, 0.8, 0.8]
    alone = surrounding_means(np.array(run), np.array([0, 5]))
    among = surrounding_means(np.array([0.0] * 9 + run + [0.0] * 20), np.array([0, 34]))
    assert (among[9:14] >= alone - 1e-12).all()
    two_documents = surrounding_means(np.array([0.9, 0.1]), np.array([0, 1, 2]))
    assert two_documents.tolist() == [0, 0]


def test_a_document_is_judged_the_same_in_every_batch() -> None:
    rng = np.random.default_rng(1)
    counts, given = rng.integers(0, 2, (60, 3)), rng.normal(size=60)
    documents = np.array([0, 1, 7, 30, 60])
    whole = EVIDENCE.raised(given, counts, documents)[0]
    for a, b in pairwise(documents):
        alone = EVIDENCE.raised(given[a:b], counts[a:b], np.array([0, b - a]))[0]
        assert (alone == whole[a:b]).all()


def test_no_evidence_leaves_log_odds_as_they_are() -> None:
    given = log_odds(0.2, 0.7)
    assert FlagEvidence().raised(given, np.zeros((2, 0)), np.array([0, 2]))[0] is given
    assert with_evidence(given, np.zeros((2, 1))) is given


def test_a_rule_with_many_false_alarms_on_sound_text_is_worth_little() -> None:
    rng = np.random.default_rng(2)
    labels = np.repeat([1, 0], [1000, 4000]).astype(np.float32)
    corpora = np.repeat(["made", "prose/a", "prose/b"], [1000, 2000, 2000])
    shares = ((0.1, 0), (0.1, 0.1), (0, 0.05))
    sure, unsure, never = (rng.random(5000) < np.where(labels == 1, a, b) for a, b in shares)
    worth = rule_worth(np.stack([sure, unsure, never], 1), labels, corpora, ("A", "B", "C"), ("prose/",))
    assert worth["A"] > 0.8
    assert worth["B"] < 0.2
    assert worth["C"] < 0.01


def test_sound_text_is_brought_to_the_stated_rate() -> None:
    rng = np.random.default_rng(3)
    labels = np.repeat([1, 0], [3000, 9000]).astype(np.float32)
    corpora = np.repeat(["made", "prose/a", "prose/b"], [3000, 6000, 3000])
    margins = np.where(labels == 1, 1.0, -1.5) + rng.normal(size=12_000)
    counts = (rng.random((12_000, 1)) < np.where(labels == 1, 0.2, 0.001)[:, None]).astype(np.float32)
    documents = np.arange(0, 12_001, 10)
    forest = Classifier((), *(np.zeros(0),) * 5, components=(Component("damage", 0, 0.0),))  # type: ignore[arg-type]
    recipe = EvidenceRecipe(("A",), ("prose/",), company=True, limits=(Limit(0.02, ("prose/",), highest=1.5),))
    weights = np.ones(12_000, np.float32)
    fitted, log_odds = weighed(forest, recipe, margins[None], counts, labels, weights, corpora, documents)
    scores = logistic(log_odds)
    rates = false_rates(scores, labels, corpora, ("prose/",))
    assert np.mean(list(rates.values())) == pytest.approx(recipe.limits[0].rate, abs=0.003)
    again = Classifier.from_parts(
        fitted.to_card(), dict.fromkeys(("feature", "threshold", "children", "value", "roots"))
    )  # type: ignore[arg-type]
    assert again.evidence == fitted.evidence


def test_the_report_says_what_raised_a_score() -> None:
    text = "The price of the of the house rose by %4,8 in the year to March, the office said on Monday."
    (paragraph,) = mtdetect.score(text).paragraphs
    spared = dict.fromkeys(("translation", "scraping"), 1.0)
    for evidence in paragraph.evidence:
        assert evidence.source in {"model", "tagger", "document", *(flag.code for flag in paragraph.flags)}
        spared[evidence.kind] *= 1 - evidence.value
    assert 1 - spared["translation"] == pytest.approx(paragraph.translation, abs=1e-3)
    assert 1 - spared["scraping"] == pytest.approx(paragraph.scraping, abs=1e-3)
    assert paragraph.to_dict()["evidence"] == [each.to_dict() for each in paragraph.evidence]
    assert isinstance(paragraph.evidence[0], mtdetect.Evidence)


def test_an_old_card_without_evidence_loads() -> None:
    card = load().classifiers["translation"].to_card()
    card.pop("evidence", None)
    arrays = load().classifiers["translation"].to_arrays()
    assert Classifier.from_parts(card, arrays).evidence == FlagEvidence()


def test_evidence_of_a_rule_that_is_gone_is_passed_over() -> None:
    model = load()
    rules = {"MTD999": 0.9}
    changed = replace(model, classifiers={
        kind: replace(each, evidence=FlagEvidence(rules)) for kind, each in model.classifiers.items()
    })  # fmt: skip
    assert changed.score("One sentence of sound English prose.").paragraphs[0].evidence[0].source == "model"


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("(Translated by Google) The committee met on Tuesday and agreed on it.", "translation", "MTD308"),
        ("The committee met <unk> on Tuesday and agreed on it.", "translation", "MTD307"),
    ],
)
def test_a_rule_that_is_newer_than_the_model_raises_its_score(text: str, kind: str, code: str) -> None:
    paragraph = mtdetect.score(text).paragraphs[0]
    assert getattr(paragraph, kind) >= 0.5
    assert any(each.source == code and each.kind == kind for each in paragraph.evidence)


def test_columns_that_are_all_zero_are_left_out() -> None:
    matrix = np.array([[0, 2, 0, 0], [0, 0, 0, 1]], np.float32)
    some = SomeColumns.of(matrix)
    assert (some.which, some.values.shape) == ((1, 3), (2, 2))
    assert np.array_equal(some.dense(), matrix)
    assert [some.column(i).tolist() for i in range(4)] == matrix.T.tolist()
    assert np.array_equal(some.rows(slice(1, 2)).dense(), matrix[1:])


def test_rules_without_flags_change_nothing() -> None:
    counts = np.array([[0, 1, 0], [0, 2, 0], [0, 0, 0]])
    before, documents = log_odds(0.1, 0.3, 0.2), np.array([0, 3])
    whole = EVIDENCE.raised(before, counts, documents)
    only = EVIDENCE.only("B").raised(before, counts[:, 1:2], documents)
    assert EVIDENCE.only("B").codes == ("B",)
    assert only[0].tolist() == whole[0].tolist()
    assert only[2].tolist() == whole[2].tolist()
    none = EVIDENCE.only(()).raised(before, counts[:, :0], documents)
    assert none[0].tolist() == replace(EVIDENCE, rules={}).raised(before, counts[:, :0], documents)[0].tolist()
