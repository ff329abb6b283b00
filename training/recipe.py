"""The settings that the default model is trained with: the components of each score, and what they learn from."""

from __future__ import annotations

from mtdetect.learning.evidence import EvidenceRecipe, Limit
from mtdetect.learning.recipe import ComponentRecipe, Recipe
from mtdetect.lm.discriminator import DISCRIMINATOR_FEATURES
from mtdetect.lm.substitutes import SUBSTITUTE_FEATURES
from mtdetect.lm.word_ngrams import WORD_FEATURES
from mtdetect.rules.registry import RULES
from mtdetect.scoring.features import DOCUMENT, PLACE, SURPRISAL
from mtdetect.scoring.read_batch import COLUMNS
from mtdetect.types import SCORES
from training.documents.construction import NAN

ODDS: dict[str, dict[tuple[str, ...], float]] = {
    "scraping": {("body", "abc", "ag_news", "UD_", "damaged", "spun", "wmt", "mlqe", "error_spans"): 0.5},
    "translation": {("",): 0.8},
}
"""See `Recipe.odds`. Text that isn't from a page is rarely broken, and most text was never translated."""

LABEL_NOISE_WEIGHT = 0.1
"""See `Recipe.label_noise_weight`. Hardly any label here comes from somebody reading the text."""

SETS: dict[tuple[str, ...], float] = {
    ("wmt",): 40_000.0,
    ("mlqe",): 40_000.0,
    ("systems",): 50_000.0,
    ("spun", "round trips", "body", "abc", "prose"): 60_000.0,
    ("damaged",): 40_000.0,
    ("UD_",): 12_000.0,
    ("pages", "ag_news", "error_spans"): 15_000.0,
    ("manuals",): 6_000.0,
}
"""See `ComponentRecipe.sets`. In this order: translated news; rated translations; weak systems; spun text and round
trips with their originals, and prose of seven kinds; made damage with its sound paragraphs; everyday and edited English
of many genres; other text that was rarely translated badly; manuals."""

MACHINE_SETS: dict[tuple[str, ...], float] = {
    ("wmt",): 60_000.0,
    ("systems",): 30_000.0,
    ("mlqe", "spun", "body", "abc", "prose", "damaged", "UD_", "pages", "ag_news", "error_spans",
     "manuals"): 45_000.0,
}  # fmt: skip
"""The sets of the component *neural_mt*. Corpora in the last one are all sound to it."""

ALSO_TRANSLATION = ("MTD602", "MTD503")
"""Rules of other families that show a translation: loops, and the marks that some systems leave before words."""

EXPLAIN = ("MTD305", "MTD306")
"""Rules that run only where a score is already high. Their flags explain the score, so they are not evidence for it."""


def counts_for(code: str, kind: str) -> bool:
    """Whether a rule's flags are evidence for a score."""
    translated = code.startswith("MTD3")
    if kind == "translation":
        return (translated and code not in EXPLAIN) or code in ALSO_TRANSLATION
    return not translated


LINEAR = {"context_pmi": -0.3, "negative_pmi": 0.5}
"""See `ComponentRecipe.linear`. If two sentences differ in one word, then in the damaged one that word is harder to
predict from the words before it, and more words have neighbours that they usually avoid."""

LINEAR_BROKEN = {**LINEAR, "substituted_share": 5.0, "missing_share": 5.0}
"""The damaged sentence also has more words that look replaced to the discriminator, and more gaps."""

TRANSLATED = ("wmt", "mlqe", "systems", "round trips")
"""Corpora translated by machines or by rules. If one component learns from one of them, the others do not judge it."""

PLACES = frozenset(
    name for name in COLUMNS if name in PLACE or name in DOCUMENT or name.endswith("]") or "~" in name
) | {"content_overlap", "duplicates"}  # fmt: skip
"""Columns that describe a paragraph's position and its surroundings."""

SHAPE = PLACES | {"chars", "words", "furniture", "leaked_furniture"}
"""Columns that no component of the translation score sees: also length, and the linear n-gram models for furniture."""

OF_MACHINES = SHAPE | {"neural_mt"}
"""Columns that the other components don't see: SHAPE, and the linear n-gram model for machine translation."""

_WORDS = (
    *SURPRISAL,
    *WORD_FEATURES,
    *SUBSTITUTE_FEATURES,
    *DISCRIMINATOR_FEATURES,
    "low_adequacy",
    "spun",
    "rule_based_mt",
)
OF_WORDS = SHAPE | frozenset(_WORDS)
"""Columns that the component *neural_mt* doesn't see: SHAPE, and everything about which words go together."""


_MACHINE, _POOR = ("wmt", "systems"), ("mlqe", "systems", "round trips")

COMPONENTS = {
    "translation": {
        "neural_mt": ComponentRecipe(
            _MACHINE, 0, ("mlqe", "round trips"), MACHINE_SETS, OF_WORDS, boosting={"max_iter": 110}
        ),
        "low_adequacy": ComponentRecipe(_POOR, 0, ("wmt",), SETS, OF_MACHINES, LINEAR, {"max_iter": 140}),
        "spun": ComponentRecipe(("spun",), 0, TRANSLATED, SETS, OF_MACHINES, boosting={"max_iter": 100}),
        "broken": ComponentRecipe(("damaged",), 0, TRANSLATED, SETS, OF_MACHINES, LINEAR_BROKEN, {"max_iter": 100}),
    },
    "scraping": {
        "furniture": ComponentRecipe(
            ("pages", "recomposed", "lines"), others=NAN, boosting={"max_iter": 90, "learning_rate": 0.14}
        ),
        "broken": ComponentRecipe(("damaged",), others=NAN, without=PLACES, boosting={"max_iter": 120}),
    },
}
"""See `Recipe.components`. To a language model, machine translation is less surprising than human English, and spun,
poor and broken text is more surprising. In a single forest, learning one of them made the others worse. Poor
translation has one component, whoever made it: each further one adds its false alarms, and a new source resembles all
the known ones together more than any single one. Furniture and broken prose also show in different ways: menu lines
teach nothing about broken prose. Only *furniture* uses position. Elsewhere, position and length gave away the corpus
and taught nothing about new text."""

_SOUND = {"translation": ("prose/", "systems"), "scraping": ("prose/",)}
_EDITED = ("prose/", "UD_English-GUM")

LIMITS = {
    "translation": (Limit(0.01, (*_EDITED, "abc", "body", "systems", "wmt", "mlqe"), highest=1.5),),
    "scraping": (Limit(0.075, ("pages",), ("furniture",)), Limit(0.012, _EDITED, ("broken",))),
}
"""How much sound text may score 0.5 or more. On whole pages, readers disagree about short lines; in sound prose, some
of the damage is real and was left there. Paragraphs of translated segments are not sound text to `scraping`: a
quotation may open in one and close in another."""

EVIDENCE = {
    kind: EvidenceRecipe(
        tuple(rule.code for rule in RULES if counts_for(rule.code, kind)),
        _SOUND[kind],
        company=kind == "translation",
        limits=LIMITS[kind],
    )
    for kind in SCORES
}
"""See `Recipe.evidence`. The rules that explain a score are not evidence for it."""

BY_LENGTH = {"scraping": ("pages", "recomposed")}
"""See `Recipe.by_length`."""

RECIPE = Recipe(
    label_noise_weight=LABEL_NOISE_WEIGHT,
    believed=("prose/",),
    odds=ODDS,
    components=COMPONENTS,
    by_length=BY_LENGTH,
    document_prior={"scraping": "furniture"},
    evidence=EVIDENCE,
)
