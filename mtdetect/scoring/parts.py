"""Long texts are scored in parts of whole paragraphs, one after the other: memory then depends on the part.

Each part is scored like a document of its own, so what a rule compares (a repeated sentence, a name) is in one part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mtdetect.scoring.judgement import DIGITS, pool
from mtdetect.types import SCORES, Flag, Paragraph, Report

LONGEST, MOST_LINES = 1 << 19, 30_000
"""Characters and lines of a part. Both take memory: a character up to 700 bytes, and a line of its own 1,100."""

_BREAKS = ("\n\n", "\n\r\n", "\n", "\r", "\u2029", "\u2028", ". ", " ")
"""Where to cut, the best place first."""


def cuts(text: str) -> list[int]:
    """Where the parts of a text begin, and at last where the text ends.

    A text is cut after a blank line if there is one, or a line, or else a sentence or a word.
    """
    places = [0]
    while len(text) - places[-1] > LONGEST or text.count("\n", places[-1]) > MOST_LINES:
        places.append(_end(text, places[-1]))
    return [*places, len(text)]


def _end(text: str, start: int) -> int:
    """Where the part that begins at `start` ends."""
    end = min(len(text), start + LONGEST)
    if text.count("\n", start, end) > MOST_LINES:
        end = start
        for _ in range(MOST_LINES):
            end = text.index("\n", end) + 1
    middle = (start + end) // 2
    for line_end in _BREAKS:
        found = text.rfind(line_end, middle, end)
        if found >= 0:
            return found + len(line_end)
    return end


def joined(text: str, reports: Iterable[Report]) -> Report:
    """The report of a text, from those of its parts; only one of these is in memory at a time."""
    paragraphs: list[Paragraph] = []
    flags: list[Flag] = []
    start = 0
    languages: Counter[str | None] = Counter()
    for part in reports:
        for paragraph in part.paragraphs if start else ():
            own = tuple([_moved(flag, start) for flag in paragraph.flags])
            paragraphs.append(_renumbered(paragraph, len(paragraphs), start, own))
            flags += own
        if not start:
            paragraphs += part.paragraphs
            flags += part.flags
        languages[part.language] += len(part.text)
        start += len(part.text)
    lengths = [paragraph.end - paragraph.start for paragraph in paragraphs]
    translation, scraping = (
        round(pool([getattr(paragraph, kind) for paragraph in paragraphs], lengths), DIGITS) for kind in SCORES
    )
    damage = round(1 - (1 - translation) * (1 - scraping), DIGITS)
    language = max(languages, key=languages.__getitem__)
    return Report(text, language, translation, scraping, damage, tuple(paragraphs), tuple(flags))


def _renumbered(paragraph: Paragraph, index: int, by: int, flags: tuple[Flag, ...]) -> Paragraph:
    """The paragraph so many characters later. `dataclasses.replace` would take several times as long."""
    return Paragraph(
        index,
        paragraph.start + by,
        paragraph.end + by,
        paragraph.text,
        paragraph.translation,
        paragraph.scraping,
        paragraph.damage,
        flags,
        paragraph.evidence,
        paragraph.hidden_flags,
        paragraph.furniture,
    )


def _moved(flag: Flag, by: int) -> Flag:
    """The flag so many characters later. `dataclasses.replace` would take five times as long."""
    start, end = flag.start + by, flag.end + by
    return Flag(flag.code, flag.name, start, end, flag.message, flag.confidence, flag.suggestion)
