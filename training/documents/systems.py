"""Translations by weak and strong systems, and their human originals."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training.composition import LabelledParagraph, real_lengths
from training.corpora.systems import SystemRow, system_rows
from training.documents.construction import FOLDS, LANGUAGE_MODELS, mixed_documents

WEIGHTS = {1.0: 0.3, 0.0: 0.5}
"""By label: the weight of a machine's paragraph. A human one weighs 1."""


def documents(data: Path, seed: int = 0) -> Iterator[LabelledDocument]:
    """Documents that mix human and machine paragraphs. A machine's label is its agreement with other versions."""
    pools: dict[int, dict[str, list[SystemRow]]] = defaultdict(lambda: defaultdict(list))
    for row in system_rows(data, FOLDS):
        name = "" if row.system == "human" else f"{row.pair}/{row.system}"
        pools[fold_of(row.group, LANGUAGE_MODELS)][name].append(row)
    lengths = real_lengths(data)
    for fold, by_system in sorted(pools.items()):
        rng = random.Random(f"{seed}/systems/{fold}")
        sound = [LabelledParagraph(row.text, 0.0, 1.0, {"weak_mt": 0.0}, row.group) for row in by_system.pop("", [])]
        damaged = {
            name: [
                LabelledParagraph(row.text, row.label, WEIGHTS.get(row.label, 0.1), {"weak_mt": row.label}, row.group)
                for row in own
            ]
            for name, own in by_system.items()
        }
        yield from mixed_documents(sound, damaged, lengths, rng, "systems")
