"""The tagger: its tokens, its network, and the places that it gives to the rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mtdetect.lm.hash_table import HashTable
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.glance import Glance
from mtdetect.lm.tagger.network import SPECIAL, UNREAD, Tagger
from mtdetect.lm.tagger.tags import Tags, tags_of
from mtdetect.lm.tagger.tokens import (
    BOUNDARY,
    CAPITALISED,
    COUNTED,
    INITIAL,
    LOOKS,
    LOWER,
    MARK,
    MIXED,
    NUMBER,
    PLACES,
    RUNS,
    SETTINGS,
    SUFFIXES,
    UPPER,
    TaggerTokens,
)
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

Document = tuple[str, list[Span]]


def document(text: str) -> Document:
    segmented = SegmentedText(text)
    return segmented.text, segmented.paragraphs


def tokens_of(*texts: str) -> tuple[TaggerTokens, list[str]]:
    documents = [document(text) for text in texts]
    tokens = TaggerTokens.of(documents)
    spans = zip(tokens.documents, tokens.starts, tokens.ends, strict=True)
    return tokens, [documents[which][0][start:end] for which, start, end in spans]


SPLITS = {
    "They don’t agree.": ["", "They", "don’t", "agree", "."],
    "It cost 3,500.25 (then)...": ["", "It", "cost", "3,500.25", "(", "then", ")", "..."],
    "One line.\nAnother": ["", "One", "line", ".", "", "Another"],
    "U.S. café, naïve": ["", "U", ".", "S", ".", "café", ",", "naïve"],
    "": [],
    " \n ": [],
    "\ud800 \0 x": ["", "\ud800", "\0", "x"],
}


@pytest.mark.parametrize("text", SPLITS)
def test_tokens_are_words_numbers_and_marks(text: str) -> None:
    assert tokens_of(text)[1] == SPLITS[text]


def test_shapes() -> None:
    tokens, words = tokens_of("word Word WORD wOrd I 12 ;")
    assert dict(zip(words, tokens.shapes.tolist(), strict=True)) == {
        "": BOUNDARY, "word": LOWER, "Word": CAPITALISED, "WORD": UPPER, "wOrd": MIXED, "I": INITIAL, "12": NUMBER,
        ";": MARK,
    }  # fmt: skip


def test_a_token_knows_whether_its_phrase_occurs_elsewhere_in_the_document() -> None:
    tokens, words = tokens_of("Margaret Doyle spoke.\n\nThe attempt Margaret Doyle to close it. The attempt failed.")
    runs = dict(zip(words, (tokens.places // 2 % RUNS).tolist(), strict=True))
    counts = dict(zip(words, (tokens.places // (4 * RUNS)).tolist(), strict=True))
    assert runs["Doyle"]
    assert runs["attempt"]
    assert not runs["close"]
    assert counts["Doyle"] == 2
    assert max(counts.values()) < COUNTED
    # In a document of its own, nothing is repeated.
    apart, _ = tokens_of("Margaret Doyle spoke.", "The attempt Margaret Doyle to close it.")
    assert not (apart.places // 2 % RUNS).any()


def test_a_token_knows_whether_it_repeats_what_is_just_before_it() -> None:
    tokens, words = tokens_of("in the the end, so it was so it was.\n\nwas")
    twice = [word for word, place in zip(words, tokens.places.tolist(), strict=True) if place % 2]
    assert twice == ["the", "so", "it", "was"]


def test_values_of_features_are_within_their_tables() -> None:
    texts = ["“One (two) three", "Four five. " * 30, "A\nB\n\nC “D” [e", "1 22 333 4444 55555"]
    tokens, _ = tokens_of(*texts)
    for values, size in (
        (tokens.looks, LOOKS),
        (tokens.places, PLACES),
        (tokens.settings, SETTINGS),
        (tokens.suffixes, SUFFIXES),
    ):
        assert set(values.tolist()) <= set(range(size))


def small_tagger(seed: int = 0, width: int = 16) -> Tagger:
    """A network with random weights."""
    rng = np.random.default_rng(seed)
    tokens, _ = tokens_of("the council said that it would close the branch of a library")
    hashes = np.unique((tokens.keys[1:] >> np.uint64(32)).astype(np.uint32))
    table = HashTable.of(hashes)

    def integers(*shape: int) -> np.ndarray:
        return rng.integers(-60, 61, shape).astype(np.int8)

    def floats(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.3, shape).astype(np.float32)

    classes, layers = len(Class), 2
    return Tagger(
        sizes=table.sizes, low=table.low, vectors=integers(len(hashes) + SPECIAL, 12), project=integers(12, width),
        special=floats(SPECIAL, width), suffixes=integers(SUFFIXES, width), looks=floats(LOOKS, width),
        places=floats(PLACES, width), settings=floats(SETTINGS, width), dilations=np.array([1, 2], np.int32),
        reduce=integers(layers, width, 4), mix=integers(layers, 20, 2 * width), bias=floats(layers, 2 * width),
        output=integers(width, classes), output_bias=floats(classes), vector_step=np.float32(1e-3),
        suffix_step=np.float32(1e-2), exponents=np.array([[-7, -11], [-7, -11], [0, -9]], np.int32),
        thresholds=np.zeros((classes, 2), np.float32), confidences=np.ones((classes, 2), np.float32),
        edits=np.zeros(classes, np.float32),
    )  # fmt: skip


def test_log_odds_do_not_depend_on_the_batch() -> None:
    tagger = small_tagger()
    texts = ["The council said.", "It would close the branch. " * 200, "x", "", "A library\nof the council"]
    documents = [document(text) for text in texts]
    together = np.split(tagger.log_odds(TaggerTokens.of(documents)), _ends(documents))
    for own, alone in zip(documents, together, strict=True):
        assert np.array_equal(tagger.log_odds(TaggerTokens.of([own])), alone)


def _ends(documents: list[Document]) -> list[int]:
    return np.cumsum([len(TaggerTokens.of([own])) for own in documents])[:-1].tolist()


@pytest.mark.parametrize(("distance", "seen"), [(1, True), (5, True), (7, False), (-5, True), (-7, False)])
def test_a_token_is_read_with_the_tokens_that_the_network_reaches(distance: int, seen: bool) -> None:
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(40)]  # all different
    other = [*words]
    other[20 + distance] = "council"
    two = [tokens_of(" ".join(own))[0] for own in (words, other)]
    taggers = [small_tagger(seed) for seed in range(5)]
    assert {tagger.reach for tagger in taggers} == {6}
    changed = [not np.array_equal(*(tagger.log_odds(own)[21] for own in two)) for tagger in taggers]
    assert any(changed) == seen


def small_glance(threshold: float, width: int = 16, units: int = 8) -> Glance:
    """A glance with random weights."""
    rng = np.random.default_rng(1)

    def integers(kind: type, *shape: int) -> np.ndarray:
        return rng.integers(-60, 61, shape).astype(kind)

    return Glance(
        window=integers(np.int8, 5, width, units), places=integers(np.int16, PLACES, units),
        settings=integers(np.int16, SETTINGS, units), bias=integers(np.int16, units), output=integers(np.int8, units),
        threshold=np.float32(threshold), exponent=np.int32(-3),
    )  # fmt: skip


def test_only_tokens_that_look_suspicious_at_a_glance_are_read() -> None:
    text = "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 3
    everything = replace(small_tagger(), glance=small_glance(-1e9)).log_odds(tokens_of(text)[0])
    assert np.array_equal(everything, small_tagger().log_odds(tokens_of(text)[0]))
    nothing = replace(small_tagger(), glance=small_glance(1e9)).log_odds(tokens_of(text)[0])
    assert (nothing[:, 1:] == UNREAD).all()


def test_repeated_words_are_always_read() -> None:
    tokens, words = tokens_of("a b c d e f g h i j k l m n o o p q r s t u v w x y z")
    read = replace(small_tagger(), glance=small_glance(1e9)).log_odds(tokens)[:, 1] > UNREAD
    near = [word for word, is_read in zip(words, read, strict=True) if is_read]
    assert near == ["k", "l", "m", "n", "o", "o", "p", "q", "r", "s", "t"]


def test_what_a_glance_chooses_does_not_depend_on_the_batch() -> None:
    tagger = replace(small_tagger(), glance=small_glance(0))
    documents = [document(text) for text in ("The council said.", "It would close the branch. " * 90, "x", "The end")]
    together = np.split(tagger.log_odds(TaggerTokens.of(documents)), _ends(documents))
    assert any((own == UNREAD).any() for own in together)
    for own, alone in zip(documents, together, strict=True):
        assert np.array_equal(tagger.log_odds(TaggerTokens.of([own])), alone)


def tags(margins: dict[Class, list[float]], words: int) -> Tags:
    """Tags of a text of one-letter words; the first token is the boundary."""
    starts = np.array([0, *range(0, 2 * words, 2)])
    ends = np.array([0, *range(1, 2 * words, 2)])
    table = np.full((words + 1, len(Class)), -9, np.float32)
    for which, values in margins.items():
        table[1:, which] = values
    edits = np.zeros(len(Class), np.float32)
    edits[Class.LOST_STOP] = 0.2
    kinds, confidences = np.zeros(words + 1, np.int64), np.tile(np.float32([-1, 0.5]), (len(Class), 1))
    return Tags(starts, ends, kinds, table, confidences, edits)


def test_places_are_runs_above_the_threshold() -> None:
    found = tags({Class.FALSE_STOP: [-1, 2, -1, 3, 1]}, 5)
    assert list(found.places(Class.FALSE_STOP)) == [(2, 2, 2), (4, 5, 3)]
    assert [found.judged(Class.FALSE_STOP, margin) for margin in (-1, 2, 3)] == [None, 0.5, 0.622]
    assert not list(found.places(Class.GAP))


def test_a_place_below_the_threshold_is_flagged_if_correcting_it_saves_bits() -> None:
    found = tags({Class.LOST_STOP: [-2, -4, 1]}, 3)
    assert [place.first for place in found.places(Class.LOST_STOP)] == [1, 3]
    assert [found.judged(Class.LOST_STOP, -2, saved) for saved in (9, 12, 90)] == [None, 0.31, 0.378]
    assert found.judged(Class.LOST_STOP, 1, -6) is None
    assert found.judged(Class.FALSE_STOP, -2, 90) is None


def test_a_fragment_includes_words_that_are_little_below_the_threshold() -> None:
    found = tags({Class.STRAY: [-2, 1, -1, -9, -1]}, 5)
    assert [(p.first, p.last) for p in found.places(Class.STRAY)] == [(1, 3)]


def test_documents_are_tagged_together_as_alone() -> None:
    tagger = small_tagger()
    documents = [document(text) for text in ("The council said it.", "A branch.\n\nThe library of it.")]
    for own, alone in zip(tags_of(tagger, documents), (tags_of(tagger, [d])[0] for d in documents), strict=True):
        assert np.array_equal(own.margins, alone.margins)
        assert np.array_equal(own.starts, alone.starts)


def test_a_long_document_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = small_tagger()
    text, spans = document("\n\n".join(f"The council said it {i} times, and the library closed." for i in range(40)))
    monkeypatch.setattr("mtdetect.lm.tagger.tags.LONGEST", 300)
    long, blank = tags_of(tagger, [(text, spans), (" " * 400, [])])
    tokens = TaggerTokens.of([(text, spans)])
    assert np.array_equal(long.starts, tokens.starts)
    assert np.array_equal(long.ends, tokens.ends)
    assert len(long.margins) == len(tokens)
    assert not len(blank.starts)
