"""Makes damage on clean text, the ways real pages and translations are broken.

Wordings are split in two: `part="train"` uses two thirds of the templates, `part="dev"` the others, so that a score on
dev damage tells what was understood and not what was remembered. The detectors know nothing of these lists.
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
