"""Checks labelled samples before training."""

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
"""A warning is issued if either class has fewer judged samples than this: the figures will be uncertain."""

MANY = 2000
"""With this many judged samples of each class, a score is fitted to the samples alone."""

PIECE_WORDS, MOST_PIECES = 50, 4
"""A long sample counts as one for every PIECE_WORDS words, and the linear n-gram models learn from it in pieces of this
length. It has only one label, though, so it counts as MOST_PIECES at most."""


def kept_together(documents: Sequence[LabelledDocument]) -> tuple[list[LabelledDocument], dict[str, str]]:
    """Joins groups that contain near duplicates. Returns the documents, and the new group of each old one.

    If all samples of a class are from one source, training without it would lack the class. Then the source is ignored:
    each document is a group.
    """
    if any(_of_one_group(documents, kind) for kind in SCORES):
        documents = [replace(d, group=f"{d.group}\0{i}") for i, d in enumerate(documents)]
    given = [d.group for d in documents]
    groups = dict(zip(given, joined_groups([d.text for d in documents], given), strict=True))
    return [replace(d, group=groups[d.group]) for d in documents], groups


def _of_one_group(documents: Sequence[LabelledDocument], kind: str) -> bool:
    """Whether the score has two classes, and one of them is in a single group."""
    groups = [{d.group for d in documents if (d.labels[kind] == value).any()} for value in (0, 1)]
    return min(map(len, groups)) == 1


def weight_in_pieces(sample: Sample) -> int:
    """How many samples this one counts as; see MOST_PIECES."""
    return min(MOST_PIECES, max(1, len(sample.text.split()) // PIECE_WORDS))


def class_sizes(samples: Sequence[Sample], kind: str, size: Callable[[Sample], int] = lambda sample: 1) -> Counter[int]:
    """Number of judged samples by class. Each counts as its `size`."""
    counts = Counter[int]()
    for sample in samples:
        value = getattr(sample, kind)
        if value is not None:
            counts[value] += size(sample)
    return counts


def check(samples: Sequence[Sample], groups: Mapping[str, str] | None = None) -> list[str]:
    """Warns about anything that makes the figures less meaningful, and returns the warnings.

    `groups`: the group of each source, where it is not the source itself.

    Raises:
        InputError: there are no samples, or nothing can be learned from them.
    """
    if not samples:
        raise InputError("no samples were read; give a file with labelled paragraphs")
    notes = []
    for kind in SCORES:
        classes = class_sizes(samples, kind)
        if len(classes) < 2:
            what = "no sample is judged" if not classes else "all judged samples are of one class"
            notes.append(f"{kind}: {what}, so the new model keeps the base model's score")
        elif min(classes.values()) < FEW:
            notes.append(
                f"{kind}: only {classes[1]} damaged and {classes[0]} sound samples; "
                f"below {FEW} of each, expect wide intervals"
            )
    if len(notes) == len(SCORES) and all("keeps" in note for note in notes):
        raise InputError("nothing to learn from; label some damaged and some sound paragraphs for at least one score")
    judged = [sample for sample in samples if sample.translation is not None or sample.scraping is not None]
    texts = Counter(sample.text for sample in judged)
    doubled = sum(count - 1 for count in texts.values())
    if doubled:
        notes.append(f"judged samples that repeat the text of another: {doubled:,} of {len(judged):,}")
    sources: dict[str, set[str]] = {}
    for sample in judged:
        sources.setdefault(sample.text, set()).add((groups or {}).get(sample.source, sample.source))
    leaking = sum(len(where) > 1 for where in sources.values())
    if leaking:
        notes.append(
            f"judged texts under several sources that could not be kept together: {leaking:,} of {len(sources):,} "
            "(they are short or common, or the group would be too large); their copies may be on both sides of a "
            "split, which makes the figures too good"
        )
    if len({sample.source for sample in samples}) == 1 and samples[0].source:
        notes.append("all samples are from one source: the figures say nothing about text from other sources")
    for note in notes:
        warnings.warn(note, stacklevel=3)
    return notes


def samples_hash(samples: Sequence[Sample]) -> str:
    """The SHA-256 of the samples, in their order."""
    digest = hashlib.sha256()
    for sample in samples:
        digest.update(json.dumps(asdict(sample), sort_keys=True).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
