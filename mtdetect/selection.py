"""Chooses rules by selector: a code, the beginning of one (MTD3), a rule's name, or ALL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from mtdetect.rules.registry import RULES
from mtdetect.types import Report, Rule

Selectors = str | Iterable[str]
"""Several selectors, or one string of them, separated by commas."""

ALL = "ALL"
PREFIX = "MTD"
_CODE = re.compile(rf"{PREFIX}\d*")
_NUMBER = re.compile(rf"(?:{PREFIX}[ _-]?)?(\d+)[xX*]*", re.IGNORECASE)
"""A code, or what people write for one: 304, MTD-304, MTD3xx, MTD3*."""


class UnknownSelectorError(ValueError):
    """No rule has this code or name. The message suggests what could be meant."""


def matches(selector: str, code: str, name: str) -> bool:
    """Whether a selector means the rule with this code and name. Upper and lower case are the same.

    >>> [matches(selector, "MTD304", "doubled-word") for selector in ("MTD304", "mtd3", "doubled-word", "ALL", "MTD31")]
    [True, True, True, True, False]
    """
    wanted = selector.upper()
    if wanted in (ALL, name.upper()):
        return True
    return bool(_CODE.fullmatch(wanted)) and code.startswith(wanted)


def check(selectors: Selectors) -> tuple[str, ...]:
    """Splits selectors at commas and spaces, and checks each one.

    Raises:
        UnknownSelectorError: A selector matches no rule.
        TypeError: A selector is not a `str`.
    """
    given = [selectors] if isinstance(selectors, str) else list(selectors)
    wrong = next((each for each in given if not isinstance(each, str)), None)
    if wrong is not None:
        raise TypeError(f"{wrong!r} is not a str; name a rule by its code or name, such as “MTD304”")
    single = tuple(part for each in given for part in re.split(r"[,;\s]+", each.strip(",; ")))
    for selector in single:
        if not any(matches(selector, rule.code, rule.name) for rule in RULES):
            raise UnknownSelectorError(f"no rule “{selector}”; {suggestion(selector)}")
    return single


@dataclass(frozen=True, slots=True)
class Selection:
    """The selectors given in one place: a configuration file, the command line or a call. `select`: None for all."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()

    @classmethod
    def of(cls, select: Selectors | None, ignore: Selectors) -> Selection:
        """Checks the selectors first; raises UnknownSelectorError."""
        return cls(None if select is None else check(select), check(ignore))


def hidden_rules(*selections: Selection) -> frozenset[str]:
    """The codes of the rules that are not selected. Each selection changes what the ones before it have selected.

    As in ruff, `select` starts from nothing, and of two selectors in one place the longer wins: `select` MTD304 and
    `ignore` MTD3 leave MTD304. Of two equal ones, `ignore` wins.
    """
    if all(given == Selection() for given in selections):
        return frozenset()
    return frozenset(rule.code for rule in RULES if not _selected(rule, selections))


def _selected(rule: Rule, selections: Iterable[Selection]) -> bool:
    selected = True
    for given in selections:
        wanted = _closest(rule, (*(given.select or ()), *given.extend_select))
        unwanted = _closest(rule, given.ignore)
        if wanted or unwanted:
            selected = wanted > unwanted
        elif given.select is not None:
            selected = False
    return selected


def _closest(rule: Rule, selectors: Iterable[str]) -> int:
    """How exactly the selectors mean the rule: 0 if they don't, 1 for ALL, one more for each digit, or for its name."""
    exact = (
        len(rule.code) if s.lower() == rule.name else len(s) for s in selectors if matches(s, rule.code, rule.name)
    )
    return max((length - len(PREFIX) + 1 for length in exact), default=0)


def with_rules_hidden(report: Report, hidden: frozenset[str]) -> Report:
    """The report without the flags of these rules. The scores don't change."""
    return report.with_flags(lambda flag: flag.code not in hidden) if hidden else report


def suggestion(wanted: str) -> str:
    """What could be meant by a code or name that no rule has."""
    if re.match(r"[!~-]\w", wanted):
        return "to hide the flags of rules, put them into ignore"
    number = _NUMBER.fullmatch(wanted)
    if number:
        return _near_number(number[1])
    families = {rule.family: f"{rule.code[:4]} (all {rule.family} rules)" for rule in RULES}
    whole = {"all": ALL} | families
    parts: dict[str, list[str]] = {}
    for rule in RULES:
        known = f"{rule.code} ({rule.name})"
        whole |= dict.fromkeys((rule.code.lower(), rule.name), known)
        for word in rule.name.split("-"):
            parts.setdefault(word, []).append(known)
    term = wanted.lower().replace("_", "-")
    if term in families:
        return f"did you mean {families[term]}?"
    near = [whole[each] for each in get_close_matches(term, whole, n=2, cutoff=0.75)]
    near = near or [known for each in get_close_matches(term, parts, n=1, cutoff=0.75) for known in parts[each]]
    return f"did you mean {' or '.join(near)}?" if near else "“mtdetect rules” lists them all"


def _near_number(digits: str) -> str:
    """For a code that doesn't exist. One that only looks similar belongs to an unrelated rule."""
    for length in range(len(digits), 0, -1):
        prefix = PREFIX + digits[:length]
        rules = [rule for rule in RULES if rule.code.startswith(prefix)]
        if len(rules) == 1:
            return f"did you mean {rules[0].code} ({rules[0].name})?"
        if rules and length == len(digits):
            return f"did you mean {prefix} (rules {rules[0].code} to {rules[-1].code})?"
        if rules:
            return f"the codes that begin with {prefix} are {rules[0].code} to {rules[-1].code}"
    return f"the codes are {RULES[0].code} to {RULES[-1].code}; “mtdetect rules” lists them all"
