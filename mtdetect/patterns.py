"""Regular expressions that are compiled when they are first used: to list the rules, or to read one text, takes few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, cast

SHORT = 4000
"""Characters that an expression looks at in the time in which arrays are searched for one shape."""


class Searched(Protocol):
    """A text of which it is known where shapes of characters stand: `mtdetect.analysis.Analysis`."""

    text: str

    @property
    def alone(self) -> bool: ...

    def places(self, shapes: tuple[str, ...]) -> Sequence[int]: ...


class _Lazy:
    """Stands for a compiled pattern, whose methods become its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        method = getattr(self._compiled, name)
        setattr(self, name, method)  # so that it is asked for once
        return method

    def __eq__(self, other: object) -> bool:
        return self is other or (self._compiled is not None and self._compiled is other)

    __hash__ = object.__hash__


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but a fault in the pattern shows only when it is used: each rule's cases see to that."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))


def matches(pattern: re.Pattern[str], text: str, places: Iterable[int], done: int = 0) -> Iterator[re.Match[str]]:
    """The matches that begin at one of these places, from `done` on, none of which overlap."""
    match = pattern.match
    for place in places:
        if place >= done and (found := match(text, place)):
            yield found
            done = found.end()


class Scan:
    """A pattern, and what stands wherever a match begins.

    Each shape is a row of character classes, of which one that looks behind may come first: `(?<=[a-z])[.?]\\s`. It
    may hold for more places than the pattern does, but must hold for each of its matches.
    """

    def __init__(self, pattern: str, *shapes: str, flags: int = 0) -> None:
        self.pattern, self.shapes = compile(pattern, flags), shapes

    def finditer(self, doc: Searched) -> Iterator[re.Match[str]]:
        """The matches in the text, as `re.finditer` gives them."""
        if doc.alone and len(doc.text) < SHORT * len(self.shapes):
            return self.pattern.finditer(doc.text)
        return matches(self.pattern, doc.text, doc.places(self.shapes))
