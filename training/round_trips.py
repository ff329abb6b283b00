"""Makes poor translations of known text: human English, translated by rules into another language and back.

Apertium (Forcada et al. 2011, doi:10.1007/s10590-011-9090-0) translates with dictionaries and grammar rules. Its
English has the faults of all poor translation: wrong senses of words, the word order and articles of the other
language, and untranslated words.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from mtdetect.types import InputError
from training.damage.editing import Part


class Pivot(NamedTuple):
    """The language of a round trip: a Debian package, and the names of its two directions."""

    package: str
    there: str
    back: str


PIVOTS: Mapping[Part, tuple[Pivot, ...]] = {
    "train": (
        Pivot("apertium-eng-cat", "eng-cat", "cat-eng"),
        Pivot("apertium-en-gl", "en-gl", "gl-en"),
        Pivot("apertium-eo-en", "en-eo", "eo-en"),
    ),
    "dev": (
        Pivot("apertium-eng-spa", "eng-spa", "spa-eng"),
        Pivot("apertium-hbs-eng", "eng-hbs", "hbs-eng"),
    ),
}
"""Each language is for training or for dev, so that dev measures languages the model was not trained on."""

SOURCE = (
    ", ".join(pivot.package for own in PIVOTS.values() for pivot in own),
    "Apertium: rules and dictionaries of round trips",
    "GPL-2 and GPL-3, by package; the texts made with them are the originals'",
)
BATCH = 200
"""Paragraphs translated at once: if the translator fails, no more than these are lost."""

_MARKS = re.compile(r"[#@*\\^$]")
"""The marks that Apertium puts on words it does not know or can't inflect."""
_QUOTE = re.compile(r"\bparquote|parquote\b")
"""A quotation mark, in Apertium's Serbo-Croatian."""


def round_trip_documents(
    documents: Sequence[tuple[str, Sequence[str]]], part: Part, seed: int = 1
) -> Iterator[tuple[Pivot, str, list[tuple[str, str]]]]:
    """For each (group, paragraphs): one of the part's languages, the group, and its paragraphs before and after.

    Raises InputError if Apertium or one of its languages is not installed.
    """
    by_pivot: dict[Pivot, list[tuple[str, Sequence[str]]]] = {}
    for group, paragraphs in documents:
        pivot = random.Random(f"{seed}/{group}/pivot").choice(PIVOTS[part])
        by_pivot.setdefault(pivot, []).append((group, paragraphs))
    for pivot, own in sorted(by_pivot.items()):
        back = iter(_round_trip([paragraph for _, paragraphs in own for paragraph in paragraphs], pivot))
        for group, paragraphs in own:
            pairs = [(original, next(back)) for original in paragraphs]
            yield pivot, group, [(original, trip) for original, trip in pairs if trip]


def changed_share(original: str, back: str) -> float:
    """The share of words in the two texts without a match in the other, in order: 0 if the texts are equal."""
    return 1 - SequenceMatcher(None, original.split(), back.split(), autojunk=False).ratio()


def translated(paragraphs: Sequence[str], direction: str, package: str) -> list[str]:
    """Translates paragraphs without line breaks in one of Apertium's directions (“spa-eng”), from a Debian package.

    If Apertium fails, the number of paragraphs differs. Raises InputError if it is not installed.
    """
    if not shutil.which("apertium"):
        raise InputError(f"Apertium is not installed: apt-get install apertium {package}")
    # To Apertium, an empty line ends a sentence, whatever comes before it.
    done = subprocess.run(["apertium", "-u", direction], input="\n\n".join(paragraphs), capture_output=True, text=True)
    if done.stderr.startswith("Error: Mode"):
        raise InputError(f"Apertium has no {direction}: apt-get install {package}")
    return [paragraph.strip() for paragraph in done.stdout.strip("\n").split("\n\n")]


def _round_trip(paragraphs: Sequence[str], pivot: Pivot) -> list[str]:
    """Each paragraph translated there and back, or an empty string if the translator failed."""
    result: list[str] = []
    for start in range(0, len(paragraphs), BATCH):
        batch = [" ".join(paragraph.split()) for paragraph in paragraphs[start : start + BATCH]]
        back = translated(translated(batch, pivot.there, pivot.package), pivot.back, pivot.package)
        result += map(_cleaned, back, batch) if len(back) == len(batch) else [""] * len(batch)
    return result


def _cleaned(back: str, original: str) -> str:
    if not _MARKS.search(original):
        back = _MARKS.sub("", back)
    return " ".join(_QUOTE.sub('"', back).split())
