"""The expressions of `filter --keep`: what they mean, and what an error says."""

from __future__ import annotations

from typing import Any

import pytest

from mtdetect.cli.expression import KNOWN, Expression, ExpressionError
from mtdetect.rules.registry import RULES

CODES = [rule.code for rule in RULES]
ROW: dict[str, Any] = {
    "translation": 0.25, "scraping": 0.5, "damage": 0.6, "language": "en",
    "flags": 3, "paragraphs": 2, "words": 100, "MTD304": 2, "MTD101": 0, "MTD3": 3,
}  # fmt: skip
UNKNOWN = ROW | {"translation": None, "scraping": None, "damage": None, "language": "de"}


@pytest.mark.parametrize(
    ("text", "english", "other"),
    [
        ("damage < .7", True, None),
        ("damage<.5", False, None),
        ("scraping <= 0.5 and translation != 1", True, None),
        (" .2 < damage <= .6 ", True, None),
        ("not damage >= .5", False, None),
        ("damage < .5 or words > 50", True, True),
        ("damage < .5 and words > 500", False, False),
        ('language == "en" and damage < .7', True, False),
        ("language in ('en', 'und')", True, False),
        ('language not in ["en"]', False, True),
        ("not MTD101", True, True),
        ("MTD304", True, True),
        ("MTD304 < 2 or not (flags < 3)", True, True),
        ("MTD3 == 3 and MTD3 > MTD304", True, True),
        ("translation < scraping", True, None),
        ("not (damage < .5 and flags > 9)", True, True),
        ("flags > 0\n and\twords >= 100", True, True),
    ],
)
def test_what_an_expression_means(text: str, english: bool | None, other: bool | None) -> None:
    expression = Expression(text, CODES)
    assert (expression(ROW), expression(UNKNOWN)) == (english, other)
    assert expression.names <= ROW.keys()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "character 1: the expression is empty"),
        ("damge < .5", "character 1: unknown name “damge”; did you mean damage?"),
        ("  flags > 1 and mtd304 < 1", "character 17: unknown name “mtd304”; did you mean MTD304?"),
        ('language != "é" and x', "character 13: “é” is not the code of a language, such as “en”"),
        ('language == "de" or xyz', "character 21: unknown name “xyz”"),
        ("damage = .5", "character 8: use == to compare"),
        ("damage < .5 && flags", "character 14: write and, or, not instead of &, |, !"),
        ("damage < ", "character 9: this can't be understood"),
        ("damage", "character 1: this is not a condition; compare it, as in damage < .5"),
        ("flags > 0 and .5", "character 15: this is not a condition"),
        ("damage < 50", "character 10: scores are from 0 to 1"),
        ("1 < 2", "character 1: this compares no scores, counts or languages"),
        ("language < 'en'", "character 1: compare the language with a code in quotes"),
        ("language == .5", "character 1: compare the language with a code in quotes"),
        ("language == en", 'character 13: unknown name “en”; the code of a language needs quotes: "en"'),
        ("language == 'English'", "character 13: “English” is not the code of a language"),
        ("damage in (1, 2)", "character 11: only comparisons, and, or, not and parentheses"),
        ("damage in ('en',)", "character 1: write “in” with languages only"),
        ("damage is .5", "character 1: use == or != to compare"),
        ("flags < 1e999", "character 9: this number is too large"),
        ("flags / words < .01", "character 1: only comparisons, and, or, not and parentheses"),
        ("flags < -1", "character 9: only comparisons"),
        ("nan < 1", "character 1: unknown name “nan”"),
        ("True", "character 1: only comparisons"),
        ("flags == True", "character 10: only comparisons"),
        ("__import__('os').system('x')", "character 1: only comparisons"),
        ("flags.real > 1", "character 1: only comparisons"),
        ("(lambda: 1)()", "character 1: only comparisons"),
        ("flags[0]", "character 1: only comparisons"),
        ("MTD999", "character 1: unknown name “MTD999”"),
        ("M > 1", "character 1: unknown name “M”"),
    ],
)
def test_errors_name_the_place_and_the_names(text: str, problem: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression(text, CODES)
    assert str(caught.value).startswith(problem)
    assert str(caught.value).endswith(f" ({KNOWN})")


@pytest.mark.parametrize("text", ["not " * 10_000 + "flags", "(" * 500 + "flags" + ")" * 500])
def test_nesting_has_a_limit(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"too deeply nested|can't be understood"):
        Expression(text, CODES)
