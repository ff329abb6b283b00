"""Words that have likelier synonyms: what is measured of a paragraph, and what the table is made of."""

from __future__ import annotations

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.substitutes import SUBSTITUTE_FEATURES, SubstitutionTable

SOUND = "The company said that it would pay a large sum of money to the workers who lost their jobs."
SPUN = "The fellowship said that it would remunerate a hefty quantum of cash to the toilers who mislaid their chores."


@pytest.fixture(scope="module")
def model() -> mtdetect.Model:
    return mtdetect.load()


def features(model: mtdetect.Model, substitutes: SubstitutionTable, *paragraphs: str) -> np.ndarray:
    return substitutes.features(model.word_ngrams.read(model.tokenizer.encode(paragraphs)), model.word_ngrams)


def numbers(model: mtdetect.Model, *words: str) -> dict[str, int]:
    read = model.word_ngrams.read(model.tokenizer.encode(words))
    return dict(zip(words, read.numbers.tolist(), strict=True))


@pytest.fixture(scope="module")
def table(model: mtdetect.Model) -> SubstitutionTable:
    substitutes = {
        "hefty": ["large"],
        "quantum": ["amount", "sum"],
        "amount": ["sum", "quantum"],
        "odd": ["unknownword"],
    }
    return SubstitutionTable.of(
        substitutes, numbers(model, "hefty", "large", "quantum", "amount", "sum", "odd"), model.word_ngrams
    )


@pytest.mark.parametrize(
    ("paragraph", "replaceable", "fits_better"),
    [
        ("They paid a large amount of money.", 0, False),
        ("They paid a hefty quantum of money.", 1, True),
        ("They paid a hefty amount of money.", 1 / 2, False),  # people write so
        ("HEFTY! Hefty; “hefty”", 1, True),  # the last one is glued to its mark
        ("quantum", 1, False),  # rare, but nothing around it speaks against it
        ("odd heftys 1234", 0, False),
        ("", 0, False),
    ],
)
def test_by_paragraph(
    model: mtdetect.Model, table: SubstitutionTable, paragraph: str, replaceable: float, fits_better: bool
) -> None:
    found = features(model, table, "hefty quantum", paragraph, "hefty")
    assert found.shape == (3, len(SUBSTITUTE_FEATURES))
    assert found[1, SUBSTITUTE_FEATURES.index("replaceable")] == pytest.approx(replaceable)
    assert (found[1, SUBSTITUTE_FEATURES.index("better_bits")] > 0.5) == fits_better
    alone = features(model, table, paragraph)
    np.testing.assert_array_equal(alone[0], found[1])


def test_a_model_without_a_table_has_nothing_to_tell(model: mtdetect.Model) -> None:
    empty = SubstitutionTable.from_arrays({})
    assert not features(model, empty, "quantum", "of pelf").any()
    assert features(model, empty).shape == (0, len(SUBSTITUTE_FEATURES))
    assert empty.to_arrays() == {}


def test_arrays_there_and_back(model: mtdetect.Model, table: SubstitutionTable) -> None:
    again = SubstitutionTable.from_arrays(table.to_arrays())
    np.testing.assert_array_equal(features(model, again, "a hefty sum"), features(model, table, "a hefty sum"))


def test_the_default_model_knows_what_spinners_write(model: mtdetect.Model) -> None:
    plain, spun = features(model, model.substitutes, SOUND, SPUN)
    for name, least in (("synonym_bits", 1.0), ("better_bits", 1.0), ("most_better", 3.0)):
        column = SUBSTITUTE_FEATURES.index(name)
        assert spun[column] > plain[column] + least
