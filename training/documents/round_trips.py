"""Edited clean text, translated by rules into another language and back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from training.documents.clean import clean_texts
from training.documents.construction import NAN, PARTS, document, is_split, part_of
from training.round_trips import changed_share, round_trip_documents

SHARE, PROSE_SHARE = 0.5, 0.25
"""Share of the documents to translate, and of those that are prose of the seven kinds."""

CHANGED = 0.2
"""Share of a paragraph's words that must have changed for it to count as damaged."""

ROUND_TRIP_WEIGHT = 0.2
"""Weight of a paragraph; a human one weighs 1."""


def documents(data: Path, seed: int = 1) -> Iterator[LabelledDocument]:
    """The translated documents, those of the training part first."""
    texts = []
    for number, (group, corpus, paragraphs, edited) in enumerate(clean_texts(data)):
        share = PROSE_SHARE if corpus.startswith("prose/") else SHARE
        if edited and paragraphs and random.Random(f"{seed}/{group}/{number}/round trip").random() < share:
            texts.append((group, paragraphs))
    for part in PARTS:
        own = [(group, paragraphs) for group, paragraphs in texts if part_of(group) == part]
        for number, (pivot, group, pairs) in enumerate(round_trip_documents(own, part, seed)):
            if not pairs:
                continue
            # A heading that came back unchanged is not damaged, and one or two new words may pass for style.
            labels = [1.0 if changed_share(*pair) >= CHANGED else NAN for pair in pairs]
            judged = list(zip((back for _, back in pairs), labels, strict=True))
            for some in [[pair] for pair in judged] if is_split(group, number) else [judged]:
                yield document(
                    [text for text, _ in some],
                    translation=[label for _, label in some],
                    scraping=NAN,
                    weight=ROUND_TRIP_WEIGHT,
                    ngram_labels={"rule_based_mt": [label for _, label in some]},
                    group=group,
                    corpus=f"round trips/{pivot.back}",
                )
