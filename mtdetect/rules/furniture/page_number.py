"""The number, or the running head, of a printed page.

What it does
    Flags a line that is the number of a page: "[Page 8 of 64]", "[8 | P a g e]", "[– 12 –]", or a bare "[12]" in the
    middle of a sentence; and a line beside it that stands beside other page numbers too: a running head. Also flags
    numbers of pages in brackets, as e-books have them: "the first of [[Pg 12]] the three sisters".

Why it is damage
    Text that is taken out of PDF files and books has what was printed above and below each page between its paragraphs,
    and in the middle of its sentences.

Example
    >>> text = "Growth came from spare parts, because\\nPage 7 of 64\\nthe drawings exist only on paper."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Page 7 of 64']

What it leaves alone
    Numbers that don't rise from page to page: ages, scores, cells of tables; bare numbers between whole sentences,
    which number chapters and verses; references to pages ("see page 8 of 64"), and page numbers in citations ("[p.
    12]").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

RULE = Rule(
    "MTD409",
    "page-number",
    "furniture",
    "The number, or the running head, of a printed page.",
    any_language=True,
    rank=45,
)

LONGEST, LONGEST_BARE = 120, 16
"""Characters of a page's head or foot with a number at its end, and of one that begins with the number."""

FARTHEST = 3
"""Pages from one number to the next, at most: pages of pictures have none."""

APART = 300
"""Characters between two page numbers, at least: the lines of a table of contents are closer."""

ROW = 2
"""Numbers that rise in this way, at least, if nothing but a number says that it is a page's."""

_SIDE = r"(?:\S[^\n]{0,90}?(?:\s[|–—•·]\s?|\s{2,}|\t))"
_OF = patterns.compile(rf"{_SIDE}?(?:Page|PAGE|Pg\.?) ?(\d{{1,4}}) ?(?:of|OF|/) ?\d{{1,4}}")
"""A line like this is a page's even if there is no other."""
_SPACED = patterns.compile(r"(\d{1,4}) ?\| ?P ?[Aa] ?[Gg] ?[Ee]|P a g e ?\|? ?(\d{1,4})")
_NAMED = patterns.compile(rf"{_SIDE}?(?:Page|PAGE|[Pp]g?\.) ?(\d{{1,4}})|([-–—] ?)(\d{{1,4}}) ?[-–—]")
_BARE = patterns.compile(r"\d{1,4}")
_IN_BRACKETS = patterns.PrefilteredPattern(r"[\[{](?:Pg\.?|PG|Page) ?(\d{1,4})[\]}]", r"[\[{]P[gGa]")
_NUMBER = patterns.compile(r"\d{1,4}")
_OPEN = patterns.compile(r"[\w,;’'–—-]")
_GOES_ON = patterns.compile(r"[a-z]")


class _Line(NamedTuple):
    """A line or mark that may be a page number, `number` in its list.

    `certain`: it can be nothing else. `bare`: nothing says what it counts.
    """

    number: int
    start: int
    page: int
    certain: bool
    bare: bool


def _numbered_lines(chars: CharIndex) -> Places:
    """Lines that end in a digit, or are short and begin with a digit or a dash."""
    lines = chars.lines
    bare = chars.are(lines.starts, "[0-9–—P-]") & (lines.lengths <= LONGEST_BARE)
    return lines.at(bare | (chars.are(lines.ends - 1, "[0-9]") & (lines.lengths <= LONGEST)))


NEEDS = Needs(_numbered_lines, _IN_BRACKETS)


def _read(text: str, line: Span, index: int) -> _Line | None:
    own = text[line.start : line.end]
    for pattern, certain in ((_OF, True), (_SPACED, True), (_NAMED, False), (_BARE, False)):
        if pattern.fullmatch(own):
            numbers = _NUMBER.findall(own)
            page = numbers[-2 if pattern is _OF else -1]
            return _Line(index, line.start, int(page), certain, pattern is _BARE)
    return None


def _rising(lines: Sequence[_Line]) -> list[_Line]:
    """Those that are in a row of numbers that rise from page to page."""
    found: list[_Line] = []
    row = list(lines[:1])
    for before, line in pairwise(lines):
        if not 0 < line.page - before.page <= FARTHEST or line.start - before.start < APART:
            found += row if len(row) >= ROW else []
            row = []
        row.append(line)
    return found + (row if len(row) >= ROW else [])


def _cuts_a_sentence(doc: SegmentedText, index: int) -> bool:
    """Whether a sentence goes on below a line, or below its neighbour, which may be a running head."""
    above, below = doc.lines[max(0, index - 2) : index], doc.lines[index + 1 : index + 3]
    is_open = any(_OPEN.match(doc.text, line.end - 1, line.end) for line in above)
    return is_open and any(_GOES_ON.match(doc.text, line.start) for line in below)


def _heads(doc: SegmentedText, pages: Sequence[int]) -> Iterator[Span]:
    """The lines beside page numbers that are the same, but for digits, beside two of them."""
    own = frozenset(pages)
    beside = sorted({i for page in pages for i in (page - 1, page + 1) if 0 <= i < len(doc.lines)} - own)
    wordings = {i: re.sub(r"\d+", "0", doc.text[slice(*doc.lines[i])]) for i in beside}
    times = Counter(wordings.values())
    for i, wording in wordings.items():
        if times[wording] >= ROW and len(wording) <= LONGEST and wording[-1] not in ".!?":
            yield doc.lines[i]


def find(doc: SegmentedText) -> Iterator[Flag]:
    numbers = doc.line_numbers(doc.places(_numbered_lines))
    read = [line for index in numbers if (line := _read(doc.text, doc.lines[index], index))]
    named = [line for line in read if not line.bare]
    found = {line.number for line in (*_rising(named), *(line for line in named if line.certain))}
    bare = _rising([line for line in read if line.bare])
    cut = [line.number for line in bare if _cuts_a_sentence(doc, line.number)]
    found |= set(cut if len(cut) >= ROW else ())
    for index in sorted(found):
        yield RULE.flag(*doc.lines[index], "This is the number of a printed page, not part of the text.")
    for head in _heads(doc, sorted(found)):
        yield RULE.flag(*head, "This is the running head of a printed page, not part of the text.")
    marks = list(_IN_BRACKETS.finditer(doc))
    rising = _rising([_Line(i, mark.start(), int(mark[1]), False, False) for i, mark in enumerate(marks)])
    for line in rising:
        yield RULE.flag(*marks[line.number].span(), "This is the number of a printed page, not part of the text.")
