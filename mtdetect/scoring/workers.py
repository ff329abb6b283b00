"""Parallel work in processes: results in order, bounded memory, and a crash loses only the item that caused it."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

OBJECTS = 50_000
"""New objects between garbage collections. Scoring creates Python's default number, 700, in a millisecond."""

AHEAD = 2
"""Batches submitted per process: one being worked on, and one waiting."""


WATCH = 0.5
"""Seconds between a worker's checks that its parent is alive."""


def collect_seldom() -> None:
    """Makes the garbage collector run less often: it looks for reference cycles, and scoring creates none.

    This affects the whole process, so call it only in one that belongs to mtdetect.
    """
    gc.set_threshold(OBJECTS)


@contextmanager
def collections_paused() -> Iterator[None]:
    """Keeps the garbage collector from running meanwhile, in all threads: for work that ends soon.

    Scoring a batch creates hundreds of thousands of objects and no reference cycles, so that the collector would only
    look at all of them again and again. Whoever turned it off before, a user or another thread, is left to turn it on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def processes(jobs: int) -> int:
    """The number of processes for `jobs`: 0 means one for each core that this process may use.

    That respects CPU affinity, the quota of a container, and LOKY_MAX_CPU_COUNT.

    Raises:
        ValueError: `jobs` is negative.
    """
    if jobs < 0:
        raise ValueError(f"jobs is {jobs}; give the number of processes, or 0 for one per core")
    if jobs:
        return jobs
    from joblib import cpu_count

    return int(cpu_count())


def shared(
    work: Callable[[list[T]], list[R]], batches: Iterable[list[T]], jobs: int, lost: Callable[[T], R]
) -> Iterator[R]:
    """Runs `work` on each batch in one of `jobs` processes, and yields the results of all items in order.

    It never runs more than a few batches ahead of the reader, so results don't pile up in memory. (joblib's own
    generator keeps working while nobody reads.) If a process dies, because it ran out of memory or a library crashed,
    its batches are tried again. An item that kills its process even when it is alone is passed to `lost`, which
    returns the result to use for it.
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
    except BaseException:  # interrupted, or the reader has stopped
        executor.shutdown(wait=False, kill_workers=True)
        raise


def _start(jobs: int) -> Any:
    """Starts the pool with the signals blocked that end a program: the parent stops its processes itself.

    Ctrl-C, and some systems with other signals, reach all processes of a job at once. Without this, each would print a
    traceback of its own, and the parent would take their end for a crash and start others.
    """
    from joblib.externals.loky import get_reusable_executor

    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        return get_reusable_executor(max_workers=jobs, initializer=collect_seldom)
    ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # new processes inherit this
    try:
        executor = get_reusable_executor(max_workers=jobs, initializer=_begin, initargs=(os.getpid(),))
        executor.submit(int).result()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return executor


def _begin(parent: int) -> None:
    collect_seldom()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Ends this process when its parent is gone: one that is killed can't stop its workers."""
    while os.getppid() == parent:
        time.sleep(WATCH)
    os._exit(1)


def _again(work: Callable[[list[T]], list[R]], batch: list[T], lost: Callable[[T], R]) -> list[R]:
    """Retries a batch after a process died, halving it until the item to blame is alone."""
    from joblib.externals.loky import BrokenProcessPool

    try:
        done: list[R] = _start(1).submit(work, batch).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            return [lost(batch[0])]
        half = len(batch) // 2
        return [*_again(work, batch[:half], lost), *_again(work, batch[half:], lost)]
    return done
