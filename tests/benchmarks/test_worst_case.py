"""The benchmark of hostile texts, on a model that is fast."""

from __future__ import annotations

from typing import cast

from fake_model import FakeModel

import mtdetect
from benchmarks import results, worst_case


def test_patterns_are_many_and_different() -> None:
    patterns = worst_case.patterns()
    assert len(patterns) == len(set(patterns)) >= 200


def test_the_worst_are_listed_first() -> None:
    model = cast(mtdetect.Model, FakeModel())
    prose = worst_case.measure(model, "A sentence of prose. ", (50, 100))
    assert prose.memory >= 0
    found = [
        worst_case.Measured("|a\n", (0.1, 0.2, 0.5), prose.speed / 2, 30.0),
        worst_case.Measured("a ", (0.001, 0.009, 0.015), prose.speed / 4, 20.0),
    ]
    assert [measured.ratio for measured in found] == [2.5, 0.0]
    ratios, speeds, _memory = results.tables_of(worst_case.report(prose, found))
    assert ratios["rows"][0] == [r"'\x7ca\n'", "2.50", "0.50", "30"]
    assert speeds["rows"][0][0] == "'a '"
