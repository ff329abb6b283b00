"""The parts of the harness, and which of their figures have floors: those that should rise, and that should fall."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.unseen import cases, damage, installed, invariance, pages, retraining, sound, systems
from benchmarks.unseen.figures import Figures
from benchmarks.unseen.material import Setting

PARTS: dict[str, Callable[[Setting], Figures]] = {
    "cases": cases.measure,
    "sound": sound.measure,
    "installed": installed.measure,
    "systems": systems.measure,
    "damage": damage.measure,
    "invariance": invariance.measure,
    "pages": pages.measure,
    "retraining": retraining.measure,
}
FILES = {"sound": "clean/prose.jsonl.gz", "systems": "mt/systems.jsonl.gz", "pages": "pages/fundus.jsonl.gz"}
"""The file of each part that a model may have been trained on."""

OWN = "unseen "
"""All names that `quoted` returns begin with this."""

ONLY_BY_NAME = ("retraining",)
"""These train models."""

RISING: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "translation: AUC",
        "translation: recall at .5",
        "translation: recall at 2 % false",
        "translation: places found",
        "translation, articles of 15: AUC",
        "translation, articles of 15: recall at .5",
        "scraping: AUC",
        "scraping: recall at .5",
        "scraping: furniture at .5",
        "scraping: places found",
    ),
    "systems": (
        "alone, weak systems: AUC",
        "alone, weak systems: AUC, mean of languages",
        "in documents, weak systems: AUC",
        "in documents, weak systems: AUC, mean of languages",
    ),
    "damage": (
        "fragments: found",
        "stops inside sentences: found",
        "stops missing: found",
        "doubled words: found",
        "words left out, put in, swapped, wrong: found",
        "places found, mean of kinds",
        "precision, mean of kinds",
        "damaged at .5, mean of kinds",
    ),
    "pages": (
        "article F1, html-text and scraping under .5",
        "article F1, inscriptis and scraping under .5",
        "leaked furniture, trafilatura: AP",
        "leaked furniture, readability: AP",
        "leaked furniture, boilerpy3: AP",
    ),
    "retraining": tuple(f"{level}: {name}" for level in ("sentence", "document") for name in ("accuracy", "AUC")),
}
FALLING: Mapping[str, tuple[str, ...]] = {
    "cases": (
        "translation: false at .5",
        "translation: flags outside",
        "translation, articles of 15: false at .5",
        "scraping: false at .5",
        "scraping: sound at .5 in translation",
        "scraping: flags outside",
        "false alarms: raised still",
        "false alarms: texts with a paragraph at .5",
    ),
    "sound": (
        "flags per 1,000 words",
        "flags per 1,000 words, worst kind",
        "prose at .5: translation",
        "prose at .5: scraping",
        "prose at .5: either",
        "prose at .5: either, worst kind",
    ),
    "damage": ("sound at .5, mean of kinds", "flags per 1,000 sound words, mean of kinds"),
    "systems": ("alone, weak systems: false at .5", "in documents, weak systems: false at .5"),
    "invariance": tuple(
        f"{family}, {group}: {name}"
        for family in ("around", "lines", "list mark", "marks")
        for group in ("sound", "damaged")
        for name in ("translation moved", "scraping moved", "new flag")
    ),
}
"""For these, lower is better."""


def is_known(part: str, setting: Setting) -> bool:
    """Whether the model was trained on the part's file. If so, only the sources in `without` are unseen."""
    sources = setting.model.card.get("training_data", {}).get("sources", ())
    return part in FILES and any(source["file"] == FILES[part] for source in sources)


def quoted(part: str, found: Figures) -> dict[str, float]:
    """The part's figures that are in RISING or FALLING, with the part in their names."""
    names = (*RISING.get(part, ()), *FALLING.get(part, ()))
    return {f"{OWN}{part}: {name}": found.whole[name] for name in names if name in found.whole}


def is_own(name: str) -> bool:
    return name.startswith(OWN)


def falls(name: str) -> bool:
    """Whether lower is better, for a name that `quoted` returned."""
    return any(name == f"{OWN}{part}: {figure}" for part, own in FALLING.items() for figure in own)
