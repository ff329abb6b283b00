"""The text of `mtdetect rules`: a table of all rules, or the page of one."""

from __future__ import annotations

import textwrap
from difflib import get_close_matches


class UnknownRuleError(LookupError):
    """There is no rule with this code or name."""


def table(width: int) -> str:
    """A table of codes, names, families and summaries. Summaries are wrapped to `width`, but not below 24 columns."""
    from mtdetect.rules.registry import RULES

    rows = [("code", "name", "family", "summary"), *((r.code, r.name, r.family, r.summary) for r in RULES)]
    columns = [max(len(row[i]) for row in rows) for i in range(3)]
    lead = sum(columns) + 6
    lines = []
    for row in rows:
        cells = "  ".join(cell.ljust(size) for cell, size in zip(row[:3], columns, strict=True))
        summary = textwrap.wrap(row[3], max(24, width - lead)) or [""]
        lines.append(f"{cells}  {summary[0]}".rstrip())
        lines += [" " * lead + more for more in summary[1:]]
    return "\n".join(lines)


def page(wanted: str) -> str:
    """The page of the rule with this code or name: a title, then the docstring of the rule's module.

    Raises:
        UnknownRuleError: There is no such rule. The message suggests similar names, if there are any.
    """
    from mtdetect.rules.registry import REGISTRY

    for rule, explanation, *_ in REGISTRY:
        if wanted.lower() in (rule.code.lower(), rule.name):
            title = f"{rule.code} {rule.name} ({rule.family})"
            return f"{title}\n{'=' * len(title)}\n\n{explanation.strip()}"
    # Names only: a code that looks similar belongs to an unrelated rule.
    near = get_close_matches(wanted.lower(), [r.rule.name for r in REGISTRY], n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "mtdetect rules lists them all"
    raise UnknownRuleError(f"no rule “{wanted}”; {hint}")
