"""The text of `mtdetect rules`: a table of rules, or the page of one."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from mtdetect.rules.registry import RegisteredRule


def table(registered: Sequence[RegisteredRule], width: int) -> str:
    """A table of codes, names, families and summaries. Summaries are wrapped to `width`, but not below 24 columns."""
    rules = [each.rule for each in registered]
    rows = [("code", "name", "family", "summary"), *((r.code, r.name, r.family, r.summary) for r in rules)]
    columns = [max(len(row[i]) for row in rows) for i in range(3)]
    lead = sum(columns) + 6
    lines = []
    for row in rows:
        cells = "  ".join(cell.ljust(size) for cell, size in zip(row[:3], columns, strict=True))
        summary = textwrap.wrap(row[3], max(24, width - lead)) or [""]
        lines.append(f"{cells}  {summary[0]}".rstrip())
        lines += [" " * lead + more for more in summary[1:]]
    return "\n".join(lines)


def page(registered: RegisteredRule) -> str:
    """The page of a rule: a title, then the docstring of the rule's module."""
    rule = registered.rule
    title = f"{rule.code} {rule.name} ({rule.family})"
    return f"{title}\n{'=' * len(title)}\n\n{registered.page.strip()}"


def to_object(registered: RegisteredRule) -> dict[str, str]:
    """A rule as a JSON object."""
    rule = registered.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "summary": rule.summary,
        "page": registered.page.strip(),
    }
