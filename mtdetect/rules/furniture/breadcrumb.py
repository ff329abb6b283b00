"""The path of a page within its site.

What it does
    Flags a line that leads from the site's home or a section down to the page: "[Home » News » The vote]",
    "[News / World / Asia]", "[You are here: Home > Travel]".

Why it is damage
    The path stands above the title on the page, and a converter that keeps all text keeps it as a paragraph.

Example
    >>> text = "Home » World » Leaders meet\\n\\nThe leaders met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Home » World » Leaders meet']

What it leaves alone
    Paths within a sentence, paths through the menus of a program ("Settings > General"), quotations in guillemets,
    comparisons, dates and fractions with slashes, and lines of short words that a menu explains better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD401",
    "breadcrumb",
    "furniture",
    "The path of a page within its site.",
    rank=10,
)

MAX_LENGTH = 300
"""A path with a long title at its end stays below this; a longer line is prose."""

_HOME = frozenset({"home", "homepage", "home page", "front page", "frontpage", "start page", "main page"})
_HERE = patterns.compile(r"[\[(]?you(?:['’]re| are) here\s*[:>»›/|]", re.IGNORECASE)
_SEPARATOR = patterns.compile(r"\s*(?:»|›|→|>{1,2}|::|▸|►|❯)\s*|\s+[/|•·\\]\s+")
_SEPARATOR_SHAPES = ("[»›→>▸►❯]", "::", r"\s[/|•·\\]\s")
_ONLY_ANGLES = patterns.compile(r"[»›→>▸►❯:]")


def _is_path(line: str, sections: frozenset[str]) -> bool:
    if _HERE.match(line):
        return True
    if line[:5].casefold() == "home/" and len(line) <= 80 and line.count("/") >= 2:
        return True
    separator = _SEPARATOR.search(line)
    if not separator or not separator.start():
        return False
    steps = [step.strip(" []") for step in _SEPARATOR.split(line)]
    if not steps[-1]:  # "Home » News »" leads on to the title in the next line
        steps.pop()
    folded = [step.casefold() for step in steps]
    if (len(steps) < 2 and folded[0] not in _HOME) or not all(steps) or any(len(step) > 40 for step in steps[:-1]):
        return False
    if _ONLY_ANGLES.search(separator[0]):
        if "«" in line or any(step.endswith((".", ",", ";", "?", "!")) for step in steps[:-1]):
            return False
        return folded[0] in _HOME or folded[0] in sections
    # Slashes, bars and dots part other things too: a path begins at home, or is made of sections.
    if folded[0] in _HOME:
        return not all(step in sections for step in folded[1:]) or "/" in separator[0] or len(steps) == 2
    return "/" in separator[0] and all(step in sections for step in folded[:-1]) and len(steps) > 2


@cache
def _beginnings() -> HashedWordSet:
    """Words of paths that may do without a separator."""
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("you", "home"))


def _maybe_paths(chars: CharIndex) -> Places:
    """Lines with a separator in them, or that begin as paths without one do."""
    lines = chars.lines
    maybe = lines.hold(chars.where(_SEPARATOR_SHAPES)) | lines.begin_with(_beginnings())
    return lines.at(maybe & (lines.lengths >= 6) & (lines.lengths <= MAX_LENGTH))


def find(doc: SegmentedText) -> Iterator[Flag]:
    sections = wordlists.load("section_names") | {
        "news",
        "sport",
        "sports",
        "opinion",
        "entertainment",
        "blog",
        "archive",
    }
    for start, end in doc.lines_at(doc.places(_maybe_paths)):
        if _is_path(doc.text[start:end], sections):
            yield RULE.flag(start, end, "The line is the path of a page within its site, and not prose.")
