"""Scores beside the texts of pandas and Polars frames."""

from collections.abc import Callable
from typing import Any

import pytest
from fake_model import FakeModel

import mtdetect

pa = pytest.importorskip("pyarrow")
pytestmark = pytest.mark.usefixtures("fake_model")

NEW = ["translation", "scraping", "damage", "language", "flags"]
TEXTS = ["A sound sentence.", None, "In the the capital. WWW", "Straße"]
ROWS = [(0.1, 0.0, 0.1, "en", 0), (None,) * 5, (0.9, 0.8, 0.9, "en", 2), (0.1, 0.0, 0.1, "de", 0)]


def pandas_frame(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns)


def polars_frame(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame(columns)


each_library = pytest.mark.parametrize("frame", [pandas_frame, polars_frame])
Make = Callable[[dict[str, list[Any]]], Any]


def rows(scored: Any, names: list[str] = NEW) -> list[tuple[Any, ...]]:
    table = (
        pa.table(scored[names])
        if hasattr(scored, "lazy")
        else pa.Table.from_pandas(scored[names], preserve_index=False)
    )
    return [tuple(row.values()) for row in table.to_pylist()]


@each_library
def test_scores_are_beside_the_texts_and_null_where_there_is_none(frame: Make) -> None:
    given = frame({"id": [4, 3, 2, 1], "text": TEXTS})
    scored = mtdetect.score_frame(given)
    assert list(given.columns) == ["id", "text"]
    assert list(scored.columns) == ["id", "text", *NEW]
    assert rows(scored) == ROWS
    assert list(scored["id"]) == [4, 3, 2, 1]


@each_library
@pytest.mark.parametrize("texts", [[], [None, None], ["A sound sentence."]])
def test_types_do_not_depend_on_the_values(frame: Make, texts: list[Any]) -> None:
    scored, usual = (mtdetect.score_frame(frame({"text": each})) for each in (texts, TEXTS))
    assert [str(scored[name].dtype) for name in NEW] == [str(usual[name].dtype) for name in NEW]
    assert len(scored) == len(texts)


@each_library
def test_another_text_column_a_prefix_and_scores_of_two_models(frame: Make, fake_model: FakeModel) -> None:
    scored = mtdetect.score_frame(frame({"body": TEXTS, "language": ["en"] * 4}), "body", prefix="mt_")
    again = mtdetect.score_frame(scored, "body", prefix="mine_", model=fake_model)  # type: ignore[arg-type]
    assert rows(again, [f"mine_{name}" for name in NEW]) == ROWS
    assert list(again["language"]) == ["en"] * 4


@each_library
@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"body": ["x"]}, ValueError, r"no column “text”; pass text=\"…\" with one of its columns \(body\)"),
        ({"text": ["x"], "language": ["en"], "flags": [1]}, ValueError, "already has “language”, “flags”; .*prefix="),
        ({"text": [7]}, TypeError, "column “text”, row 0, counted from 0: score takes a str, not int; convert"),
    ],
)
def test_errors_say_what_to_do(
    frame: Make, columns: dict[str, list[Any]], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        mtdetect.score_frame(frame(columns))


def test_what_pandas_calls_missing_and_its_index_is_kept() -> None:
    pandas = pytest.importorskip("pandas")
    missing = [None, float("nan"), pandas.NA, pandas.NaT, "A sound sentence."]
    given = pandas.DataFrame({"text": pandas.Series(missing, dtype=object)}).set_index(pandas.Index([7, 7, 5, 5, 0]))
    scored = mtdetect.score_frame(given)
    assert list(scored.index) == [7, 7, 5, 5, 0]
    assert rows(scored) == [(None,) * 5] * 4 + ROWS[:1]
    assert len(scored[scored.damage < 0.5]) == len(scored[scored["flags"] == 0]) == 1
    twice = pandas.concat([given, given], axis=1)
    with pytest.raises(ValueError, match="several columns “text”"):
        mtdetect.score_frame(twice)


def test_other_tables_are_refused_with_a_hint() -> None:
    with pytest.raises(TypeError, match="not dict; Arrow has mtdetect"):
        mtdetect.score_frame({"text": ["x"]})
    polars = pytest.importorskip("polars")
    with pytest.raises(TypeError, match="not LazyFrame; collect it first"):
        mtdetect.score_frame(polars.LazyFrame({"text": ["x"]}))


def test_a_text_that_kills_its_process_has_no_scores(monkeypatch: pytest.MonkeyPatch, fake_model: FakeModel) -> None:
    failed = mtdetect.types.FailedReport("x", None, 0.0, 0.0, 0.0, (), ())
    monkeypatch.setattr(fake_model, "score", lambda text: failed, raising=False)
    assert rows(mtdetect.score_frame(polars_frame({"text": ["x"]}))) == [(None,) * 5]
