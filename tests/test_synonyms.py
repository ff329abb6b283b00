"""Words that have likelier synonyms: what is measured of a paragraph, and what the table is made of."""

from __future__ import annotations

import numpy as np
import pytest

import mtdetect
from mtdetect.language_model import Tokenizer
from mtdetect.synonyms import SYNONYM_FEATURES, Synonyms

WORDS = {"quantum": 8.0, "amount": 0.0, "pelf": 12.0, "money": 0.0, "hefty": 5.0, "jubilantly": 3.0}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return mtdetect.load().tokenizer


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("They paid a large amount of money.", (0, 0, 0)),
        ("They paid a hefty quantum of pelf.", (25 / 3, 1, 25 / 3)),
        ("They paid a hefty amount of money, jubilantly.", (2, 1 / 4, 8 / 3)),
        ("PELF! Pelf; “pelf”", (12, 1, 12)),
        ("pelfs pel-f unquantum 1234", (0, 0, 0)),
        ("", (0, 0, 0)),
        ("pelf", (12, 1, 12)),
    ],
)
def test_by_paragraph(tokenizer: Tokenizer, paragraph: str, expected: tuple[float, ...]) -> None:
    synonyms = Synonyms.of(WORDS, tokenizer)
    around = ["quantum pelf", paragraph, "hefty"]
    found = synonyms.features(tokenizer.encode(around), tokenizer)
    assert found.shape == (3, len(SYNONYM_FEATURES))
    assert found[1] == pytest.approx(expected, abs=0.05)
    assert found[0] == pytest.approx((10, 1, 10), abs=0.05)


def test_every_word_of_the_table_is_found(tokenizer: Tokenizer) -> None:
    """However many pieces a word has."""
    words = dict.fromkeys(("a", "antidisestablishmentarianism", "xylophonists", "knickknackery", "zzzzzzzz"), 4.0)
    found = Synonyms.of(words, tokenizer).features(tokenizer.encode(list(words)), tokenizer)
    assert (found == 4).sum(0).tolist() == [5, 0, 5]


def test_a_model_without_a_table_has_nothing_to_tell(tokenizer: Tokenizer) -> None:
    empty = Synonyms.from_arrays({})
    assert not empty.features(tokenizer.encode(["quantum", "of pelf"]), tokenizer).any()
    assert not empty.features(tokenizer.encode([]), tokenizer).size
    assert empty.to_arrays() == {}


def test_arrays_there_and_back(tokenizer: Tokenizer) -> None:
    table = Synonyms.of(WORDS, tokenizer)
    again = Synonyms.from_arrays(table.to_arrays())
    tokens = tokenizer.encode(["a hefty quantum"])
    np.testing.assert_array_equal(again.features(tokens, tokenizer), table.features(tokens, tokenizer))


def test_the_default_model_knows_what_spinners_write() -> None:
    model = mtdetect.load()
    texts = [
        "The company said that it would pay a large sum of money to the workers who lost their jobs.",
        "The fellowship said that it would remunerate a hefty quantum of pelf to the toilers who mislaid their chores.",
    ]
    plain, spun = model.synonyms.features(model.tokenizer.encode(texts), model.tokenizer)[:, 0]
    assert spun > plain + 2
