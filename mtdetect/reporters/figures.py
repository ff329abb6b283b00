"""Metrics as indented lines of text: a heading for each group, a figure with its interval on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def _value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "–" if value is None else str(value).lower()
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, list | tuple):
        return "–".join(_value(part) for part in value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _lines(metrics: Mapping[str, Any], depth: int) -> Iterator[str]:
    width = max((len(str(name)) for name in metrics), default=0)
    for name, value in metrics.items():
        label = "  " * depth + str(name).replace("_", " ")
        if isinstance(value, Mapping):
            yield label
            yield from _lines(value, depth + 1)
        else:
            yield f"{label.ljust(width + 2 * depth)}  {_value(value)}"


def to_text(metrics: Mapping[str, Any]) -> str:
    return "\n".join(_lines(metrics, 0))
