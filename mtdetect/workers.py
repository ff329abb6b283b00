"""Work shared among processes: results in order, a bounded number under way, and none lost with a process that ends."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def shared(
    work: Callable[[list[T]], list[R]], batches: Iterable[list[T]], jobs: int, lost: Callable[[T], R]
) -> Iterator[R]:
    """What `work` makes of each item of each batch, in order, in `jobs` processes.

    A process may end in the middle: killed for its memory, or in a library's fault. Its batches are then worked on
    again; an item that ends a process of its own too is given to `lost`, and the others go on.
    """
    from joblib import Parallel, delayed
    from joblib.externals.loky import BrokenProcessPool

    _start(jobs)
    waiting: deque[list[T]] = deque()
    source = iter(batches)

    def tasks() -> Iterator[Any]:
        for batch in source:
            waiting.append(batch)
            yield delayed(work)(batch)

    while True:
        results = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)(tasks())
        try:
            for done in results:
                waiting.popleft()
                yield from done
            return
        except BrokenProcessPool:
            under_way = [waiting.popleft() for _ in range(len(waiting))]
        for batch in under_way:
            yield from _again(work, batch, lost)


def _start(jobs: int) -> None:
    """Starts the processes deaf to Ctrl-C: this one answers it, and they would each print where it met them."""
    from joblib import Parallel, delayed

    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a new process takes over
    try:
        Parallel(n_jobs=jobs)(delayed(int)() for _ in range(abs(jobs)))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _again(work: Callable[[list[T]], list[R]], batch: list[T], lost: Callable[[T], R]) -> list[R]:
    """A batch that was under way when a process ended, by halves until what ends it is found."""
    from joblib import Parallel, delayed
    from joblib.externals.loky import BrokenProcessPool

    try:
        done: list[R] = Parallel(n_jobs=2)([delayed(work)(batch)])[0]
    except BrokenProcessPool:
        if len(batch) == 1:
            return [lost(batch[0])]
        half = len(batch) // 2
        return [*_again(work, batch[:half], lost), *_again(work, batch[half:], lost)]
    return done
