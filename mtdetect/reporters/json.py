"""Indented JSON: one object for a single document, otherwise an array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from mtdetect.reporters.jsonl import arrays, bare
from mtdetect.reporters.safety import JsonEncoder
from mtdetect.types import Document, Flag, Paragraph, Report

_ENCODER = JsonEncoder(indent=2)


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    some = iter(pairs)
    first, second = next(some, None), next(some, None)
    if first is None:
        out.write("[]\n")
    elif second is None:
        out.writelines(_pieces(*first))
        out.write("\n")
    else:
        out.write("[\n")
        out.writelines(_pieces(*first))
        del first  # it may be large
        for pair in chain([second], some):
            out.write(",\n")
            out.writelines(_pieces(*pair))
        out.write("\n]\n")


def _pieces(document: Document, scored: Report) -> Iterator[str]:
    """The object of a document. One of a million paragraphs is never in memory as a whole."""
    yield _ENCODER.encode(bare(document, scored)).removesuffix('[],\n  "flags": []\n}')
    yield from _items(scored.paragraphs)
    yield ',\n  "flags": '
    yield from _items(scored.flags)
    yield "\n}"


def _items(items: Sequence[Paragraph] | Sequence[Flag]) -> Iterator[str]:
    """An array inside the object, so it is indented further. Strings hold no line breaks: JSON escapes them."""
    yield "["
    for number, text in enumerate(arrays(items, _ENCODER)):
        yield ("," if number else "") + text[1:-2].replace("\n", "\n  ")
    yield "\n  ]" if items else "]"
