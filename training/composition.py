"""Composes documents of paragraphs in the same way for every corpus, so that a corpus can't be recognised by it.

Lengths are drawn from real articles, and damaged and sound paragraphs are mixed in all proportions. Quotation marks,
dashes and bullets follow a house style, drawn at random for each document.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from training.corpora import rows

MOST = 60
"""Most paragraphs in a document."""

SPLIT_ONE_IN = 3
"""One document in this many is split into single paragraphs, because users score single paragraphs too."""

BULLETS = ("- ", "* ", "• ", "– ", "{}. ", "{}) ")
LISTED, ITEMS = 0.2, (2, 9)
"""Share of the documents that contain a list, and the fewest and most paragraphs in it."""

DASHES = ("—", " — ", " – ", " - ", "--")
_DASH = re.compile(r"(?<=\w)(?:\s*[—–]\s*|\s--?\s|--)(?=\w)")
_OPENING = re.compile(r"(?:(?<=\s)|(?<=[(\[—–-])|^)[\"'](?=\S)")
_STRAIGHT = {ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"}

T = TypeVar("T")


class LabelledParagraph(NamedTuple):
    """A paragraph, its labels and weight, and its group."""

    text: str
    translation: float
    weight: float
    ngram_labels: Mapping[str, float]
    group: str


def real_lengths(data: Path) -> list[int]:
    """The number of paragraphs of each real article, page and prose text, up to MOST."""
    bodies = [*rows.pages(data), *rows.recent_pages(data)]
    found = [sum(1 for line in page.body.splitlines() if line.strip()) for page in bodies]
    # Pages count most: there are few of them, but most text that users score is like them.
    found = found * 8 + [len(text.paragraphs) for text in rows.prose(data)]
    return [min(MOST, length) for length in found if length]


def runs(items: Sequence[T], lengths: Sequence[int], rng: random.Random) -> Iterator[Sequence[T]]:
    """Cuts the items into consecutive runs of random lengths."""
    start = 0
    while start < len(items):
        length = rng.choice(lengths)
        yield items[start : start + length]
        start += length


def mixed(
    sound: Sequence[LabelledParagraph],
    damaged: Mapping[str, Sequence[LabelledParagraph]],
    lengths: Sequence[int],
    rng: random.Random,
) -> Iterator[list[LabelledParagraph]]:
    """Documents that use each paragraph once: some sound, some damaged, the others mixed.

    `damaged`: paragraphs by source, such as a translation system. A document uses one source until it runs out.
    """
    clean = list(reversed(sound))
    others = {name: list(reversed(own)) for name, own in damaged.items() if own}
    while clean or others:
        length, share = rng.choice(lengths), rng.choice((0.0, 0.0, 1.0, rng.random()))
        document: list[LabelledParagraph] = []
        source = rng.choice(sorted(others)) if others else None
        while len(document) < length and (clean or others):
            if source not in others:
                source = rng.choice(sorted(others)) if others else None
            if source is not None and (rng.random() < share or not clean):
                document.append(others[source].pop())
                if not others[source]:
                    del others[source]
            elif clean:
                document.append(clean.pop())
        yield from [[one] for one in document] if rng.randrange(SPLIT_ONE_IN) == 0 else [document]


def restyled(paragraphs: Sequence[str], rng: random.Random) -> list[str]:
    """The paragraphs with the quotation marks, dashes and bullets of a random house style."""
    quotes, dash = rng.random(), rng.choice(DASHES) if rng.random() < 0.6 else None
    result = []
    for text in paragraphs:
        if quotes < 0.5:
            text = text.translate(_STRAIGHT)
        elif quotes < 0.8:
            text = curled(text)
        if dash is not None:
            text = _DASH.sub(dash, text)
        result.append(text)
    if rng.random() < LISTED:
        bullet, first = rng.choice(BULLETS), rng.randrange(len(result))
        for number, i in enumerate(range(first, min(len(result), first + rng.randint(*ITEMS))), 1):
            result[i] = bullet.format(number) + result[i]
    return result


def curled(text: str) -> str:
    """Replaces straight quotation marks and apostrophes with curly ones."""
    text = _OPENING.sub(lambda match: "“" if match[0] == '"' else "‘", text)
    return text.replace('"', "”").replace("'", "’")
