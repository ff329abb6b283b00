"""Indented JSON: one object for a single document, otherwise an array."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from mtdetect.reporters.jsonl import to_object
from mtdetect.types import Document, Report


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    objects = (json.dumps(to_object(*pair), ensure_ascii=False, indent=2) for pair in pairs)
    first = next(objects, None)
    second = next(objects, None)
    if first is None:
        out.write("[]\n")
    elif second is None:
        out.write(first + "\n")
    else:
        out.write(f"[\n{first},\n{second}")
        out.writelines(f",\n{text}" for text in objects)
        out.write("\n]\n")
