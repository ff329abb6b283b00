"""The benchmarks' own counting, on made-up figures; and, where there is data, that they run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from fake_model import FakeModel

from benchmarks import bench, floors, quality, spans
from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Flag
from training.damage import DamagedDocument, Mark
from training.documents.construction import document

DATA = os.environ.get("MTDETECT_DATA")


def scored(labels: list[float], scores: list[float], group: str = "site") -> bench.Scored:
    made = document(["A line."] * len(labels), translation=0.0, scraping=labels, group=group, corpus="pages/html-text")
    return bench.Scored(made, dict.fromkeys(("translation", "scraping"), np.array(scores)))


def test_rows_are_the_judged_paragraphs_with_a_score() -> None:
    found = bench.rows([scored([0, 1, np.nan], [0.1, 0.9, 0.5]), scored([1, 1], [np.nan, 0.7], "other")], "scraping")
    assert found.scores.tolist() == [0.1, 0.9, 0.7]
    assert found.labels.tolist() == [0, 1, 1]
    assert found.groups == ["site", "site", "other"]


def test_rows_take_other_labels() -> None:
    found = bench.rows([scored([0, 0], [0.1, 0.9])], "scraping", lambda s: 1.0)
    assert found.labels.tolist() == [1, 1]


def test_table_is_markdown() -> None:
    assert list(bench.table(["what", "F1"], [["lines", 0.5]])) == [
        "| what | F1 |",
        "|---|--:|",
        "| lines | 0.500 |",
        "",
    ]


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ({}, "–"),
        ({"roc_auc": 0.9}, "0.900"),
        ({"roc_auc": 0.9, "roc_auc_interval": [0.8, 0.95]}, "0.900 (0.800–0.950)"),
    ],
)
def test_interval(figures: dict[str, Any], text: str) -> None:
    assert bench.with_interval(figures, "roc_auc") == text


def case(damaged: str, original: str, marks: tuple[Mark, ...]) -> spans.Case:
    model = FakeModel()
    doc = DamagedDocument("made-up", damaged, marks, tuple(split_paragraphs(damaged)), (), ())
    return spans.Case("body", doc, model.score(damaged), model.score(original))


def test_a_flag_on_a_mark_is_right_and_one_of_the_original_is_apart() -> None:
    text = "In the the end WWW came."
    judged = list(spans.judge([case(text, "In the end WWW came.", (Mark(3, 10, "doubled-word", "stutter"),))]))
    assert [(j.flag.name, j.right, j.before) for j in judged] == [("doubled-word", True, False), ("menu", False, True)]


def test_a_mark_is_found_where_a_flag_touches_it_and_unseen_marks_do_not_count() -> None:
    text = "In the the end all was well."
    marks = (
        Mark(10, 14, "truncated", "cut-off"),
        Mark(19, 22, "truncated", "cut-off"),
        Mark(0, 2, "x", "cut-off", True),
    )
    found = [(mark.start, [f.name for f in flags]) for mark, flags in spans.found(case(text, text, marks))]
    assert found == [(10, ["doubled-word"]), (19, [])]


def test_precision_leaves_out_what_the_original_has() -> None:
    flag = Flag("MTD304", "doubled-word", 0, 1, "")
    one = case("a", "a", ())
    judged = [spans.Judged(one, flag, True, False, False), spans.Judged(one, flag, False, True, False)]
    assert spans._precision(judged) == ("100.0 %", "50.0 %")


def test_floors_name_what_sank() -> None:
    before = {"spans: all recall": 0.5, "gold: spans missed": 0.0, "gone": 1.0}
    lines = floors.sunk({"spans: all recall": 0.4, "gold: spans missed": 1.0}, before)
    assert len(lines) == 3
    assert floors.sunk(before | {"spans: all recall": 0.6}, before) == []


def test_pinning_lowers_a_floor_only_when_told() -> None:
    before, now = (
        {"spans: all recall": 0.5, "gold: spans missed": 1.0},
        {"spans: all recall": 0.4, "gold: spans missed": 0.0},
    )
    assert floors.pinned(now, before, lower=False) == {"spans: all recall": 0.5, "gold: spans missed": 0.0}
    assert floors.pinned(now, before, lower=True) == now


def test_parts_that_need_held_out_scores_say_so(tmp_path: Path, fake_model: FakeModel) -> None:
    with pytest.raises(Exception, match="--held-out"):
        list(quality.PARTS["calibration"][1](bench.Bench(tmp_path)))


@pytest.mark.skipif(DATA is None, reason="MTDETECT_DATA does not name the data folder")
def test_parts_run(monkeypatch: pytest.MonkeyPatch) -> None:
    model: Any = FakeModel()
    monkeypatch.setattr("mtdetect.load", lambda folder=None: model)
    monkeypatch.setattr(bench.Bench, "model_hash", "none")
    result = CliRunner().invoke(quality.main, ["--data", str(DATA), "--part", "clean", "--part", "spans"])
    assert result.exit_code == 0, result.output
    assert "| MTD304 doubled-word |" in result.output
