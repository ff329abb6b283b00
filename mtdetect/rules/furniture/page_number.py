"""The number, or the running head, of a printed page.

What it does
    Flags a line that is the number of a page: "[Page 8 of 64]", "[8 | P a g e]", and where the text shows that it is
    one, "[– 12 –]", "[Page 12]" or a bare "[12]" in the middle of a sentence. Also flags a line beside such a number
    that is beside another one too: a running head; and numbers of pages in brackets, as e-books have them: "the first
    of [[Pg 12]] the three sisters".

Why it is damage
    Text that is taken out of PDF files and books has what was printed above and below each page between its paragraphs,
    and in the middle of its sentences.

Example
    >>> text = "Growth came from spare parts, because\\nPage 7 of 64\\nthe drawings exist only on paper."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Page 7 of 64']

What it leaves alone
    Numbers that don't rise from page to page: ages, scores, cells of tables; numbers between whole sentences, which
    number chapters, verses and sections; clauses of a resolution; references to pages ("see page 8 of 64"), and page
    numbers in citations ("[p. 12]").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

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
    in_wrapped=True,
)

LONGEST, LONGEST_BARE = 120, 16
"""The longest line that may end in a page number, and the longest that may begin with one, in characters."""

FARTHEST = 3
"""Pages from one number to the next, at most: pages of pictures have none."""

APART = 300
"""Characters between two page numbers, at least: the lines of a table of contents are closer."""

ROW = 2
"""Numbers that rise in this way, at least, if nothing but a number says that it is a page's; and bare numbers among
them that cut a sentence, at least."""

_OF = patterns.compile(r"(?:Page|PAGE|Pg\.?) ?\d{1,4} ?(?:of|OF|/) ?\d{1,4}")
_SPACED = patterns.compile(r"\d{1,4} ?\| ?P ?[Aa] ?[Gg] ?[Ee]|P a g e ?\|? ?\d{1,4}")
"""Lines like these are a page's even if there is no other."""
_NAMED = patterns.compile(
    r"(?:\S[^\n]{0,90}?(?:\s[|–—•·]\s?| {2,6}|\t))?(?:Page|PAGE|[Pp]g?\.) ?(\d{1,4})(?: ?(?:of|OF|/) ?\d{1,4})?"
    r"|[-–—] ?(\d{1,4}) ?[-–—]"
)
_BARE = patterns.compile(r"(\d{1,4})")
_IN_BRACKETS = patterns.PrefilteredPattern(r"[\[{]P[gG]\.? ?(\d{1,4})[\]}]", r"[\[{]P[gG]")
_OPEN = patterns.compile(r"[\w,’'–—-]")
_GOES_ON = patterns.compile(r"[a-z]")
_HEAD_ENDS = tuple(".!?,;:")


class _Line(NamedTuple):
    """A line or mark that may be a page number. `number`: its index among the lines or marks."""

    number: int
    start: int
    page: int


def _numbered_lines(chars: CharIndex) -> Places:
    """Lines that end in a digit, or are short and begin with a digit or a dash."""
    lines = chars.lines
    short = chars.are(lines.starts, "[0-9–—-]") & (lines.lengths <= LONGEST_BARE)
    return lines.at(short | (chars.are(lines.ends - 1, "[0-9]") & (lines.lengths <= LONGEST)))


NEEDS = Needs(_numbered_lines, _IN_BRACKETS)


def _read(doc: SegmentedText, numbers: Sequence[int], pattern: re.Pattern[str]) -> list[_Line]:
    """The lines, of those with these numbers, that a pattern matches."""
    matches = ((number, pattern.fullmatch(doc.text, *doc.lines[number])) for number in numbers)
    return [_Line(number, match.start(), int(match[match.lastindex or 0])) for number, match in matches if match]


def _rows(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Those whose numbers rise from page to page, by row."""
    rows: list[list[_Line]] = []
    for line in lines:
        before = rows[-1][-1] if rows else None
        if before and 0 < line.page - before.page <= FARTHEST and line.start - before.start >= APART:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row for row in rows if len(row) >= ROW]


def _share_a_head(doc: SegmentedText, row: Sequence[_Line]) -> bool:
    """Whether the same words are before all numbers: “Annual Report | Page 4”."""
    wordings = {_wording(doc, line.number) for line in row}
    return len(wordings) == 1 and sum(map(str.isalpha, wordings.pop().split())) > 1


def _wording(doc: SegmentedText, number: int) -> str:
    """A line with all its numbers the same."""
    return re.sub(r"\d+", "0", doc.text[slice(*doc.lines[number])])


def _cuts_a_sentence(doc: SegmentedText, number: int, heads: Set[int]) -> bool:
    """Whether a sentence goes on below a line, and below the running head beside it."""
    above, below = number - 1, number + 1
    above -= above in heads
    below += below in heads
    if above < 0 or below >= len(doc.lines):
        return False
    end = doc.lines[above].end
    return bool(_OPEN.match(doc.text, end - 1, end) and _GOES_ON.match(doc.text, doc.lines[below].start))


def _heads(doc: SegmentedText, pages: Set[int]) -> Set[int]:
    """The lines beside page numbers that are the same, but for digits, beside two of them."""
    beside = sorted({i for page in pages for i in (page - 1, page + 1) if 0 <= i < len(doc.lines)} - pages)
    wordings = {i: _wording(doc, i) for i in beside}
    times = Counter(wordings.values())
    return {
        i
        for i, wording in wordings.items()
        if times[wording] >= ROW
        and ROW <= len(wording) <= LONGEST
        and any(map(str.isalpha, wording))
        and not wording.rstrip("”\"’')").endswith(_HEAD_ENDS)
        and (not wording.isupper() or " " in wording)  # not the name of a speaker in a play
    }


def find(doc: SegmentedText) -> Iterator[Flag]:
    numbers = doc.line_numbers(doc.places(_numbered_lines))
    certain = {
        number
        for number in numbers
        if any(pattern.fullmatch(doc.text, *doc.lines[number]) for pattern in (_OF, _SPACED))
        and not (number and doc.text[doc.lines[number - 1].end - 1] == ":")  # an example of one
    }
    named, bare = _rows(_read(doc, numbers, _NAMED)), _rows(_read(doc, numbers, _BARE))
    heads = _heads(doc, {line.number for row in (*named, *bare) for line in row} | certain)
    found = set(certain)
    for row in named:
        own = {line.number for line in row}
        beside = any(_cuts_a_sentence(doc, number, heads) or {number - 1, number + 1} & heads for number in own)
        if beside or _share_a_head(doc, row):
            found |= own
    for row in bare:
        cut = {line.number for line in row if _cuts_a_sentence(doc, line.number, heads)}
        found |= cut if len(cut) >= ROW and row[0].page > 1 else set()  # clauses are numbered from 1
    for number in sorted(found):
        yield RULE.flag(*doc.lines[number], "This is the number of a printed page, not part of the text.")
    for head in sorted(heads):
        if {head - 1, head + 1} & found:
            yield RULE.flag(*doc.lines[head], "This is the running head of a printed page, not part of the text.")
    marks = list(_IN_BRACKETS.finditer(doc))
    for row in _rows([_Line(i, mark.start(), int(mark[1])) for i, mark in enumerate(marks)]):
        for mark in row:
            yield RULE.flag(*marks[mark.number].span(), "This is the number of a printed page, not part of the text.")
