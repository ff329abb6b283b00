"""One labelling run: which tab sees which paragraph, what was judged, and undo."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtdetect.labelling.journal import Journal, Judgement
from mtdetect.labelling.queue import Item

ENOUGH, OF_EACH = 200, 20
"""Labels that are enough to train on: this many paragraphs, of them this many damaged and sound ones for one score.
Corrections from 200 labels were measured; see `docs/decisions/030-few-shot-adaptation.md`."""


class ConflictError(Exception):
    """Another tab has judged the paragraph since it was shown."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A judgement that can be undone: its tab and paragraph, the judgement it replaced, and the resulting version."""

    tab: str
    index: int
    before: Judgement | None
    version: int


class Session:
    """Thread-safe. A `tab` is the name a page chose for itself."""

    def __init__(self, items: Sequence[Item], order: Sequence[int], journal: Journal) -> None:
        self.items = items
        self.made = 0
        """Paragraphs judged in this run, not counting undone ones."""
        self._journal = journal
        self._waiting = OrderedDict.fromkeys(order)
        self._shown: dict[str, int] = {}
        self._versions: dict[int, int] = {}
        earlier = sorted(journal.judgements.items(), key=lambda pair: pair[1].number)
        self._steps = [_Step("", index, None, 0) for index, judgement in earlier]
        self._lock = threading.RLock()

    @property
    def judged(self) -> int:
        return len(self._journal.judgements)

    @property
    def left(self) -> int:
        return len(self._waiting)

    @property
    def enough(self) -> bool:
        """Whether there are enough labels to train on."""
        labels = [(each.translation, each.scraping) for each in self._journal.judgements.values()]
        by_score = zip(*labels, strict=True)
        return len(labels) >= ENOUGH and any(min(own.count(0), own.count(1)) >= OF_EACH for own in by_score)

    @property
    def can_undo(self) -> bool:
        return bool(self._steps)

    def version(self, index: int) -> int:
        """How many times the paragraph's judgement has changed in this run."""
        return self._versions.get(index, 0)

    def judgement(self, index: int) -> Judgement | None:
        return self._journal.judgements.get(index)

    def next(self, tab: str) -> int | None:
        """The paragraph to show in this tab: the one it already has, or the next that no other tab has.

        None if every paragraph is judged.
        """
        with self._lock:
            mine = self._shown.get(tab)
            if mine is None or mine not in self._waiting:
                taken = {index for other, index in self._shown.items() if other != tab}
                free = (index for index in self._waiting if index not in taken)
                # Share the last ones: a closed tab would otherwise hold on to its paragraph for ever.
                mine = next(free, next(iter(self._waiting), None))
                self._show(tab, mine)
            return mine

    def _show(self, tab: str, index: int | None) -> None:
        if index is None:
            self._shown.pop(tab, None)
        else:
            self._shown[tab] = index

    def judge(self, tab: str, index: int, version: int, judgement: Judgement) -> None:
        """Writes a judgement to disk. `version` is the paragraph's version when it was shown.

        Raises ConflictError if the version has changed since, and OutputError if the file can't be written.
        """
        with self._lock:
            if version != self.version(index):
                raise ConflictError
            before = self.judgement(index)
            self._journal.judge(index, replace(judgement, number=self._journal.last_number + 1))
            self.made += before is None
            self._versions[index] = version + 1
            self._steps.append(_Step(tab, index, before, version + 1))
            self._waiting.pop(index, None)
            self._show(tab, None)

    def skip(self, tab: str, index: int) -> None:
        """Moves a paragraph to the end of the queue for this run."""
        with self._lock:
            if index in self._waiting:
                self._waiting.move_to_end(index)
            self._show(tab, None)

    def undo(self, tab: str) -> tuple[int, Judgement] | None:
        """Undoes this tab's latest judgement, or if it has none, the latest of all; shows that paragraph in the tab.

        Returns the paragraph and the undone judgement, or None if there is nothing to undo.
        """
        with self._lock:
            # If another tab has since changed a judgement, this tab can't undo it.
            self._steps = [step for step in self._steps if step.version == self.version(step.index)]
            own = [step for step in self._steps if step.tab == tab]
            if not self._steps:
                return None
            step = (own or self._steps)[-1]
            said = self._journal.judgements[step.index]
            self._journal.judge(step.index, step.before)
            self.made -= step.before is None and bool(step.tab)
            self._steps.remove(step)
            self._versions[step.index] = step.version + 1
            if step.before is None:
                self._waiting[step.index] = None
                self._waiting.move_to_end(step.index, last=False)
            self._show(tab, step.index)
            return step.index, said
