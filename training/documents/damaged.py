"""Edited clean text, damaged by the generator in `training/damage`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from training.damage import damaged_documents
from training.documents.clean import clean_texts
from training.documents.construction import NAN, PARTS, alone, document, is_split, part_of


def documents(data: Path, seeds: Sequence[int] = (1,)) -> Iterator[LabelledDocument]:
    """Each document, damaged once per seed. The linear n-gram models don't learn from damage that we made ourselves."""
    texts = [text for text in clean_texts(data) if text.edited and text.paragraphs]
    for seed in seeds:
        for part in PARTS:
            own = [text for text in texts if part_of(text.group) == part]
            named = [(f"{text.group}/{number}", text.paragraphs) for number, text in enumerate(own)]
            made = damaged_documents(named, seed, part)
            for number, ((group, _, _, _), doc) in enumerate(zip(own, made, strict=True)):
                whole = document(
                    (),
                    text=doc.text,
                    spans=doc.paragraphs,
                    translation=_labels(doc.translation),
                    scraping=_labels(doc.scraping),
                    group=group,
                    corpus="damaged",
                )
                yield from alone(whole, range(len(doc.paragraphs))) if is_split(group, number) else [whole]


def _labels(labels: Iterable[int | None]) -> list[float]:
    return [NAN if label is None else float(label) for label in labels]
