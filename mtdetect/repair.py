"""What tells damage from a writer's way: what the language model makes of a mended passage, and casual spelling."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from mtdetect import patterns
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


NEARBY = 700
"""Characters on either side in which casual spelling shows whose hand a passage is in: a few paragraphs of a chat."""

LONGEST_SIGN = 12
"""Characters of a casual spelling, and what must follow it."""

_CASUAL_WORDS = (
    "u|ur|pls|plz|thx|lol|btw|ps|gonna|wanna|dont|cant|didnt|isnt|doesnt|wouldnt|couldnt|wasnt|im|ive|thats|youre"
    "|theyre|theres|Im|Ive|Dont|Thats|yeah|ok"
)
_CASUAL = patterns.compile(
    r"(?<= )i(?=[ ’'][a-z])|[a-z] ?[?!](?=[ \xa0]{1,2}[a-z]{2})|[?!]{2}|[a-z](?: [?!]|\.\.)(?=\s\w)"
    r"|[a-z] ,(?=[a-z])|[a-z],(?=[a-z]{2})"
    r"|(?<=\s)(?:[:;]-?[)(DP]|<3)(?!\w)"
    rf"|\b(?:{_CASUAL_WORDS})\b(?![.:/@])",
)
# Where a casual spelling may stand: the pattern above is slow, and looks only at lines in which this one finds a hint.
_HINT = patterns.compile(
    r"[?!](?:(?=[?!])|(?<=[a-z].)(?=[ \xa0]{1,2}[a-z]{2})|(?<=[a-z] .)(?=\s))"
    r"|,(?:(?<=[a-z] ,)(?=[a-z])|(?<=[a-z],)(?=[a-z]{2}))|\.(?<=[a-z]\.)(?=\.\s)|:(?<=\s:)(?=-?[)(DP])"
    r"|;(?<=\s;)(?=-?[)(DP])|<(?<=\s<)(?=3)"
)
_HINT_WORD = patterns.compile(rf"\W(?=(?:i|{_CASUAL_WORDS})\b)")
_SMALL_START = patterns.compile(r"\n\s{0,8}([a-z]{1,12})(?=,? [a-z])|\.(?<=[a-z]{2}\.) ([a-z]{2,12})(?=,? [a-z])")
_FIRST_SMALL = patterns.compile(r"\s{0,8}([a-z]{1,12})(?=,? [a-z])")


class Nearby:
    """Whether a pattern is met within `reach` characters of a place. The text is searched once, when first asked."""

    def __init__(self, text: str, pattern: re.Pattern[str], reach: int) -> None:
        self._text, self._pattern, self._reach = text, pattern, reach

    @cached_property
    def _places(self) -> list[int]:
        return [match.start() for match in self._pattern.finditer(self._text)]

    def near(self, place: int) -> bool:
        i = bisect_left(self._places, place - self._reach)
        return i < len(self._places) and self._places[i] <= place + self._reach


class Casual:
    """Where a text is spelled in a casual way: sentences that start small, a small “i”, marks doubled or left out."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _signs(self) -> list[int]:
        text, signs, line_end = self._text, list[int](), 0
        hints = [
            *(match.start() for match in _HINT.finditer(text)),
            *(match.end() for match in _HINT_WORD.finditer(text)),
        ]
        for hint in sorted([0, *hints]):
            if hint >= line_end:
                start = text.rfind("\n", line_end, hint) + 1 or line_end
                line_end = text.find("\n", hint) + 1 or len(text)
                matches = _CASUAL.finditer(text, start, line_end + LONGEST_SIGN)
                signs += [match.start() for match in matches if match.start() < line_end]
        return signs

    @cached_property
    def _small_starts(self) -> list[int]:
        first = _FIRST_SMALL.match(self._text)
        rest = _SMALL_START.finditer(self._text, first.end() if first else 0)
        return ([first.start(1)] if first else []) + [max(match.start(1), match.start(2)) for match in rest]

    def signs_near(self, at: int) -> int:
        """The casual spellings around `at`."""
        return _between(self._signs, at - NEARBY, at + NEARBY)

    def small_starts_near(self, at: int) -> int:
        """The lines and sentences around `at` that begin in lower case, the one at `at` left out."""
        starts = self._small_starts
        return _between(starts, at - NEARBY, at + NEARBY) - _between(starts, at, at + 1)


def _between(places: list[int], start: int, end: int) -> int:
    return bisect_left(places, end) - bisect_left(places, start)
