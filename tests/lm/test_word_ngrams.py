"""Which words stand after which, as the word model reads them off the pieces, and what it makes of odd company."""

from __future__ import annotations

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.word_ngrams import WORD_FEATURES, WordNgramModel, WordSurprisal
from mtdetect.lm.word_tokens import WordTokens


@pytest.fixture(scope="module")
def model() -> mtdetect.Model:
    return mtdetect.load()


def read(model: mtdetect.Model, *paragraphs: str) -> WordSurprisal:
    return model.word_ngrams.read(model.tokenizer.encode(paragraphs))


@pytest.mark.parametrize(
    ("paragraph", "words", "before", "closed"),
    [
        # Before each word: a word (w), the start of a sentence (s), something else (x).
        ("The minister said so.", ["the", "minister", "said", "so"], "swww", [3]),
        ("He left. It rained", ["he", "left", "it", "rained"], "swsw", [1]),
        ("Korea’s leader, who didn't", ["korea’s", "leader", "who", "didn't"], "swww", []),
        ("about 3 of them", ["about", "of", "them"], "sxw", []),
        ("well-known facts", ["well", "facts"], "sx", []),
        ("rock 'n' roll's end", ["rock", "roll's", "end"], "sxw", []),
        ("", [], "", []),
        ("1,000 %", [], "", []),
    ],
)
def test_words_of_a_paragraph(
    model: mtdetect.Model, paragraph: str, words: list[str], before: str, closed: list[int]
) -> None:
    around = ["one two", paragraph, "three."]
    tokens = model.tokenizer.encode(around)
    found = WordTokens.of(tokens, model.word_ngrams.kinds)
    own = np.flatnonzero(found.owner == 1)
    pieces = model.tokenizer.pieces()
    spelled = ["".join(pieces[i] for i in tokens.ids[found.starts[k] : found.ends[k]]).strip("▁") for k in own]
    assert spelled == words
    assert "".join("w" if apart == 0 else "s" if apart < 1000 else "x" for apart in found.apart[own]) == before
    assert np.flatnonzero(found.closes[own]).tolist() == closed


def test_a_paragraph_does_not_see_the_one_before(model: mtdetect.Model) -> None:
    alone, after = read(model, "He said so."), read(model, "In the capital of the 12 %", "", "He said so.")
    assert after.steps[-3:].tolist() == alone.steps.tolist()
    assert after.closing[-3:].tolist() == alone.closing.tolist()


@pytest.mark.parametrize(
    ("sound", "odd"),
    [
        ("users can take advantage of these services for free", "users can take advantage these services for free"),
        ("he will always emerge victorious from the war", "he will always emerge victorious leader from the war"),
        ("they paid a large amount of money", "they paid a hefty quantum of pelf"),
        ("the court of appeal heard the case", "the court appeal of case heard the"),
    ],
)
def test_odd_company_costs_more(model: mtdetect.Model, sound: str, odd: str) -> None:
    bits = read(model, sound, odd).features()[:, WORD_FEATURES.index("word_surprisal")]
    assert bits[1] > bits[0] + 0.2


def test_both_apostrophes_are_one(model: mtdetect.Model) -> None:
    straight, curly = read(model, "the government's plan didn't work"), read(model, "the government’s plan didn’t work")
    assert straight.steps.tolist() == curly.steps.tolist()
    assert (straight.seen > 0).all()


def test_an_unknown_owner_is_read_as_the_word(model: mtdetect.Model) -> None:
    """Of a possessive that was never counted, the word before its apostrophe."""
    assert (
        read(model, "the antelope's horns").unigram_surprisal[1]
        == read(model, "the antelope horns").unigram_surprisal[1]
    )


def test_no_words_no_features(model: mtdetect.Model) -> None:
    assert not read(model, "", "12 %").features().any()
    assert read(model).features().shape == (0, len(WORD_FEATURES))


def test_arrays_there_and_back(model: mtdetect.Model) -> None:
    again = WordNgramModel.from_arrays(model.word_ngrams.to_arrays())
    tokens = model.tokenizer.encode(["The minister said so."])
    assert again.read(tokens).steps.tolist() == model.word_ngrams.read(tokens).steps.tolist()
