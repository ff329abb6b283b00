"""The human text that the language model learns from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training.documents.clean import raw_texts
from training.documents.construction import LANGUAGE_MODELS
from training.documents.translations import versions


def piece_ngram_texts(data: Path, of: Iterable[LabelledDocument] | None = None, seed: int = 0) -> list[tuple[str, str]]:
    """(group, paragraph), each paragraph once.

    The prose and the originals of weak systems are kept out, so that the language model meets new text in training, as
    it will in use. `of`: only text with the origins and folds of these documents.
    """
    seen: dict[str, str] = {}
    for text in raw_texts(data):
        for paragraph in text.paragraphs:
            seen.setdefault(paragraph, text.group)
    for (group, _), own in versions(data, seed).items():
        for row in own:
            if row.kind != "machine":
                seen.setdefault(row.text.strip(), group)
    known = None if of is None else {_origin(doc.group) for doc in of}
    return [(group, text) for text, group in seen.items() if known is None or _origin(group) in known]


def _origin(group: str) -> tuple[str, int]:
    return group.split("/")[0] if "/" in group else "body", fold_of(group, LANGUAGE_MODELS)
