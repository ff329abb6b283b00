"""Comments in a file that turn rules off: `<!-- mtdetect: ignore MTD304 -->`, and `off` and `on`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from mtdetect import selection
from mtdetect.types import Document, Flag, Ignored, Report

log = logging.getLogger("mtdetect")

_OURS = re.compile(r"\s*mtdetect\s*:\s*([^\s,]*)(.*)", re.DOTALL)
VERBS = ("ignore", "off", "on")


def comments(markup: str) -> Iterator[tuple[int, str]]:
    """The HTML comments in a text: the offset of each, and its contents."""
    start = markup.find("<!--")
    while start >= 0:
        end = markup.find("-->", start + 4)
        if end < 0:
            return
        yield start, markup[start + 4 : end]
        start = markup.find("<!--", end + 3)


def is_ours(comment: str) -> bool:
    """Whether the contents of a comment are meant for mtdetect."""
    return _OURS.match(comment) is not None


class IgnoreComments:
    """Reads the comments of one file, in order, and collects what they turn off. Offsets are in the file's prose."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._off: dict[str, int] = {}
        """Selectors that are off, with the offset from which on they are."""
        self._ignored: list[Ignored] = []

    def read(self, comment: str, at: int, line: int) -> tuple[str, ...]:
        """Reads the contents of a comment that is `at` this offset and on this `line`, counted from 1.

        Returns the selectors of an `ignore`, for the caller to find out which text it is about, and an empty tuple for
        any other comment. What is wrong is logged as a warning.
        """
        match = _OURS.match(comment)
        if match is None:
            return ()
        verb, given = match[1].lower(), match[2].replace(",", " ").split()
        if verb not in VERBS:
            self._warn(line, f"“{match[1]}” is unknown; use ignore, off or on")
            return ()
        known = tuple(self._known(given, line)) if given else (selection.ALL,)
        if verb == "ignore":
            return known
        for each in known:
            if verb == "off":
                self._off.setdefault(each, at)
            elif each in self._off:
                self.ignore(self._off.pop(each), at, (each,))
            elif given:
                self._warn(line, f"“{each}” was not turned off; use the name given to off")
        if verb == "on" and not given:
            self._all_on(at)
        return ()

    def ignore(self, start: int, end: int, selectors: tuple[str, ...]) -> None:
        """Ignores rules in a span."""
        if start < end and selectors:
            self._ignored.append(Ignored(start, end, selectors))

    def finish(self, at: int) -> tuple[Ignored, ...]:
        """All that is ignored in a file whose prose ends at `at`. What was turned off stays off to the end."""
        self._all_on(at)
        return tuple(sorted(self._ignored))

    def _all_on(self, at: int) -> None:
        for selector, start in self._off.items():
            self.ignore(start, at, (selector,))
        self._off.clear()

    def _known(self, selectors: list[str], line: int) -> Iterator[str]:
        for selector in selectors:
            try:
                yield from selection.check(selector)
            except selection.UnknownSelectorError as error:
                self._warn(line, str(error))

    def _warn(self, line: int, problem: str) -> None:
        log.warning("%s, line %d: comment to mtdetect: %s", self._name, line, problem)


def is_ignored(document: Document, at: int, code: str, name: str) -> bool:
    """Whether comments turn the rule with this code and name off at an offset of the document's text."""
    return any(
        selection.matches(selector, code, name)
        for start, end, selectors in document.ignored
        if start <= at < end
        for selector in selectors
    )


def without_ignored(document: Document, report: Report) -> Report:
    """The report without the flags that begin where comments turn their rules off. Scores don't change."""

    def wanted(flag: Flag) -> bool:
        return not is_ignored(document, flag.start, flag.code, flag.name)

    return report.with_flags(wanted) if document.ignored else report
