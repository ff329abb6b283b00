"""Machine translations in which single words are labelled: those that no other translation has.

Their other words are not judged: a network that learns them as sound no longer sees what is odd in a translation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from mtdetect.learning.recipe import fold_of
from mtdetect.lm.tagger.classes import Class
from mtdetect.text.segmented_text import SegmentedText
from training import corpora
from training.tagger.documents import UNJUDGED, Labelled

FOLDS = 6
"""One language in this many is kept out."""

WEAK, STRONG = 3.0, 1.0
"""How often a system is drawn: weak systems err as real pages do."""
_WEAK = ("argos", "opusmt", "nllb", "bergamot-tiny")

LIKE_OTHERS = 0.5
"""Lowest share of a line's words that some other translation has too. In other lines, no single word is wrong."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_kept_out(pair: str) -> bool:
    return fold_of(f"tagger/{pair}", FOLDS) == 0


def documents(data: Path, seed: int | str, kept_out: bool = False) -> Iterator[Labelled]:
    """Runs of lines of a system, without end."""
    rng = random.Random(seed)
    sets = [row for row in corpora.system_lines(data) if is_kept_out(row.pair) == kept_out and len(row.machine) > 1]
    while True:
        row = rng.choice(sets)
        names = sorted(row.machine)
        name = rng.choices(names, [WEAK if name in _WEAK else STRONG for name in names])[0]
        size = rng.randint(2, 16)
        start = rng.randrange(max(1, len(row.machine[name]) - size))
        others = [lines for other, lines in row.machine.items() if other != name]
        others += [row.human] if row.human else []
        yield _labelled(row.machine[name], others, range(start, min(start + size, len(row.machine[name]))), rng)


def _labelled(own: Sequence[str], others: Sequence[Sequence[str]], which: range, rng: random.Random) -> Labelled:
    text, marks = "", list[tuple[int, int]]()
    for i in which:
        line = own[i].strip()
        if not line:
            continue
        text += "" if not text else " " if rng.random() < 0.6 else "\n"
        known = {word for lines in others if i < len(lines) for word in _WORD.findall(lines[i].lower())}
        words = list(_WORD.finditer(line))
        odd = [m for m in words if m[0].lower() not in known and not m[0][0].isupper()]
        if len(odd) <= (1 - LIKE_OTHERS) * len(words):
            marks += [(len(text) + m.start(), len(text) + m.end()) for m in odd]
        text += line
    labels = np.full(len(text), UNJUDGED, np.uint8)
    for start, end in marks:
        labels[start:end] = Class.MISTRANSLATED
    document = SegmentedText(text)
    return Labelled(document.text, document.paragraphs, labels)
