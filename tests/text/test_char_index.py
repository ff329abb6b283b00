"""Searching whole arrays finds the same as examining every character."""

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
from mtdetect.rules.boundary.glued_words import runs
from mtdetect.rules.splice.inline_furniture import credits
from mtdetect.rules.translation import spun_wording
from mtdetect.text.char_bits import char_pattern
from mtdetect.text.char_index import CharIndex
from mtdetect.text.patterns import PrefilteredPattern, matches
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.text.word_index import BLOCK, HashedWordSet, run_hashes

MODULES = [module.name for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}.")]
PREFILTERED = {
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
"""What the patterns look for, so that random combinations match them."""

texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=1000, deadline=None)
@given(st.lists(texts, min_size=2, max_size=3))
def test_a_prefilter_misses_no_match(several: list[str]) -> None:
    for in_bits in (True, False):
        documents = [SegmentedText(text) for text in several]
        SegmentedText.share(documents)
        if not in_bits:  # the way long texts are searched
            documents[0].chars.__dict__["_bits"] = None
        for name, pattern in PREFILTERED.items():
            for document in documents:
                found = [match.span() for match in pattern.finditer(document)]
                assert found == [match.span() for match in pattern.pattern.finditer(document.text)], name


FORMS = (
    Path(__file__)
    .parents[1]
    .joinpath("cases", "inline-furniture.json")
    .read_text(encoding="utf-8")
    .replace("\\n", "\n")
)
FORMS += " as seen in this May 5, 2020 file photo of the bridge, [h/t Ann Lee] and – AFP photo"


def test_credits_are_tried_wherever_one_begins() -> None:
    for text in (FORMS, FORMS.replace("[", "").replace("]", "")):
        found = [match.span() for match in credits._FORM.finditer(text)]
        opens = [match.start() for match in credits._OPENS.finditer(text)]
        assert found == [match.span() for match in matches(credits._FORM, text, opens)]


@pytest.mark.parametrize("form", [*credits._FORMS, *credits._AFTER_STOP], ids=lambda form: form.hints[0])
def test_a_credit_contains_one_of_its_hints(form: credits._Form) -> None:
    behind = credits._STOP if form in credits._AFTER_STOP else ""
    for match in re.finditer(behind + form.expression, FORMS):
        around = FORMS[max(0, match.start() - 3) : match.end() + 1]
        assert any(re.search(hint, around) for hint in form.hints), match[0]


@given(st.lists(texts, min_size=1, max_size=3))
def test_bits_and_arrays_find_the_same_candidates(several: list[str]) -> None:
    bits, arrays = CharIndex(several), CharIndex(several)
    arrays.__dict__["_bits"] = None
    for name, pattern in PREFILTERED.items():
        assert bits.where(pattern.prefilter).tolist() == arrays.where(pattern.prefilter).tolist(), name


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


def test_long_words_have_different_hashes() -> None:
    words = CharIndex(["a" * 200_000 + " " + "a" * 200_001 + " b " + "A" * 200_000]).words
    first, second, _, last = words.folded.tolist()
    assert first == last
    assert first != second


def test_a_hashed_word_set_contains_its_words() -> None:
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


def test_char_patterns() -> None:
    assert char_pattern(r"(?<=[a-z)])\.\s") == (1, ("[a-z)]", ".", r"\s"))
    assert char_pattern("of") == (0, ("o", "f"))
    with pytest.raises(ValueError, match="must be a sequence of character classes"):
        char_pattern("(a|b)")


def test_spun_phrases_are_candidates_where_they_begin() -> None:
    phrases = [phrase for phrase in sorted(spun_wording._phrases()[0]) if phrase.replace(" ", "").isalpha()]
    starts = accumulate((len(phrase) + 1 for phrase in phrases[:-1]), initial=0)
    assert set(starts) <= set(SegmentedText("\n".join(phrases)).places(spun_wording._starts))


@pytest.mark.parametrize("before", range(BLOCK - 2, BLOCK + 3))
def test_a_run_has_the_same_hash_wherever_a_block_ends(before: int) -> None:
    """Two spaces have an empty run between them, which may be where a block ends."""
    text = "ab " * (before // 3) + "c" * (before % 3) + "  ab"
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    spaces = np.flatnonzero(characters == ord(" "))
    starts, ends = np.append(0, spaces + 1), np.append(spaces, len(text))
    hashes = run_hashes(starts, ends, lambda some: characters[some])
    assert hashes[0] == hashes[-1]
    assert (hashes[starts == ends] == 0).all()


def test_words_that_can_be_split_are_candidates() -> None:
    parts = (
        "the",
        "of",
        "with",
        "walk",
        "ing",
        "ed",
        "quick",
        "ly",
        "because",
        "house",
        "z",
        "est",
        "from",
        "qu",
        "to",
    )
    words = [f"{first}{second}{third}" for first in parts for second in parts for third in ("", *parts)]
    words = [word for word in words if len(word) in range(5, 31)]
    text = " ".join(["", *words, ""])
    chars = CharIndex([text])
    word_at = re.compile(r"\w+").match
    found = {match[0] for place in chars.places(runs._unknown, 0) if (match := word_at(text, place))}
    known = runs.wordlists.known_words()
    split = {word for word in words if runs._may_split().match(word) and not {word, word.removesuffix("s")} & known}
    assert split <= found
    assert len(found) < len(set(words))
