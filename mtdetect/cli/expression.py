"""The expressions of `mtdetect filter --keep`, such as `damage < .5 and not MTD304`.

They are parsed as Python, but only comparisons, `and`, `or`, `not` and parentheses are accepted, and nothing is run.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

SCORES = ("translation", "scraping", "damage")
COUNTS = ("flags", "paragraphs", "words")
NAMES = (*SCORES, "language", *COUNTS)
KNOWN = f"the names are {', '.join(NAMES)}, and rule codes such as MTD304"

Values = Mapping[str, Any]
Test = Callable[[Values], bool | None]
"""Whether a row passes; None if that depends on a value that is None, because it is unknown."""

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda one, several: one in several,
    ast.NotIn: lambda one, several: one not in several,
}


class ExpressionError(ValueError):
    """The expression can't be used. The message says what is wrong, where, and which names there are."""


class Expression:
    """A condition on rows. `names`: the names in it. A call takes their values, and returns what a `Test` does.

    Raises:
        ExpressionError: the expression is not valid.
    """

    def __init__(self, text: str, codes: Sequence[str]) -> None:
        self.names: set[str] = set()
        self._codes = codes
        self._text = re.sub(r"\s", " ", text.rstrip())
        self._indent = len(self._text) - len(self._text.lstrip())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # “.5and” works, but will not in later versions of Python
                tree = ast.parse(self._text.lstrip(), mode="eval")
            self._test = self._condition(tree.body)
        except SyntaxError as error:
            raise self._error(
                _syntax_problem(self._text), self._indent + (error.offset or len(self._text) + 1)
            ) from None
        except (RecursionError, MemoryError, ValueError) as error:
            if isinstance(error, ExpressionError):
                raise
            raise ExpressionError("too long or too deeply nested") from None

    def __call__(self, values: Values) -> bool | None:
        return self._test(values)

    def _error(self, problem: str, position: ast.AST | int) -> ExpressionError:
        if isinstance(position, ast.AST):
            before = self._text.lstrip().encode()[: getattr(position, "col_offset", 0)]
            position = self._indent + len(before.decode()) + 1
        return ExpressionError(f"character {position}: {problem} ({KNOWN})")

    def _condition(self, node: ast.expr) -> Test:
        match node:
            case ast.BoolOp(ast.And(), parts):
                tests = [self._condition(part) for part in parts]
                return lambda values: _all(test(values) for test in tests)
            case ast.BoolOp(ast.Or(), parts):
                tests = [self._condition(part) for part in parts]
                return lambda values: _not(_all(_not(test(values)) for test in tests))
            case ast.UnaryOp(ast.Not(), operand):
                test = self._condition(operand)
                return lambda values: _not(test(values))
            case ast.Compare(left, operators, rest):
                pairs = zip([left, *rest], operators, rest, strict=False)
                tests = [self._comparison(node, a, operation, b) for a, operation, b in pairs]
                return lambda values: _all(test(values) for test in tests)
            case ast.Name(name) if self._kind(node) == "count":
                return lambda values: bool(values[name])
        self._value(node)
        raise self._error("this is not a condition; compare it, as in damage < .5", node)

    def _comparison(self, whole: ast.AST, left: ast.expr, operation: ast.cmpop, right: ast.expr) -> Test:
        compare = _COMPARE.get(type(operation))
        if compare is None:
            raise self._error("use == or != to compare", whole)
        first, second = self._value(left), self._value(right)
        kinds = {self._kind(left), self._kind(right)}
        if isinstance(operation, ast.In | ast.NotIn):
            if (self._kind(left), self._kind(right)) != ("language", "codes"):
                raise self._error('write “in” with languages only, as in language in ("en", "und")', whole)
        elif "language" in kinds or "code" in kinds:
            if kinds != {"language", "code"} or not isinstance(operation, ast.Eq | ast.NotEq):
                raise self._error('compare the language with a code in quotes, as in language == "en"', whole)
        elif "codes" in kinds or kinds == {"number"}:
            raise self._error("this compares no scores, counts or languages", whole)
        elif kinds == {"score", "number"}:
            number = right if isinstance(right, ast.Constant) else left
            if not 0 <= ast.literal_eval(number) <= 1:
                raise self._error("scores are from 0 to 1", number)

        def test(values: Values) -> bool | None:
            a, b = first(values), second(values)
            return None if a is None or b is None else compare(a, b)

        return test

    def _value(self, node: ast.expr) -> Callable[[Values], Any]:
        self._kind(node)
        if isinstance(node, ast.Name):
            return operator.itemgetter(node.id)
        constant = ast.literal_eval(node)
        return lambda values: constant

    def _kind(self, node: ast.expr) -> str:
        """What the operand of a comparison is: score, count, language, or a constant (number, code, codes)."""
        match node:
            case ast.Name(name):
                if name in NAMES or any(code.startswith(name) for code in self._codes if len(name) > 3):
                    self.names.add(name)
                    return "score" if name in SCORES else "language" if name == "language" else "count"
                near = get_close_matches(name, NAMES, 1) or get_close_matches(name.upper(), self._codes, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                if re.fullmatch("[a-z]{2,3}", name):
                    hint = f'; the code of a language needs quotes: "{name}"'
                raise self._error(f"unknown name “{name}”{hint}", node)
            case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
                if not math.isfinite(value):
                    raise self._error("this number is too large", node)
                return "number"
            case ast.Constant(str(value)):
                if not re.fullmatch("[a-z]{2,3}", value):
                    raise self._error(f"“{value}” is not the code of a language, such as “en”", node)
                return "code"
            case ast.Tuple(items) | ast.List(items) | ast.Set(items) if items and all(
                isinstance(item, ast.Constant) and self._kind(item) == "code" for item in items
            ):
                return "codes"
        raise self._error("only comparisons, and, or, not and parentheses can be used here", node)


def _syntax_problem(text: str) -> str:
    if not text:
        return "the expression is empty"
    if re.search(r"&|\||!(?!=)", text):
        return "write and, or, not instead of &, |, !"
    if re.search(r"(?<![<>=!])=(?!=)", text):
        return "use == to compare"
    return "this can't be understood"


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Any) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True
