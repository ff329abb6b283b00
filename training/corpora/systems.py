"""Translations from 55 languages by eight systems, labelled by how well they agree with other translations.

A machine's paragraph counts as sound if it agrees with the human version and with another system's, and as damaged if
it agrees with neither. That a machine wrote it does not matter.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mtdetect.learning.recipe import fold_of
from training.corpora import rows

BLOCK = 25
"""Consecutive lines in a group. A group spans all pairs and systems of a set: line i is the same sentence in each."""

LONGEST = 5
"""Most lines in a paragraph."""

WEAK = ("argos", "bergamot-tiny", "nllb", "opusmt")
SAME = "flores-dev"
"""The set that has the same human lines in every pair. Each other set belongs to one pair."""

NAN = float("nan")
BAD, GOOD = 58.0, 80.0
"""Agreement (chrF): up to BAD, a paragraph is damaged; from GOOD up, it is sound; in between, it is not judged."""

KEPT = 0.1
"""Share of the paragraphs in between to keep, as neighbours of the others."""


class SystemRow(NamedTuple):
    """A paragraph of consecutive lines. `label`: 1 is damaged, 0 is sound, NaN is not judged."""

    text: str
    pair: str
    system: str
    group: str
    agreement: float
    label: float


def _texts(lines: rows.SystemLines) -> dict[str, tuple[str, ...]]:
    return {**({"human": lines.human} if lines.human else {}), **lines.machine}


def system_rows(data: Path, folds: int, seed: int = 3) -> Iterator[SystemRow]:
    """The human paragraphs of every set, each once, and the machine paragraphs of every pair.

    Each language pair has a fold, and only its machine paragraphs with groups of that fold are used. So neither a
    sentence nor a language is ever on both sides of a split.
    """
    from sacrebleu.metrics.chrf import CHRF

    chrf = CHRF()

    def agreement(text: str, others: list[str]) -> float:
        return max(float(chrf.sentence_score(text, [other]).score) for other in others)

    human_seen: set[str] = set()
    for lines in rows.system_lines(data):
        if not lines.human:
            continue
        rng = random.Random(f"{seed}/{lines.set}" if lines.set == SAME else f"{seed}/{lines.set}/{lines.pair}")
        own = fold_of(f"systems/{lines.pair}", folds)
        choose = random.Random(f"{seed}/{lines.set}/{lines.pair}/systems")
        start = 0
        strong = sorted(set(lines.machine) - set(WEAK))
        used = [name for name in WEAK if name in lines.machine] + choose.sample(strong, min(1, len(strong)))
        while start < len(lines.human):
            end = min(len(lines.human), start + rng.randint(1, LONGEST), (start // BLOCK + 1) * BLOCK)
            where = lines.set if lines.set == SAME else f"{lines.set}/{lines.pair}"
            # Pairs of the same year share lines too.
            group = f"systems/{lines.set}/{start // BLOCK}"
            texts = {name: " ".join(each[start:end]).strip() for name, each in _texts(lines).items()}
            place, start = f"{where}/{start}", end
            human = texts["human"]
            if human and place not in human_seen:
                human_seen.add(place)
                yield SystemRow(human, lines.pair, "human", group, 100.0, 0.0)
            if fold_of(group, folds) != own:
                continue
            for name in used:
                text = texts[name]
                others = [texts[other] for other in texts if other not in (name, "human") and texts[other]]
                if not text or not others or not human:
                    continue
                found = (agreement(text, [human]) + agreement(text, others)) / 2
                label = 1.0 if found <= BAD else 0.0 if found >= GOOD else NAN
                if label == label or choose.random() < KEPT:
                    yield SystemRow(text, lines.pair, name, group, found, label)
