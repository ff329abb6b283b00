"""What the language model makes of a passage as it stands against the same passage mended."""

from __future__ import annotations

from collections.abc import Sequence

from mtdetect.analysis import Analysis

REACH = 48
"""Characters looked at on either side of a place. The model looks back three pieces, so three words tell."""


def left_of(text: str, start: int) -> str:
    """Up to three words before `start`, none of them from another line."""
    window = text[max(0, start - REACH) : start].rpartition("\n")[2]
    return " ".join(window.rsplit(None, 3)[-3:])


def right_of(text: str, end: int) -> str:
    """Up to three words from `end` on, none of them from another line."""
    window = text[end : end + REACH].partition("\n")[0]
    return " ".join(window.split(None, 3)[:3])


def savings(doc: Analysis, pairs: Sequence[tuple[str, str]]) -> list[float]:
    """The bits that the language model saves with the second text of each pair against the first.

    All are looked up at once. Nothing is ever saved where no language model has read the document.
    """
    if doc.surprisal is None or not pairs:
        return [float("-inf")] * len(pairs)
    costs = doc.surprisal.costs([text for pair in pairs for text in pair])
    return [float(bits) for bits in costs[0::2] - costs[1::2]]
