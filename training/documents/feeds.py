"""News agency snippets with their titles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from training import corpora
from training.documents.construction import NAN, document


def documents(data: Path) -> Iterator[LabelledDocument]:
    """Titles and text are human English. Only the titles are judged for scraping damage, as sound."""
    for row in corpora.ag_news(data):
        yield document(
            [row.title, row.text],
            translation=0.0,
            scraping=[0.0, NAN],
            weight=0.5,
            ngram_labels={"spun": 0.0, "rule_based_mt": 0.0},
            group=f"ag_news/{row.row}",
            corpus="ag_news",
        )
