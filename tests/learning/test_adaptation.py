"""A few labels correct a model: what is learned, what is kept, and what the card says."""

import warnings
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from council import BROKEN, SOUND

import mtdetect

PLACES = ("Paris", "Lagos", "Lima", "Oslo", "Quito", "Hanoi", "Turin", "Perth")

VERBS = ("opened", "closed", "sold", "visited", "praised", "rebuilt")

THINGS = ("a bakery", "the old station", "its largest museum", "two schools", "a football ground")


def snippet(i: int, damaged: bool) -> str:
    """A feed's sentence; the damage is a mark that no rule of the program knows."""
    start = "Wire ++ " if damaged else ""
    return f"{start}The mayor of {PLACES[i % 8]} {VERBS[i % 6]} {THINGS[i % 5]} on the {i % 28 + 1}th of the month."


TAUGHT = [
    {"text": snippet(i, i % 3 == 0), "scraping": int(i % 3 == 0), "translation": None, "source": f"feed{i}"}
    for i in range(90)
]

GROUPS = 28


@pytest.fixture(scope="module")
def taught() -> mtdetect.Model:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mtdetect.train(TAUGHT)


def test_a_new_kind_of_damage_is_learned_and_the_rest_is_kept(taught, tmp_path: Path) -> None:
    texts = [snippet(i, damaged) for i in range(100, 130) for damaged in (False, True)]
    before, after = ([report.scraping for report in model.score_many(texts)] for model in (mtdetect.load(), taught))
    assert max(after[::2]) < min(after[1::2])
    assert sum(after[1::2]) > sum(before[1::2]) + 3
    others = [
        SOUND.format(day="Monday"),
        BROKEN.format(day="Monday"),
        "Home » News » World",
        "Share this\n\nTweet\n\nPrint",
    ]
    for text in others:
        assert taught.score(text).scraping == pytest.approx(mtdetect.score(text).scraping, abs=0.15)
        assert taught.score(text).translation == mtdetect.score(text).translation
    taught.save(tmp_path / "mine")
    again = mtdetect.load(tmp_path / "mine")
    assert [report.scraping for report in again.score_many(texts)] == after
    assert {path.suffix for path in (tmp_path / "mine").iterdir()} == {".npy", ".json", ".model"}
    assert "taught_scraping.ngrams.npy" in again.card["files"]


def test_the_card_compares_with_the_base(taught) -> None:
    found = taught.card["comparison"]["scraping"]
    assert found["way"].startswith("adapted")
    assert found["rows"] == 90
    assert found["groups"] == GROUPS
    for name, (difference, low, high) in found["difference"].items():
        assert low <= high
        assert difference == pytest.approx(found["new"][name] - found["base"][name], abs=2e-4)
    assert found["new"]["roc_auc"] > found["base"]["roc_auc"]
    assert taught.card["comparison"]["translation"] == {"way": "kept", "rows": 0, "groups": 0}


@pytest.mark.filterwarnings("ignore")
def test_a_taught_model_is_taught_again(taught, tmp_path: Path) -> None:
    taught.save(tmp_path / "mine")
    more = [row | {"text": row["text"].replace("Wire ++", "Line ~~")} for row in TAUGHT]
    again = mtdetect.train(more, tmp_path / "mine")
    for mark in ("Wire ++", "Line ~~"):
        damaged = snippet(200, True).replace("Wire ++", mark)
        assert again.score(damaged).scraping > 2 * mtdetect.score(damaged).scraping


@pytest.mark.filterwarnings("ignore")
def test_a_base_that_keeps_no_moments_can_be_taught() -> None:
    base = replace(mtdetect.load(), training_moments={})
    model = mtdetect.train(TAUGHT, base)
    assert model.score(snippet(200, True)).scraping > model.score(snippet(200, False)).scraping


@pytest.mark.filterwarnings("ignore")
def test_labels_at_random_teach_nothing() -> None:
    rows = [row | {"scraping": int(zlib.crc32(b"%d" % i) % 2)} for i, row in enumerate(TAUGHT[:40])]
    model = mtdetect.train([row | {"text": row["text"].removeprefix("Wire ++ ")} for row in rows])
    clean = SOUND.format(day="Monday")
    assert model.score(clean).scraping == pytest.approx(mtdetect.score(clean).scraping, abs=0.1)


@pytest.mark.filterwarnings("ignore")
def test_a_score_that_is_kept_has_the_figures_of_the_base(monkeypatch: pytest.MonkeyPatch) -> None:
    from mtdetect.learning.adaptation import Adapted

    held_out = np.linspace(-9, 9, len(TAUGHT))
    monkeypatch.setattr("mtdetect.learning.retrain.adapt", lambda *_: Adapted(None, np.inf, held_out))
    model = mtdetect.train(TAUGHT)
    assert model.card["comparison"]["scraping"] == {"way": "kept", "rows": 90, "groups": GROUPS}
    base = mtdetect.evaluate(TAUGHT)["scraping"]
    assert model.card["metrics"]["scraping"]["roc_auc"] == base["roc_auc"]
    assert not any("worse" in note for note in model.card["notes"])


def test_the_samples_of_the_training_are_known_again(taught) -> None:
    from mtdetect.learning.evaluation import learned_from
    from mtdetect.samples.files import to_sample

    assert learned_from(taught, [to_sample(row) for row in TAUGHT])
    assert not learned_from(taught, [to_sample(row) for row in TAUGHT[1:]])


@pytest.mark.filterwarnings("ignore")
def test_one_source_and_few_rows_are_enough_to_go_on() -> None:
    model = mtdetect.train([row | {"source": "one"} for row in TAUGHT[:4]])
    assert "all samples are from one source" in " ".join(model.card["notes"])
    assert model.card["comparison"]["scraping"]["rows"] == 4
