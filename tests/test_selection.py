"""Rules are chosen by code, prefix, name or ALL, and an unknown selector gets a sensible suggestion."""

from __future__ import annotations

import doctest

import pytest

from mtdetect import selection
from mtdetect.rules.registry import RULES


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
        ("E501", "“mtdetect rules” lists them all"),
        ("xyzzy", "“mtdetect rules” lists them all"),
        ("", "“mtdetect rules” lists them all"),
    ],
)
def test_an_unknown_selector(selector: str, hint: str) -> None:
    with pytest.raises(ValueError, match="no rule") as raised:
        selection.check(selector)
    assert str(raised.value) == f"no rule “{selector}”; {hint}"


def test_docstrings_are_right() -> None:
    assert doctest.testmod(selection).failed == 0
