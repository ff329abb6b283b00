"""A fake model for testing everything around the model: fast, and predictable from the text.

It flags “the the” as a doubled word and “WWW” as a menu line, scores “[bad]” as damage without a flag, and takes an
hour over “sleep”.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Deep, Flag, Paragraph, Report

_FLAGS = (
    (re.compile(r"the\s+the"), "MTD304", "doubled-word", "“the” is repeated."),
    (re.compile(r"WWW.*"), "MTD402", "menu", "This is a menu, not prose."),
    (re.compile("\u202e"), "MTD503", "invisible-character", "An unseen character turns the text round."),
)


class FakeModel:
    folder: ClassVar[Path | None] = None
    card: ClassVar[dict[str, Any]] = {"metrics": {"translation": {"roc_auc": 0.75, "rows": 1234}}}

    def score(self, text: str) -> Report:
        flags = sorted(
            (
                Flag(code, name, *match.span(), message)
                for pattern, code, name, message in _FLAGS
                for match in pattern.finditer(text)
            ),
            key=lambda flag: flag.start,
        )
        paragraphs = []
        for index, (start, end) in enumerate(split_paragraphs(text)):
            first, last = (bisect_left(flags, place, key=lambda flag: flag.start) for place in (start, end))
            own = tuple(flags[first:last])
            translation = 0.9 if any(flag.code == "MTD304" for flag in own) else 0.1
            scraping = 0.8 if "WWW" in text[start:end] or "[bad]" in text[start:end] else 0.0
            damage = max(translation, scraping)
            paragraphs.append(Paragraph(index, start, end, text[start:end], translation, scraping, damage, own))
        translation, scraping, damage = (
            max((getattr(paragraph, kind) for paragraph in paragraphs), default=0.0)
            for kind in ("translation", "scraping", "damage")
        )
        language = "de" if "Straße" in text else "en"
        return Report(text, language, translation, scraping, damage, tuple(paragraphs), tuple(flags))

    def score_many(self, texts: Iterable[str], jobs: int = 1, deep: Deep = False) -> Iterator[Report]:
        for text in texts:
            if text == "sleep":
                time.sleep(3600)
            yield self.score(text)

    def save(self, folder: str, whole: bool = True) -> None:
        Path(folder).mkdir()
        (Path(folder) / "model.json").write_text("{}", encoding="utf-8")
