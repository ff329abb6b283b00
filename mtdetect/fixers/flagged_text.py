"""What fixers know of a text, and the edits that they propose."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from mtdetect.text import wordlists
from mtdetect.text.register import WithinWindow

NEARBY = 4_000
"""How far on either side to look for other occurrences of a word or mark, in characters."""

SPACES = frozenset(" \t\xa0\u2009\u202f")
_INSIDE = r"[a-z\d,;:”’)] "


class Edit(NamedTuple):
    """Replaces `text[start:end]`. `manner` says how, among the ways in which flags of one rule are fixed."""

    start: int
    end: int
    replacement: str
    manner: str


class FlaggedText:
    """A text with flags. `paragraphs`: where its paragraphs start."""

    def __init__(self, text: str, paragraphs: Sequence[int]) -> None:
        self.text, self._paragraphs = text, paragraphs
        self._searched: dict[str, WithinWindow] = {}

    def divides(self, start: int, end: int) -> bool:
        """Whether a paragraph starts after `start` and no later than `end`."""
        return bisect_right(self._paragraphs, end) > bisect_right(self._paragraphs, start)

    def is_paragraph_start(self, at: int) -> bool:
        number = bisect_right(self._paragraphs, at)
        return number > 0 and self._paragraphs[number - 1] == at

    def is_paragraph_end(self, at: int) -> bool:
        """Whether no more text of the same paragraph follows."""
        number = bisect_right(self._paragraphs, at)
        end = self._paragraphs[number] if number < len(self._paragraphs) else len(self.text)
        return end - at <= NEARBY and not self.text[at:end].strip()

    def is_name(self, word: str, at: int) -> bool:
        """Whether the capitalised word at an offset is a name.

        It is if it has its capital inside a sentence nearby, or is neither common nor written in lower case nearby.
        """
        if word == "I" or word.startswith(("I’", "I'")):
            return True
        lower = word.lower()
        if lower in wordlists.load("function_words"):
            return False
        return self._is_near(_INSIDE + re.escape(word), len(word) + 2, at) or (
            lower not in wordlists.known_words() and not self._is_near(r"\b" + re.escape(lower), len(lower), at)
        )

    def _is_near(self, pattern: str, length: int, at: int) -> bool:
        """Whether a word occurs nearby other than at the offset. `length`: characters that the pattern matches."""
        found = self._searched.get(pattern)
        if found is None:  # bad texts have many flags on one word: the text is searched once for all of them
            word = re.compile(pattern + r"\b")
            found = self._searched[pattern] = WithinWindow(self.text, word, NEARBY, length + 1)
        return found.between(at - NEARBY, at - length) or found.between(at + 1, at + NEARBY)

    def apostrophe(self, at: int) -> str:
        """The apostrophe that the text uses nearby."""
        straight, curly = (self.text.count(mark, max(0, at - NEARBY), at + NEARBY) for mark in "'’")
        return "'" if straight > curly else "’"

    def without(self, start: int, end: int, manner: str) -> Edit:
        """The edit that removes a place with the white space that only it needed."""
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if before in SPACES and (not after or after.isspace() or after in ".,;:!?)”’"):
            while start > 0 and text[start - 1] in SPACES:
                start -= 1
        elif after in SPACES and (not before or before.isspace() or before in "(“‘"):
            while text[end : end + 1] in SPACES:
                end += 1
        return Edit(start, end, "", manner)
