"""Types of options: each checks and converts a value, from the command line or a configuration file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from mtdetect.readers import limits
from mtdetect.types import SCORES

SCORE_LIMITS = (*SCORES, "damage")
FLAGS = "flags"

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
_SIZE = re.compile(r"(?P<number>\d{1,12}) ?(?P<unit>[kMG]?)B?", re.IGNORECASE)


class Probability(click.FloatRange):
    """A number from 0 to 1."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):  # FloatRange lets NaN through: no comparison with it is true
            self.fail(f"“{value}” is not a probability; give a number from 0 to 1", param, ctx)
        return number


class Limit(NamedTuple):
    """A score, or the number of flags, at which a document fails."""

    kind: str
    least: float

    def __str__(self) -> str:
        return f"{self.kind}={self.least:g}"

    def reached_by(self, highest: Mapping[str, float]) -> bool:
        """`highest`: the highest score of each kind, and number of flags, of a document or several."""
        return highest.get(self.kind, -1.0) >= self.least


class LimitType(click.ParamType[Limit]):
    """`P` or `KIND=P` for a score, `flags` or `flags=N` for the number of flags."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Limit:
        if isinstance(value, Limit):
            return value
        kind, given, number = str(value).rpartition("=")
        if not given:
            kind, number = (FLAGS, "1") if number == FLAGS else ("damage", number)
        try:
            least = float(number)
        except ValueError:
            least = -1.0
        if kind == FLAGS:
            if not number.isdecimal() or least < 1:
                self.fail(f"“{number}” is not a number of flags; give 1 or more", param, ctx)
        elif kind not in SCORE_LIMITS:
            self.fail(f"“{kind}” is not a score; the scores are {', '.join(SCORE_LIMITS)}", param, ctx)
        elif not 0 <= least <= 1:
            also = "" if given else ", or “flags”"
            self.fail(f"“{number}” is not a probability; give a number from 0 to 1{also}", param, ctx)
        return Limit(kind, least)


class Size(int):
    """A number of bytes that is shown with its unit."""

    def __str__(self) -> str:
        return limits.size(self)


class SizeType(click.ParamType[Size]):
    """A number of bytes, perhaps with kB, MB or GB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        match = _SIZE.fullmatch(str(int(value) if isinstance(value, int) else value).strip())
        number = int(match["number"]) * _UNITS[match["unit"].lower()] if match else 0
        if number < 1:
            self.fail(f"“{value}” is not a size; give a number of bytes, such as 100MB", param, ctx)
        return Size(number)


class SelectorsType(click.ParamType[tuple[str, ...]]):
    """Rules by code, beginning of a code, name, or ALL, separated by commas."""

    name = "selectors"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        from mtdetect import selection

        try:
            return selection.check(value)
        except selection.UnknownSelectorError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Completes the last of the selectors."""
        from mtdetect.rules.registry import RULES

        before, comma, last = incomplete.rpartition(",")
        known = [(rule.code, f"{rule.name}: {rule.summary}") for rule in RULES]
        known += [(rule.name, f"{rule.code}: {rule.summary}") for rule in RULES]
        return [
            CompletionItem(before + comma + term, help=about)
            for term, about in known
            if term.lower().startswith(last.lower()) and (last or term.isupper())
        ]
