"""Machine translations by eight systems out of 55 languages, labelled by how well they agree with others.

A machine's line counts as damaged where it agrees neither with the human line nor with what other systems made of the
same source, and as sound where it does. Whether a machine wrote it is not asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mtdetect.learning.fitting import fold_of
from training.corpora import rows

BLOCK = 25
"""Consecutive lines to a group, over all pairs and systems of a set: line i is the same sentence in each."""

LONGEST = 5
"""Lines of a paragraph at most."""

WEAK = ("argos", "bergamot-tiny", "nllb", "opusmt")
SAME = "flores-dev"
"""The set whose lines are the same in all pairs. The other sets are of one pair each."""

NAN = float("nan")
BAD, GOOD = 58.0, 80.0
"""Agreement up to which a paragraph is damaged, and from which it is sound; between them it is not judged."""

KEPT = 0.1
"""Share of the paragraphs in between that are kept, as company."""


class SystemRow(NamedTuple):
    """A paragraph of consecutive lines. `label`: 1 damaged, 0 sound, NaN not judged."""

    text: str
    pair: str
    system: str
    group: str
    agreement: float
    label: float


def _texts(lines: rows.SystemLines) -> dict[str, tuple[str, ...]]:
    return {**({"human": lines.human} if lines.human else {}), **lines.machine}


def system_rows(data: Path, folds: int, seed: int = 3) -> Iterator[SystemRow]:
    """The human paragraphs of every set, once; and of each pair those machine paragraphs whose group is of the pair's
    own fold: so neither a sentence nor a language stands on both sides of a split.
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
            # Lines of one year are shared between its pairs, too.
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
