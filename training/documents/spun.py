"""Edited clean text, spun with a thesaurus."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from training import corpora
from training.documents.clean import clean_texts
from training.documents.construction import NAN, PARTS, document, is_split, part_of
from training.spinner import STRATEGIES, STRENGTHS, Thesaurus, phrase_table, spin

SPUN_WEIGHT = 0.35
"""Weight of a paragraph; a human one weighs 1, because damage is rarer in the world than here."""

SPUN_SHARES = (1.0, 1.0, 1.0, 0.5, 0.15)
"""The share of a document's paragraphs to spin is drawn from these. If most documents were spun completely, the model
would judge a paragraph by the others."""


def documents(data: Path, thesaurus: Thesaurus, seed: int = 1) -> Iterator[LabelledDocument]:
    """Each document is spun with one setting, and two in five only in part."""
    terms = list(corpora.tortured_phrases(data))
    tables = {part: phrase_table(terms, part) for part in PARTS}
    for number, (group, _, paragraphs, edited) in enumerate(clean_texts(data)):
        if not edited or not paragraphs:
            continue
        rng = random.Random(f"{seed}/{group}/{number}")
        part = part_of(group)
        strategy, strength = rng.choice(STRATEGIES), rng.choice(STRENGTHS)
        share = rng.choice(SPUN_SHARES)
        texts, labels = [], []
        for paragraph in paragraphs:
            label = 0.0
            if rng.random() < share:
                result = spin(paragraph, thesaurus, rng, strategy, strength, part, tables[part])
                paragraph = result.text
                # A reader must be able to notice: one or two words in a long paragraph may pass for style.
                label = 1.0 if len(result.spans) >= 2 and result.share >= 0.08 else NAN if result.spans else 0.0
            texts.append(paragraph)
            labels.append(label)
        pairs = list(zip(texts, labels, strict=True))
        for some in [[pair] for pair in pairs] if is_split(group, number) else [pairs]:
            judged = [label for _, label in some]
            yield document(
                [text for text, _ in some],
                translation=judged,
                scraping=0.0,
                weight=SPUN_WEIGHT,
                scraping_weight=0.15,
                ngram_labels={"spun": judged},
                group=group,
                corpus="spun",
            )
