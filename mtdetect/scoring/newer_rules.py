"""Evidence for the flags of rules that are newer than the model, until a training measures their worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mtdetect.rules.registry import REGISTRY
from mtdetect.scoring.classifier import Classifier

WORTH = 0.5
"""Probability of damage, given only the flag of such a rule. A rule is kept if four of five flags are right."""


def with_newer_rules(classifiers: Mapping[str, Classifier]) -> dict[str, Classifier]:
    """The classifiers by score, with WORTH for each rule that is evidence for neither score. It is never saved.

    A rule of the translation family counts for `translation`, any other for `scraping`. Rules that explain scores are
    no evidence, and a model without evidence is left as it is.
    """
    known = {code for each in classifiers.values() for code in each.evidence.rules}
    newer: dict[str, dict[str, float]] = {kind: {} for kind in classifiers}
    for registered in REGISTRY:
        rule = registered.rule
        if registered.find and rule.code not in known:
            newer["translation" if rule.family == "translation" else "scraping"][rule.code] = WORTH
    return {
        kind: replace(each, evidence=replace(each.evidence, newer=newer[kind])) if each.evidence.rules else each
        for kind, each in classifiers.items()
    }
