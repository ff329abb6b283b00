"""Which paragraphs are page furniture and not part of the article: the one place that decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from mtdetect.cleaning.cleaned import Fix
from mtdetect.fixers.table import is_safe
from mtdetect.fixers.wording import copied
from mtdetect.types import Flag, Paragraph, Report

FURNITURE = "MTD4"
"""The code of the fix that drops a paragraph of furniture without a flag of its own: the family of furniture."""

THRESHOLD = 0.5
"""The score at which a paragraph is furniture. The figures of article extraction are measured at it."""

SAFE = 0.98
"""The score from which it is safe to drop a paragraph of any text."""

PAGE, FEWEST = 0.2, 3
"""A text with this share of furniture, and this number of such paragraphs, is the text of a page: there, it is safe to
drop all of them. Of 3.1 million words of sound prose, no article of any length is like that."""

REPEATED = "MTD601"


def score(paragraph: Paragraph) -> float:
    """How likely it is that a paragraph is furniture: its `scraping` score, unless that comes from broken prose."""
    half = (paragraph.end - paragraph.start) / 2
    flagged = any(_is_furniture(flag) and flag.end - flag.start >= half for flag in paragraph.flags)
    if paragraph.furniture >= THRESHOLD or flagged:
        return paragraph.scraping
    return min(paragraph.scraping, paragraph.furniture)


def _is_furniture(flag: Flag) -> bool:
    return flag.code.startswith(FURNITURE)


def kept(report: Report, threshold: float = THRESHOLD) -> list[Paragraph]:
    """The paragraphs of the article. If all are furniture, the text is no article, and all are kept."""
    own = [paragraph for paragraph in report.paragraphs if score(paragraph) < threshold]
    return own or list(report.paragraphs)


def drops(report: Report, wanted: Callable[[Fix], bool]) -> list[Fix]:
    """The fixes that drop paragraphs: those of furniture, and those that repeat an earlier one.

    Each takes the white space along that only it needed. A text is never dropped as a whole.
    """
    keep = {paragraph.index for paragraph in kept(report)}
    safe = THRESHOLD if _is_page(report) else SAFE
    found = {p.index: _drop(report.text, p, p.index in keep, safe) for p in report.paragraphs}
    fixes = {index: fix for index, fix in found.items() if fix and wanted(fix)}
    if len(fixes) == len(report.paragraphs):
        return []
    spans = _with_white_space(report, sorted(fixes))
    return [replace(fixes[index], start=start, end=end) for index, (start, end) in sorted(spans.items())]


def _is_page(report: Report) -> bool:
    number = sum(score(paragraph) >= THRESHOLD for paragraph in report.paragraphs)
    return number >= FEWEST and number >= PAGE * len(report.paragraphs)


def _drop(text: str, paragraph: Paragraph, keep: bool, safe: float) -> Fix | None:
    """The fix that drops a paragraph without the white space around it; None to keep it."""
    span = paragraph.start, paragraph.end
    if not keep:
        flag = next(filter(_is_furniture, paragraph.flags), None)
        message = flag.message if flag else "This paragraph is page furniture, not part of the article."
        return Fix(flag.code if flag else FURNITURE, *span, "", message, score(paragraph) >= safe)
    repeats = [flag for flag in paragraph.flags if flag.code == REPEATED]
    if repeats and (repeats[0].start, repeats[-1].end) == span:
        return Fix(REPEATED, *span, "", repeats[0].message, is_safe(repeats[0], copied(text, *span)))
    return None


def _with_white_space(report: Report, dropped: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By paragraph, the span to drop. Of the white space around several in a row, the side with more lines is kept."""
    text, paragraphs = report.text, report.paragraphs
    spans: dict[int, tuple[int, int]] = {}
    for _, run in groupby(enumerate(dropped), key=lambda item: item[1] - item[0]):
        own = [index for _, index in run]
        first, last = own[0], own[-1]
        end = paragraphs[first - 1].end if first else 0
        start = _line_start(text, paragraphs[last + 1].start) if last + 1 < len(paragraphs) else len(text)
        before = text[end : _line_start(text, paragraphs[first].start)]
        after = text[paragraphs[last].end : start]
        if last + 1 < len(paragraphs) and (not first or before.count("\n") >= after.count("\n")):
            starts = [_line_start(text, paragraphs[index].start) if index else 0 for index in own]
            spans |= dict(zip(own, pairwise([*starts, start]), strict=True))
        else:
            ends = [paragraphs[index].end for index in own]
            spans |= dict(zip(own, pairwise([end, *ends]), strict=True))
    return spans


def _line_start(text: str, at: int) -> int:
    """Where the line of a paragraph starts, with its indent."""
    while at and text[at - 1] in " \t\xa0":
        at -= 1
    return at
