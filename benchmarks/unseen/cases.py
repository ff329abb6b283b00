"""Cases written after public reports: damaged places found, damaged paragraphs at .5, and known false alarms."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import click
import numpy as np

from benchmarks.unseen.figures import AT, Figures, auc, named, share, told_apart
from benchmarks.unseen.material import (
    SEPARATOR,
    Case,
    Setting,
    false_alarms,
    highest,
    overlap,
    scraping_cases,
    translation_cases,
)
from mtdetect.types import Flag, Report, Span

SLACK = 2
"""A flag this many characters away from a damaged place still counts as finding it."""

SCORES = ("translation", "scraping")
ARTICLE, SHUFFLES = 15, 5
"""The cases are also joined into articles of this many paragraphs, in this many random orders."""


class Read(NamedTuple):
    case: Case
    report: Report


class Paragraph(NamedTuple):
    text: str
    damaged: bool
    source: str


def measure(setting: Setting) -> Figures:
    if setting.cases is None:
        raise click.UsageError("this part needs --cases, the folder of cases")
    found = Figures()
    _translation(setting, _read(setting, translation_cases(setting.cases)), found)
    _scraping(_read(setting, scraping_cases(setting.cases)), found)
    _false_alarms(setting, found)
    return found


def _read(setting: Setting, cases: Sequence[Case]) -> list[Read]:
    return [Read(*pair) for pair in zip(cases, setting.reports([case.text for case in cases]), strict=True)]


def _translation(setting: Setting, read: Sequence[Read], found: Figures) -> None:
    damaged, sound = (_scores(read, group, "translation") for group in ("damaged", "sound"))
    found.whole |= named("translation", told_apart(damaged, sound))
    of_sound = [r for r in read if not r.case.damaged]
    found.whole["translation: AUC against sound texts"] = auc(damaged, _scores(of_sound, "sound", "translation"))
    texts = [[r.report.translation for r in read if bool(r.case.damaged) == label] for label in (True, False)]
    found.whole["translation: AUC of texts"] = auc(*texts)
    paragraphs = [_paragraphs(r.case) for r in read]
    marked = [own for own in paragraphs if any(p.damaged for p in own)]
    others = [own for own in paragraphs if not any(p.damaged for p in own)]
    found.whole |= named("translation, articles of 15", _articles(setting, [marked, others]))
    found.whole |= named("translation, mixed articles of 15", _articles(setting, [paragraphs]))
    found.whole |= named("translation", _flags(read))
    _by_source("translation: recall at .5", read, "translation", found)
    found.by_source["translation: places found"] = _places_by_source(read)


def _scraping(read: Sequence[Read], found: Figures) -> None:
    damaged, furniture, sound = (_scores(read, group, "scraping") for group in ("damaged", "furniture", "sound"))
    found.whole |= named("scraping", told_apart(damaged, sound))
    found.whole |= {
        "scraping: furniture at .5": share(furniture),
        "scraping: sound at .5 in translation": share(_scores(read, "sound", "translation")),
    }
    found.whole |= named("scraping", _flags(read))
    _by_source("scraping: recall at .5", read, "scraping", found)
    found.by_source["scraping: places found"] = _places_by_source(read)


def _scores(read: Iterable[Read], group: str, kind: str) -> list[float]:
    return [highest(r.report, span, kind) for r in read for span in getattr(r.case, group)]


def _flags(read: Sequence[Read]) -> dict[str, float]:
    """How many damaged places have a flag, and how many flags are away from all of them and from furniture."""
    places = [(r, place) for r in read for place in r.case.places]
    flags = [(r.case, flag) for r in read for flag in r.report.flags]
    return {
        "places": len(places),
        "places found": sum(_found(*pair) for pair in places) / max(1, len(places)),
        "flags": len(flags),
        "flags outside": sum(not _near(flag, (*case.places, *case.furniture), SLACK) for case, flag in flags),
        "flags in sound paragraphs": sum(
            _near(flag, case.sound) and not _near(flag, (*case.places, *case.furniture), SLACK) for case, flag in flags
        ),
    }


def _found(read: Read, place: Span) -> bool:
    return any(_near(flag, [place], SLACK) for flag in read.report.flags)


def _near(flag: Flag, places: Iterable[Span], slack: int = 0) -> bool:
    return any(overlap(Span(flag.start, flag.end), place, slack) for place in places)


def _by_source(name: str, read: Sequence[Read], kind: str, found: Figures) -> None:
    scores: dict[str, list[float]] = defaultdict(list)
    for r in read:
        scores[r.case.source] += _scores([r], "damaged", kind)
    found.by_source[name] = {source: share(own) for source, own in sorted(scores.items()) if own}


def _places_by_source(read: Sequence[Read]) -> dict[str, float]:
    hits: dict[str, list[bool]] = defaultdict(list)
    for r in read:
        hits[r.case.source] += [_found(r, place) for place in r.case.places]
    return {source: sum(own) / len(own) for source, own in sorted(hits.items()) if own}


def _paragraphs(case: Case) -> list[Paragraph]:
    labelled = sorted([*((span, True) for span in case.damaged), *((span, False) for span in case.sound)])
    return [Paragraph(case.text[span.start : span.end], damaged, case.source) for span, damaged in labelled]


def _articles(setting: Setting, groups: Sequence[list[list[Paragraph]]]) -> dict[str, float]:
    """The same paragraphs in longer texts. In each of several random orders, the cases of a group are joined and cut
    into articles; the last article is filled up with paragraphs that are not counted twice. Figures are means.
    """
    figures = []
    for draw in range(SHUFFLES):
        made: list[list[Paragraph]] = []
        counted: list[int] = []
        for group in groups:
            order = list(group)
            random.Random(f"articles/{draw}").shuffle(order)
            flat = list(chain(*order))
            for start in range(0, len(flat), ARTICLE):
                own = flat[start : start + ARTICLE]
                counted.append(len(own))
                made.append([*own, *flat[: ARTICLE - len(own)]])
        scores: dict[bool, list[float]] = {True: [], False: []}
        for article, count, report in zip(
            made, counted, setting.reports([SEPARATOR.join(p.text for p in own) for own in made]), strict=True
        ):
            start = 0
            for i, paragraph in enumerate(article):
                span = Span(start, start + len(paragraph.text))
                start = span.end + len(SEPARATOR)
                if i < count:
                    scores[paragraph.damaged].append(highest(report, span, "translation"))
        figures.append(told_apart(scores[True], scores[False]))
    return {name: float(np.mean([own[name] for own in figures])) for name in figures[0]}


def _false_alarms(setting: Setting, found: Figures) -> None:
    """How many known false alarms are still raised, and how many of these texts raise any alarm."""
    assert setting.cases is not None
    alarms = false_alarms(setting.cases)
    still: dict[str, list[bool]] = defaultdict(list)
    flags, over = 0, 0
    for alarm, report in zip(alarms, setting.reports([alarm.text for alarm in alarms]), strict=True):
        raised = (
            any(getattr(p, alarm.code) >= AT for p in report.paragraphs)
            if alarm.code in SCORES
            else any(flag.code == alarm.code for flag in report.flags)
        )
        still[alarm.code].append(raised)
        flags += bool(report.flags)
        over += any(max(p.translation, p.scraping) >= AT for p in report.paragraphs)
    found.whole |= {
        "false alarms: texts": len(alarms),
        "false alarms: raised still": sum(map(sum, still.values())),
        "false alarms: texts with any flag": flags,
        "false alarms: texts with a paragraph at .5": over,
    }
    found.by_source["false alarms: share raised still"] = {
        code: sum(own) / len(own) for code, own in sorted(still.items())
    }
