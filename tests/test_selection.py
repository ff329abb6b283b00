"""Rules are chosen by code, prefix, name or ALL, and an unknown selector gets a sensible suggestion."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

import mtdetect
from mtdetect import selection
from mtdetect.rules.registry import RULES
from mtdetect.scoring import workers
from mtdetect.selection import Selection

ALL = " ".join(rule.code for rule in RULES)


def matched(selector: str) -> list[str]:
    return [rule.code for rule in RULES if selection.matches(selector, rule.code, rule.name)]


@pytest.mark.parametrize(
    ("selector", "codes"),
    [
        ("MTD304", ["MTD304"]),
        ("mtd304", ["MTD304"]),
        ("doubled-word", ["MTD304"]),
        ("Doubled-Word", ["MTD304"]),
        ("MTD6", ["MTD601", "MTD602"]),
        ("MTD60", ["MTD601", "MTD602"]),
        ("ALL", [rule.code for rule in RULES]),
        ("MTD", [rule.code for rule in RULES]),
        ("doubled", []),
        ("304", []),
        ("MT", []),
        ("MTD3044", []),
        ("", []),
    ],
)
def test_what_a_selector_matches(selector: str, codes: list[str]) -> None:
    assert matched(selector) == codes


@pytest.mark.parametrize(
    ("given", "single"),
    [
        ("MTD304", ("MTD304",)),
        ("MTD1, MTD5", ("MTD1", "MTD5")),
        ("MTD1 MTD5,", ("MTD1", "MTD5")),
        ("MTD1;MTD5", ("MTD1", "MTD5")),
        (["MTD1,menu", "ALL"], ("MTD1", "menu", "ALL")),
        ([], ()),
    ],
)
def test_lists_are_split(given: str | list[str], single: tuple[str, ...]) -> None:
    assert selection.check(given) == single


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("MTD999", "the codes are MTD101 to MTD602; “mtdetect rules” lists them all"),
        ("MTD399", "the codes that begin with MTD3 are MTD301 to MTD308"),
        ("MTD3044", "did you mean MTD304 (doubled-word)?"),
        ("MTD3O4", "did you mean MTD304 (doubled-word)?"),
        ("MDT304", "did you mean MTD304 (doubled-word)?"),
        ("304", "did you mean MTD304 (doubled-word)?"),
        ("MTD-304", "did you mean MTD304 (doubled-word)?"),
        ("MTD6xx", "did you mean MTD6 (rules MTD601 to MTD602)?"),
        ("double-word", "did you mean MTD304 (doubled-word)?"),
        ("doubled_word", "did you mean MTD304 (doubled-word)?"),
        ("mojibak", "did you mean MTD501 (mojibake)?"),
        ("gloss", "did you mean MTD301 (redundant-gloss)?"),
        ("furniture", "did you mean MTD4 (all furniture rules)?"),
        ("translation", "did you mean MTD3 (all translation rules)?"),
        ("!MTD3", "to hide the flags of rules, put them into ignore"),
        ("E501", "“mtdetect rules” lists them all"),
        ("xyzzy", "“mtdetect rules” lists them all"),
        ("", "“mtdetect rules” lists them all"),
    ],
)
def test_an_unknown_selector(selector: str, hint: str) -> None:
    with pytest.raises(ValueError, match="no rule") as raised:
        selection.check(selector)
    assert str(raised.value) == f"no rule “{selector}”; {hint}"


@pytest.mark.parametrize(
    ("given", "selected"),
    [
        ([], ALL),
        ([Selection(select=("MTD6",))], "MTD601 MTD602"),
        ([Selection(select=("MTD6", "menu"))], "MTD402 MTD601 MTD602"),
        ([Selection(select=())], ""),
        ([Selection(ignore=("MTD1", "MTD2", "MTD3", "MTD4", "MTD5"))], "MTD601 MTD602"),
        # In one place, the longer selector wins; of two equal ones, ignore.
        ([Selection(select=("MTD6",), ignore=("MTD602",))], "MTD601"),
        ([Selection(select=("repeated-phrase",), ignore=("MTD6",))], "MTD602"),
        ([Selection(select=("MTD602",), ignore=("repeated-phrase",))], ""),
        ([Selection(select=("ALL",), ignore=("ALL",))], ""),
        ([Selection(select=("menu",), extend_select=("MTD6",))], "MTD402 MTD601 MTD602"),
        # A later place changes what the earlier ones have selected, and its select starts from nothing.
        ([Selection(select=("MTD6",), ignore=("MTD602",)), Selection(select=("MTD60",))], "MTD601 MTD602"),
        ([Selection(select=("MTD6",)), Selection(ignore=("MTD601",))], "MTD602"),
        ([Selection(select=("MTD6",)), Selection(extend_select=("menu",))], "MTD402 MTD601 MTD602"),
        ([Selection(select=("MTD601",)), Selection(extend_select=("MTD602",), ignore=("MTD6",))], "MTD602"),
    ],
)
def test_which_rules_are_selected(given: list[Selection], selected: str) -> None:
    hidden = selection.hidden_rules(*given)
    assert " ".join(rule.code for rule in RULES if rule.code not in hidden) == selected


TEXT = "The minister said that the the talks had failed. The results will be be published on Tuesday (15/8) local time."


@pytest.mark.parametrize(
    ("keywords", "codes"),
    [
        ({}, {"MTD302", "MTD304"}),
        ({"ignore": "MTD302"}, {"MTD304"}),
        ({"ignore": ("doubled-word", "MTD305")}, {"MTD302"}),
        ({"select": ["MTD302"]}, {"MTD302"}),
        ({"select": "MTD3", "ignore": "MTD30"}, set()),
        ({"select": []}, set()),
    ],
)
def test_keywords_choose_flags_and_keep_scores(keywords: dict[str, Any], codes: set[str]) -> None:
    every = mtdetect.score(TEXT)
    model = mtdetect.load()
    report = mtdetect.score(TEXT, **keywords)
    assert {flag.code for flag in report.flags} == {flag.code for p in report.paragraphs for flag in p.flags} == codes
    assert report.damage == every.damage
    assert report.paragraphs[0].evidence == every.paragraphs[0].evidence
    assert len(report.flags) + report.hidden_flags == len(every.flags)
    assert model.score(TEXT, **keywords) == report
    for many in (mtdetect.score_many, model.score_many):
        assert list(many([TEXT, "", TEXT], **keywords)) == [report, mtdetect.score(""), report]


def test_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    assert workers.processes(0) == 1
    assert list(mtdetect.score_many([TEXT], jobs=0)) == [mtdetect.score(TEXT)]


@pytest.mark.parametrize("keyword", ["select", "ignore"])
def test_unknown_rules_are_value_errors(keyword: str) -> None:
    wrong: dict[str, Any] = {keyword: ["MTD1", "mojibak"]}
    for call in (mtdetect.score, mtdetect.load().score):
        with pytest.raises(ValueError, match=r"no rule “mojibak”; did you mean MTD501 \(mojibake\)"):
            call(TEXT, **wrong)
    for call in (mtdetect.score_many, mtdetect.load().score_many):
        with pytest.raises(ValueError, match="mojibak"):
            call([TEXT], **wrong)


def test_only_str_names_rules() -> None:
    with pytest.raises(TypeError, match="304 is not a str; name a rule by its code or name"):
        mtdetect.score(TEXT, ignore=[304])  # type: ignore[list-item]


def test_docstrings_are_right() -> None:
    assert doctest.testmod(selection).failed == 0
