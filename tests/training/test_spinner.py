"""The spinner on a thesaurus of a few words, in the formats of the real ones."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from mtdetect.types import InputError
from training.corpora import TorturedPhrase, TranslationRow
from training.spinner import Thesaurus, phrase_table, spin, spun_rows, substitution_table

# Synsets written for these tests, in the format of WordNet's data files.
SYNSETS = {
    "noun": [("counter", "ledge"), ("worker", "professional"), ("city", "metropolis"), ("man", "bloke")],
    "verb": [("install", "put in"), ("carry", "bear"), ("stop", "halt")],
    "adj": [("large", "sizeable"), ("deep", "profound")],
    "adv": [("quickly", "apace")],
}
IRREGULAR = {"noun": "men man\n", "verb": "bore bear\nborne bear\nputting put\n", "adj": "", "adv": ""}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wordnet")
    counts = []
    for number, (pos, synsets) in enumerate(SYNSETS.items(), 1):
        data, index = ["  1 a licence line"], []
        for offset, (word, other) in enumerate(synsets, 100 * number):
            words = f"{word} 0 {other.replace(' ', '_')} 0"
            data.append(f"{offset:08d} 00 {pos[0]} 02 {words} 000 | a gloss")
            index += [f"{lemma.replace(' ', '_')} {pos[0]} 1 0 1 1 {offset:08d}" for lemma in (word, other)]
            counts.append(f"{word}%{number}:00:00:: 1 9")
        (path / f"data.{pos}").write_text("\n".join(data) + "\n")
        (path / f"index.{pos}").write_text("\n".join(index) + "\n")
        (path / f"{pos}.exc").write_text(IRREGULAR[pos])
    (path / "cntlist.rev").write_text("\n".join(counts) + "\n")
    (path / "th_en_US_v2.dat").write_text("UTF-8\nlarge|1\n(adj)|ample (similar term)|small (antonym)\n")
    return path


@pytest.fixture(scope="module")
def thesaurus(folder: Path) -> Thesaurus:
    return Thesaurus.load(folder, folder)


def test_words_keep_form_and_capital_and_spans_are_exact(thesaurus: Thesaurus) -> None:
    text = "Workers carried the counters quickly. The cities were larger, and two men installed them."
    spun = spin(text, thesaurus, random.Random(1), "first", 1.0)
    assert (
        spun.text
        == "Professionals bore the ledges apace. The metropolises were more sizeable, and two men put in them."
    )
    replaced = [spun.text[span.start : span.end] for span in spun.spans]
    assert replaced == ["Professionals", "bore", "ledges", "apace", "metropolises", "more sizeable", "put in"]


def test_names_and_quotations_are_left(thesaurus: Thesaurus) -> None:
    text = "He told Large City “deep counter” and carried on."
    assert (
        spin(text, thesaurus, random.Random(1), "first", 1.0).text == "He told Large City “deep counter” and bore on."
    )


def test_strength_is_the_share_of_words(thesaurus: Thesaurus) -> None:
    text = "The workers carried a large counter through the deep city quickly."
    assert len(spin(text, thesaurus, random.Random(1), "first", 0.5).spans) == 4
    assert spin(text, thesaurus, random.Random(1), "first", 0.0).text == text


def test_antonyms_are_no_synonyms(thesaurus: Thesaurus) -> None:
    found = {spin("It is large.", thesaurus, random.Random(n), "thesaurus", 1.0).text for n in range(9)}
    assert found == {"It is ample."}


def test_dev_senses_are_not_those_of_training(thesaurus: Thesaurus) -> None:
    for pos, synsets in SYNSETS.items():
        for word, _ in synsets:
            train = {other for _, others in thesaurus.senses(word, pos, "train") for other in others}
            dev = {other for _, others in thesaurus.senses(word, pos, "dev") for other in others}
            assert not train & dev


def test_phrases_come_before_words(thesaurus: Thesaurus) -> None:
    phrases = [
        TorturedPhrase("profound learning", "deep learning"),
        TorturedPhrase("flag to clamor", "signal to noise"),
    ]
    table = phrase_table(phrases)
    assert table == {"deep learning": ["profound learning"], "signal to noise": ["flag to clamor"]}
    spun = spin("Deep learning needs data.", thesaurus, random.Random(1), "first", 0.0, phrases=table)
    assert spun.text == "Profound learning needs data."
    parts = [set(phrase_table(phrases, part)) for part in ("train", "dev")]
    assert not parts[0] & parts[1]


def test_rows_keep_their_group(thesaurus: Thesaurus) -> None:
    text = "The workers carried a large counter through the deep city quickly."
    row = TranslationRow(text, "human-original", "c", "en", "human", 2020, "", "g")
    spun = [one for seed in range(20) for one in spun_rows([row], thesaurus, seed)]
    assert spun
    assert {(one.kind, one.group) for one in spun} == {("spun", "g")}
    assert all(one.text != text for one in spun)
    assert list(spun_rows([row], thesaurus, 3)) == list(spun_rows([row], thesaurus, 3))


@pytest.mark.parametrize(
    ("lemma", "pos", "form", "word"),
    [
        ("bear", "verb", "past", "bore"),
        ("bear", "verb", "participle", "borne"),
        ("stop", "verb", "ing", "stopping"),
        ("carry", "verb", "s", "carries"),
        ("put in", "verb", "ing", "putting in"),
        ("city", "noun", "s", "cities"),
        ("man", "noun", "s", "men"),
        ("large", "adj", "est", "largest"),
        ("room access", "noun", "s", "room accesses"),
    ],
)
def test_inflection(thesaurus: Thesaurus, lemma, pos, form, word: str) -> None:
    assert thesaurus.inflector.inflect(lemma, pos, form) == word


def test_likelier_synonyms(thesaurus: Thesaurus) -> None:
    bits = {"ledges": 15.0, "counters": 12.0, "large": 8.0, "sizeable": 16.0, "bore": 13.0, "carried": 11.0, "it": 5.0}
    found = substitution_table(bits, thesaurus)
    assert found["ledges"] == ["counters"]
    assert found["sizeable"] == ["large"]
    assert found["carried"] == ["bore"]
    assert not {"it", "put in", "seldom", "professional"} & found.keys()


def test_absent_sources_name_their_package(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InputError, match="apt-get install wordnet-base"):
        Thesaurus.load(tmp_path)
    with pytest.raises(InputError, match="apt-get install mythes-en-us"):
        Thesaurus.load(folder, tmp_path)


def test_installed_wordnet_spins_real_prose() -> None:
    wordnet = Path("/usr/share/wordnet")
    if not (wordnet / "data.noun").is_file():
        pytest.skip("wordnet-base is not installed")
    text = "The company employs many people who repair old furniture and sell it to large hotels along the coast."
    spun = spin(text, Thesaurus.load(wordnet), random.Random(2), "random", 0.6)
    assert len(spun.spans) >= 3
    assert re.sub(r"\W", "", spun.text) != re.sub(r"\W", "", text)
