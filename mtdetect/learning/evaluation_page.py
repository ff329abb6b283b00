"""The page of `mtdetect evaluate --html`: metrics, curves, the precision of each rule, and the worst errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from mtdetect import __version__, pages
from mtdetect.learning import plots
from mtdetect.rules.registry import RULES
from mtdetect.samples import conversion
from mtdetect.scoring.model_card import described
from mtdetect.scoring.pipeline import Model
from mtdetect.types import SCORES, Flag, Rule, Sample

WORST = 12
"""Most errors shown for each score: this many missed paragraphs, and this many false alarms."""

LONGEST = 900
"""Most characters shown of a paragraph."""

FIGURES = {
    "roc_auc": ("ROC AUC", "how often a damaged paragraph scores above a sound one"),
    "average_precision": ("Average precision", "area under the precision-recall curve"),
    "f1": ("F1 at 0.5", "precision and recall combined"),
    "false_alarms": ("False alarms", "share of sound paragraphs scoring 0.5 or more; lower is better"),
    "calibration_error": ("Calibration error", "gap between scores and shares of damage; lower is better"),
}

check_plots = plots.check


class Part(NamedTuple):
    """A piece of a paragraph that is flagged, labelled, both or neither. `family` is empty if it is not flagged."""

    text: str
    family: str
    title: str
    labelled: bool


class Error(NamedTuple):
    """A wrongly scored paragraph. `width` is the score in percent, for a bar; `cut` means that the text is too long."""

    score: float
    width: int
    source: str
    parts: list[Part]
    cut: bool


class RuleRow(NamedTuple):
    """A rule's flags: right ones, all that were judged, and those that were not. `low` and `high` bound the share."""

    rule: Rule
    right: int
    judged: int
    unjudged: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.right / self.judged if self.judged else 0.0


def page(samples: Sequence[Sample], model: Model, metrics: Mapping[str, Any], warning: str = "") -> Iterator[str]:
    """Yields the page in chunks. `metrics` is the result of `retrain.evaluate` for the same samples and model.

    `warning` is shown above the metrics, as a reason not to trust them.
    """
    from markupsafe import Markup

    key = {id(s): (s.source, s.document or "", -1 if s.position is None else s.position) for s in samples}
    scored = list(conversion.scored(sorted((s for s in samples if s.text.strip()), key=lambda s: key[id(s)]), model))
    judged = [s for s in samples if s.translation is not None or s.scraping is not None]
    kinds = []
    for kind in SCORES:
        own = [row for row in scored if getattr(row[0], kind) is not None]
        scores = np.array([found[kind] for _, found, _ in own])
        labels = np.array([getattr(sample, kind) for sample, _, _ in own])
        drawn = []
        if len(set(labels.tolist())) == 2:
            for i, (name, (caption, draw)) in enumerate(plots.PLOTS.items()):
                # Safe as markup: we draw it ourselves, and it contains no text from the samples.
                drawn.append((name, caption, Markup(plots.svg(draw, scores, labels, f"{kind}-{i}"))))
        kinds.append(
            {
                "name": kind,
                "metrics": metrics.get(kind, {}),
                "figures": list(_figures(metrics.get(kind, {}))),
                "plots": drawn,
                "missed": _errors(own, kind, 1),
                "alarms": _errors(own, kind, 0),
            }
        )
    return pages.render(
        "evaluation.html",
        styles=("theme.css", "evaluation.css"),
        version=__version__,
        model=described(model.folder, model.card),
        notes=list(model.card.get("notes", [])),
        samples=len(judged),
        sources=len({s.source for s in judged}),
        warning=warning,
        kinds=kinds,
        rules=_rules(scored),
    )


def _figures(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, (title, meaning) in FIGURES.items():
        if name in found:
            interval = found.get(f"{name}_interval")
            yield {"title": title, "meaning": meaning, "value": found[name], "interval": interval}


def _errors(rows: Sequence[conversion.Scored], kind: str, label: int) -> list[Error]:
    """The worst errors first: damaged paragraphs (label 1) scored below 0.5, or sound ones (0) scored 0.5 or more."""
    own = [row for row in rows if getattr(row[0], kind) == label and (row[1][kind] >= 0.5) != bool(label)]
    own.sort(key=lambda row: row[1][kind] * (1 if label else -1))
    return [
        Error(found[kind], round(100 * found[kind]), sample.source, _parts(sample, flags), len(sample.text) > LONGEST)
        for sample, found, flags in own[:WORST]
    ]


def _parts(sample: Sample, flags: Sequence[Flag]) -> list[Part]:
    """Splits the text wherever a flag or labelled span starts or ends. Where flags overlap, the first one is shown."""
    text = sample.text[:LONGEST]
    places = [(flag.start, flag.end) for flag in flags] + [(span.start, span.end) for span in sample.spans]
    borders = sorted({0, len(text), *(min(border, len(text)) for place in places for border in place)})
    parts = []
    for start, end in pairwise(borders):
        flag = next((f for f in flags if f.start <= start and end <= f.end), None)
        labels = [s.label for s in sample.spans if s.start <= start and end <= s.end]
        title = "; ".join([*([f"{flag.code} {flag.name}"] if flag else []), *(f"labelled {label}" for label in labels)])
        parts.append(Part(text[start:end], pages.family(flag.code) if flag else "", title, bool(labels)))
    return parts


def _rules(scored: Sequence[conversion.Scored]) -> list[RuleRow]:
    """Counts the right, wrong and unjudged flags of each rule.

    A flag is right if it overlaps a labelled span, or if its paragraph is labelled damaged for the score that the
    rule's family belongs to. Otherwise it is wrong if the paragraph is labelled sound, and unjudged if it has no label.
    """
    counts = {rule.code: [0, 0, 0] for rule in RULES}
    for sample, _, flags in scored:
        for flag in flags:
            kind = "translation" if pages.family(flag.code) == "translation" else "scraping"
            label = getattr(sample, kind)
            met = label == 1 or any(flag.start < span.end and span.start < flag.end for span in sample.spans)
            counts[flag.code][0 if met else 1 if label == 0 else 2] += 1
    rows = []
    for rule in RULES:
        right, wrong, unjudged = counts[rule.code]
        if right or wrong or unjudged:
            rows.append(RuleRow(rule, right, right + wrong, unjudged, *plots.wilson(right, right + wrong)))
    return rows
