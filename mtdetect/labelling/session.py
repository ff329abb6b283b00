"""One run of labelling: who sees which paragraph, what was judged, and the way back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtdetect.labelling.journal import Journal, Judgement
from mtdetect.labelling.queue import Item


class ConflictError(Exception):
    """A paragraph was judged elsewhere since it was shown."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A judgement that can be taken back: by whom, of what, over which earlier one, and what it made of it."""

    tab: str
    index: int
    before: Judgement | None
    version: int


class Session:
    """Safe to use from several threads. A `tab` is whatever name a page goes by."""

    def __init__(self, items: Sequence[Item], order: Sequence[int], journal: Journal) -> None:
        self.items = items
        self.made = 0
        """Judgements of this run that stand."""
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
    def can_undo(self) -> bool:
        return bool(self._steps)

    def version(self, index: int) -> int:
        """How often a paragraph's judgement has changed in this run."""
        return self._versions.get(index, 0)

    def judgement(self, index: int) -> Judgement | None:
        return self._journal.judgements.get(index)

    def next(self, tab: str) -> int | None:
        """The paragraph that this tab has before it: the one it had, or else the next that no other tab has.

        None where every paragraph is judged.
        """
        with self._lock:
            mine = self._shown.get(tab)
            if mine is None or mine not in self._waiting:
                taken = {index for other, index in self._shown.items() if other != tab}
                free = (index for index in self._waiting if index not in taken)
                # The last ones are given out twice: a closed tab would keep its own for ever.
                mine = next(free, next(iter(self._waiting), None))
                self._show(tab, mine)
            return mine

    def _show(self, tab: str, index: int | None) -> None:
        if index is None:
            self._shown.pop(tab, None)
        else:
            self._shown[tab] = index

    def judge(self, tab: str, index: int, version: int, judgement: Judgement) -> None:
        """Writes a judgement to disk. `version` is that of the paragraph as the tab saw it.

        Raises ConflictError where it has another by now, and OutputError where it can't be written.
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
        """Puts a paragraph behind all the others, for this run."""
        with self._lock:
            if index in self._waiting:
                self._waiting.move_to_end(index)
            self._show(tab, None)

    def undo(self, tab: str) -> tuple[int, Judgement] | None:
        """Takes back this tab's last judgement, or where it has none left the last of all, and shows it to the tab.

        Returns the paragraph and what had been said; None where nothing is left to take back.
        """
        with self._lock:
            # A judgement that another tab has changed since is not this tab's to take back.
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
