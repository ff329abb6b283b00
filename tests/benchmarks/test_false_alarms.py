"""False alarms of the shipped model on sound English that is at hand without data.

The ceilings are what the model does today, with a margin for other versions of the packages that the texts come from.
Lower them when a model does better.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mtdetect
from benchmarks.unseen import installed
from benchmarks.unseen.figures import AT
from benchmarks.unseen.material import PROSE_WORDS
from benchmarks.unseen.sound import of_reports
from mtdetect.types import ModelError, Report

ROOT = Path(__file__).parents[2]

CEILINGS = {
    "language reference": {
        "flags per 1,000 words": 2.1,
        "prose at .5: translation": 0.018,
        "prose at .5: scraping": 0.05,
    },
    "data sheets": {"flags per 1,000 words": 3.2, "prose at .5: translation": 0.015, "prose at .5: scraping": 0.05},
    "docstrings": {"flags per 1,000 words": 2.3, "prose at .5: translation": 0.008, "prose at .5: scraping": 0.055},
    "licences": {"flags per 1,000 words": 2.2, "prose at .5: translation": 0.045, "prose at .5: scraping": 0.08},
}
"""Reference prose and legal English. The goal on sound English: 0.4 flags, 1.5 % of paragraphs by either score."""

DAMAGED = {
    "breadcrumb-and-source.txt": {"scraping": (0, 1, 2, 17)},
    "indented-page.txt": {"scraping": (0, 3, 4, 5)},
    "kim-putin.txt": {"translation": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "scraping": (0, 1, 2, 3, 5, 6, 7, 9, 10)},
    "reuters-letters.txt": {"scraping": (1, 15)},
    "reuters-reply.txt": {"translation": (5,), "scraping": (10, 11)},
}
"""Paragraphs of the example articles that are damaged by one of the scores' kind, or were not judged: all others are
sound in it.
"""

OWN_PROSE = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))


@pytest.fixture(scope="module")
def model() -> mtdetect.Model:
    try:
        return mtdetect.load()
    except ModelError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", DAMAGED)
def test_sound_paragraphs_of_the_examples(name: str, model: mtdetect.Model) -> None:
    report = model.score((ROOT / "examples" / name).read_text(encoding="utf-8"))
    assert report.paragraphs
    for kind in ("translation", "scraping"):
        over = [p.index for p in report.paragraphs if getattr(p, kind) >= AT]
        assert set(over) <= set(DAMAGED[name].get(kind, ())), kind
    damaged = {index for own in DAMAGED[name].values() for index in own}
    assert {p.index for p in report.paragraphs if p.flags} <= damaged


def test_every_example_is_judged() -> None:
    assert sorted(DAMAGED) == sorted(path.name for path in (ROOT / "examples").glob("*.txt"))


@pytest.mark.parametrize("name", OWN_PROSE)
def test_our_own_prose_is_no_translation(name: str, model: mtdetect.Model) -> None:
    (document,) = mtdetect.read(ROOT / name)
    report = model.score(document.text)
    assert [flag for flag in report.flags if flag.code.startswith("MTD3")] == []
    assert [p.text for p in _prose(report) if p.translation >= AT] == []


@pytest.mark.parametrize("kind", CEILINGS)
def test_installed_texts(kind: str, model: mtdetect.Model) -> None:
    texts = installed.KINDS[kind]()
    assert sum(map(len, texts)) > 20_000, "too little text to tell a rate by"
    figures = of_reports(list(model.score_many(texts)))
    assert {name: figures[name] for name, most in CEILINGS[kind].items() if figures[name] > most} == {}


def test_every_kind_has_a_ceiling() -> None:
    assert sorted(CEILINGS) == sorted(installed.KINDS)


def _prose(report: Report) -> list[mtdetect.Paragraph]:
    return [p for p in report.paragraphs if len(p.text.split()) >= PROSE_WORDS]
