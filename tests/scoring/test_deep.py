"""`score(deep=True)`, with a tiny random language model and weights made up for the test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_large_model import WIDTH

import mtdetect
from mtdetect.lm.large import folder
from mtdetect.lm.large.model import HIDDEN_LAYERS
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tags import KINDS
from mtdetect.scoring.deep.head import TAGGED_UNIT, Head
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.deep.wording import features
from mtdetect.scoring.pipeline import Model, load
from mtdetect.types import ModelError

EXAMPLES = Path(__file__).parents[2] / "examples"
ARTICLE = (EXAMPLES / "kim-putin.txt").read_text(encoding="utf-8")
SOUND = "The committee met on Tuesday to discuss the budget. It agreed to raise the fees, but only for visitors."
SHORT = "Read more here"


NUMBERS = len(HIDDEN_LAYERS) * WIDTH


def small_head(doubt: float, seed: int | None = None) -> Head:
    """Gives the tagger's log-odds and, for stops that don't belong, so much doubt more. `seed`: for random layers."""
    classes, width, inner, layers = len(Class), 8, 4, 2
    rng = np.random.default_rng(seed)

    def matrix(*dims: int) -> np.ndarray:
        return (rng.integers(-100, 101, dims) if seed is not None else np.zeros(dims)).astype(np.int8)

    bias = np.zeros(classes, np.float32)
    bias[Class.FALSE_STOP] = doubt
    return Head(
        centre=np.zeros(NUMBERS, np.float32),
        scale=np.ones(NUMBERS, np.float32),
        project=matrix(NUMBERS, width),
        project_step=np.full(width, 0.01, np.float32),
        tagged=np.zeros((classes - 1, width), np.float32),
        dilations=np.array([1, 3], np.int32),
        reduce=matrix(layers, width, inner),
        reduce_step=np.full((layers, inner), 0.01, np.float32),
        mix=matrix(layers, 5 * inner, 2 * width),
        mix_step=np.full((layers, 2 * width), 0.01, np.float32),
        bias=np.zeros((layers, 2 * width), np.float32),
        output=matrix(width, classes).astype(np.float32) / 100,
        output_bias=bias,
        direct=np.eye(classes, dtype=np.float32)[1:] * TAGGED_UNIT,
    )


def weights(wording: float = 0.0, doubt: float = -99.0) -> DeepWeights:
    """The same log-odds for every wording, and so much doubt about every stop."""
    of_wording = np.zeros(features(NUMBERS) + 1, np.float32)
    of_wording[-1] = wording
    return DeepWeights(
        head=small_head(doubt),
        thresholds=np.zeros((len(Class), len(KINDS)), np.float32),
        confidences=np.tile(np.array([1.0, 0.1], np.float32), (len(Class), 1)),
        edits=np.zeros(len(Class), np.float32),
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
    found = {flag.code for flag in deep_model(doubt=6.0).score(text, deep=True).flags}
    assert "MTD101" in found
    assert not load().score(SOUND).flags
    assert not deep_model().score(SOUND, deep=True).flags


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("deep", [True, "auto"])
def test_batches_and_one_by_one_are_the_same(deep: mtdetect.types.Deep) -> None:
    texts = [ARTICLE, SOUND, "", "Der Rat hat am Dienstag beschlossen, die Gebühren zu erhöhen.", SHORT, ARTICLE]
    model = deep_model(wording=1.0, doubt=2.0)
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
    report = deep_model(wording=1.0, doubt=2.0).score(text, deep=True)
    assert report.text == text


@pytest.mark.usefixtures("installed")
def test_unusual_spaces_are_read_as_spaces() -> None:
    model = deep_model()
    model = replace(model, deep=replace(weights(), wording=np.full(features(NUMBERS) + 1, 0.01, np.float32)))
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


def test_the_head_sees_both_sides_of_a_token_but_no_further_than_it_reaches() -> None:
    rng = np.random.default_rng(0)
    head = small_head(0.0, seed=1)
    hidden = rng.normal(size=(40, NUMBERS)).astype(np.float32)
    tagged = rng.normal(size=(40, len(Class))).astype(np.float32)
    before = head.log_odds(hidden, tagged)
    hidden[20] += 1
    changed = (np.abs(head.log_odds(hidden, tagged) - before) > 1e-4).any(1).nonzero()[0]
    reach = 2 * (1 + 3)
    assert changed.min() == 20 - reach
    assert changed.max() == 20 + reach


def test_the_head_begins_with_what_the_tagger_says() -> None:
    tagged = np.random.default_rng(0).normal(size=(9, len(Class))).astype(np.float32)
    tagged[:, 0] = 0
    assert np.allclose(small_head(0.0).log_odds(np.zeros((9, NUMBERS), np.float32), tagged), tagged, atol=1e-5)


@pytest.mark.usefixtures("installed")
def test_weights_for_another_language_model_are_refused() -> None:
    other = replace(weights(), wording=np.zeros(99, np.float32))
    with pytest.raises(ModelError, match="another deep reader"):
        replace(load(), deep=other).score(SOUND, deep=True)
