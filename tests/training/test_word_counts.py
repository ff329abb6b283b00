"""Reads a trigram model of a few words, written here bit by bit as sphinxbase writes it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

import mtdetect
from mtdetect.types import InputError
from training.word_counts import BITS, MAGIC, WordCounts, word_ngrams

WORDS = ["</s>", "<s>", "moon", "the", "to"]
SINGLE = [(3.0, 0.0), (20.0, 1.0), (12.0, 0.5), (4.0, 0.25), (5.0, 0.8)]
"""Bits of each word, and the bits to add after it."""
PAIRS = {("<s>", "to"): 2.0, ("the", "moon"): 6.0, ("to", "the"): 1.0, ("moon", "</s>"): 1.5}
TRIPLES = {("to", "the", "moon"): 2.5}


def packed(rows: list[list[tuple[int, int]]], spare: int = 0) -> bytes:
    """(value, width) after another, lowest bit first."""
    bits = "".join(f"{value:0{width}b}"[::-1] for row in rows for value, width in row)
    total = sum(width for _, width in rows[0])
    size = ((len(rows) + spare) * total + 7) // 8 + 8
    return int(bits[::-1] or "0", 2).to_bytes(size, "little")


def trie(path: Path) -> Path:
    numbers = {word: i for i, word in enumerate(WORDS)}
    bins = np.zeros((3, 1 << 16), "<f4")
    pairs = sorted(PAIRS, key=lambda pair: (numbers[pair[1]], numbers[pair[0]]))
    triples = sorted(TRIPLES, key=lambda triple: (pairs.index(triple[1:]), numbers[triple[0]]))
    bins[0, : len(pairs)] = [PAIRS[pair] / BITS for pair in pairs]
    bins[1, :1] = 0.5 / BITS
    bins[2, : len(triples)] = [TRIPLES[triple] / BITS for triple in triples]
    raw = MAGIC + bytes([3]) + struct.pack("<3I", len(WORDS), len(pairs), len(triples)) + struct.pack("<i", 1)
    raw += bins.tobytes()
    longer = [sum(numbers[b] < i for _, b in pairs) for i in range(len(WORDS) + 1)]
    for (bits, backoff), first in zip([*SINGLE, (0.0, 0.0)], longer, strict=True):
        raw += struct.pack("<ffI", bits / BITS, backoff / BITS, first)
    wide, next_wide = len(WORDS).bit_length(), len(triples).bit_length()
    ends = [sum(pairs.index(triple[1:]) < i for triple in triples) for i in range(len(pairs) + 1)]
    first_words = [numbers[a] for a, _ in pairs] + [0]
    middle = [
        [(w, wide), (i << 16, 32), (e, next_wide)] for i, (w, e) in enumerate(zip(first_words, ends, strict=True))
    ]
    raw += packed(middle) + packed([[(numbers[t[0]], wide), (i, 16)] for i, t in enumerate(triples)], spare=1)
    names = b"".join(word.encode() + b"\0" for word in WORDS)
    path.write_bytes(raw + struct.pack("<i", len(names)) + names)
    return path


def test_reads_what_was_written(tmp_path: Path) -> None:
    counts = WordCounts.load(trie(tmp_path / "en.lm.bin"))
    assert counts.words == WORDS
    np.testing.assert_allclose(counts.single.bits, [bits for bits, _ in SINGLE], rtol=1e-5)
    named = [(counts.words[a], counts.words[b]) for a, b in zip(counts.pairs.first, counts.last, strict=True)]
    assert dict(zip(named, counts.pairs.bits.round(4).tolist(), strict=True)) == PAIRS
    ends = [named[pair] for pair in counts.pair_of]
    assert [(counts.words[a], *end) for a, end in zip(counts.triples.first, ends, strict=True)] == list(TRIPLES)
    assert counts.triples.bits.round(4).tolist() == [2.5]


@pytest.mark.parametrize(
    ("text", "steps", "closing"),
    [
        ("To the moon.", [20, 10, 25], [0, 0, 15]),  # a pair after the start, a pair, three
        ("The moon", [50, 60], [0, 0]),  # not met at the start: its own bits, and those of the start
        ("moon to.", [130, 55], [0, 38]),  # 12 + 1; 5 + .5; the end after “to” was not met: 3 + .8
        ("the unknown moon", [50, 0, 120], [0, 0, 0]),
    ],
)
def test_word_model_of_counts(tmp_path: Path, text: str, steps: list[int], closing: list[int]) -> None:
    tokenizer = mtdetect.load().tokenizer
    made = word_ngrams(WordCounts.load(trie(tmp_path / "en.lm.bin")), tokenizer)
    read = made.read(tokenizer.encode([text]))
    assert read.steps.tolist() == steps
    assert read.closing.tolist() == closing


@pytest.mark.parametrize(("content", "says"), [(None, "install Debian's"), (b"ARPA", "not a trigram model")])
def test_other_files_are_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "en.lm.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        WordCounts.load(path)
