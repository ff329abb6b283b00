"""A document's text as marked-up stretches: what a page shows of it, with nothing of it changed."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mtdetect import pages
from mtdetect.reporters import excerpt
from mtdetect.types import Flag, Paragraph, Report

CHUNK = 6_000
"""Characters from which a paragraph is laid out in parts: a browser takes seconds over one line of a megabyte."""

GROUP = 4_000
"""Characters of neighbouring paragraphs that a browser lays out together, when they come into view."""

_SHORT = 60
"""What a paragraph counts at least in a group: a short line takes its room, too."""

_OVERRIDES = re.compile("([\u202d\u202e])")
# Joiners stay where they do their work: in emoji, and between joining letters.
_UNSEEN = re.compile(
    "((?:[\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    "|(?<![\u0250-\U0010ffff])[\u200c\u200d])+)"
)


class Note(NamedTuple):
    """What a mark means. Flags of one document that say the same share one."""

    id: int
    code: str
    name: str
    family: str
    message: str


class Segment(NamedTuple):
    """A stretch of a paragraph under the same notes, the innermost first.

    `parts` are runs of characters that are seen, with an empty name, and of those that are not, with their name.
    """

    parts: Sequence[tuple[str, str]]
    notes: Sequence[Note] = ()
    begins: bool = False

    @property
    def style(self) -> str:
        """The classes of a mark: its family, the next other one over the same place, whether it only goes on."""
        first = self.notes[0].family
        also = next((f" also also-{note.family}" for note in self.notes if note.family != first), "")
        return f"{first}{also}{'' if self.begins else ' on'}"

    @property
    def described(self) -> str:
        return " ".join(f"n{note.id}" for note in self.notes)


class Marked(NamedTuple):
    """A paragraph with its marks; in several chunks where it is long."""

    paragraph: Paragraph
    chunks: Sequence[Sequence[Segment]]


class Notes:
    """The notes of one document, made as its flags are met, and gone through when they all have been."""

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
    """Neighbouring paragraphs, as many as fill about a screen."""
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
    """Each paragraph, under the flags that begin in it and those that reach into it from an earlier one."""
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
    """Where a long paragraph is parted: after a space, where there is one nearby."""
    start = 0
    while len(text) - start > CHUNK * 3 // 2:
        space = text.rfind(" ", start + CHUNK // 2, start + CHUNK)
        start = space + 1 if space >= 0 else start + CHUNK
        yield start


class _Place(NamedTuple):
    """A flag within a paragraph, up to an offset in it; `goes_on` where it has begun in an earlier one."""

    end: int
    note: Note
    goes_on: bool


def _segments(
    paragraph: Paragraph, flags: Sequence[Flag], reaching: int, notes: Notes, cuts: Sequence[int]
) -> Iterator[tuple[int, Segment]]:
    """All of the paragraph's text, parted at `cuts` and wherever a flag begins or ends, with offsets in it.

    The first `reaching` flags have begun in an earlier paragraph. A flag of no width takes one character.
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
    """The text in runs, those that nobody can see apart and with their name: `all_of` them, or what must not act.

    Characters that override the direction would turn round what follows them in the paragraph; apart, they do not.

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
    """What unseen characters are called, in a few signs: `U+200B ×3`, or the first of several with dots."""
    more = "" if len(run) == 1 else f" ×{len(run)}" if run == run[0] * len(run) else " …"
    return f"U+{ord(run[0]):04X}{more}"
