"""The benchmark of hostile texts, with times that are made up."""

from __future__ import annotations

from itertools import cycle
from typing import cast

import pytest

import mtdetect
from benchmarks import results, worst_case


def measured(pattern: str, seconds: list[float] | None = None, memory: tuple[int, int] = (0, 0)) -> worst_case.Measured:
    return worst_case.Measured(pattern, (100, 200, 400), seconds or [float("inf")] * 3, memory)


def test_patterns_are_many_and_different() -> None:
    patterns = worst_case.patterns()
    assert len(patterns) == len(set(patterns)) >= 200


def test_the_worst_are_listed_first() -> None:
    lengths, prose = (100, 200, 400), measured("A sentence of prose. ", [0.1, 0.2, 0.4])
    found = [
        measured("|a\n", [0.1, 0.2, 0.5], (0, 300)),
        worst_case.Measured("a ", lengths, [0.4, 0.8, 1.6], (100, 9100), (100_000, 500_000)),
    ]
    assert [one.ratio for one in found] == [2.5, 2.0]
    ratios, speeds, memory = results.tables_of(worst_case.report(prose, found))
    assert ratios["rows"][0] == [r"'\x7ca\n'", "2.50", "0.80", "1", ""]
    assert speeds["rows"][0] == ["'a '", "2.00", "0.25", "30", "2"]
    assert memory["rows"][0] == speeds["rows"][0]


def test_the_least_time_of_several_runs_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was disturbed doesn't make a pattern slow; one that is slow each time stays slow."""
    times = {"a": [1, 2, 9, 1, 2, 4], "b": [1, 3, 9]}
    turns = {pattern: cycle(own) for pattern, own in times.items()}
    monkeypatch.setattr(worst_case, "_seconds", lambda _, text: next(turns[text[0]]) if len(text) else 0)
    monkeypatch.setattr(worst_case, "_memory", lambda _, text: 5 * len(text) + 1000)
    monkeypatch.setattr(worst_case.Measured, "of", classmethod(lambda _, __, pattern, ___: measured(pattern)))
    model = cast(mtdetect.Model, None)
    prose = measured("a", [1.0, 2.0, 4.0])
    disturbed, slow = worst_case.measure(model, ("a", "b"), prose)
    assert (disturbed.ratio, disturbed.runs) == (2.0, worst_case.RUNS)
    assert (slow.ratio, slow.runs) == (3.0, worst_case.MOST_RUNS)
    assert disturbed.growth == disturbed.long_growth == 5


def test_a_text_is_doubled_until_it_takes_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worst_case, "_seconds", lambda _, text: len(text) / 1000 * worst_case.TOO_SHORT)
    found = worst_case.Measured.of(cast(mtdetect.Model, None), "a ", 300)
    assert found.lengths == (1200, 2400, 4800)
