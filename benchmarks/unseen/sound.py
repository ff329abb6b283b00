"""Sound English by kind: flags in a thousand words, and prose paragraphs that reach 0.5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.unseen.figures import AT, Figures
from benchmarks.unseen.material import PROSE_WORDS, SEPARATOR, Document, Setting, prose
from mtdetect.rules.registry import RULES
from mtdetect.types import Report

FAMILIES = tuple(dict.fromkeys(rule.code[:4] for rule in RULES))
"""The first characters of the codes: MTD1 to MTD6."""

SHARES = {
    "translation": lambda p: p.translation >= AT,
    "scraping": lambda p: p.scraping >= AT,
    "either": lambda p: max(p.translation, p.scraping) >= AT,
}


def measure(setting: Setting) -> Figures:
    reports: dict[str, list[Report]] = {}
    for kind, documents in prose(setting).items():
        own = drawn(documents, setting.words)
        reports[kind] = setting.reports([SEPARATOR.join(d.paragraphs) for d in own], kind)
    return of_kinds(reports)


def of_kinds(reports: Mapping[str, Sequence[Report]]) -> Figures:
    """Figures over all kinds, by kind, of the worst kind, and flags by rule."""
    every = [report for own in reports.values() for report in own]
    by_kind = {kind: of_reports(own) for kind, own in reports.items()}
    found = Figures(of_reports(every))
    for name in found.whole:
        found.by_source[name] = {kind: own[name] for kind, own in by_kind.items()}
    for name in ("flags per 1,000 words", *(f"prose at .5: {score}" for score in SHARES)):
        found.whole[f"{name}, worst kind"] = max(found.by_source[name].values(), default=0.0)
    found.by_source["flags per 1,000 words, by rule"] = _by_rule(every)
    return found


def drawn(documents: Sequence[Document], words: int) -> list[Document]:
    """The first documents, until they have this many words."""
    own, count = [], 0
    for document in documents:
        if count >= words:
            break
        own.append(document)
        count += document.words
    return own


def of_reports(reports: Sequence[Report]) -> dict[str, float]:
    words = sum(len(report.text.split()) for report in reports)
    flags = Counter(flag.code[:4] for report in reports for flag in report.flags)
    every = [paragraph for report in reports for paragraph in report.paragraphs]
    paragraphs = [p for p in every if len(p.text.split()) >= PROSE_WORDS]
    return {
        "words": words,
        "flags per 1,000 words": 1000 * flags.total() / max(1, words),
        **{f"{family}xx per 1,000 words": 1000 * flags[family] / max(1, words) for family in FAMILIES},
        "characters in paragraphs taken for furniture": sum(len(p.text) for p in every if p.furniture >= AT)
        / max(1, sum(len(p.text) for p in every)),
        "prose paragraphs": len(paragraphs),
        **{
            f"prose at .5: {name}": sum(map(over, paragraphs)) / max(1, len(paragraphs))
            for name, over in SHARES.items()
        },
    }


def _by_rule(reports: Sequence[Report]) -> dict[str, float]:
    words = sum(len(report.text.split()) for report in reports)
    flags = Counter(flag.code for report in reports for flag in report.flags)
    return {code: 1000 * number / max(1, words) for code, number in sorted(flags.items())}
