"""A breadcrumb: the page's path within its site.

What it does
    Flags a line that traces the way from the site's home page, or from a section, down to the article:
    "[Home » News » The vote]", "[News / World / Asia]", "[You are here: Home > Travel]".

Why it is damage
    On the page, the breadcrumb is a navigation aid above the title. A converter that keeps all the text turns it into
    a paragraph of the article.

Example
    >>> text = "Home » World » Leaders meet\\n\\nThe leaders met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Home » World » Leaders meet']

What it leaves alone
    Paths inside a sentence, paths through a program's menus ("Settings > General"), quotations in guillemets,
    comparisons, dates and fractions with slashes, and lines of short words that are more likely a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
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
    "A breadcrumb: the page's path within its site (Home » News).",
    rank=10,
)

MAX_LENGTH = 300
"""Even a path that ends in a long title is shorter than this. A longer line is prose."""

_HOME = frozenset({"home", "homepage", "home page", "front page", "frontpage", "start page", "main page"})
_HERE = patterns.compile(r"[\[(]?you(?:['’]re| are) here\s*[:>»›/|]", re.IGNORECASE)
_SEPARATOR = patterns.compile(r"\s*(?:»|›|→|>{1,2}|::|▸|►|❯)\s*|\s+[/|•·\\]\s+")
_SEPARATOR_PREFILTER = ("[»›→>▸►❯]", "::", r"\s[/|•·\\]\s")
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
    if not steps[-1]:  # "Home » News »": the title follows on the next line
        steps.pop()
    folded = [step.casefold() for step in steps]
    if (len(steps) < 2 and folded[0] not in _HOME) or not all(steps) or any(len(step) > 40 for step in steps[:-1]):
        return False
    if _ONLY_ANGLES.search(separator[0]):
        if "::" in separator[0]:
            return folded[0] in _HOME  # “Environment :: Console” is a classifier
        if "«" in line or any(step.endswith((".", ",", ";", "?", "!")) for step in steps[:-1]):
            return False
        return folded[0] in _HOME or folded[0] in sections
    # Slashes, bars and dots also separate other things, so the path must start at home or consist of sections.
    if folded[0] in _HOME:
        return not all(step in sections for step in folded[1:]) or "/" in separator[0] or len(steps) == 2
    return "/" in separator[0] and all(step in sections for step in folded[:-1]) and len(steps) > 2


@cache
def _first_words() -> HashedWordSet:
    """First words of paths that the separators in the prefilter would miss: "Home/News/…", "You are here:"."""
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("you", "home"))


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that contain a separator or begin like a path without one."""
    lines = chars.lines
    maybe = lines.hold(chars.where(_SEPARATOR_PREFILTER)) | lines.begin_with(_first_words())
    return lines.at(maybe & (lines.lengths >= 6) & (lines.lengths <= MAX_LENGTH))


NEEDS = Needs(_candidate_lines)


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
    for start, end in doc.lines_at(doc.places(_candidate_lines)):
        if _is_path(doc.text[start:end], sections):
            yield RULE.flag(start, end, "This line is a breadcrumb (the page's path within its site), not prose.")
