"""What should not move a score, on the paragraphs of the example articles and the shipped model."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

import mtdetect
from benchmarks.unseen import installed
from benchmarks.unseen.invariance import LENGTH, Moved, moved, placed, shares
from benchmarks.unseen.material import PROSE_WORDS, Setting
from mtdetect.types import ModelError

EXAMPLES = Path(__file__).parents[2] / "examples"

CEILINGS = {
    "around": {"translation moved": 0.02, "scraping moved": 0.02, "new flag": 0.0},
    "lines": {"translation moved": 0.21, "scraping moved": 0.05, "new flag": 0.0},
    "list mark": {"translation moved": 0.02, "scraping moved": 0.03, "new flag": 0.0},
    "marks": {"translation moved": 0.02, "scraping moved": 0.03, "new flag": 0.0},
}
"""Shares of paragraphs, as the model is today; the goal is 0. A translation score has moved if it differs by more
than 0.1 between two forms of a text, a scraping score if it differs by 0.15. Scores of damaged paragraphs move with the
lines, because some rules miss a repeated phrase or a gloss that a line break divides.
"""


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    try:
        model = mtdetect.load()
    except ModelError as error:
        pytest.skip(str(error))
    passages = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        prose = [line for line in lines if len(line.split()) >= PROSE_WORDS]
        passages += [tuple(prose[i : i + LENGTH]) for i in range(0, len(prose) - LENGTH + 1, LENGTH)]
    paragraphs = [" ".join(part.split()) for text in installed.docstrings() for part in text.split("\n\n")]
    around = [p for p in paragraphs if PROSE_WORDS <= len(p.split()) <= 80 and p[0].isupper() and p.endswith(".")]
    moves: dict[str, list[Moved]] = defaultdict(list)
    for family, reference, places in placed(Setting(model, EXAMPLES), passages, around):
        moves[family].append(moved(reference, list(places.values())))
    return {family: shares(own) for family, own in moves.items()}


@pytest.mark.parametrize("family", CEILINGS)
def test_scores_hold(family: str, figures: dict[str, dict[str, float]]) -> None:
    own = figures[family]
    assert {name: own[name] for name, most in CEILINGS[family].items() if own[name] > most} == {}
