"""Changes that should not move a score: sound paragraphs around it, list marks, line width, quotation marks, dashes.

A passage (some consecutive paragraphs) is scored as it is and in other forms. Each of its paragraphs should keep its
scores and get no new flag.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.unseen.figures import Figures, named
from benchmarks.unseen.material import (
    PROSE_WORDS,
    SEPARATOR,
    Case,
    Document,
    Setting,
    overlap,
    prose,
    scraping_cases,
    translation_cases,
)
from mtdetect.types import Report, Span

LIMITS = {"translation": 0.1, "scraping": 0.15}
"""Scores may move by this much."""

PASSAGES, LENGTH, LONGEST = 12, 5, 150
"""Passages of each kind of sound English, paragraphs of a passage, and most words of a paragraph."""

AROUND = "around"
OTHERS = (1, 2, 5, 10, 11, 20, 40)
"""How many sound paragraphs are put around one."""

MARKS = ("- ", "* ", "• ", "1. ")
WIDTHS = (60, 72, 80, 100, 120, 160, 200)
DASHES = (" – ", "—", " -- ", " - ")

_DASH = re.compile(r"(?<=\w) ?(?:—|–(?! ?\d)|--) ?(?=\w)|(?<=\w) - (?=\w)")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_CURLED = (
    (re.compile(r'(?<![^\s(\[—–-])"(?=\S)'), "“"),
    (re.compile('"'), "”"),
    (re.compile(r"(?<![^\s(\[—–“-])'(?=\S)"), "‘"),
    (re.compile("'"), "’"),
)

Passage = tuple[str, ...]


class Variant(NamedTuple):
    """A passage in another form. In the family AROUND, `paragraphs[at]` is its middle paragraph, among others."""

    family: str
    name: str
    paragraphs: Passage
    at: int = 0

    def places(self, length: int) -> Iterator[tuple[int, int]]:
        """Pairs of indices: a paragraph in the passage, and the same one in `paragraphs`."""
        yield from [(length // 2, self.at)] if self.family == AROUND else ((j, j) for j in range(length))


class Place(NamedTuple):
    """A paragraph's scores in one form, and its flags by code. A form may split it: hence lowest and highest scores."""

    translation: tuple[float, float]
    scraping: tuple[float, float]
    flags: Counter[str]


class Moved(NamedTuple):
    """How far apart a paragraph's scores are, and how many flags it has only in other forms."""

    translation: float
    scraping: float
    flags: int


def measure(setting: Setting) -> Figures:
    sound, fillers = _sound(setting)
    groups = {"sound": sound}
    if setting.cases is not None:
        cases = [*translation_cases(setting.cases), *scraping_cases(setting.cases)]
        groups["damaged"] = [own for case in cases if (own := _damaged(case))]
    found = Figures()
    for group, passages in groups.items():
        by_family: dict[str, list[Moved]] = defaultdict(list)
        by_variant: dict[str, list[Moved]] = defaultdict(list)
        for family, reference, places in placed(setting, passages, fillers):
            by_family[family].append(moved(reference, list(places.values())))
            for name, place in places.items():
                by_variant[f"{family} {name}"].append(moved(reference, [place]))
        for family, moves in sorted(by_family.items()):
            found.whole |= named(f"{family}, {group}", shares(moves))
        for name in ("translation moved", "scraping moved", "new flag"):
            found.by_source[f"{group}: {name}"] = {
                variant: shares(moves)[name] for variant, moves in by_variant.items()
            }
    return found


def placed(
    setting: Setting, passages: Sequence[Passage], fillers: Sequence[str]
) -> Iterator[tuple[str, Place, dict[str, Place]]]:
    """For each paragraph and family of forms: the family, the paragraph as it is, and its other forms by name."""
    found: dict[tuple[int, str, int], dict[str, Place]] = defaultdict(dict)
    made = [(i, variant) for i, passage in enumerate(passages) for variant in variants(passage, fillers)]
    reports = setting.reports([SEPARATOR.join(variant.paragraphs) for _, variant in made])
    for (i, variant), report in zip(made, reports, strict=True):
        for j, k in variant.places(len(passages[i])):
            found[i, variant.family, j][variant.name] = place(report, variant.paragraphs, k)
    as_is = setting.reports([SEPARATOR.join(passage) for passage in passages])
    alone = setting.reports([middle(passage) for passage in passages])
    for (i, family, j), places in found.items():
        passage = passages[i]
        reference = place(alone[i], [middle(passage)], 0) if family == AROUND else place(as_is[i], passage, j)
        yield family, reference, places


