"""The fields of the input rows that are kept, their names beside mtdetect's own columns, and their values as text."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from mtdetect.reporters.safety import JsonEncoder
from mtdetect.types import Document

OTHER = "other_fields"
"""The column of a table for fields that have none of their own, or whose value does not fit: a JSON object."""

PREFIX = "input_"


def renamed(name: str, reserved: Collection[str]) -> str:
    """The name of an input field in the output. It depends on nothing else, so it is the same in every shard.

    A field named like one of mtdetect's columns gets a prefix, and one that already has the prefix gets another.

    >>> [renamed(name, {"damage"}) for name in ("url", "damage", "input_damage", "input_url")]
    ['url', 'input_damage', 'input_input_damage', 'input_url']
    """
    bare = name
    while bare.startswith(PREFIX):
        bare = bare.removeprefix(PREFIX)
    return PREFIX + name if bare in reserved else name


def input_fields(document: Document) -> Mapping[str, Any]:
    """What the input says about a document, except its id and text: a row's other fields, or a WARC record's."""
    beside = document.metadata
    return beside.get("fields") or {name: beside[name] for name in ("url", "date") if name in beside}


def plain(value: Any) -> Any:
    """The value as JSON has it: an Arrow scalar as a Python value, bytes as base64, dates and decimals as strings."""
    if hasattr(value, "as_py"):
        value = _of_arrow(value)
        value = None if value != value else value  # a missing number in a data frame is NaN, which is not JSON
    if value is None or isinstance(value, str | int | float | list | tuple | dict):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _of_arrow(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):  # nanoseconds, or the year 10,000: Python's dates don't have them
        try:
            return scalar.cast("string").as_py()
        except NotImplementedError:  # a list or struct of such dates
            return {key: plain(scalar[key]) for key in scalar} if hasattr(scalar, "keys") else [*map(plain, scalar)]


_ENCODER = JsonEncoder(default=plain, allow_nan=False)


def to_json(value: Any) -> str:
    """JSON in one line, with null for numbers that are not finite: strict readers refuse NaN and Infinity."""
    try:
        return _ENCODER.encode(value)
    except ValueError:
        return _ENCODER.encode(_finite(value))


def _finite(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [*map(_finite, value)]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class FieldColumns:
    """The columns of a table for input fields.

    What fits in none of them goes to one more column, `OTHER`, and `warn` takes the name of the field and the reason.
    Without `warn`, there must be a column for every field.
    """

    def __init__(
        self,
        names: Iterable[str],
        fits: Callable[[str, Any], bool] = lambda name, value: True,
        warn: Callable[[str, str], None] | None = None,
    ) -> None:
        self.names = list(names)
        self.all_names = [*self.names, OTHER] if warn else self.names
        self._fits = fits
        self._warn = warn

    def row(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A value for every column, None where there is nothing."""
        own = {name: fields[name] for name in self.names if name in fields and self._fits(name, fields[name])}
        rest = {name: value for name, value in fields.items() if name not in own}
        if self._warn:
            for name in rest:
                problem = "has values of another type" if name in self.names else "is missing"
                self._warn(name, f"{problem} in the first rows; the others are in the column {OTHER}")
        return dict.fromkeys(self.all_names) | own | ({OTHER: to_json(rest)} if rest else {})
