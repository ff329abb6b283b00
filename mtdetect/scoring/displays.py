"""Displayed text: short lines that are not page furniture, as their line ends or their look show.

It is verse, plays, dialogue, program code, and headings of chapters.

Pages for training have none of them, and the component for furniture knows short lines from menus. But lines of verse
and speech end like clauses, and those of menus don't.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.feature_input import FeatureInput
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText

LOWERED = 3.0
"""How far the log-odds of furniture fall in a display. What is surer than that is furniture all the same."""

REACH, FEWEST = 8, 8
"""Paragraphs on either side that are looked at, and how many short lines there must be."""

LONGEST = 90
"""Characters of a line of verse or speech, at most. Longer paragraphs are prose, and don't count."""

CLOSED, PAUSING = 0.3, 0.1
"""Share of the lines around that end like clauses, at least, and share of those that end with a mark after which a
sentence continues: teasers on a page end with full stops, if at all, but hardly with commas."""

_DIVISION = patterns.compile(
    r"(?:act|amendment|appendix|article|book|canto|chapter|clause|letter|part|psalm|rule|scene|section|title|volume)"
    r" (?:\d{1,3}|[ivxlc]{1,7})[.:]?",
    re.IGNORECASE,
)
"""The heading of a division of a book, a play or a law."""

FEWEST_WORDS = 4
"""Words of such a line, at least: the lines of an address, and the labels of a form, are shorter."""

_CLAUSE_ENDS, _PAUSES = tuple(",.;:!?—–-…\"'”’)"), tuple(",;—–-")


def lowered_in_displays(log_odds: NDArray[np.float64], given: FeatureInput) -> NDArray[np.float64]:
    """The log-odds of page furniture, with those of lines in displays lowered by LOWERED. Shape: n."""
    if not given.texts:
        return log_odds
    result = log_odds.copy()
    for i in np.unique(given.owner[log_odds >= 0]).tolist():
        own = slice(int(given.documents[i]), int(given.documents[i + 1]))
        asked = log_odds[own] > -LOWERED  # so that no line passes another that is less likely
        result[own][asked & _in_display(given.texts[i], asked)] -= LOWERED
    return result


def _in_display(doc: SegmentedText, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the paragraphs that are asked for are in a display. Shape: paragraphs."""
    spans = doc.paragraphs
    short = np.array([end - start <= LONGEST for start, end in spans])
    clauses = short & np.array([doc.text.count(" ", start, end) >= FEWEST_WORDS - 1 for start, end in spans])
    closed = clauses & np.array([doc.text.endswith(_CLAUSE_ENDS, start, end) for start, end in spans])
    pauses = closed & np.array([doc.text.endswith(_PAUSES, start, end) for start, end in spans])
    near, ending, pausing = (_windows(values) for values in (short, closed, pauses))
    found: NDArray[np.bool_] = short & (near > FEWEST) & (ending >= CLOSED * near) & (pausing >= PAUSING * near)
    for number in (asked & ~found).nonzero()[0].tolist():
        start, end = spans[number]
        found[number] = doc.layout.is_code(start) or _DIVISION.fullmatch(doc.text, start, end) is not None
    return found


def _windows(values: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many are true up to REACH places away. Shape: as given."""
    total = np.concatenate(([0], values.cumsum()))
    place = np.arange(len(values))
    found: NDArray[np.int64] = total[np.minimum(place + REACH + 1, len(values))] - total[np.maximum(place - REACH, 0)]
    return found
