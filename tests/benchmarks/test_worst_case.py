"""The benchmark of hostile texts, with times that are made up."""

from __future__ import annotations

from itertools import cycle
from typing import cast

import pytest

import mtdetect
from benchmarks import results, worst_case


def measured(pattern: str, seconds: list[float] | None = None) -> worst_case.Measured:
    return worst_case.Measured(pattern, (100, 200, 400), seconds or [float("inf")] * 3)


def test_patterns_are_many_and_different() -> None:
    patterns = worst_case.patterns()
    assert len(patterns) == len(set(patterns)) >= 200


def test_the_worst_are_listed_first() -> None:
    prose = measured("A sentence of prose. ", [0.1, 0.2, 0.4])
    found = [measured("|a\n", [0.1, 0.2, 0.5]), measured("a ", [0.4, 0.8, 1.6])]
    assert [one.ratio for one in found] == [2.5, 2.0]
    ratios, speeds = results.tables_of(worst_case.report(prose, found))
    assert ratios["rows"][0] == [r"'\x7ca\n'", "2.50", "0.80"]
    assert speeds["rows"][0] == ["'a '", "2.00", "0.25"]


def test_memory_is_measured_in_a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text grows a process by 1,000 bytes and its own share for a character; short texts count by growth."""
    monkeypatch.setattr(worst_case, "_memory", lambda _, text: {"a": 5, "b": 7}[text[0]] * len(text) + 1000)
    found = worst_case.grown(cast(mtdetect.Model, None), ("a", "b"), 100)
    assert [(one.pattern, one.short, one.long) for one in found] == [("b", 7, 7), ("a", 5, 5)]
    (memory,) = results.tables_of(worst_case.report_growth(found))
    assert memory["rows"] == [["'b'", "7", "7"], ["'a'", "5", "5"]]


def test_the_least_time_of_several_runs_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was disturbed doesn't make a pattern slow; one that is slow each time stays slow."""
    times = {"a": [1, 2, 9, 1, 2, 4], "b": [1, 3, 9]}
    turns = {pattern: cycle(own) for pattern, own in times.items()}
    monkeypatch.setattr(worst_case, "_seconds", lambda _, text: next(turns[text[0]]) if len(text) else 0)
    monkeypatch.setattr(worst_case.Measured, "of", classmethod(lambda _, __, pattern, ___: measured(pattern)))
    model = cast(mtdetect.Model, None)
    prose = measured("a", [1.0, 2.0, 4.0])
    disturbed, slow = worst_case.measure(model, ("a", "b"), prose)
    assert (disturbed.ratio, disturbed.runs) == (2.0, worst_case.RUNS)
    assert (slow.ratio, slow.runs) == (3.0, worst_case.MOST_RUNS)


def test_a_text_is_doubled_until_it_takes_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worst_case, "_seconds", lambda _, text: len(text) / 1000 * worst_case.TOO_SHORT)
    found = worst_case.Measured.of(cast(mtdetect.Model, None), "a ", 300)
    assert found.lengths == (1200, 2400, 4800)
