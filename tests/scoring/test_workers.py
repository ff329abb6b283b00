"""What becomes of the rest when a process ends in the middle of its work."""

import gc
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from mtdetect.scoring.workers import collections_paused, shared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")


def test_an_item_that_ends_its_process_is_lost_alone() -> None:
    def work(batch: list[int]) -> list[int]:
        if 13 in batch:
            os.kill(os.getpid(), signal.SIGKILL)
        return [item * 10 for item in batch]

    batches = ([2 * i, 2 * i + 1] for i in range(10))
    expected = [-1 if item == 13 else item * 10 for item in range(20)]
    assert list(shared(work, batches, 2, lambda item: -1)) == expected


def test_no_more_is_under_way_than_the_workers_need() -> None:
    taken = 0

    def batches() -> Iterator[list[int]]:
        nonlocal taken
        for i in range(100):
            taken += 1
            yield [i]

    results = shared(lambda batch: batch, batches(), 2, lambda item: item)
    assert next(results) == 0
    assert taken < 20
    assert list(results) == list(range(1, 100))


@collections_paused()
def _fail(error: Exception) -> None:
    assert not gc.isenabled()
    raise error


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_as_before_once_its_pause_ends(on: bool) -> None:
    was_on = gc.isenabled()
    try:
        gc.enable() if on else gc.disable()
        with pytest.raises(KeyError):
            _fail(KeyError())
        assert gc.isenabled() == on
    finally:
        gc.enable() if was_on else gc.disable()
