"""Runs the cases of `tests/cases/`: one JSON file a rule. See `tests/cases/README.md` for the form."""

import doctest
import json
import re
from pathlib import Path

import pytest

import mtdetect
from mtdetect.rules.registry import RULE_MODULES
from mtdetect.text.document import Analysis

CASES = Path(__file__).parents[1] / "cases"
BY_NAME = {detector.RULE.name: detector for detector in RULE_MODULES}
ASKING = ("broken-boundary", "missing-boundary", "glued-words", "truncated", "stray-fragment", "odd-wording")
"""Rules that ask the language model."""
HEADINGS = ("What it does", "Why it is damage", "Example", "What it leaves alone")


def parse(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """A text with ⟦marked⟧ spans -> the bare text and the spans."""
    text, spans, start = "", [], 0
    for part in re.split("([⟦⟧])", marked):
        if part == "⟦":
            start = len(text)
        elif part == "⟧":
            spans.append((start, len(text)))
        else:
            text += part
    return text, spans


def cases() -> list:
    params = []
    for name in BY_NAME:
        data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
        for kind in ("positive", "negative", "known_failures"):
            for i, case in enumerate(data[kind]):
                marks = pytest.mark.xfail(reason=case["why"]) if kind == "known_failures" else ()
                params.append(pytest.param(name, case["text"], marks=marks, id=f"{name}-{kind}-{i}"))
    return params


def analysis(text: str, name: str) -> Analysis:
    if name not in ASKING:
        return Analysis(text)
    document = mtdetect.load().analyse([text]).documents[0]
    if name != "odd-wording":  # the one rule that asks the scores
        return document
    document.translation = [paragraph.translation for paragraph in mtdetect.score(text).paragraphs]
    return document


@pytest.mark.parametrize(("name", "marked"), cases())
def test_case(name: str, marked: str) -> None:
    text, expected = parse(marked)
    found = sorted((flag.start, flag.end) for flag in BY_NAME[name].find(analysis(text, name)))
    assert [text[a:b] for a, b in found] == [text[a:b] for a, b in expected]
    assert found == expected


@pytest.mark.parametrize("name", BY_NAME)
def test_enough_cases(name: str) -> None:
    data = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    assert set(data) == {"positive", "negative", "known_failures"}
    positive = [case["text"] for case in data["positive"]]
    negative = [case["text"] for case in data["negative"]]
    assert len(set(positive)) >= 10
    assert len(set(negative)) >= 15
    assert all("⟦" in text for text in positive)
    assert not any("⟦" in text for text in negative)
    assert any(case["origin"].startswith("wild") for case in data["positive"] + data["negative"])


@pytest.mark.parametrize("name", BY_NAME)
def test_documentation(name: str) -> None:
    module = BY_NAME[name]
    lines = (module.__doc__ or "").splitlines()
    assert tuple(line for line in lines[1:] if line and not line.startswith(" ")) == HEADINGS
    assert lines[0].endswith(".")
    assert doctest.testmod(module).failed == 0
    assert doctest.DocTestFinder().find(module)[0].examples


def test_rules_are_unique_and_ordered() -> None:
    codes = [detector.RULE.code for detector in RULE_MODULES]
    assert codes == sorted(set(codes))
    assert len(BY_NAME) == len(RULE_MODULES)
