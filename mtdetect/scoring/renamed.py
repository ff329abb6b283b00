"""Names of features and components that version 0.1 used: its models still load."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

RENAMED = {
    "leak": "leaked_furniture",
    "machine": "neural_mt",
    "poor": "low_adequacy",
    "rough": "rule_based_mt",
    "weak": "weak_mt",
    "rarity": "unigram_surprisal",
    "word_rarity": "word_unigram_surprisal",
    "context_gain": "context_pmi",
    "worst_gain": "worst_pmi",
    "words_repel": "negative_pmi",
    "words_attract": "positive_pmi",
    "most_repelled": "most_negative_pmi",
    "topic": "content_overlap",
    "copies": "duplicates",
    "copies_around": "duplicates_around",
}
"""The old name and the new one."""

_DISCRIMINATOR = {"replaced": "substituted", "gap": "missing"}
_NAME = re.compile(r"(?P<before>document_)?(?P<name>\w+?)(?P<after>\[[+-]\d+\]|~\d+)?")
_OUTPUT = re.compile(r"(?:most_|worst_)?(replaced|gap)(?:_log_odds|_share|_likely|_clause)?")


def current_name(name: str) -> str:
    """The name that a column or component has now. A name that was not changed is returned as it is."""
    match = _NAME.fullmatch(name)
    if match is None:
        return name
    own = match["name"]
    if output := _OUTPUT.fullmatch(own):
        own = own.replace(output[1], _DISCRIMINATOR[output[1]])
    return f"{match['before'] or ''}{RENAMED.get(own, own)}{match['after'] or ''}"


def with_current_names(card: Mapping[str, Any]) -> dict[str, Any]:
    """A model's card in which features and components have their present names."""
    renamed = dict(card)
    renamed["classifiers"] = {kind: _classifier(own) for kind, own in card["classifiers"].items()}
    if "corrections" in card:
        renamed["corrections"] = {kind: _features(own) for kind, own in card["corrections"].items()}
    if "features" in card.get("prior", {}):
        renamed["prior"] = _features(card["prior"])
    return renamed


def _classifier(card: Mapping[str, Any]) -> dict[str, Any]:
    renamed = _features(card)
    renamed["parts"] = [
        {**part, "name": current_name(part["name"]), "linear": {current_name(k): v for k, v in part["linear"].items()}}
        for part in card["parts"]
    ]
    if (context := card.get("context")) and "parts" in context:
        renamed["context"] = {**context, "parts": _names(context["parts"])}
    return renamed


def _features(card: Mapping[str, Any]) -> dict[str, Any]:
    return {**card, "features": _names(card["features"])}


def _names(names: Sequence[str]) -> list[str]:
    return [current_name(name) for name in names]
