"""Work shared among processes: results in order, a bounded number under way, and none lost with a process that ends."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

OBJECTS = 50_000
"""New objects after which Python looks for cycles among them; by default 700, which scoring makes in a millisecond."""

AHEAD = 2
"""Batches under way for each process: one that it works on, and one that waits for it."""


def collect_seldom() -> None:
    """For a process of our own: looks for cycles of objects less often, which scoring makes none of."""
    gc.set_threshold(OBJECTS)


def shared(
    work: Callable[[list[T]], list[R]], batches: Iterable[list[T]], jobs: int, lost: Callable[[T], R]
) -> Iterator[R]:
    """What `work` makes of each item of each batch, in order, in `jobs` processes.

    No batch is taken before there is room for it: results wait for whoever reads them, and not in memory. (joblib's
    own generator works on while nobody reads.) A process may end in the middle: killed for its memory, or in a
    library's fault. Its batches are then worked on again; an item that ends a process of its own too is given to
    `lost`, and the others go on.
    """
    from joblib.externals.loky import BrokenProcessPool

    source = iter(batches)
    under_way: deque[tuple[list[T], Any]] = deque()
    executor = _start(jobs)
    try:
        while True:
            try:
                while len(under_way) < AHEAD * jobs and (batch := next(source, None)) is not None:
                    under_way.append((batch, None))
                    under_way[-1] = (batch, executor.submit(work, batch))
                if not under_way:
                    return
                done = under_way[0][1].result()
            except BrokenProcessPool:
                for batch, _ in under_way:
                    yield from _again(work, batch, lost)
                under_way.clear()
                executor = _start(jobs)
            else:
                under_way.popleft()
                yield from done
    except BaseException:  # interrupted, or nobody reads on
        executor.shutdown(wait=False, kill_workers=True)
        raise


def _start(jobs: int) -> Any:
    """The pool, its processes started deaf to Ctrl-C: this one answers it, and each would print where it met them."""
    from joblib.externals.loky import get_reusable_executor

    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        return get_reusable_executor(max_workers=jobs, initializer=collect_seldom)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a new process takes over
    try:
        executor = get_reusable_executor(max_workers=jobs, initializer=collect_seldom)
        executor.submit(int).result()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return executor


def _again(work: Callable[[list[T]], list[R]], batch: list[T], lost: Callable[[T], R]) -> list[R]:
    """A batch that was under way when a process ended, by halves until what ends it is found."""
    from joblib.externals.loky import BrokenProcessPool

    try:
        done: list[R] = _start(1).submit(work, batch).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            return [lost(batch[0])]
        half = len(batch) // 2
        return [*_again(work, batch[:half], lost), *_again(work, batch[half:], lost)]
    return done
