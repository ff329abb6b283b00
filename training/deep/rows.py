"""The paragraphs from which the deep reader learns what a damaged wording is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from training.corpora import rows
from training.corpora.systems import SystemRow, system_rows
from training.tagger.texts import Document

WEAK, STRONG, HUMAN, SOUND, POOR, REFERENCES = 5200, 1500, 2000, 220, 400, 900
"""How many paragraphs: by weak systems, by strong ones, the originals of both, of each source of sound English, of each
pair of `mlqe`, and human translations."""

FEWEST_WORDS, MOST_WORDS = 12, 220

FOLDS = 5


class WordingRow(NamedTuple):
    text: str
    damaged: bool
    origin: str
    """A language, a corpus or a kind of text: what is kept out as a whole in cross-validation."""


def wording_rows(data: Path, texts: Mapping[str, Sequence[Document]], seed: int = 1) -> Iterator[WordingRow]:
    """`texts`: all sound English by source.

    Machine translations that agree with no other version, and the worst of `mlqe`, against sound English of all
    kinds: originals, human translations, and good machine translations.
    """
    rng = random.Random(seed)
    systems: dict[str, list[SystemRow]] = defaultdict(list)
    for row in system_rows(data, FOLDS):
        name = "human" if row.system == "human" else {1.0: "weak", 0.0: "strong"}.get(row.label, "")
        systems[name].append(row)
    for name, number in (("weak", WEAK), ("strong", STRONG), ("human", HUMAN)):
        for row in rng.sample(systems[name], min(number, len(systems[name]))):
            yield WordingRow(row.text, name == "weak", "originals" if name == "human" else row.pair)
    for source, documents in texts.items():
        paragraphs = [p for d in documents for p in d.paragraphs if FEWEST_WORDS <= len(p.split()) <= MOST_WORDS]
        if not source.startswith(("wmt", "systems", "manuals", "pages")):
            for text in rng.sample(paragraphs, min(SOUND, len(paragraphs))):
                yield WordingRow(text, False, source)
    by_pair: dict[str, list[rows.PostEdited]] = defaultdict(list)
    for own in rows.post_edited(data):
        by_pair[own.pair].append(own)
    for pair, edited in by_pair.items():
        edited.sort(key=lambda row: row.adequacy)
        for translated in rng.sample(edited[: len(edited) // 4], POOR):
            yield WordingRow(translated.machine, True, f"mlqe/{pair}")
    for segment in rng.sample(list(rows.wmt(data)), REFERENCES):
        text = rng.choice(list(segment.human.values()))
        if len(text.split()) >= FEWEST_WORDS:
            yield WordingRow(text, False, "references")
