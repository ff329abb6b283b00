"""What is found in whole arrays is what looking at every character finds."""

import importlib
import pkgutil
import re
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtdetect import rules
from mtdetect.rules.splice.inline_furniture import credits
from mtdetect.rules.translation import spun_wording
from mtdetect.text.char_bits import char_pattern
from mtdetect.text.char_index import CharIndex
from mtdetect.text.patterns import PrefilteredPattern, matches
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.text.word_index import BLOCK, HashedWordSet, run_hashes

MODULES = [module.name for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}.")]
SCANS = {
    f"{module}.{name}": value
    for module in MODULES
    for name, value in vars(importlib.import_module(module)).items()
    if isinstance(value, PrefilteredPattern)
}
PIECES = (
    *(
        " ",
        "\n",
        ".",
        ",",
        ";",
        ":",
        "!",
        "?",
        "'",
        '"',
        "’",
        "“",
        "”",
        "(",
        ")",
        "[",
        "]",
        "-",
        "—",
        "%",
        "$",
        "{",
        "}",
    ),
    *(
        "<",
        "&",
        "#39;",
        "\\",
        "»",
        "@",
        "=20",
        "a",
        "b",
        "Z",
        "I",
        "é",
        "Ж",
        "世",
        "\u200b",
        "Â",
        "â€™",
        "1",
        "20",
        "2024",
    ),
    *("the", "The", "their", "Kim", "North", "at", "bn", "m takeover", "note 1", "of", "Photo", "via", "he", "said"),
)
"""What the patterns look for, so that chance puts it together."""

texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=1000, deadline=None)
@given(st.lists(texts, min_size=2, max_size=3))
def test_a_scan_finds_what_its_pattern_finds(several: list[str]) -> None:
    for in_bits in (True, False):
        documents = [SegmentedText(text) for text in several]
        SegmentedText.share(documents)
        if not in_bits:  # as long texts are searched
            documents[0].chars.__dict__["_bits"] = None
        for name, scan in SCANS.items():
            for document in documents:
                found = [match.span() for match in scan.finditer(document)]
                assert found == [match.span() for match in scan.pattern.finditer(document.text)], name


FORMS = (
    Path(__file__)
    .parents[1]
    .joinpath("cases", "inline-furniture.json")
    .read_text(encoding="utf-8")
    .replace("\\n", "\n")
)
FORMS += " as seen in this May 5, 2020 file photo of the bridge, [h/t Ann Lee] and – AFP photo"


def test_forms_of_furniture_are_tried_wherever_one_begins() -> None:
    for text in (FORMS, FORMS.replace("[", "").replace("]", "")):
        found = [match.span() for match in credits._FORM.finditer(text)]
        opens = [match.start() for match in credits._OPENS.finditer(text)]
        assert found == [match.span() for match in matches(credits._FORM, text, opens)]


@pytest.mark.parametrize("form", [*credits._FORMS, *credits._AFTER_STOP], ids=lambda form: form.hints[0])
def test_a_form_of_furniture_has_one_of_its_hints(form: credits._Form) -> None:
    behind = credits._STOP if form in credits._AFTER_STOP else ""
    for match in re.finditer(behind + form.expression, FORMS):
        around = FORMS[max(0, match.start() - 3) : match.end() + 1]
        assert any(re.search(hint, around) for hint in form.hints), match[0]


@given(st.lists(texts, min_size=1, max_size=3))
def test_shapes_are_found_in_bits_as_in_arrays(several: list[str]) -> None:
    bits, arrays = CharIndex(several), CharIndex(several)
    arrays.__dict__["_bits"] = None
    for name, scan in SCANS.items():
        assert bits.where(scan.prefilter).tolist() == arrays.where(scan.prefilter).tolist(), name


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_words_and_tokens(several: list[str]) -> None:
    joined = "\n".join(["", *several, ""])
    letters = CharIndex(several)
    for words, pattern in ((letters.words, r"[^\W\d_]+"), (letters.tokens, r"\S+")):
        spans = [match.span() for match in re.finditer(pattern, joined)]
        assert list(zip(words.starts.tolist(), words.ends.tolist(), strict=True)) == spans
        own = [joined[start:end] for start, end in spans]
        assert len(set(words.hashes.tolist())) == len(set(own))
        assert len(set(words.folded.tolist())) <= len({word.casefold() for word in own})


def test_long_words_have_hashes_of_their_own() -> None:
    words = CharIndex(["a" * 200_000 + " " + "a" * 200_001 + " b " + "A" * 200_000]).words
    first, second, _, last = words.folded.tolist()
    assert first == last
    assert first != second


def test_a_vocabulary_knows_its_words() -> None:
    words = CharIndex(["The cat sat on the mat, the CAT."]).words
    assert HashedWordSet(["cat", "the"]).has(words.folded).tolist() == [
        True,
        True,
        False,
        False,
        True,
        False,
        True,
        True,
    ]
    assert HashedWordSet(["the cat"], "pairs").has(words.pairs).nonzero()[0].tolist() == [0, 6]
    assert HashedWordSet(["matthe"]).has(words.joined()).nonzero()[0].tolist() == [5]


def test_shapes() -> None:
    assert char_pattern(r"(?<=[a-z)])\.\s") == (1, ("[a-z)]", ".", r"\s"))
    assert char_pattern("of") == (0, ("o", "f"))
    with pytest.raises(ValueError, match="no row of character classes"):
        char_pattern("(a|b)")


def test_phrases_of_spinners_are_looked_for_at_their_first_two_words() -> None:
    phrases = [phrase for phrase in sorted(spun_wording._phrases()[0]) if phrase.replace(" ", "").isalpha()]
    starts = accumulate((len(phrase) + 1 for phrase in phrases[:-1]), initial=0)
    assert set(starts) <= set(SegmentedText("\n".join(phrases)).places(spun_wording._starts))


@pytest.mark.parametrize("before", range(BLOCK - 2, BLOCK + 3))
def test_runs_are_hashed_alike_wherever_a_block_of_them_ends(before: int) -> None:
    """Two blanks hold an empty run between them, which may stand where a block ends."""
    text = "ab " * (before // 3) + "c" * (before % 3) + "  ab"
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    spaces = np.flatnonzero(characters == ord(" "))
    starts, ends = np.append(0, spaces + 1), np.append(spaces, len(text))
    hashes = run_hashes(starts, ends, lambda some: characters[some])
    assert hashes[0] == hashes[-1]
    assert (hashes[starts == ends] == 0).all()
