"""The text report: what it shows, where, and that it is safe for a terminal."""

from __future__ import annotations

import io
import itertools
import re

import pytest
from fake_model import FakeModel
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import pair, render
from rich.cells import cell_len
from rich.console import Console

from mtdetect.reporters.excerpt import safe, wrap
from mtdetect.types import Document, Flag, Paragraph, Report


def marked(report: str) -> list[str]:
    """The text above each run of carets, measured in terminal cells."""
    found: list[str] = []
    for above, below in itertools.pairwise(report.splitlines()):
        if re.fullmatch(r"  │ [ ^]*\^", below):
            cells = [(char, cell_len(above[:place])) for place, char in enumerate(above)]
            for run in re.finditer(r"\^+", below):
                found.append("".join(char for char, cell in cells if run.start() <= cell < run.end()).strip())  # noqa: PERF401
    return found


SHOWN = """\
── a.txt ──────────────────────────────────────────────────────────────────────

¶ 2 · line 3             translation 0.90 █████████░   scraping 0.00 ░░░░░░░░░░
  │ He lives in the the capital.
  │             ^^^^^^^
                MTD304 doubled-word  “the” is repeated.

a.txt: translation 0.90  scraping 0.00  damage 0.90  1 flag in 1 of 2 paragraphs

"""


def test_text_shows_the_damage_in_its_line() -> None:
    assert render("text", pair("All is well.\n\nHe lives in the the capital.\n")) == SHOWN


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", "a.txt: translation 0.00  scraping 0.00  damage 0.00  no text\n"),
        ("Fine.", "a.txt: translation 0.10  scraping 0.00  damage 0.10  no flags in 1 paragraph\n"),
        ("Eine Straße.", "not in English (language: de): the scores are valid only for English\n"),
    ],
)
def test_text_of_a_sound_document_is_its_summary(text: str, summary: str) -> None:
    assert render("text", pair(text)).endswith(summary)
    assert "¶" not in render("text", pair(text))


def test_text_counts_hidden_flags() -> None:
    document, report = pair("WWW a\n\nHe lives in the the capital.\n\nAll is well.")
    some = render("text", (document, report.with_flags(lambda flag: flag.code == "MTD304")))
    assert some.count("MTD") == 1
    assert "1 flag in 1 of 3 paragraphs (1 hidden)\n" in some
    none = render("text", (document, report.with_flags(lambda flag: False)))
    assert none.count("no flags (1 hidden, scores unchanged)\n") == 2
    assert "no flags in 3 paragraphs (2 hidden, scores unchanged)\n" in none


def test_text_shows_damaged_paragraphs_without_flags_by_the_threshold() -> None:
    shown = render("text", pair("Oh [bad] one."))
    assert "¶ 1" in shown
    assert "no flags, but the paragraph as a whole looks damaged" in shown
    assert "¶ 1" not in render("text", pair("Oh [bad] one."), threshold=0.9)


WIDE = [
    "漢字漢字 the the 漢字",
    "e\u0301te\u0301 the the café",
    "😀👩‍👩‍👧 the the 🇬🇧",
    "tab\there the the end",
    "한글 " * 30 + "the the end",
    "\x1b[31m the the",
    "zero\u200bwidth\u202eturned the the",
]


@pytest.mark.parametrize("text", WIDE)
def test_carets_stand_under_the_flag_whatever_the_width_of_characters(text: str) -> None:
    assert "the the" in marked(render("text", pair(text)))


@pytest.mark.parametrize(
    "text", [*WIDE, "漢" * 500 + " the the " + "字" * 500, "x" * 300 + " the the " + "word " * 400]
)
def test_text_keeps_to_eighty_columns(text: str) -> None:
    for line in render("text", pair(text)).splitlines():
        assert cell_len(line) <= 80 or line.startswith("a.txt: ")


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b", "\ud800", "\r"])
def test_no_control_character_reaches_a_terminal(char: str) -> None:
    document, scored = pair(f"a{char}b the the c", name=f"a{char}b.txt")
    flag = Flag("MTD503", "invisible-character", 1, 2, f"Here is {char}.")
    paragraph = scored.paragraphs[0]
    shown = Paragraph(0, paragraph.start, paragraph.end, paragraph.text, 0.9, 0.9, 0.9, (flag,))
    report = Report(scored.text, "en", 0.9, 0.9, 0.9, (shown,), (flag,))
    assert char not in render("text", (document, report), (document, report))


