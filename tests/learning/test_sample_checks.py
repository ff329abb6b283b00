"""What is kept together in a split, and what training warns of."""

import warnings

import numpy as np
import pytest
from council import DAYS, samples

import mtdetect

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
