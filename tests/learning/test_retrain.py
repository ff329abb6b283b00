"""Training and evaluation on samples: what is learned, kept, measured and warned of."""

import warnings
from pathlib import Path

import pytest
from council import samples

import mtdetect


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[mtdetect.Model, Path, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = mtdetect.train(samples())
    folder = tmp_path_factory.mktemp("models") / "mine"
    model.save(folder)
    return model, folder, [str(w.message) for w in caught]


def test_a_trained_model_learns_and_is_loaded_as_it_was_saved(trained) -> None:
    model, folder, _ = trained
    again = mtdetect.load(folder)
    for sample in samples(8):
        report = again.score(sample["text"])
        assert (report.scraping >= 0.5) == bool(sample["scraping"])
        assert report == model.score(sample["text"])


def test_an_unjudged_score_is_kept_and_said(trained) -> None:
    model, _, notes = trained
    text = samples(2)[1]["text"]
    assert model.score(text).translation == mtdetect.score(text).translation
    assert any(note.startswith("translation: no sample is judged") for note in notes)
    assert any("only 30 damaged and 30 sound" in note for note in notes)


def test_the_card_holds_held_out_metrics(trained) -> None:
    card = trained[0].card
    assert card["metrics"]["scraping"]["roc_auc"] > 0.9
    assert card["metrics"]["scraping"]["groups"] == 9
    assert len(card["training_data"]["sha256"]) == 64
    assert card["metrics"]["translation"] == {"rows": 0, "damaged": 0, "groups": 0}


def test_evaluation_gives_figures_by_score() -> None:
    figures = mtdetect.evaluate(samples())
    low, high = figures["scraping"]["roc_auc_interval"]
    assert low <= figures["scraping"]["roc_auc"] <= high
    assert figures["scraping"]["rows"] == 60


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no samples"),
        ([{"text": "One.", "scraping": 1}, {"text": "Two.", "scraping": 1}], "nothing to learn from"),
    ],
)
def test_nothing_to_learn_from(rows: list[dict], message: str) -> None:
    with pytest.raises(mtdetect.InputError, match=message):
        mtdetect.train(rows)


"""Groups of `TAUGHT`: each snippet is kept together with the one most like it."""
