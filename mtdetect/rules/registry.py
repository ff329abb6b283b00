"""The registry: each rule with its page and its functions, derived from the modules of `catalogue`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import NamedTuple

from mtdetect.rules.catalogue import MODULES
from mtdetect.rules.needs import Needs
from mtdetect.rules.scored_text import ScoredText
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule


class RegisteredRule(NamedTuple):
    """A rule module's contents.

    `find` yields the damaged places of a text, in any order, as offsets of its `text`. `explain` does the same for a
    scored text, in paragraphs whose score is damaged: its flags explain the score and are not evidence for it. A module
    has one of them, or both. `needs`: what a text must have for `find` to find anything; None if that is not known.
    """

    rule: Rule
    page: str
    find: Callable[[SegmentedText], Iterator[Flag]] | None
    explain: Callable[[ScoredText], Iterator[Flag]] | None
    needs: Needs | None


def _registered(module: ModuleType) -> RegisteredRule:
    contents = vars(module)
    find, explain, needs = map(contents.get, ("find", "explain", "NEEDS"))
    return RegisteredRule(contents["RULE"], module.__doc__ or "", find, explain, needs)


REGISTRY: tuple[RegisteredRule, ...] = tuple(map(_registered, MODULES))
"""Every rule, in the order of the codes."""

RULES: tuple[Rule, ...] = tuple(registered.rule for registered in REGISTRY)
