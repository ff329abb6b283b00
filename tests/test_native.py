"""The native core gives the results of the Python code to the last bit, and refuses arrays that do not fit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mtdetect
from mtdetect import native
from mtdetect.lm.hash_table import HashTable
from mtdetect.lm.pieces import Tokens
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.rules.registry import REGISTRY
from mtdetect.scoring.ngram_models import ngram_scores
from mtdetect.text.alphabet import WORD
from mtdetect.text.char_index import CharIndex
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.text.sweep import remember
from mtdetect.text.word_index import BLOCK, HashedWordSet, changes, numbered, run_hashes, where

ROOT = Path(__file__).parents[1]

core: Any = native.core
pytestmark = pytest.mark.skipif(core is None, reason="the native core was not built, or MTDETECT_PURE is set")

SETS = () if core is None else core.all_instructions()


@pytest.fixture(params=SETS)
def instructions(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each set of instructions that this machine has."""
    before = core.instructions()
    yield core.instructions(request.param)
    core.instructions(before)


def both(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """What the core and the Python code give."""
    fast = work()
    with monkeypatch.context() as patch:
        patch.setattr(native, "core", None)
        return fast, work()


def texts() -> list[str]:
    """The examples, the cases of all rules, and texts at the limits of what arrays hold."""
    examples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    files = sorted((ROOT / "tests" / "cases").glob("*.json"))
    cases = [case.replace("[", "").replace("]", "") for path in files for case in _strings(path)]
    return [*examples, *cases, "", " ", "a", "\ud800 \0 x", "ß" * 200, "The same words again. " * 400, "a. " * 200]


def _strings(path: Path) -> list[str]:
    found, todo = [], [json.loads(path.read_text(encoding="utf-8"))]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            found.append(each)
        else:
            todo += each.values() if isinstance(each, dict) else each
    return found


def test_reports_are_the_same(instructions: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = mtdetect.load()
    fast, slow = both(lambda: [report.to_dict() for report in model.score_many(texts())], monkeypatch)
    assert fast == slow


def tagger_tokens(number: int | None = None) -> TaggerTokens:
    documents = [SegmentedText(text) for text in texts()[:number]]
    return TaggerTokens.of([(document.text, document.paragraphs) for document in documents])


@pytest.mark.parametrize("finer", [0, 1])
def test_log_odds_are_the_same_to_the_last_bit(finer: int, instructions: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with values that take more than 8 bits, which the core multiplies in another way."""
    tagger = mtdetect.load().tagger
    assert tagger is not None
    tagger = replace(tagger, exponents=tagger.exponents + np.array([finer, 0], np.int32), glance=None)
    tokens = tagger_tokens(30)
    fast, slow = both(lambda: tagger.log_odds(tokens), monkeypatch)
    assert fast.tobytes() == slow.tobytes()


@pytest.mark.parametrize("together", [1, 40])
def test_tokens_are_the_same(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [(document.text, document.paragraphs) for document in map(SegmentedText, texts())]
    for first in range(0, len(documents), together):
        own = documents[first : first + together]
        fast, slow = both(lambda own=own: TaggerTokens.of(own), monkeypatch)  # type: ignore[misc]
        for column in fields(TaggerTokens):
            assert np.array_equal(getattr(fast, column.name), getattr(slow, column.name))


def test_networks_give_the_same(instructions: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = mtdetect.load()
    documents = [SegmentedText(text) for text in texts()]
    assert model.tagger is not None
    fast, slow = both(lambda: model.tagger.log_odds(tagger_tokens()), monkeypatch)
    assert fast.tobytes() == slow.tobytes()
    read = model.tokenizer.encode([document.text[a:b] for document in documents for a, b in document.paragraphs])
    symbols = model.discriminator.symbols(read, model.word_ngrams.read(read), model.word_ngrams)
    fast, slow = both(lambda: model.discriminator.log_odds(symbols), monkeypatch)
    assert np.array_equal(fast, slow)


def test_ngrams_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = mtdetect.load()
    read = model.tokenizer.encode(texts())
    for tokens in (read, Tokens(read.ids[:0], read.starts[:1]), Tokens(read.ids[5:9], np.array([0, 2, 4]))):
        fast, slow = both(lambda tokens=tokens: model.piece_ngrams.surprisal(tokens.ids), monkeypatch)  # type: ignore[misc]
        assert np.array_equal(fast, slow)
        fast, slow = both(lambda tokens=tokens: ngram_scores(tokens, model.ngram_weights), monkeypatch)  # type: ignore[misc]
        assert np.array_equal(fast, slow)


@pytest.mark.parametrize("number", [1, 63, 64, 65, 1100])
def test_trees_give_the_same(number: int, instructions: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(number)
    for classifier in mtdetect.load().classifiers.values():
        near = rng.choice(classifier.threshold, (number, len(classifier.columns)))
        rows = (near + rng.choice([-1, 0, 0, 1], near.shape)).astype(np.float32)
        rows[rng.random(rows.shape) < 0.1] = np.nan
        with np.errstate(invalid="ignore"):  # some thresholds are infinite
            fast, slow = both(lambda: classifier.component_log_odds(rows), monkeypatch)  # noqa: B023
        assert np.array_equal(fast, slow, equal_nan=True)


@pytest.mark.parametrize("size", [0, 1, 5, 1000, 300_000])
def test_a_hash_table_finds_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(size)
    keys = np.unique(rng.integers(0, 1 << 32, size, np.uint32))
    table = HashTable.of(keys)
    others = np.concatenate((rng.integers(0, 1 << 32, 1000, np.uint32), np.array([0, (1 << 32) - 1], np.uint32)))
    wanted = rng.permutation(np.concatenate((keys[: 1 << 12], others)))
    fast, slow = both(lambda: table.find(wanted), monkeypatch)
    assert all(map(np.array_equal, fast, slow))
    assert np.array_equal(keys[fast[1]], wanted[fast[0]])


@pytest.mark.parametrize("size", [0, 1, 7, 5000])
def test_values_are_numbered(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(size).integers(0, 300, size, np.uint64) << np.uint64(40)
    for first, numbers in both(lambda: numbered(values), monkeypatch):
        assert np.array_equal(values[first][numbers], values)
        assert len(first) == len(set(values.tolist()))
        assert all(first[number] <= i for i, number in enumerate(numbers.tolist()))


def test_hashes_of_runs_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 1 << 63, 200_000, np.uint64)
    edges = np.sort(rng.integers(0, len(values), 2000))
    starts, ends = edges[::2].copy(), edges[1::2].copy()
    ends[5] = starts[5]
    fast, slow = both(lambda: run_hashes(starts, ends, values.__getitem__), monkeypatch)
    assert np.array_equal(fast, slow)
    assert fast[5] == 0


@pytest.mark.parametrize("size", [0, 1, 5, BLOCK, BLOCK + 1, 2 * BLOCK + 7])
def test_places_of_characters_are_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(size)
    numbers = rng.integers(0, 9, size, np.uint16)
    members = rng.integers(0, 2, 9).astype(np.bool_)
    for work in (where, changes):
        fast, slow = both(lambda work=work: work(numbers, members), monkeypatch)  # type: ignore[misc]
        assert np.array_equal(fast, slow)
    assert np.array_equal(where(numbers, members), [i for i, number in enumerate(numbers) if members[number]])


@pytest.mark.parametrize("number", [1, 3, 200, 9000])
def test_membership_is_the_same(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"{chr(97 + i % 26)}{i}" for i in range(number)]
    own = HashedWordSet(words)
    asked = np.concatenate((own._hashes, own._hashes + np.uint64(1), np.array([0, WORD], np.uint64)))
    fast, slow = both(lambda: own.has(asked), monkeypatch)
    assert np.array_equal(fast, slow)
    assert fast.sum() == number


def test_classes_at_places_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    chars = CharIndex(["One, two.", "", "\u00e9t\u00e9 \U0001f600"])
    places = np.arange(-3, 40)
    for characters in ("[a-z]", ",", r"\s", r"\S", "\u00e9", "[^A-Z]"):
        fast, slow = both(lambda characters=characters: chars.are(places, characters), monkeypatch)  # type: ignore[misc]
        assert np.array_equal(fast, slow)


@pytest.mark.parametrize("together", [1, 400])
def test_patterns_found_ahead_are_the_same(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    searches = [search for registered in REGISTRY if registered.needs for search in registered.needs.searches]
    prefilters = {search: None for search in searches if isinstance(search, tuple)}
    for prefilter in prefilters:
        remember(prefilter)
    some = texts()[:: 400 // together // 10 or 1]
    for first in range(0, len(some), together):
        fast, slow = both(lambda own=some[first : first + together]: CharIndex(own), monkeypatch)  # type: ignore[misc]
        assert fast._swept is not None
        for prefilter in prefilters:
            found = fast._swept.get(prefilter)
            with monkeypatch.context() as patch:
                patch.setattr(native, "core", None)
                assert np.array_equal(found, slow.where(prefilter)), prefilter


def arrays(which: str) -> list[np.ndarray]:
    """Arguments that fit together."""
    i16, i64, u64 = np.int16, np.int64, np.uint64
    one = np.zeros(1, i64)
    return {
        "embed": [
            np.zeros((3, 5), np.int32), np.array([0, 1, 0]), np.zeros((2, 8), np.float32), np.zeros((1, 8), np.int8),
            np.zeros(1, np.float32), *np.zeros((3, 1, 8), np.float32), np.zeros(1, np.float32),
            np.zeros((3, 8), np.float32),
        ],
        "tagger": [
            np.zeros((3, 8), np.float32), np.zeros(3, np.int32), np.zeros(8 * 16, i16), np.zeros(3 * 16 * 16, i16),
            np.zeros(16, np.float32), np.ones(1, np.int32), np.ones((2, 2), np.float32), np.zeros(8 * 16, i16),
            np.zeros(14, np.float32), np.array([8, 16, 3, 14, 16]), np.zeros(3 * 16 * 16, np.int8),
            np.zeros(16, np.int32), np.zeros((3, 14), np.float32),
        ],
        "project": [
            np.zeros((3, 4), i16), np.zeros(32 * 4, i16), np.ones(1, np.float32), np.array([4, 1]),
            np.zeros((3, 32), i16),
        ],
        "glance": [
            np.zeros((3, 2, 32), i16), np.array([0, 1, 1, 0]), np.zeros(4, i64), np.zeros(4, i64), np.zeros(4, i64),
            np.zeros(32, i16), np.zeros((1, 32), i16), np.zeros((1, 32), i16), np.zeros(32, np.int8), np.array([3]),
            np.zeros(4, np.float32),
        ],
        "words": [
            np.zeros((3, 2, 32), i16), np.array([0, 1, 1, 0]), np.zeros(32, i16), np.zeros(32 * 16, i16),
            np.zeros(16, np.int32), np.zeros((2, 16), np.int8), np.array([3, 2, 10, 1023]), np.zeros((2, 2), np.int32),
        ],
        "forest": [
            np.zeros((2, 3), np.float32), np.array([1, 0, 0], i16), np.zeros(3, np.float32),
            np.array([[1, 2], [1, 1], [2, 2]], np.int32), np.zeros(3), np.array([0, 3], np.int32),
            np.zeros(1, np.int32), np.zeros((2, 3)),
        ],
        "find": [
            np.append(np.full(1 << 16, 2, np.int32), np.int32(0)), np.array([3, 4], np.uint16),
            np.array([4, 9], np.uint32), np.zeros(2, i64), np.zeros(2, np.int32),
        ],
        "ngrams": [
            np.array([1, 2, 3], np.int32), np.array([1, 5], u64), np.append(np.full(1 << 16, 2, np.int32), np.int32(0)),
            np.array([3, 4], np.uint16), np.zeros(2, np.uint8), np.zeros(2, np.uint8), np.zeros(3, np.uint8),
            np.zeros(3, np.int32),
        ],
        "scores": [
            np.array([1, 2, 3], np.int32), np.array([0, 1, 3]), np.array([1, 5], u64), np.zeros((4, 7), i16),
            np.zeros((2, 7), i64),
        ],
        "number": [np.zeros(2, u64), np.zeros(2, i64), np.zeros(2, i64)],
        "hashes": [np.zeros(4, u64), one, one + 4, np.zeros(1, u64)],
        "are": [np.array([1, 0, 2], np.uint16), np.array([-1, 0, 2, 9]), np.ones(3, np.bool_), np.zeros(4, np.bool_)],
        "where": [np.array([1, 0, 2], np.uint16), np.array([True, False, True]), np.zeros(3, i64)],
        "edges": [np.array([1, 0, 2], np.uint16), np.array([True, False, True]), np.zeros(3, i64)],
        "has": [
            np.array([0, 1 << 63, 7], u64), np.array([0, 1 << 63], u64), np.ones(2, np.bool_), np.array([7], u64),
            np.zeros(3, np.bool_),
        ],
        "tokens": [
            np.array([0, 1, 0, 2], np.uint16), np.array([0, 1, 3], np.uint16), np.zeros(3, u64), np.zeros(3, u64),
            np.zeros(3, u64), np.array([[1, 2], [3, 4]]), np.array([0, 0]), one, one.repeat(2), np.zeros((8, 6), i64),
            np.zeros(6, u64), np.zeros(6, u64),
        ],
        "sweep": [
            np.array([0, 1, 2], np.uint16), np.array([1, 2, 1], u64), np.array([0, 0, 1, 1], np.int32),
            np.zeros(1, np.int32), np.array([[0, 0, 0, 1]], np.int32), np.array([[1, 0]], np.int32), np.zeros(1, i64),
        ],
        "places": [np.zeros(4, u64), np.zeros(4, u64), np.zeros(4, i64), np.zeros(4, i64), np.zeros(4, i64)],
    }[which]  # fmt: skip


FUNCTIONS = (
    "tagger",
    "project",
    "glance",
    "words",
    "find",
    "number",
    "hashes",
    "are",
    "where",
    "edges",
    "has",
    "tokens",
    "embed",
    "ngrams",
    "scores",
    "sweep",
    "forest",
    "places",
)

OUT_OF_RANGE = [
    ("tagger", 5, -1), ("project", 3, 3), ("project", 3, 0), ("project", 3, 1 << 62),
    ("tagger", 5, 1 << 30), ("tagger", 9, 1 << 40), ("tagger", 9, -8), ("glance", 1, 2),
    ("glance", 1, -1), ("glance", 3, 1), ("glance", 4, -1), ("glance", 9, 0), ("words", 1, 2), ("words", 1, -1),
    ("words", 6, 1 << 40), ("words", 6, 0), ("find", 0, 3), ("find", 0, -1), ("hashes", 1, -1), ("hashes", 2, 5),
    ("hashes", 2, 1 << 60), ("are", 0, 3), ("where", 0, 3), ("edges", 0, 0xFFFF),
    ("tokens", 0, 3), ("tokens", 5, -1), ("tokens", 5, 5), ("tokens", 6, -1), ("tokens", 6, 1),
    ("ngrams", 2, 3), ("ngrams", 2, -1), ("scores", 1, -1), ("scores", 1, 4),
    ("embed", 0, 1), ("embed", 0, -1), ("embed", 1, 2), ("embed", 1, -1),
    ("sweep", 0, 3), ("sweep", 2, -1), ("sweep", 2, 2), ("sweep", 3, 1), ("sweep", 3, -1), ("sweep", 4, -1),
    ("sweep", 4, 1), ("sweep", 5, 64), ("sweep", 5, -1), ("sweep", 5, 1 << 30),
    ("forest", 1, 2), ("forest", 1, -1), ("forest", 3, 3), ("forest", 3, -1), ("forest", 3, 0), ("forest", 5, 1),
    ("forest", 6, 2), ("forest", 6, -1),
]  # fmt: skip


@pytest.mark.parametrize("which", FUNCTIONS)
def test_arrays_that_fit_are_accepted(which: str, instructions: str) -> None:
    getattr(core, which)(*arrays(which))


@pytest.mark.parametrize(("which", "argument", "value"), OUT_OF_RANGE)
def test_indices_out_of_range_are_refused(which: str, argument: int, value: int, instructions: str) -> None:
    given = arrays(which)
    given[argument] = np.full_like(given[argument], value)
    with pytest.raises(ValueError, match="do not fit together"):
        getattr(core, which)(*given)


@pytest.mark.parametrize("which", FUNCTIONS)
@pytest.mark.parametrize("size", [0, -1, 1])
def test_arrays_of_other_sizes_are_refused(which: str, size: int) -> None:
    """Each array in turn is empty, or has one element less or more."""
    refused = 0
    for argument, array in enumerate(arrays(which)):
        given = arrays(which)
        flat = array.ravel()
        given[argument] = flat[:size].copy() if size <= 0 else np.append(flat, flat[:1])
        try:
            getattr(core, which)(*given)
        except ValueError:
            refused += 1
    assert refused >= len(arrays(which)) - 2  # a vocabulary or a text alone may be of any size


@pytest.mark.parametrize("which", FUNCTIONS)
def test_arrays_of_other_types_are_refused(which: str) -> None:
    for argument, array in enumerate(arrays(which)):
        for other in (array.astype(np.float64), np.stack([array, array], -1)[..., 0], object(), None):
            given: list[Any] = arrays(which)
            given[argument] = other
            if isinstance(other, np.ndarray) and other.flags.c_contiguous and other.dtype == array.dtype:
                continue  # of one element
            with pytest.raises((TypeError, ValueError, BufferError)):
                getattr(core, which)(*given)
    for given in ([], arrays(which)[:-1], [*arrays(which), np.zeros(1)]):
        with pytest.raises(TypeError):
            getattr(core, which)(*given)


def test_a_machine_is_asked_for_its_instructions_only() -> None:
    with pytest.raises(ValueError, match="no vax"):
        core.instructions("vax")


def test_the_environment_forces_the_python_code() -> None:
    program = "from mtdetect import native; print(native.core, native.description())"
    for value, pure in (("1", True), ("0", False), ("", False)):
        environment = os.environ | {native.PURE: value}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert (done.stdout == "None pure Python\n") == pure
