"""Splits a document's text into marked-up segments for the report page, without changing it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mtdetect import pages
from mtdetect.reporters import excerpt
from mtdetect.types import SCORES, Flag, Paragraph, Report

CHUNK = 6_000
"""Longer paragraphs are laid out in chunks of about this many characters: browsers take seconds over a 1 MB line."""

GROUP = 4_000
"""About how many characters of consecutive paragraphs a browser lays out together, once they scroll into view."""

_SHORT = 60
"""Minimum size of a paragraph when counting towards a group: short lines take up space too."""

LEAST_EVIDENCE = 0.05
"""Evidence that gives less than this is not shown."""

_NAMES = {"model": "wording", "deep": "wording, by the deep reader", "document": "rest of the document"}
"""What readers of the page call the sources of evidence that are not rules."""

_OVERRIDES = re.compile("([\u202d\u202e])")
# Zero-width joiners are kept where they do something: in emoji, and between letters that join.
_UNSEEN = re.compile(
    "((?:[\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    "|(?<![\u0250-\U0010ffff])[\u200c\u200d])+)"
)


class Note(NamedTuple):
    """The explanation of a mark. Flags in a document with the same code and message share one."""

    id: int
    code: str
    name: str
    family: str
    message: str


class Segment(NamedTuple):
    """A run of text with the same notes, innermost first.

    `parts` are (text, name) pairs. The name is empty for visible text; for invisible characters it is the name to show.
    """

    parts: Sequence[tuple[str, str]]
    notes: Sequence[Note] = ()
    begins: bool = False

    @property
    def style(self) -> str:
        """The CSS classes of a mark: its family, a second family if another overlaps, and `on` if it continues."""
        first = self.notes[0].family
        also = next((f" also also-{note.family}" for note in self.notes if note.family != first), "")
        return f"{first}{also}{'' if self.begins else ' on'}"

    @property
    def described(self) -> str:
        return " ".join(f"n{note.id}" for note in self.notes)


class Marked(NamedTuple):
    """A paragraph with its marks. A long one has several chunks."""

    paragraph: Paragraph
    chunks: Sequence[Sequence[Segment]]


class Notes:
    """The notes of one document. They are created as flags are encountered; iterate over them at the end."""

    def __init__(self, ids: Iterator[int]) -> None:
        self._ids = ids
        self._notes: dict[tuple[str, str], Note] = {}

    def note(self, flag: Flag) -> Note:
        key = flag.code, flag.message
        found = self._notes.get(key)
        if found is None:
            message = flag.message if flag.message.isprintable() else excerpt.safe(flag.message)
            found = Note(next(self._ids), flag.code, flag.name, pages.family(flag.code), message)
            self._notes[key] = found
        return found

    def __iter__(self) -> Iterator[Note]:
        return iter(self._notes.values())


def groups(marked: Iterable[Marked]) -> Iterator[list[Marked]]:
    """Groups consecutive paragraphs, each group about a screenful."""
    group: list[Marked] = []
    size = 0
    for paragraph in marked:
        group.append(paragraph)
        size += max(_SHORT, len(paragraph.paragraph.text))
        if size >= GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def paragraphs(report: Report, notes: Notes) -> Iterator[Marked]:
    """Each paragraph, marked with the flags that start in it or extend into it from an earlier one."""
    waiting = deque(report.flags)
    flags: list[Flag] = []
    for paragraph in report.paragraphs:
        flags = [flag for flag in flags if flag.end > paragraph.start]
        reaching = len(flags)
        while waiting and (waiting[0].start < paragraph.end or waiting[0].end == paragraph.end):
            flags.append(waiting.popleft())
        cuts = list(_cuts(paragraph.text))
        if not flags and not cuts:
            yield Marked(paragraph, ((Segment(_parts(paragraph.text)),),))
            continue
        chunks: list[list[Segment]] = [[] for _ in range(len(cuts) + 1)]
        for start, segment in _segments(paragraph, flags, reaching, notes, cuts):
            chunks[bisect_right(cuts, start)].append(segment)
        yield Marked(paragraph, chunks)


def _cuts(text: str) -> Iterator[int]:
    """Where to split a long paragraph: after a space, if there is one nearby."""
    start = 0
    while len(text) - start > CHUNK * 3 // 2:
        space = text.rfind(" ", start + CHUNK // 2, start + CHUNK)
        start = space + 1 if space >= 0 else start + CHUNK
        yield start


class _Place(NamedTuple):
    """A flag in a paragraph, up to offset `end`; `goes_on` if it started in an earlier paragraph."""

    end: int
    note: Note
    goes_on: bool


def _segments(
    paragraph: Paragraph, flags: Sequence[Flag], reaching: int, notes: Notes, cuts: Sequence[int]
) -> Iterator[tuple[int, Segment]]:
    """Splits the whole paragraph at `cuts` and wherever a flag starts or ends; yields (offset, segment) pairs.

    The first `reaching` flags started in an earlier paragraph. A zero-width flag is widened to one character.
    """
    length = len(paragraph.text)
    begins: dict[int, list[_Place]] = {}
    edges = {0, length, *cuts}
    for number, flag in enumerate(flags):
        start = min(max(0, flag.start - paragraph.start), length - 1)
        end = min(max(start + 1, flag.end - paragraph.start), length)
        begins.setdefault(start, []).append(_Place(end, notes.note(flag), number < reaching))
        edges |= {start, end}
    over: list[_Place] = []
    for start, end in itertools.pairwise(sorted(edges)):
        new = begins.get(start, [])
        over = [*reversed(new), *(place for place in over if place.end > start)]
        parts = _parts(paragraph.text[start:end], all_of=any(place.note.family == "encoding" for place in over))
        yield start, Segment(parts, [place.note for place in over], any(not place.goes_on for place in new))


def _parts(text: str, *, all_of: bool = False) -> Sequence[tuple[str, str]]:
    """Splits text so that invisible characters can be named: all of them if `all_of`, or only direction overrides.

    An override would reverse the rest of the paragraph; in an element of its own it affects nothing else.

    >>> _parts("a\\u200bb\\u200b\\u200b", all_of=True)
    [('a', ''), ('\\u200b', 'U+200B'), ('b', ''), ('\\u200b\\u200b', 'U+200B ×2')]
    >>> _parts("a\\u200b\\u202eb")
    [('a\\u200b', ''), ('\\u202e', 'U+202E'), ('b', '')]
    """
    if not (all_of or _OVERRIDES.search(text)):
        return ((text, ""),)
    runs = (_UNSEEN if all_of else _OVERRIDES).split(text)
    return [(run, _name(run) if place % 2 else "") for place, run in enumerate(runs) if run]


def _name(run: str) -> str:
    """A short name for invisible characters: `U+200B ×3`, or the first one and `…` if they differ."""
    more = "" if len(run) == 1 else f" ×{len(run)}" if run == run[0] * len(run) else " …"
    return f"U+{ord(run[0]):04X}{more}"


def why(paragraph: Paragraph) -> str:
    """The evidence for the scores of a paragraph, the strongest first: “translation: MTD301 0.62, MTD602 0.50”."""
    found = []
    for kind in SCORES:
        own = sorted((e for e in paragraph.evidence if e.kind == kind), key=lambda e: -e.value)
        shown = [f"{_NAMES.get(e.source, e.source)} {e.value:.2f}" for e in own if e.value >= LEAST_EVIDENCE]
        if shown:
            found.append(f"{kind}: {', '.join(shown)}")
    return "; ".join(found)
