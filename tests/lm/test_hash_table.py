"""Look-ups by hash find what is in a table, at its index, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from mtdetect.lm.hash_table import HashTable, hashes_of, ngram_hashes, sums_of_hashes


def random_hashes(number: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 32, number, dtype=np.uint64).astype(np.uint32)


@pytest.mark.parametrize("number", [0, 1, 5, 1000, 300_000, 2_000_000])
def test_finds_what_is_there(number: int) -> None:
    keys = np.unique(random_hashes(number, 1))
    asked = np.concatenate((keys[::7], random_hashes(10_000, 2), np.array([0, (1 << 32) - 1], np.uint32)))
    table = HashTable.of(keys)
    found, places = HashTable(table.sizes, table.low).find(asked)
    assert found.tolist() == np.flatnonzero(np.isin(asked, keys)).tolist()
    assert (keys[places] == asked[found]).all()


def test_neighbours_in_a_bucket_are_distinguished() -> None:
    """The first and last keys of a bucket are found, and hashes next to them are not."""
    keys = np.array([0x0000_0000, 0x0000_FFFF, 0x0001_0000, 0xFFFF_0000, 0xFFFF_FFFF], np.uint32)
    table = HashTable.of(keys)
    assert table.find(keys)[1].tolist() == [0, 1, 2, 3, 4]
    assert not len(table.find(np.array([1, 0x0000_FFFE, 0x0001_0001, 0xFFFE_FFFF, 0xFFFF_0001], np.uint32))[0])


def test_both_ways_to_hash_an_ngram_agree() -> None:
    ids = np.array([5, 7, 5, 7, 9])
    by_length = ngram_hashes(ids, 3)
    assert hashes_of([ids[:-2], ids[1:-1], ids[2:]]).tolist() == by_length[2][2:].tolist()
    assert hashes_of([ids[:-1], ids[1:]]).tolist() == by_length[1][1:].tolist()
    assert by_length[1][1] == by_length[1][3] != by_length[1][2]


def test_runs_of_items_hardly_ever_share_a_hash() -> None:
    """Least of all pairs of small numbers with equal sums, which a weak hash would confuse."""
    first, second = np.divmod(np.arange(250_000), 500)
    items = np.stack([first, second + 500], 1).ravel()
    assert len(np.unique(sums_of_hashes(items, np.arange(0, len(items), 2)))) > 250_000 - 30
