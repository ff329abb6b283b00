"""Shared by the labelling tests: paragraphs to judge, judgements, and reading a samples file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtdetect.labelling.journal import Judgement
from mtdetect.labelling.queue import Item

DAMAGED, SOUND, UNSURE = Judgement(1, 0), Judgement(0, 0), Judgement(None, None)


def document(name: str, *texts: str, doubts: Sequence[float] = (), source: str = "") -> list[Item]:
    doubts = doubts or [1.0] * len(texts)
    return [Item(source or name, name, i, text, doubts[i]) for i, text in enumerate(texts)]


def rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
