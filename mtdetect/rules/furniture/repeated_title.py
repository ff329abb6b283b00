"""The page title is repeated.

What it does
    Flags a line that repeats the title. The title is the first line of the text, a longer line near the top, or the
    longest part of such a line if it also contains a breadcrumb or the site's name. Differences in case and punctuation
    are ignored. The first copy is kept and every later one is flagged.

Why it is damage
    A page has its title in three places: the browser tab, the breadcrumb and above the article. Plain text keeps all
    three, so the article seems to begin by repeating itself.

Example
    >>> text = "Home » Leaders meet in the capital\\n\\nLeaders meet in the capital\\n\\nThey met on Tuesday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Leaders meet in the capital']

What it leaves alone
    Refrains and first lines of verse, titles of one or two words, sentences, section headings, lines that a paragraph
    wraps into, and the title inside a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.needs import Needs, second_lines
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

RULE = Rule(
    "MTD407",
    "repeated-title",
    "furniture",
    "The page title is repeated.",
    any_language=True,
    rank=70,
)

TITLE_LINES = 8
"""The title is expected within this many lines of the top."""

MIN_LATER = 5
"""Spaces in a title below the first line: a line there with fewer words is a slogan or a button."""

MIN_PROSE = 100
"""A line of this length is prose. If there is none nearby, repeated lines are verse or a list."""

_PARTS = patterns.compile(r"\s+(?:»|›|>|→|\||[-–—·•])\s+")
_SENTENCE = patterns.compile(r"[.,;:]\Z|[a-z][.?!] [A-Z]")
_MARKUP = patterns.compile(r"://|\A[<:\[!|]")
"""Lines of a markup language: badges, links and tags are repeated without being titles."""
_SECTION = patterns.compile(r"#{2,6} |\d{1,2}(?:\.\d{1,2})+\.? ")
"""The heading of a section: in Markdown, or numbered as in the table of contents."""
_FOLD = patterns.compile(r"[\W_]+")


def _fold(line: str) -> str:
    return _FOLD.sub(" ", line).strip().casefold()


def _is_title(folded: str, line: str) -> bool:
    """Whether a line may be a title: too long to recur by chance, and not a sentence."""
    words = folded.count(" ") + 1
    return (
        12 <= len(folded) <= 200
        and (words >= 3 or len(folded) >= 25 or not line.isascii())
        and not _SENTENCE.search(line)
        and not _MARKUP.search(line)
    )


def _titles(doc: SegmentedText) -> dict[str, tuple[int, bool]]:
    """Possible titles, case-folded -> the line each first occurs in, and whether it is only part of that line."""
    titles: dict[str, tuple[int, bool]] = {}
    for index, (start, end) in enumerate(doc.lines[:TITLE_LINES]):
        if end - start > 300:
            break
        line = doc.text[start:end]
        # The other parts of the line, the site's name and its sections, are shorter than the title.
        for part in {line, max(_PARTS.split(line), key=len)}:
            folded = _fold(part)
            if _is_title(folded, part) and (not index or part != line or folded.count(" ") >= MIN_LATER):
                titles.setdefault(folded, (index, part != line))
        if end - start >= MIN_PROSE and line.endswith((".", "”", '"')):
            break
    return titles


def _stands_alone(doc: SegmentedText, span: Span) -> bool:
    """Whether a line is not the first of a wrapped paragraph, nor a section's heading."""
    return doc.paragraph_at(span.start).end == span.end and not _SECTION.match(doc.text, *span)


def _has_prose(doc: SegmentedText, index: int) -> bool:
    around = doc.lines[max(0, index - 6) : index] + doc.lines[index + 1 : index + 7]
    return any(end - start >= MIN_PROSE for start, end in around)


NEEDS = Needs(second_lines)


def find(doc: SegmentedText) -> Iterator[Flag]:
    titles = _titles(doc)
    longest = 2 * max((len(title) for title in titles), default=0) + 10
    for index, (start, end) in enumerate(doc.lines if titles else ()):
        if index and end - start <= longest:
            first, is_part = titles.get(_fold(doc.text[start:end]), (index, False))
            repeated = first < index and ((is_part and index - first <= 3) or _has_prose(doc, index))
            if repeated and _stands_alone(doc, Span(start, end)):
                message = "This line repeats the page title; the text needs it only once."
                yield RULE.flag(start, end, message)
