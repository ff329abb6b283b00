"""How documents are put together and how they look: the same for every training set, so that neither tells its set.

Lengths are drawn from real articles. What a set has of damaged and of sound paragraphs is mixed in all proportions.
Quotation marks, dashes and bullets are those of one of many houses, drawn anew for each document.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from training.corpora import rows

MOST = 60
"""Paragraphs of a document at most."""

APART = 3
"""One document in so many stands as single paragraphs, as quotations and samples do."""

BULLETS = ("- ", "* ", "• ", "– ", "{}. ", "{}) ")
LISTED, ITEMS = 0.2, (2, 9)
"""Share of the documents in which a run of paragraphs is a list, and of how many."""

DASHES = ("—", " — ", " – ", " - ", "--")
_DASH = re.compile(r"(?<=\w)(?:\s*[—–]\s*|\s--?\s|--)(?=\w)")
_OPENING = re.compile(r"(?:(?<=\s)|(?<=[(\[—–-])|^)[\"'](?=\S)")
_STRAIGHT = {ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"}

T = TypeVar("T")


class Part(NamedTuple):
    """One paragraph, what is known of it, and the group that it belongs to."""

    text: str
    translation: float
    weight: float
    ngram_labels: Mapping[str, float]
    group: str


def real_lengths(data: Path) -> list[int]:
    """Paragraphs of real articles, pages and prose, up to MOST."""
    bodies = [*rows.pages(data), *rows.recent_pages(data)]
    found = [sum(1 for line in page.body.splitlines() if line.strip()) for page in bodies]
    # Pages first of all: they are few, and what the program reads is mostly like them.
    found = found * 8 + [len(text.paragraphs) for text in rows.prose(data)]
    return [min(MOST, length) for length in found if length]


def runs(items: Sequence[T], lengths: Sequence[int], rng: random.Random) -> Iterator[Sequence[T]]:
    """Consecutive runs of drawn lengths."""
    start = 0
    while start < len(items):
        length = rng.choice(lengths)
        yield items[start : start + length]
        start += length


def mixed(
    sound: Sequence[Part], damaged: Mapping[str, Sequence[Part]], lengths: Sequence[int], rng: random.Random
) -> Iterator[list[Part]]:
    """Documents of all the parts given: some wholly sound, some wholly of one source of damage, the others mixed.

    `damaged`: by source (a system, say); a document takes from one of them as long as it lasts.
    """
    clean = list(reversed(sound))
    others = {name: list(reversed(parts)) for name, parts in damaged.items() if parts}
    while clean or others:
        length, share = rng.choice(lengths), rng.choice((0.0, 0.0, 1.0, rng.random()))
        document: list[Part] = []
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
        yield from [[part] for part in document] if rng.randrange(APART) == 0 else [document]


def looked(paragraphs: Sequence[str], rng: random.Random) -> list[str]:
    """The paragraphs with the quotation marks, dashes and bullets of one house."""
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
    """Straight quotation marks and apostrophes as typographers set them."""
    text = _OPENING.sub(lambda match: "“" if match[0] == '"' else "‘", text)
    return text.replace('"', "”").replace("'", "’")