def test_a_zero_width_flag_is_marked_where_it_is_made_visible() -> None:
    assert marked(render("text", pair("word\u202eword"))) == ["<U+202E>"]


@settings(deadline=None)
@given(st.text(max_size=400), st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=6))
def test_any_text_with_any_flags_makes_a_safe_report(text: str, places: list[tuple[int, int]]) -> None:
    plain = FakeModel().score(text)
    spans = sorted((start, min(start + length, len(text))) for start, length in places if start < len(text))
    flags = [Flag("MTD101", "broken-boundary", start, end, text[start:end]) for start, end in spans]
    paragraphs = [
        Paragraph(p.index, p.start, p.end, p.text, 1, 1, 1, tuple(f for f in flags if p.start <= f.start < p.end))
        for p in plain.paragraphs
    ]
    scored = Report(text, None, 1, 1, 1, tuple(paragraphs), tuple(flags))
    document = Document("a.txt", text, {"file": "a.txt", "verbatim": True})
    shown = render("text", (document, scored))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert all(cell_len(line) <= 80 for line in shown.split("\n") if not line.startswith("a.txt: "))
    for form in ("github", "sarif", "json"):
        render(form, (document, scored))


def test_square_brackets_are_no_markup() -> None:
    assert "[red]the the[/red] [/]" in render("text", pair("[red]the the[/red] [/]"))


def test_long_paragraphs_are_cut_around_their_flags() -> None:
    text = "start " + "before " * 400 + "the the " + "after " * 400 + "the the " + "behind " * 400 + "end"
    report = render("text", pair(text))
    assert marked(report) == ["the the", "the the"]
    assert len(report.splitlines()) < 30
    assert "│ … before" in report
    assert "behind …" in report
    assert "start" not in report


def test_a_line_of_two_megabytes_and_thousands_of_flags() -> None:
    report = render("text", pair("word the the " * 160_000))
    assert "… and 159,980 more flags in this paragraph; --format jsonl lists them all" in report
    assert len(report) < 20_000


def test_a_flag_across_lines_is_marked_in_both_paragraphs() -> None:
    report = render("text", pair("He went to the\nthe house."))
    assert marked(report) == ["the", "the"]
    assert report.count("MTD304") == 1


def test_a_menu_is_listed_as_one() -> None:
    text = "\n".join(f"WWW {number}" for number in range(30))
    report = render("text", pair(text))
    assert "¶ 1–30 · lines 1–30" in report
    assert "… 23 more lines like these" in report
    assert report.count("This is a menu, not prose.") == 1


def test_several_documents_end_in_a_table_worst_first() -> None:
    pairs = [pair("Fine.", "fine.txt"), pair("the the", "bad.txt"), pair("WWW", "menu.txt")]
    table = render("text", *pairs).split("worst first")[1]
    assert re.findall(r"\w+\.txt", table) == ["bad.txt", "menu.txt", "fine.txt"]
    assert "worst first" not in render("text", pairs[0])


def test_the_table_stops_at_the_worst_fifty() -> None:
    report = render("text", *(pair("Fine.", f"{number}.txt") for number in range(60)))
    assert "… and 10 documents with less damage; --format csv lists them all" in report


def test_colour_is_for_terminals() -> None:
    from mtdetect.reporters.text import report

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, highlight=False, no_color=False, color_system="standard")
    report([pair("He lives in the the capital.")], out, console=console)
    assert "\x1b[1;35mthe the\x1b[0m" in out.getvalue()
    assert "\x1b" not in render("text", pair("He lives in the the capital."))


def test_ascii_terminals_get_ascii_bars() -> None:
    from mtdetect.reporters.text import report

    out = io.TextIOWrapper(io.BytesIO(), "ascii", errors="backslashreplace")
    report([pair("the the")], out)
    out.seek(0)
    assert "translation 0.90 #########." in out.read()


def test_wrapping_breaks_at_spaces_and_inside_long_words() -> None:
    text = "one two " + "x" * 12 + " 漢字漢字漢字"
    assert [text[start:end] for start, end in wrap(text, 8)] == ["one two", "xxxxxxxx", "xxxx", "漢字漢字", "漢字"]
    assert wrap("", 8) == [(0, 0)]


def test_joiners_stay_where_they_join() -> None:
    assert safe("👩\u200d👩 क्\u200dष a\u200db") == "👩\u200d👩 क्\u200dष a<U+200D>b"