def middle(passage: Passage) -> str:
    return passage[len(passage) // 2]


def variants(passage: Passage, fillers: Sequence[str] = ()) -> Iterator[Variant]:
    """The passage in its other forms; with enough `fillers`, also its middle paragraph among some of them."""
    rng = random.Random(passage[0])
    for number in OTHERS if len(fillers) >= OTHERS[-1] else ():
        others = rng.sample(fillers, number)
        before = number // 2
        yield Variant(AROUND, str(number), (*others[:before], middle(passage), *others[before:]), before)
    for mark in MARKS:
        marked = [f"{i}. {p}" if mark == "1. " else mark + p for i, p in enumerate(passage, 1)]
        yield Variant("list mark", mark.strip(), tuple(marked))
    for width in WIDTHS:
        yield Variant("lines", f"of {width}", tuple(_wrapped(p, width) for p in passage))
    marks: dict[str, Callable[[str], str]] = {"straight": straight, "curly": curly}
    marks |= {f"dash “{dash}”": lambda p, dash=dash: _DASH.sub(dash, p) for dash in DASHES}  # type: ignore[misc]
    for name, change in marks.items():
        changed = tuple(map(change, passage))
        if changed != passage:
            yield Variant("marks", name, changed)


def straight(text: str) -> str:
    return text.translate(_STRAIGHT)


def curly(text: str) -> str:
    for pattern, mark in _CURLED:
        text = pattern.sub(mark, text)
    return text


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def place(report: Report, paragraphs: Sequence[str], index: int) -> Place:
    start = sum(len(p) + len(SEPARATOR) for p in paragraphs[:index])
    span = Span(start, start + len(paragraphs[index]))
    own = [p for p in report.paragraphs if overlap(Span(p.start, p.end), span)]
    translation, scraping = ([getattr(p, kind) for p in own] for kind in LIMITS)
    flags = Counter(f.code for f in report.flags if overlap(Span(f.start, f.end), span))
    return Place((min(translation), max(translation)), (min(scraping), max(scraping)), flags)


def moved(reference: Place, others: Sequence[Place]) -> Moved:
    """The differences over all forms. If one splits the paragraph, every piece counts."""
    every = [reference, *others]
    translation, scraping = (
        max(getattr(p, kind)[1] for p in every) - min(getattr(p, kind)[0] for p in every) for kind in LIMITS
    )
    return Moved(translation, scraping, max((p.flags - reference.flags).total() for p in others))


def shares(moves: Sequence[Moved]) -> dict[str, float]:
    """The shares of paragraphs that moved by more than the limit, and that have a new flag."""
    return {
        "translation moved": sum(m.translation > LIMITS["translation"] for m in moves) / len(moves),
        "scraping moved": sum(m.scraping > LIMITS["scraping"] for m in moves) / len(moves),
        "new flag": sum(m.flags > 0 for m in moves) / len(moves),
    }


def _sound(setting: Setting) -> tuple[list[Passage], list[str]]:
    """Passages of each kind, and paragraphs of other documents to put around them."""
    passages: list[Passage] = []
    fillers: list[str] = []
    for documents in prose(setting).values():
        drawn = [run for d in documents[: PASSAGES * 8] if (run := _run(d))]
        passages += drawn[:PASSAGES]
        fillers += [p for run in drawn[PASSAGES : PASSAGES * 3] for p in run]
    return passages, fillers


def _run(document: Document) -> Passage | None:
    """The first consecutive prose paragraphs that are one line each and not list items."""
    run: list[str] = []
    for paragraph in document.paragraphs:
        fits = PROSE_WORDS <= len(paragraph.split()) <= LONGEST and "\n" not in paragraph and paragraph[0].isalnum()
        run = [*run, paragraph] if fits else []
        if len(run) == LENGTH:
            return tuple(run)
    return None


def _damaged(case: Case) -> Passage:
    """The damaged prose paragraphs of a case that are one line each."""
    own = (case.text[span.start : span.end] for span in case.damaged)
    return tuple(p for p in own if "\n" not in p and p.strip() == p and len(p.split()) >= PROSE_WORDS)
