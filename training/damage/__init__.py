"""Damages clean text in the ways that real pages and translations are damaged.

The wordings are split: `part="train"` uses two thirds of the templates and `part="dev"` the rest, so that a score on
dev damage measures understanding, not memory. The rules do not know these lists.
"""

from training.damage.editing import Context, Edit, Mark, key_phrases
from training.damage.generator import (
    BY_NAME,
    FURNITURE,
    KINDS,
    DamagedDocument,
    Kind,
    changed_pairs,
    damage_document,
    damage_paragraph,
    damaged_documents,
    family_of,
)

__all__ = [
    "BY_NAME",
    "FURNITURE",
    "KINDS",
    "Context",
    "DamagedDocument",
    "Edit",
    "Kind",
    "Mark",
    "changed_pairs",
    "damage_document",
    "damage_paragraph",
    "damaged_documents",
    "family_of",
    "key_phrases",
]
