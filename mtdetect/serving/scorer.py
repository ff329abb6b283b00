"""Scores the texts of several requests at a time, within limits of size and time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mtdetect.scoring.pipeline import Model
from mtdetect.selection import Selection, hidden_rules, with_rules_hidden
from mtdetect.types import Report


class TooLongError(Exception):
    """A text is longer than the server accepts."""


class BusyError(Exception):
    """Other requests took all the time that this one had."""


@dataclass(frozen=True)
class Scorer:
    """A model for requests in many threads.

    `selection` chooses the rules whose flags are listed; a request can change it. `characters`: the longest text.
    `seconds`: no text of a request is begun later than this after the request, because of others or of its own texts.
    """

    model: Model
    selection: Selection
    characters: int
    seconds: float
    _one_at_a_time: threading.Lock = field(init=False, default_factory=threading.Lock)
    """Threads would not score two texts any faster, and a request would take the memory of all that run with it."""

    def score(self, texts: Sequence[str], selection: Selection) -> Iterator[Report]:
        """Scores the texts of one request. Other requests have their turn after each text.

        Raises:
            TooLongError: A text has too many characters.
            BusyError: The time is over.
        """
        for number, text in enumerate(texts, 1):
            if len(text) > self.characters:
                which = f"text {number}" if len(texts) > 1 else "the text"
                longest = f"the longest accepted is {self.characters:,}"
                raise TooLongError(
                    f"{which} has {len(text):,} characters; {longest} (--max-length), so send parts of it"
                )
        hidden = hidden_rules(self.selection, selection)
        end = time.monotonic() + self.seconds
        for number, text in enumerate(texts):
            left = end - time.monotonic()
            if left <= 0 or not self._one_at_a_time.acquire(timeout=left):
                done = f" {number:,} of {len(texts):,} texts were scored;" if len(texts) > 1 else ""
                raise BusyError(f"not done after {self.seconds:g} seconds;{done} send fewer or shorter texts at a time")
            try:
                report = self.model.score(text)
            finally:
                self._one_at_a_time.release()
            yield with_rules_hidden(report, hidden)
