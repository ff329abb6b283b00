"""The rules for the terminal: a table of all, or the page of one."""

from __future__ import annotations

import textwrap
from difflib import get_close_matches


class UnknownRuleError(LookupError):
    """No rule has this code or name."""


def table(width: int) -> str:
    """Every rule's code, name, family and summary, in lines of at most `width` columns."""
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
    """The whole explanation of the rule with this code or name, which is its module's docstring.

    Raises:
        UnknownRuleError: there is none; the message names the nearest.
    """
    from mtdetect.rules.registry import REGISTRY

    for rule, explanation, *_ in REGISTRY:
        if wanted.lower() in (rule.code.lower(), rule.name):
            title = f"{rule.code} {rule.name} ({rule.family})"
            return f"{title}\n{'=' * len(title)}\n\n{explanation.strip()}"
    known = {key.lower(): key for r in REGISTRY for key in (r.rule.code, r.rule.name)}
    near = get_close_matches(wanted.lower(), known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(known[key] for key in near)}?" if near else "mtdetect rules lists them all"
    raise UnknownRuleError(f"no rule “{wanted}”; {hint}")
