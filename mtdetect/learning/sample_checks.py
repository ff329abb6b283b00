"""What labelled samples are fit for: checked before anything is learned from them."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from mtdetect.learning.near_duplicates import joined_groups
from mtdetect.learning.recipe import LabelledDocument
from mtdetect.types import SCORES, InputError, Sample

FEW = 200
"""Judged samples of either class under which a warning says that the figures mean little."""

MANY = 2000
"""Judged samples of either class from which a score's classifier and linear head are fitted to the samples alone."""

PIECE_WORDS, MOST_PIECES = 50, 4
"""A long sample counts as several of so many words, and the linear heads learn from it in such pieces; but it has one
label, so that it counts as four at most."""


def kept_together(documents: Sequence[LabelledDocument]) -> tuple[list[LabelledDocument], dict[str, str]]:
    """The documents in groups that share no text, and what group each of theirs is now in."""
    given = [d.group for d in documents]
    groups = dict(zip(given, joined_groups([d.text for d in documents], given), strict=True))
    return [replace(d, group=groups[d.group]) for d in documents], groups


def weight_in_pieces(sample: Sample) -> int:
    return min(MOST_PIECES, max(1, len(sample.text.split()) // PIECE_WORDS))


def class_sizes(samples: Sequence[Sample], kind: str, size: Callable[[Sample], int] = lambda sample: 1) -> Counter[int]:
    """The judged samples of each class, each counted by its size."""
    counts = Counter[int]()
    for sample in samples:
        value = getattr(sample, kind)
        if value is not None:
            counts[value] += size(sample)
    return counts


def check(samples: Sequence[Sample], groups: Mapping[str, str] | None = None) -> list[str]:
    """Warns of what makes figures mean little, and returns the warnings. `groups`: by source, if they are others."""
    if not samples:
        raise InputError("no samples were read; give a file with labelled paragraphs")
    notes = []
    for kind in SCORES:
        classes = class_sizes(samples, kind)
        if len(classes) < 2:
            what = "none is judged" if not classes else "all are of one class"
            notes.append(f"{kind}: {what}, so the new model keeps the base model's score")
        elif min(classes.values()) < FEW:
            notes.append(
                f"{kind}: only {classes[1]} damaged and {classes[0]} sound samples; "
                f"below {FEW} of each, expect wide intervals"
            )
    if len(notes) == len(SCORES) and all("keeps" in note for note in notes):
        raise InputError("nothing to learn from: label some damaged and some sound paragraphs for one score at least")
    judged = [sample for sample in samples if sample.translation is not None or sample.scraping is not None]
    texts = Counter(sample.text for sample in judged)
    doubled = sum(count - 1 for count in texts.values())
    if doubled:
        notes.append(f"{doubled:,} judged samples repeat the text of another")
    sources: dict[str, set[str]] = {}
    for sample in judged:
        sources.setdefault(sample.text, set()).add((groups or {}).get(sample.source, sample.source))
    leaking = sum(len(where) > 1 for where in sources.values())
    if leaking:
        notes.append(
            f"{leaking:,} judged texts stand under several sources, and so on both sides of a split: "
            "figures are too good"
        )
    if len({sample.source for sample in samples}) == 1 and samples[0].source:
        notes.append("all samples are of one source: figures can't be split by source, and say nothing of others")
    for note in notes:
        warnings.warn(note, stacklevel=3)
    return notes


def samples_hash(samples: Sequence[Sample]) -> str:
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(json.dumps(asdict(sample), sort_keys=True).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
