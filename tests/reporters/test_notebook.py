"""How a report appears in a Python session and in a notebook: short, escaped, and readable in both themes."""

import html
import re

import pytest
from fake_model import FakeModel

from mtdetect.types import FailedReport, Flag, Paragraph, Report

SECRET = "Nobody wants all of this text in the terminal, and the the rest of it even less."


def long_report() -> Report:
    text = f"{'before ' * 400}the the {'between ' * 400}the the {'after ' * 400}"
    return FakeModel().score(text)


def test_a_repr_is_short() -> None:
    report = FakeModel().score(SECRET)
    shown = "translation 0.90, scraping 0.00, damage 0.90"
    assert repr(report) == f"<Report: {shown}; language en; 1 paragraph, 1 flag>"
    assert repr(report.paragraphs) == f"(<Paragraph 0: {shown}; 1 flag>,)"
    assert repr(FailedReport("x", None, 0, 0, 0, (), ())).startswith("<FailedReport: ")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (FakeModel().score(SECRET), "1 paragraph, 1 flag. 1 with a damage score of 0.50 or more:"),
        (FakeModel().score("A sound one."), "No paragraph has a damage score of 0.50 or more."),
        (FakeModel().score("Even [bad] text."), "No flags: the paragraph as a whole looks damaged."),
        (FakeModel().score("the the\n\n" * 12), "12 with a damage score of 0.50 or more; these are the worst 10:"),
        (FakeModel().score("An der Straße."), "not in English (language: de)"),
        (FakeModel().score(""), "There is no text to score."),
        (FailedReport("x", None, 0, 0, 0, (), ()), "This text was not scored"),
    ],
)
def test_a_notebook_says_what_was_found(report: Report, words: str) -> None:
    assert words in report._repr_html_()


def test_a_notebook_marks_the_places_and_explains_each_once() -> None:
    shown = FakeModel().score(SECRET)._repr_html_()
    assert re.findall("<mark[^>]*>(.*?)</mark>", shown) == ["the the"]
    assert shown.count("MTD304 doubled-word</b> “the” is repeated.") == 1


def test_a_long_paragraph_is_cut_to_its_marks() -> None:
    shown = html.unescape(re.sub("<[^>]*>", "", long_report()._repr_html_()))
    assert shown.count("the the") == 2
    assert shown.count(" … ") == 3
    assert len(shown) < 5_000


def test_a_flag_from_an_earlier_paragraph_is_marked() -> None:
    flag = Flag("MTD101", "broken-boundary", 3, 9, "Split.")
    first, second = (
        Paragraph(0, 0, 5, "sound", 0.1, 0.1, 0.1, (flag,)),
        Paragraph(1, 7, 13, "broken", 0.9, 0.9, 0.9, ()),
    )
    shown = Report("sound\n\nbroken", "en", 0.5, 0.5, 0.5, (first, second), (flag,))._repr_html_()
    assert re.findall("<mark[^>]*>(.*?)</mark>", shown) == ["br"]
