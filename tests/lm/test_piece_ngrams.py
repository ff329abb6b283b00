"""The tokenizer's offsets, and what surprises the language model."""

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.hash_table import HashTable, ngram_hashes
from mtdetect.lm.piece_ngrams import STEP, Ngrams, PieceNgramModel
from mtdetect.lm.pieces import BOUNDARY, Tokenizer, reaching_over
from mtdetect.scoring.features import ngram_buckets


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return mtdetect.load().tokenizer


@pytest.mark.parametrize(
    "text",
    ["The minister said so.", "İstanbul’da 12 MAYIS", "a\0b", "x\ud800y", "  two  spaces ", "naïve — “quote”", ""],
)
def test_offsets_cover_the_text(tokenizer: Tokenizer, text: str) -> None:
    offsets = tokenizer.offsets(text)
    assert [a for a, _ in offsets[1:]] == [b for _, b in offsets[:-1]]
    assert not offsets or (offsets[0][0], offsets[-1][1]) == (0, len(text))


def test_offsets_and_encoding_agree(tokenizer: Tokenizer) -> None:
    text = "The minister said on Tuesday that İstanbul was ready."
    assert len(tokenizer.offsets(text)) == tokenizer.encode([text]).counts()[0]


def test_sound_english_surprises_less_than_shuffled() -> None:
    model = mtdetect.load()
    sound = "The prime minister said on Tuesday that the government would not change its plans for the new year."
    words = sound.rstrip(".").lower().split()
    shuffled = " ".join(np.random.default_rng(1).permutation(words)) + "."
    tokens = model.tokenizer.encode([sound, shuffled])
    bits = tokens.sums(model.piece_ngrams.surprisal(tokens.ids)) * STEP / tokens.counts()
    assert bits[0] + 1.5 < bits[1]


def test_a_paragraph_does_not_see_the_one_before() -> None:
    model = mtdetect.load()
    alone = model.tokenizer.encode(["He said so."])
    after = model.tokenizer.encode(["In the capital of the", "He said so."])
    begin = after.starts[1]
    assert (model.piece_ngrams.surprisal(after.ids)[begin:] == model.piece_ngrams.surprisal(alone.ids)).all()
    for together, single in zip(ngram_buckets(after.ids), ngram_buckets(alone.ids), strict=True):
        assert (together[begin + 1 :] == single[1:]).all()


def test_a_hash_that_is_met_by_chance_over_a_boundary_is_not_found() -> None:
    """As one was, of the end of one paragraph and the beginning of the next."""
    model = mtdetect.load()
    pieces = model.tokenizer.encode(["Source: Al Jazeera", "JAPAN"])
    begin = pieces.starts[1]
    for n, hashed in enumerate(ngram_hashes(pieces.ids, 4)[1:], 2):
        over = np.unique(hashed[reaching_over(pieces.ids, n)])  # all of them are put into the table
        met = Ngrams(HashTable.of(over), np.ones(len(over), np.uint8), np.ones(len(over), np.uint8))
        none = Ngrams(HashTable.empty(), *[np.zeros(0, np.uint8)] * 2)
        tables = [met if k == n else none for k in range(2, 5)]
        unigrams = np.full((len(model.tokenizer), 2), 100, np.uint8)
        bits = PieceNgramModel(unigrams, tables).surprisal(pieces.ids)
        assert bits[begin + 1] == PieceNgramModel(unigrams, [none] * 3).surprisal(pieces.ids)[begin + 1]


def test_boundaries_are_no_pieces(tokenizer: Tokenizer) -> None:
    tokens = tokenizer.encode(["One.", "", "Two."])
    assert (tokens.ids == BOUNDARY).sum() == 3
    assert tokens.counts()[1] == 0


def test_a_tokenizer_that_was_sent_learns_new_words() -> None:
    """As in a process of its own, where large arrays are mapped read-only."""
    import pickle

    tokenizer = mtdetect.load().tokenizer
    again = pickle.loads(pickle.dumps(tokenizer))
    assert again.encode(["quizzical zygotes"]).ids.tolist() == tokenizer.encode(["quizzical zygotes"]).ids.tolist()
