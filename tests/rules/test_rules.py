"""Runs the cases of `tests/cases/`: one JSON file a rule. See `tests/cases/README.md` for the form."""

import doctest
import json
import re
from importlib import import_module
from pathlib import Path

import pytest
import write_rules

import mtdetect
from mtdetect.lm.read_text import ReadText
from mtdetect.rules.detection import BY_CODE, merge
from mtdetect.rules.registry import REGISTRY, RULES
from mtdetect.rules.scored_text import ScoredText
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Rule

CASES = Path(__file__).parents[1] / "cases"
BY_NAME = {registered.rule.name: registered for registered in REGISTRY}
READ = ("broken-boundary", "missing-boundary", "glued-words", "truncated", "stray-fragment")
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


def read(text: str) -> ReadText:
    """The text as the language model and the tagger have read it."""
    batch = mtdetect.load().analyse([text])
    assert batch.tagger
    batch.tag(batch.tagger)
    return batch.documents[0]


def flags(name: str, text: str) -> list[mtdetect.Flag]:
    """What the rule finds; if that is nothing, how it explains the scores of the default model."""
    registered = BY_NAME[name]
    if registered.find:
        found = list(registered.find(read(text) if name in READ else SegmentedText(text)))
        if found or not registered.explain:
            return found
    model = mtdetect.load()
    batch = model.analyse([text])
    judged = model.judged(batch.evidence())["translation"]
    scored = ScoredText(batch.documents[0], judged.probabilities.tolist(), judged.likeliest, model.word_models)
    assert registered.explain
    return list(registered.explain(scored))


@pytest.mark.parametrize(("name", "marked"), cases())
def test_case(name: str, marked: str) -> None:
    text, expected = parse(marked)
    found = sorted({(flag.start, flag.end) for flag in flags(name, text)})
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


@pytest.mark.parametrize("module", write_rules.rule_modules())
def test_documentation(module: str) -> None:
    contents = import_module(module)
    lines = (contents.__doc__ or "").splitlines()
    assert tuple(line for line in lines[1:] if line and not line.startswith(" ")) == HEADINGS
    assert lines[0].endswith(".")
    assert doctest.testmod(contents).failed == 0
    assert doctest.DocTestFinder().find(contents)[0].examples


def test_what_is_written_from_the_rules_is_up_to_date() -> None:
    assert write_rules.CATALOGUE.read_text(encoding="utf-8") == write_rules.catalogue()
    assert write_rules.README.read_text(encoding="utf-8") == write_rules.readme()


def test_rules_are_unique_and_ordered() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len(BY_NAME) == len(RULES)
    assert len({(rule.merge_group, rule.rank) for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("module", write_rules.rule_modules())
def test_the_folder_of_a_rule_is_its_family(module: str) -> None:
    assert module.split(".")[2] == import_module(module).RULE.family


def test_a_new_family_keeps_its_flags_and_merges_by_rank() -> None:
    layout = [Rule(f"MTD70{i}", f"new-{i}", "layout", "A new rule.", rank=rank) for i, rank in enumerate((20, 10))]
    rules = {**BY_CODE, **{rule.code: rule for rule in layout}}
    other = RULES[0].flag(0, 5, "Of another family.")
    wide, narrow, apart = layout[0].flag(0, 9, ""), layout[1].flag(2, 4, ""), layout[0].flag(9, 12, "")
    assert merge([apart, wide, narrow, other], rules) == [other, narrow, apart]
