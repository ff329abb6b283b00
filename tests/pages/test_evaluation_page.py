"""The page of `evaluate --html`: its figures, its plots without style attributes, hostile text, and a real browser."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import WIDTHS, accessibility_issues, sideways
from click.testing import CliRunner

import mtdetect
from mtdetect.cli.main import cli
from mtdetect.learning.evaluation_page import _parts, _rules
from mtdetect.samples.files import write_samples
from mtdetect.types import Flag, LabelledSpan, Sample

plots = pytest.importorskip("mtdetect.learning.plots")
pytest.importorskip("matplotlib", reason='the plots extra is not installed: pip install ".[plots]"')

HOSTILE = '</p></script><script>alert(1)</script> <img src=x onerror="alert(2)"> “the the” {{ 7 * 7 }} \u202e\0\ud800'
SOUND = "The council met on {day} to discuss the new bridge, and most of its members were in favour of the plan."
BROKEN = "The council met on {day} to discuss the. New bridge, and most of its the the members were in favour"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SAMPLES = [
    Sample((BROKEN if i % 2 else SOUND).format(day=DAYS[i % 5]), i % 2, i % 2, f"site{i % 7}", position=i)
    for i in range(40)
] + [
    # Once each way, so that one of them is an error whatever the scores.
    *(Sample(HOSTILE, label, label, '"><script>alert(3)</script>') for label in (0, 1)),
    Sample(BROKEN.format(day="Friday"), 0, 0, "bad labels", (LabelledSpan(33, 41, "<b>x</b>"),)),
    Sample(SOUND.format(day="Friday"), 1, 1, "bad labels"),
    Sample("Share this Tweet Email Print", 0, 0, "bad labels"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    write_samples(SAMPLES, folder / "a.jsonl")
    result = CliRunner().invoke(cli, ["evaluate", str(folder / "a.jsonl"), "--html", str(folder / "page.html")])
    assert result.exit_code == 0, result.output
    return folder / "page.html"


def test_what_the_page_holds(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    for words in ("ROC AUC", "Precision and recall", "Calibration", "Scores by class", "False alarms", "doubled-word"):
        assert words in html
    assert html.count("<svg ") >= 6
    assert html.count("<script>alert") == 0
    unmarked = re.sub("</?mark[^>]*>", "", html)
    assert "&lt;script&gt;alert(1)" in unmarked
    assert "{{ 7 * 7 }}" in unmarked
    assert not re.search(r"<[^>]*\sstyle=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for use in re.findall(r'href="#([^"]+)"', html) + re.findall(r"url\(#([^)]+)\)", html):
        assert use in ids


def test_a_missing_extra_is_named(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    arguments = ["evaluate", str(page.parent / "a.jsonl"), "--html", str(page.parent / "other.html")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2
    assert 'pip install ".[plots]"' in result.output
    assert not (page.parent / "other.html").exists()


def flag(code: str, start: int, end: int) -> Flag:
    return Flag(code, {"MTD304": "doubled-word", "MTD101": "broken-boundary"}[code], start, end, "")


RULE_CASES: list[tuple[str, Sample, Flag, tuple[int, int, int]]] = [
    ("damaged for its score", Sample("a" * 9, translation=1), flag("MTD304", 0, 3), (1, 1, 0)),
    ("sound for its score", Sample("a" * 9, translation=0, scraping=1), flag("MTD304", 0, 3), (0, 1, 0)),
    ("damaged for the other", Sample("a" * 9, scraping=1), flag("MTD304", 0, 3), (0, 0, 1)),
    ("over a labelled place", Sample("a" * 9, spans=(LabelledSpan(2, 4, "x"),)), flag("MTD101", 0, 3), (1, 1, 0)),
    ("beside it", Sample("a" * 9, scraping=0, spans=(LabelledSpan(3, 4, "x"),)), flag("MTD101", 0, 3), (0, 1, 0)),
]


@pytest.mark.parametrize(
    ("sample", "found", "counts"), [case[1:] for case in RULE_CASES], ids=[c[0] for c in RULE_CASES]
)
def test_precision_of_a_rule(sample: Sample, found: Flag, counts: tuple[int, int, int]) -> None:
    (row,) = _rules([(sample, {}, [found])])
    assert (row.right, row.judged, row.unjudged) == counts
    assert row.low <= row.share <= row.high or not row.judged


def test_the_text_of_an_error_is_whole() -> None:
    sample = Sample("abcdefghij", spans=(LabelledSpan(4, 8, "x"),))
    components = _parts(sample, [flag("MTD304", 2, 6), flag("MTD101", 5, 7)])
    assert "".join(part.text for part in components) == sample.text
    assert [(p.text, p.family, p.labelled) for p in components if p.family or p.labelled] == [
        ("cd", "translation", False), ("e", "translation", True), ("f", "translation", True),
        ("g", "boundary", True), ("h", "", True),
    ]  # fmt: skip


@pytest.mark.parametrize("draw", [draw for _, draw in plots.PLOTS.values()])
@pytest.mark.parametrize("number", [2, 2000])
def test_plots_of_few_and_many_rows(draw: Any, number: int) -> None:
    scores = np.linspace(0, 1, number)
    drawn = plots.svg(draw, scores, (scores > 0.5).astype(int), "p")
    assert drawn.startswith("<svg")
    assert " style=" not in drawn
    assert len(drawn) < 60_000
    assert drawn == plots.svg(draw, scores, (scores > 0.5).astype(int), "p")


@pytest.mark.parametrize(("right", "number", "low", "high"), [(0, 0, 0, 1), (9, 10, 0.596, 0.982), (0, 5, 0, 0.434)])
def test_wilson(right: int, number: int, low: float, high: float) -> None:
    assert plots.wilson(right, number) == pytest.approx((low, high), abs=0.001)


def test_one_class_has_no_curves(tmp_path: Path) -> None:
    model = mtdetect.load()
    from mtdetect.learning.evaluation_page import page as render

    samples = [Sample(SOUND.format(day=day), scraping=0, source=day) for day in DAYS]
    html = "".join(render(samples, model, mtdetect.evaluate(samples, model)))
    assert "All have the same label" in html
    assert "No paragraphs are labelled for this score" in html


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_in_a_browser(open_page: Callable[..., Any], page: Path, width: int, dark: bool) -> None:
    opened = open_page(page, width=width, dark=dark)
    assert sideways(opened) == 0
    assert opened.locator("figure svg").count() == 6
    assert accessibility_issues(opened) == []
    ink = opened.locator("figure svg text").first.evaluate("text => getComputedStyle(text).fill")
    assert (ink == "rgb(234, 230, 224)") == dark
    assert "<script>alert(1)</script>" in " ".join(opened.locator("#translation .errors").all_inner_texts())


def cases() -> Iterator[Sample]:
    """The rules' own cases as labelled samples, six in a document: where damage is, there is more of it."""
    for rule in mtdetect.RULES:
        found = json.loads((Path(__file__).parents[1] / "cases" / f"{rule.name}.json").read_text(encoding="utf-8"))
        kind = "translation" if rule.family == "translation" else "scraping"
        for label, name in ((1, "positive"), (0, "negative")):
            if label == 0 and rule.family == "furniture":
                continue  # another rule's furniture, often
            for i, case in enumerate(found[name]):
                text = " ".join(case["text"].replace("⟦", "").replace("⟧", "").split())
                place = f"{rule.name}, {name} {i // 6}"
                yield replace(Sample(text, source=place, document=place, position=i), **{kind: label})


def test_picture_for_the_readme(
    open_page: Callable[..., Any], screenshot: Callable[..., None], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--screenshots"):
        pytest.skip("no --screenshots FOLDER is given")
    write_samples(cases(), tmp_path / "cases.jsonl")
    arguments = ["evaluate", str(tmp_path / "cases.jsonl"), "--html", str(tmp_path / "page.html")]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    opened = open_page(tmp_path / "page.html", height=1000)
    opened.locator("#scraping").evaluate("section => section.scrollIntoView()")
    screenshot(opened, "evaluation-page.png")
