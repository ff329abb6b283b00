"""Cleaned texts: the examples as a person would have corrected them, and what holds for every text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mtdetect
from mtdetect.cleaning import article
from mtdetect.cleaning.cleaner import Choice, fixes
from mtdetect.cleaning.composition import apply

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDENS = Path(__file__).parent / "goldens"

PIECES = (
    *("He lives in the the capital", " of the country. ", "The minister said on Monday that ", "it was late,but "),
    *("weâ€™re ", "they don?t ", "&amp;nbsp;", "&lt;p&gt;", "<br>", "\\n", "\u200b", "\xad", "p\u0430ge ", "\ufffd"),
    *("\n", "\n\n", "\r\n", " ", "North. Korea ", "South Korea (South Korea) ", "the. Demands ", "Tuesday.The "),
    *("Home » News » World\n", "Read more: Markets fall\n", "Share this article\n", "Published : 15 August 2023\n"),
    *("Advertisement\n", "poss ible ", "o ce ", "of the of the ", "trans@@ lation ", "=20", "Straße und Haus ", "的"),
    "The river rose two metres overnight. ",
)


def texts() -> st.SearchStrategy[str]:
    pieces = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25)
    return st.one_of(pieces.map("".join), st.text(max_size=40))


@pytest.mark.parametrize(
    ("name", "golden", "unsafe"),
    [
        ("kim-putin", "kim-putin", False),
        ("kim-putin", "kim-putin.unsafe", True),
        ("breadcrumb-and-source", "breadcrumb-and-source", False),
        ("indented-page", "indented-page", False),
        ("reuters-letters", "reuters-letters", False),
        ("reuters-reply", "reuters-reply", False),
    ],
)
def test_examples(name: str, golden: str, unsafe: bool) -> None:
    cleaned = mtdetect.clean((EXAMPLES / f"{name}.txt").read_text(encoding="utf-8"), unsafe)
    assert cleaned.text == (GOLDENS / f"{golden}.txt").read_text(encoding="utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(texts(), st.booleans())
def test_any_text(text: str, unsafe: bool) -> None:
    cleaned = mtdetect.clean(text, unsafe)
    assert apply(text, cleaned.fixes) == cleaned.text
    assert mtdetect.clean(cleaned.text, unsafe).text == cleaned.text
    assert all(one.end <= other.start for one, other in zip(cleaned.fixes, cleaned.fixes[1:], strict=False))
    assert all(text[fix.start : fix.end] != fix.replacement for fix in cleaned.fixes)
    assert unsafe or all(fix.safe for fix in cleaned.fixes)
    assert text.strip() == "" or cleaned.text.strip() != "" or len(text.split()) < 3


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(texts())
def test_a_fix_stays_in_the_paragraphs_of_its_flag(text: str) -> None:
    report = mtdetect.score(text)
    for fix in fixes(report, Choice(unsafe=True, drop=False)):
        flag = next(flag for flag in report.flags if flag.code == fix.code and flag.message == fix.message)
        own = [p for p in report.paragraphs if p.start < flag.end and flag.start < p.end]
        assert own[0].start <= fix.start <= fix.end <= own[-1].end


def test_several_texts_are_cleaned_as_one_by_one_and_in_other_processes() -> None:
    rng = random.Random(1)
    some = ["".join(rng.choices(PIECES, k=12)) for _ in range(4)]
    alone = [mtdetect.clean(text) for text in some]
    assert list(mtdetect.clean_many(some)) == alone
    assert list(mtdetect.clean_many(some, jobs=2)) == alone


def test_another_language_gets_only_fixes_that_hold_in_any_language() -> None:
    text = (
        "Der Bürgermeister sagte am Montag, dass die Brücke bis zum Ende des Jahres wieder geöffnet wird &amp; dass "
        "die Kosten steigen.\nStartseite » Nachrichten » Politik\nDie the the Kosten tragen der Bund und das Land."
    )
    cleaned = mtdetect.clean(text, unsafe=True)
    assert cleaned.text == text.replace("&amp;", "&")


def test_prose_that_scraping_broke_is_not_dropped() -> None:
    report = mtdetect.score((EXAMPLES / "kim-putin.txt").read_text(encoding="utf-8"))
    broken = [paragraph for paragraph in report.paragraphs if paragraph.scraping >= article.THRESHOLD]
    assert len(broken) > 5
    assert article.kept(report) == list(report.paragraphs)


def test_a_text_of_furniture_alone_is_left_alone() -> None:
    text = "Home » News » World\nShare this article\nSubscribe to our newsletter\nPublished : 15 August 2023, 06:47 AM"
    assert article.kept(mtdetect.score(text)) == list(mtdetect.score(text).paragraphs)
    assert mtdetect.clean(text, unsafe=True).text == text


def test_dropped_paragraphs_take_only_their_own_white_space() -> None:
    text = (EXAMPLES / "indented-page.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    golden = (GOLDENS / "indented-page.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert mtdetect.clean(text).text == golden


def test_rules_can_be_chosen_and_paragraphs_kept() -> None:
    text = (EXAMPLES / "breadcrumb-and-source.txt").read_text(encoding="utf-8")
    assert {fix.code for fix in mtdetect.clean(text, ignore="MTD401").fixes} == {"MTD402", "MTD405", "MTD407"}
    assert mtdetect.clean(text, select="MTD5").text == text
    assert mtdetect.clean(text, drop=False).text == text
    with pytest.raises(ValueError, match="MTD999"):
        mtdetect.clean(text, select="MTD999")


@pytest.mark.parametrize("wrong", [None, b"bytes", 3.5])
def test_only_strings_can_be_cleaned(wrong: object) -> None:
    with pytest.raises(TypeError):
        mtdetect.clean(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        list(mtdetect.clean_many([wrong]))  # type: ignore[list-item]


def test_several_texts_are_not_one() -> None:
    with pytest.raises(TypeError, match="not one str"):
        mtdetect.clean_many("one text")
