"""Prints metrics as indented text: a heading for each group, and one figure per line."""

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


def compared(comparison: Mapping[str, Any]) -> str:
    """Compares the new model with its base, one figure per line; empty if there is nothing to compare."""
    lines = ["compared with the base model, on sources kept out of training (difference and 95% interval)"]
    for kind, found in comparison.items():
        if "difference" not in found:
            lines.append(f"  {kind}: {found['way']}")
            continue
        lines.append(f"  {kind}: {found['way']}, {found['rows']:,} paragraphs from {found['groups']:,} sources")
        if "intervals" in found:
            lines.append(f"    {found['intervals']}")
        for name, (difference, low, high) in found["difference"].items():
            before, after = found["base"][name], found["new"][name]
            figures = f"{before:.4f} to {after:.4f}, {difference:+.4f}"
            if low is not None:
                figures += f" ({low:+.4f} to {high:+.4f})"
            if "ngrams" in found:
                figures += f"; n-grams alone {found['ngrams'][name]:.4f}"
            lines.append(f"    {name.replace('_', ' '):<18} {figures}")
    return "\n".join(lines) + "\n" if comparison else ""


def to_text(metrics: Mapping[str, Any]) -> str:
    return "\n".join(_lines(metrics, 0))
