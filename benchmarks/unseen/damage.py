"""Generated damage in sources that the tagger never read: places found, precision of flags, damaged paragraphs at .5.

The damage is from `training.damage`, in wordings kept out of training. The tagger learns from other damage, that of
`training.tagger.damage`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.unseen.figures import AT, Figures, share
from benchmarks.unseen.material import SEPARATOR, Setting
from mtdetect.types import Flag, Report
from training.damage import KINDS, DamagedDocument, damaged_documents
from training.tagger.texts import Document, kept_out

WORDS = 25_000
"""Words of each kind of text."""

GROUPS = {
    "fragments": (
        "key-phrase-middle", "key-phrase-end", "link-text", "action-text", "page-fragment", "caption", "photo-credit",
        "label-word", "next-heading",
    ),
    "stops inside sentences": ("stop-in-phrase", "stop-for-comma"),
    "stops missing": ("lost-stop", "lost-speech-end", "joined-paragraphs"),
    "line breaks": ("line-break",),
    "cut off": ("cut-off", "cut-start"),
    "doubled words": ("stutter",),
    "words left out, put in, swapped, wrong": ("missing-word", "wrong-word", "article", "word-order", "vanished-words"),
}  # fmt: skip
"""Kinds of damage by what a reader sees."""

_GROUP = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
FAMILIES = ("MTD1", "MTD2", "MTD304", "MTD305", "MTD602")
"""The codes that are judged begin with one of these."""

SLACK = 2
"""Characters that a flag may be away from a place."""


class Case(NamedTuple):
    damaged: DamagedDocument
    report: Report
    original: Report


def measure(setting: Setting) -> Figures:
    found = Figures()
    places: dict[str, list[bool]] = defaultdict(list)
    for kind, documents in kept_out(setting.data).items():
        if documents and setting.wants(kind):
            _kind(kind, _cases(setting, kind, documents), found, places)
    for group, hits in places.items():
        found.whole[f"{group}: found"] = share([float(hit) for hit in hits])
    for name, own in found.by_source.items():
        found.whole[f"{name}, mean of kinds"] = float(np.mean(list(own.values())))
    return found


def _cases(setting: Setting, kind: str, documents: Sequence[Document]) -> list[Case]:
    order = list(documents)
    random.Random(kind).shuffle(order)
    chosen: list[tuple[str, Sequence[str]]] = []
    words = 0
    for document in order:
        if words >= WORDS:
            break
        paragraphs = document.paragraphs[:60]
        words += sum(len(p.split()) for p in paragraphs)
        chosen.append((f"{kind}/{len(chosen)}", paragraphs))
    used = [k for k in KINDS if k.name in _GROUP]
    damaged = list(damaged_documents(chosen, "unseen", "dev", used))
    reports = setting.reports([d.text for d in damaged], kind)
    originals = setting.reports([SEPARATOR.join(paragraphs) for _, paragraphs in chosen], kind)
    return [Case(*each) for each in zip(damaged, reports, originals, strict=True)]


def _kind(kind: str, cases: Sequence[Case], found: Figures, places: dict[str, list[bool]]) -> None:
    hits: list[bool] = []
    right = wrong = 0
    scores: dict[bool, list[float]] = {True: [], False: []}
    for damaged, report, original in cases:
        flags = [flag for flag in report.flags if flag.code.startswith(FAMILIES)]
        for mark in damaged.marks:
            if mark.kind in _GROUP and not mark.unseen:
                hit = any(_near(flag, mark.start, mark.end) for flag in flags)
                hits.append(hit)
                places[_GROUP[mark.kind]].append(hit)
        known = {_words_of(original, flag) for flag in original.flags}
        for flag in flags:
            if any(_near(flag, mark.start, mark.end) for mark in damaged.marks):
                right += 1
            elif _words_of(report, flag) not in known:
                wrong += 1
        spans = {(p.start, p.end): p.scraping for p in report.paragraphs}
        for span, label in zip(damaged.paragraphs, damaged.scraping, strict=True):
            if label is not None and span in spans:
                scores[bool(label)].append(float(spans[span] >= AT))
    words = sum(len(case.original.text.split()) for case in cases)
    alarms = sum(flag.code.startswith(FAMILIES) for case in cases for flag in case.original.flags)
    for name, value in {
        "places found": share([float(hit) for hit in hits]),
        "precision": right / max(1, right + wrong),
        "damaged at .5": share(scores[True]),
        "sound at .5": share(scores[False]),
        "flags per 1,000 sound words": 1000 * alarms / max(1, words),
    }.items():
        found.by_source.setdefault(name, {})[kind] = value


def _near(flag: Flag, start: int, end: int) -> bool:
    return flag.start < end + SLACK and start < flag.end + SLACK


def _words_of(report: Report, flag: Flag) -> tuple[str, str]:
    """The code and the words of a flag, which identify it in another version of the text."""
    return flag.code, report.text[flag.start : flag.end]
