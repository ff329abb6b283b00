"""Manuals, dictionaries, essays and change logs: what the `scraping` score must not take for furniture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from mtdetect.text.segmentation import split_paragraphs
from training import corpora
from training.documents.construction import NAN, document
from training.documents.manuals import PACKAGES

CHARACTERS = 40_000
"""About how many characters to use of each kind in each form."""

FEWEST_WORDS = 8
"""Shorter lines are not judged: they may be links between the pages of a manual."""

WEIGHT = 0.5
"""Weight of each paragraph."""


def documents(cache: Path) -> Iterator[LabelledDocument]:
    """Whole files, HTML in two forms: as the article, and as all text of the page.

    For `translation` and the linear n-gram models, nothing is judged. Nor are notices of copyright: at the end of a
    page, they are furniture.
    """
    for kind in corpora.REFERENCE.values():
        for whole in (False, True) if kind.pattern.endswith(".html") else (False,):
            for text in corpora.package_texts(kind, cache / PACKAGES, CHARACTERS, whole=whole):
                spans = split_paragraphs(text)
                yield document(
                    (),
                    text=text,
                    spans=spans,
                    translation=NAN,
                    scraping=[0.0 if _is_sound(text[start:end]) else NAN for start, end in spans],
                    weight=WEIGHT,
                    group=f"manuals/{kind.package}",
                    corpus="reference",
                )


def _is_sound(paragraph: str) -> bool:
    return len(paragraph.split()) >= FEWEST_WORDS and "copyright" not in paragraph.lower()
