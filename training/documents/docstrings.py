"""Docstrings: sound code, lists, tables and headings for the `scraping` score."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.learning.recipe import LabelledDocument
from mtdetect.text.segmentation import split_paragraphs
from training import corpora
from training.documents.construction import NAN, document

WEIGHT = 0.3
"""Weight of each paragraph."""


def documents() -> Iterator[LabelledDocument]:
    """For `translation` and the linear n-gram models, nothing is judged."""
    for module, text in corpora.library_docstrings():
        yield document(
            (),
            text=text,
            spans=split_paragraphs(text),
            translation=NAN,
            scraping=0.0,
            weight=WEIGHT,
            group=f"docstrings/{module}",
            corpus="docstrings",
        )
