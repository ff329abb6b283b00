"""The title of the page stands again.

What it does
    Flags a line that repeats the title: the first line of the text, or what stands last in a breadcrumb or before the
    site's name there. Case, quotation marks and closing punctuation do not count. The first line stays, and every later
    one is flagged.

Why it is damage
    A page holds its title three times: for the browser, in the breadcrumb and above the article. Plain text keeps all,
    and the article seems to open by repeating itself.

Example
    >>> text = "Home » Leaders meet in the capital\\n\\nLeaders meet in the capital\\n\\nThey met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Leaders meet in the capital']

What it leaves alone
    Refrains and first lines of verse, titles of one or two words, sentences, section headings, and the title within a
    sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD407",
    "repeated-title",
    "furniture",
    "The title of the page stands again.",
    any_language=True,
    rank=70,
)

TITLE_LINES = 8
"""The title is looked for in so many lines at the top."""

MIN_LATER = 5
"""Spaces in a title that does not stand in the first line: shorter lines there are slogans and buttons."""

MIN_PROSE = 100
"""A line of this length is prose: without one near, repeated lines are verse or a list."""

_PARTS = patterns.compile(r"\s+(?:»|›|>|→|\||[-–—·•])\s+")
_SENTENCE = patterns.compile(r"[.,;:]\Z|[a-z][.?!] [A-Z]")
_FOLD = patterns.compile(r"[\W_]+")


def _fold(line: str) -> str:
    return _FOLD.sub(" ", line).strip().casefold()


def _is_title(folded: str, line: str) -> bool:
    """Whether this is long enough to be a title that does not come back by chance, and is not a sentence."""
    words = folded.count(" ") + 1
    return (
        12 <= len(folded) <= 200
        and (words >= 3 or len(folded) >= 25 or not line.isascii())
        and not _SENTENCE.search(line)
    )


def _titles(doc: SegmentedText) -> dict[str, tuple[int, bool]]:
    """What may be the title, folded -> the line where it first stands, and whether it is a part of that line."""
    titles: dict[str, tuple[int, bool]] = {}
    for index, (start, end) in enumerate(doc.lines[:TITLE_LINES]):
        if end - start > 300:
            break
        line = doc.text[start:end]
        # Beside the title stand the site's name and its sections, and they are shorter.
        for part in {line, max(_PARTS.split(line), key=len)}:
            folded = _fold(part)
            if _is_title(folded, part) and (not index or part != line or folded.count(" ") >= MIN_LATER):
                titles.setdefault(folded, (index, part != line))
        if end - start >= MIN_PROSE and line.endswith((".", "”", '"')):
            break
    return titles


def _has_prose(doc: SegmentedText, index: int) -> bool:
    around = doc.lines[max(0, index - 6) : index] + doc.lines[index + 1 : index + 7]
    return any(end - start >= MIN_PROSE for start, end in around)


def find(doc: SegmentedText) -> Iterator[Flag]:
    titles = _titles(doc)
    longest = 2 * max((len(title) for title in titles), default=0) + 10
    for index, (start, end) in enumerate(doc.lines if titles else ()):
        if index and end - start <= longest:
            first, is_part = titles.get(_fold(doc.text[start:end]), (index, False))
            if first < index and ((is_part and index - first <= 3) or _has_prose(doc, index)):
                message = "The title of the page stands here again."
                yield RULE.flag(start, end, message)
