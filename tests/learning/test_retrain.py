"""Training and evaluation on samples: what is learned, kept, measured and warned of."""

import warnings
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mtdetect
from mtdetect.learning.evaluation import worse
from mtdetect.learning.metrics import paired

SOUND = "The council met on {day} to discuss the new bridge, and most of its members were in favour of the plan."
BROKEN = "The council met on {day} to discuss the. New bridge, and most of its the the members were in favour"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def samples(number: int = 60) -> list[dict]:
    return [
        {
            "text": (BROKEN if i % 2 else SOUND).format(day=DAYS[i % 7]) + f" It was meeting number {i}.",
            "scraping": i % 2,
            "translation": None,
            "source": f"site{i % 9}",
        }
        for i in range(number)
    ]


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


HUMAN = (
    "The minister told reporters on Monday that the bridge over the river {n} would be closed until the spring of 1997"
)
MACHINE = (
    "The minister said to reporters on Monday, the bridge over the river {n} would be closed until the spring of 1997"
)
SHORT = "Small Saarland, good education"
SHORTER = "Tiny Saarland, Good Education"
OTHER = "A new school for {n} children is to open next to the market square of the old town, the mayor has announced"


@pytest.mark.parametrize(
    ("texts", "groups", "expected"),
    [
        # Two versions of one text, of different sources; what was together stays so.
        ([HUMAN, MACHINE, OTHER, OTHER, OTHER], "abccc", "aaccc"),
        ([OTHER, HUMAN, MACHINE, "A short line", "A short line"], "caabb", "caabb"),
        # Two versions that share few words: each is alone, and is the text most like the other.
        ([SHORT, OTHER, SHORTER, HUMAN], "abcd", "abad"),
        # Together with others of its source, a text needs to share more.
        ([SHORT, OTHER, SHORTER, HUMAN], "aabb", "aabb"),
        # A form letter: more texts share it than versions of one text would.
        ([HUMAN] * 5, "abcde", "abcde"),
        # A pair that holds most of the texts.
        ([HUMAN, MACHINE, OTHER], "abc", "abc"),
        ([], "", ""),
    ],
)
def test_groups_that_share_text_are_one(texts: list[str], groups: str, expected: str) -> None:
    from mtdetect.learning.near_duplicates import joined_groups

    others = [f"{day} {n} " * 6 for day in DAYS for n in range(2)] if len(texts) > 3 else []
    made = [text.format(n=i) for i, text in enumerate(texts)] + others
    found = joined_groups(made, [*groups, *(f"group {n}" for n in range(len(others)))])
    assert "".join(found[: len(texts)]) == expected


@pytest.mark.parametrize(
    ("sources", "ignored"), [("ababab", False), ("abcabc", False), ("aaaaaa", True), ("aaabbb", True)]
)
def test_a_source_that_alone_has_a_class_is_no_group(sources: str, ignored: bool) -> None:
    from mtdetect.learning.labelled_documents import documents_of
    from mtdetect.learning.sample_checks import kept_together
    from mtdetect.samples.files import to_sample

    rows = [{"text": f"{DAYS[i]} {i}", "scraping": int(i > 2), "source": source} for i, source in enumerate(sources)]
    found = [d.group for d in kept_together(documents_of(list(map(to_sample, rows))))[0]]
    assert len(set(found)) == (6 if ignored else len(set(sources)))


@pytest.mark.parametrize("sizes", [[1], [3, 3, 3], [50, 1, 1, 1, 1], [7, 6, 5, 4, 3, 2, 1]])
def test_folds_are_of_groups_and_even(sizes: list[int]) -> None:
    from mtdetect.learning.recipe import balanced_folds

    groups = [f"group {i}" for i, size in enumerate(sizes) for _ in range(size)]
    fold = balanced_folds(groups, 3)
    assert len({(group, k) for group, k in zip(groups, fold, strict=True)}) == len(sizes)
    assert np.bincount(fold, minlength=3).max() <= max(max(sizes), len(groups) / 3 + 1)


@pytest.mark.filterwarnings("ignore")
def test_versions_of_a_text_are_kept_together_and_it_is_said() -> None:
    rows = samples(48)
    rows += [{"text": text.format(n=7), "scraping": 0, "source": name} for text, name in ((HUMAN, "x"), (MACHINE, "y"))]
    model = mtdetect.train(rows)
    assert any("share near duplicates: 1 of 11" in note for note in model.card["notes"])
    assert model.card["metrics"]["scraping"]["groups"] == 10


def test_a_text_under_several_sources_leaks_where_they_are_not_kept_together() -> None:
    from mtdetect.learning.sample_checks import check
    from mtdetect.samples.files import to_sample

    rows = [to_sample({"text": HUMAN, "scraping": 0, "source": name}) for name in "ab"]
    rows += [to_sample(row) for row in samples(20)]
    leak = "judged texts under several sources that could not be kept together: 1 of"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert any(leak in note for note in check(rows, {"a": "a", "b": "b"}))
        assert not any(leak in note for note in check(rows, {"a": "a", "b": "a"}))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [*rows, *rows[:4]], "judged samples that repeat the text of another: 4 of 24"),
        (
            lambda rows: [*rows, rows[0] | {"source": "elsewhere"}],
            "judged texts under several sources that could not be kept together: 1 of 20",
        ),
        (lambda rows: [row | {"source": "one"} for row in rows], "all samples are from one source"),
    ],
)
def test_warnings(change, message: str) -> None:
    from mtdetect.learning.sample_checks import check
    from mtdetect.samples.files import to_sample

    assert any(message in note for note in check([to_sample(row) for row in change(samples(20))]))


@pytest.mark.parametrize("rows", [[], [{"text": "Nobody has judged this paragraph.", "source": "a"}]])
def test_figures_need_a_verdict(rows: list[dict[str, object]]) -> None:
    with pytest.raises(mtdetect.InputError, match="no sample"):
        mtdetect.evaluate(rows)


@pytest.mark.filterwarnings("ignore")
def test_unjudged_context_is_not_warned_of() -> None:
    from mtdetect.learning.sample_checks import check
    from mtdetect.samples.files import to_sample

    context = [{"text": "Home", "source": f"site{i}", "translation": None, "scraping": None} for i in range(5)]
    assert not any("repeat" in note or "several" in note for note in check(list(map(to_sample, samples() + context))))


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
"""Groups of `TAUGHT`: each snippet is kept together with the one most like it."""


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
