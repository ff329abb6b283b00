"""Manuals, help pages and package descriptions: English that was never translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from mtdetect.text.segmentation import split_paragraphs
from training import corpora
from training.documents.construction import NAN, document

PACKAGES = "packages"
"""Folder of the cache that Debian packages are unpacked to."""

CHARACTERS = 200_000
"""About how many characters to use of each kind of manual."""

PROSE_WORDS, CLOSERS = 12, "\"'”’)]"
"""Fewest words of a paragraph of prose, and what may follow its last full stop."""


def documents(cache: Path) -> Iterator[LabelledDocument]:
    """Whole manuals. For `translation`, their prose is sound and the rest is not judged.

    For `scraping`, nothing is judged: sentences about menus and links look like furniture. Labelled as prose, they
    lower the average precision on furniture that extractors let through by .03 to .05.
    """
    for kind in corpora.MANUALS.values():
        for text in corpora.package_texts(kind, cache / PACKAGES, CHARACTERS):
            spans = split_paragraphs(text)
            prose = [0.0 if _is_prose(text[start:end]) else NAN for start, end in spans]
            yield document(
                (),
                text=text,
                spans=spans,
                translation=prose,
                scraping=NAN,
                ngram_labels={"spun": prose, "rule_based_mt": prose},
                group=f"manuals/{kind.package}",
                corpus="manuals",
            )


def _is_prose(paragraph: str) -> bool:
    """Whether this is at least one full sentence, not a heading, a table or code."""
    return len(paragraph.split()) >= PROSE_WORDS and paragraph.rstrip(CLOSERS).endswith((".", "!", "?", ":"))
