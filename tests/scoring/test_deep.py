"""`score(deep=True)`, with a tiny random language model and weights made up for the test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_large_model import WIDTH

import mtdetect
from mtdetect.lm.large import folder
from mtdetect.scoring.deep.edits import DESCRIBED, EDITED, LOOK
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.deep.wording import SCALARS
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import ModelError

EXAMPLES = Path(__file__).parents[2] / "examples"
ARTICLE = (EXAMPLES / "kim-putin.txt").read_text(encoding="utf-8")
SOUND = "The committee met on Tuesday to discuss the budget. It agreed to raise the fees, but only for visitors."
SHORT = "Read more here"


def weights(wording: float = 0.0, edits: float = -99.0) -> DeepWeights:
    """Weights that only have a bias: of the log-odds of every wording, and of every edit."""
    of_edits = np.zeros((len(EDITED), DESCRIBED + 1), np.float32)
    of_edits[:, -1] = edits
    of_wording = np.zeros(SCALARS + WIDTH + 1, np.float32)
    of_wording[-1] = wording
    return DeepWeights(
        look=np.zeros(LOOK, np.float32),
        edits=of_edits,
        thresholds=np.zeros(len(EDITED), np.float32),
        confidences=np.tile(np.array([1.0, 0.1], np.float32), (len(EDITED), 1)),
        wording=of_wording,
        join=np.array([1, 1, 0], np.float32),
    )


@pytest.fixture
def installed(tiny_installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folder.FOLDER_VARIABLE, str(tiny_installed))


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(folder.FOLDER_VARIABLE, str(tmp_path / "none"))


def deep_model(**values: float) -> Model:
    return replace(load(), deep=weights(**values))


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("deep", [True, "auto"])
def test_not_installed_says_what_to_type(deep: mtdetect.types.Deep) -> None:
    with pytest.raises(ModelError, match="mtdetect deep install"):
        mtdetect.score(SOUND, deep_model(), deep=deep)
    with pytest.raises(ModelError, match="mtdetect deep install"):
        mtdetect.score_many([SOUND], deep_model(), deep=deep)  # at once, not with the first report


def test_nothing_else_needs_it_to_be_installed(nothing_installed: None) -> None:
    assert mtdetect.score(SOUND) == mtdetect.score(SOUND, deep=False)


def test_an_older_model_cannot_be_read_deeply() -> None:
    with pytest.raises(ModelError, match="without the deep reader"):
        replace(load(), deep=None).score(SOUND, deep=True)


def test_other_values_are_refused() -> None:
    with pytest.raises(ValueError, match="'all'"):
        load().score(SOUND, deep="all")  # type: ignore[arg-type]


@pytest.mark.usefixtures("installed")
def test_the_wording_moves_the_score_and_the_evidence_says_so() -> None:
    fast = load().score(ARTICLE)
    higher, lower = (deep_model(wording=value).score(ARTICLE, deep=True) for value in (2.0, -2.0))
    for paragraph, up, down in zip(fast.paragraphs, higher.paragraphs, lower.paragraphs, strict=True):
        if len(paragraph.text.split()) > 8:
            assert up.translation > down.translation
            assert next(e.source for e in up.evidence if e.kind == "translation") == "deep"
            assert next(e.source for e in up.evidence if e.kind == "scraping") == "model"


@pytest.mark.usefixtures("installed")
def test_labels_are_not_read() -> None:
    report = deep_model(wording=5.0).score(f"{SOUND}\n\n{SHORT}\n\n{SOUND}", deep=True)
    assert [p.evidence[0].source for p in report.paragraphs] == ["deep", "model", "deep"]


@pytest.mark.usefixtures("installed")
def test_places_that_it_is_sure_of_are_flagged() -> None:
    text = "The council said that the fees so. Clear a rule for visitors would be raised next year."
    found = {flag.code for flag in deep_model(edits=3.0).score(text, deep=True).flags}
    assert "MTD101" in found
    assert not load().score(SOUND).flags
    assert not deep_model().score(SOUND, deep=True).flags


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("deep", [True, "auto"])
def test_batches_and_one_by_one_are_the_same(deep: mtdetect.types.Deep) -> None:
    texts = [ARTICLE, SOUND, "", "Der Rat hat am Dienstag beschlossen, die Gebühren zu erhöhen.", SHORT, ARTICLE]
    model = deep_model(wording=1.0, edits=0.5)
    assert list(model.score_many(texts, deep=deep)) == [model.score(text, deep=deep) for text in texts]


@pytest.mark.usefixtures("installed")
def test_text_in_another_language_is_not_read() -> None:
    german = "Der Rat hat am Dienstag beschlossen, die Gebühren für Besucher aus anderen Städten zu erhöhen."
    assert deep_model(wording=5.0).score(german, deep=True) == load().score(german)


@pytest.mark.usefixtures("installed")
def test_auto_reads_only_what_is_uncertain() -> None:
    fast = load().score(ARTICLE)
    report = deep_model(wording=1.0).score(ARTICLE, deep="auto")
    uncertain = [0.15 < p.damage < 0.85 for p in fast.paragraphs]
    read = [p.evidence[0].source == "deep" for p in report.paragraphs]
    long = [len(p.text.split()) > 8 for p in fast.paragraphs]
    assert any(read)
    assert read == [wanted and enough for wanted, enough in zip(uncertain, long, strict=True)]


@pytest.mark.usefixtures("installed")
def test_a_saved_model_keeps_its_weights(tmp_path: Path) -> None:
    model = deep_model(wording=1.5)
    model.save(tmp_path / "model")
    assert load(tmp_path / "model").score(ARTICLE, deep=True) == model.score(ARTICLE, deep=True)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "text",
    [
        "\ud800 is half a character, and the rest of this sentence is as it should be.",
        "word " * 5000,
        "x" * 6000 + " is a very long word. " + "y" * 6000 + " is another one, and then it ends.",
        "\n\n\n",
        "A 😀 café naïve. " * 20,
    ],
    ids=["lone surrogate", "too many pieces", "long words", "breaks", "other characters"],
)
def test_any_text_is_scored(text: str) -> None:
    report = deep_model(wording=1.0, edits=0.5).score(text, deep=True)
    assert report.text == text


@pytest.mark.usefixtures("installed")
def test_unusual_spaces_are_read_as_spaces() -> None:
    model = deep_model()
    model = replace(model, deep=replace(weights(), wording=np.full(SCALARS + WIDTH + 1, 0.01, np.float32)))
    usual, unusual = (model.score(text, deep=True) for text in (SOUND, SOUND.replace(" ", "\u2009")))
    one, other = (next(e.value for e in r.paragraphs[0].evidence if e.source == "deep") for r in (usual, unusual))
    fast = [load().score(text).paragraphs[0].evidence[0].value for text in (SOUND, SOUND.replace(" ", "\u2009"))]
    odds = [np.log(value / (1 - value)) for value in (one, other, *fast)]
    assert odds[0] - odds[2] == pytest.approx(odds[1] - odds[3], abs=0.02)


@pytest.mark.usefixtures("installed")
def test_workers_read_as_this_process_does(tmp_path: Path) -> None:
    deep_model(wording=1.0).save(tmp_path / "model")
    model = load(tmp_path / "model")
    texts = [SOUND, ARTICLE]
    assert list(model.score_many(texts, 2, deep=True)) == [model.score(text, deep=True) for text in texts]
