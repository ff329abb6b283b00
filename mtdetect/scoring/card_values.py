"""What the card of a model must hold: the fields that scoring uses, their types, and the range of each number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mtdetect.types import SCORES

Check = Callable[[Any, str], None]
"""Takes a value and its place in the card. Raises ValueError if it can't be used."""

LARGEST = 1e9
"""No number of a model has a larger magnitude. No score can overflow then."""

DEEPEST = 50
"""Levels of a card. Python's limit would come later, at a depth that depends on the caller."""

MOST_TREES = 100_000

_FILE_NAME = re.compile(r"[^/\\:\0]+", re.ASCII)


def _refuse(value: Any, place: str, wanted: str) -> None:
    raise ValueError(f"{place} is {value!r:.40}, not {wanted}")


def number(low: float = -LARGEST, high: float = LARGEST) -> Check:
    """A number from `low` to `high`; NaN isn't."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            _refuse(value, place, f"a number from {low:g} to {high:g}")

    return check


def text(value: Any, place: str) -> None:
    if not isinstance(value, str):
        _refuse(value, place, "a string")


def file_name(value: Any, place: str) -> None:
    """A name that doesn't lead out of the model's folder."""
    if not isinstance(value, str) or not _FILE_NAME.fullmatch(value) or value in (".", ".."):
        _refuse(value, place, "the name of a file in its folder")


def whole(value: Any, place: str) -> None:
    if type(value) is not int or not 0 <= value <= MOST_TREES:
        _refuse(value, place, f"a whole number up to {MOST_TREES:,}")


def optional(check: Check) -> Check:
    return lambda value, place: None if value is None else check(value, place)


def listed(check: Check) -> Check:
    def check_all(value: Any, place: str) -> None:
        if not isinstance(value, list):
            _refuse(value, place, "a list")
        for i, item in enumerate(value):
            check(item, f"{place}[{i}]")

    return check_all


def by_name(check: Check, names: Check = text) -> Check:
    def check_all(value: Any, place: str) -> None:
        if not isinstance(value, Mapping):
            _refuse(value, place, "an object")
        for name, item in value.items():
            names(name, f"a name in {place}")
            check(item, f"{place}.{name}")

    return check_all


def fields(required: Mapping[str, Check], more: Mapping[str, Check] | None = None, closed: bool = True) -> Check:
    """An object with these fields, and perhaps those in `more`; none else if it is closed."""
    known = {**required, **(more or {})}

    def check_all(value: Any, place: str) -> None:
        if not isinstance(value, Mapping):
            _refuse(value, place, "an object")
        before = f"{place}." if place else ""
        for name in required:
            if name not in value:
                raise ValueError(f"{before}{name} is missing")
        for name, item in value.items():
            if name in known:
                known[name](item, f"{before}{name}")
            elif closed:
                raise ValueError(f"{before}{name} belongs to no part of a model")

    return check_all


_PROBABILITY = number(0, 1)
_EVIDENCE = number(0, 0.9999)  # of a probability of 1, the log-odds are infinite

_CLASSIFIER = fields(
    {
        "features": listed(text),
        "parts": listed(
            fields(
                {"name": text, "trees": whole, "bias": number(), "linear": by_name(number())},
                {"slope": number(), "shift": number()},
            )
        ),
        "slope": number(),
        "shift": number(),
    },
    {
        "context": optional(
            fields({"own": number(), "others": number(), "shift": number()}, {"parts": listed(text)}),
        ),
        "evidence": optional(
            fields(
                {},
                {
                    "rules": by_name(_EVIDENCE),
                    "repeats": _PROBABILITY,
                    "elsewhere": _EVIDENCE,
                    "company": _EVIDENCE,
                },
            )
        ),
    },
)
_FEATURES = fields({"features": listed(text)}, closed=False)
_HASHES = by_name(text, file_name)

_CARD = fields(
    {
        "files": _HASHES,
        "classifiers": fields(dict.fromkeys(SCORES, _CLASSIFIER)),
        "base_rates": fields(dict.fromkeys(SCORES, _PROBABILITY)),
    },
    {
        "base_model": fields({"name": text, "path": optional(text), "files": _HASHES}),
        "corrections": fields({}, dict.fromkeys(SCORES, _FEATURES)),
        "ngrams": fields({}, dict.fromkeys(SCORES, fields({"forest": number(), "own": number(), "shift": number()}))),
        "prior": _FEATURES,
        "training_data": fields({}, closed=False),
        "metrics": fields({}, closed=False),
        "comparison": fields({}, closed=False),
        "notes": listed(text),
        "version": text,
        "date": text,
    },
    closed=False,
)


def check_card(card: Any) -> None:
    """Checks the card of a model.

    Raises:
        ValueError: It can't be used. The message says why.
    """
    _check_depth(card)
    _CARD(card, "")


def _check_depth(card: Any) -> None:
    level = [card]
    for _ in range(DEEPEST):
        level = [item for value in level for item in _items(value)]
        if not level:
            return
    raise ValueError(f"it is nested more than {DEEPEST} levels deep")


def _items(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
