"""Reports: what stands where in the text report, and that programs can read the others."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator

import pytest
from fake_model import FakeModel
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from mtdetect.reporters import FORMATS, THRESHOLD, reporter
from mtdetect.reporters.excerpt import safe, wrap
from mtdetect.reporters.figures import to_text
from mtdetect.rules.registry import RULES
from mtdetect.types import Document, Flag, Paragraph, Report


def pair(text: str, name: str = "a.txt", **metadata: object) -> tuple[Document, Report]:
    beside = metadata or {"file": name, "verbatim": True}
    return Document(name, text, beside), FakeModel().score(text)


def render(form: str, *pairs: tuple[Document, Report], threshold: float = THRESHOLD) -> str:
    out = io.StringIO()
    reporter(form)(iter(pairs), out, threshold=threshold)
    return out.getvalue()


@pytest.fixture(autouse=True, scope="module")
def eighty_columns() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setenv("NO_COLOR", "1")
        yield


def marked(report: str) -> list[str]:
    """What stands above each run of carets, measured in terminal cells."""
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
                MTD304 doubled-word  “the” stands twice.

a.txt: translation 0.90  scraping 0.00  damage 0.90  1 flag in 1 of 2 paragraphs

"""


def test_text_shows_the_damage_in_its_line() -> None:
    assert render("text", pair("All is well.\n\nHe lives in the the capital.\n")) == SHOWN


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("", "a.txt: translation 0.00  scraping 0.00  damage 0.00  no text\n"),
        ("Fine.", "a.txt: translation 0.10  scraping 0.00  damage 0.10  no flags in 1 paragraph\n"),
        ("Eine Straße.", "language “de”: no verdict, since the scores hold for English alone\n"),
    ],
)
def test_text_of_a_sound_document_is_its_summary(text: str, summary: str) -> None:
    assert render("text", pair(text)).endswith(summary)
    assert "¶" not in render("text", pair(text))


def test_text_shows_damaged_paragraphs_without_flags_by_the_threshold() -> None:
    shown = render("text", pair("Oh [bad] one."))
    assert "¶ 1" in shown
    assert "no one place is flagged: the paragraph as a whole looks damaged" in shown
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
    assert "… and 159,980 more flags in this paragraph; --format jsonl has them all" in report
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


def test_json_is_an_object_for_one_document_and_an_array_for_others() -> None:
    one, two = pair("the the", "a"), pair("“Café” \ud800", "b")
    assert json.loads(render("json", one)) == {"id": "a", **one[1].to_dict()}
    assert [row["id"] for row in json.loads(render("json", one, two, one))] == ["a", "b", "a"]
    assert json.loads(render("json")) == []
    assert next(iter(json.loads(render("json", one)))) == "id"


def test_jsonl_is_one_object_a_line() -> None:
    text = "One.\u2028Two\nthree the the"
    lines = render("jsonl", pair(text, "a"), pair("", "b")).split("\n")
    assert [json.loads(line)["id"] for line in lines[:-1]] == ["a", "b"]
    assert json.loads(lines[0])["flags"][0]["code"] == "MTD304"


def test_csv_has_a_row_of_figures_a_document() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", pair("the the", 'a,"b'), pair("", "c")))))
    assert rows[0] == {
        "id": 'a,"b',
        "language": "en",
        "translation": "0.9000",
        "scraping": "0.0000",
        "damage": "0.9000",
        "flags": "1",
        "paragraphs": "1",
    }
    assert len(rows) == 2


GITHUB = [
    (pair("x\r\nin the the y"), "file=a.txt,line=2,col=4,endColumn=11,title=MTD304 doubled-word::“the” stands twice."),
    (pair("x the\nthe y"), "file=a.txt,line=1,endLine=2,title=MTD304 doubled-word::“the” stands twice."),
    (
        pair("the the", "7", file="a,b:%.jsonl", line=12),
        "file=a%2Cb%3A%25.jsonl,line=12,title=MTD304 doubled-word::“the”",
    ),
    (pair("the the", "p.html", file="p.html"), "file=p.html,title=MTD304 doubled-word::“the” stands twice."),
]


@pytest.mark.parametrize(("scored", "command"), GITHUB)
def test_github_commands(scored: tuple[Document, Report], command: str) -> None:
    assert render("github", scored).startswith(f"::warning {command}")


def test_github_messages_cannot_start_a_command_of_their_own() -> None:
    document, _ = pair("the the")
    flag = Flag("MTD304", "doubled-word", 0, 7, "50%\n::error::x")
    paragraph = Paragraph(0, 0, 7, "the the", 0.9, 0, 0.9, (flag,))
    output = render("github", (document, Report("the the", "en", 0.9, 0, 0.9, (paragraph,), (flag,))))
    assert output.endswith("::50%25%0A::error::x\n")
    assert output.count("\n") == 1


def test_sarif() -> None:
    text = "x\n😀 in the the y"
    log = json.loads(render("sarif", pair(text, "a b.txt"), pair("the the", "7", file="/d/b.jsonl", line=3)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [(rule.code, rule.name) for rule in RULES]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "MTD304"
    assert first["message"] == {"text": "“the” stands twice."}
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20b.txt"}
    assert place["region"] == {
        "startLine": 2,
        "startColumn": 6,
        "endLine": 2,
        "endColumn": 13,
        "charOffset": 7,
        "charLength": 7,
        "snippet": {"text": "the the"},
    }
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///d/b.jsonl"},
        "region": {"startLine": 3, "endLine": 3},
    }
    assert second["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "7"}]


def test_sarif_of_nothing() -> None:
    assert json.loads(render("sarif"))["runs"][0]["results"] == []


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "github", "sarif"])
def test_reports_are_written_as_they_come(form: str) -> None:
    out = io.StringIO()
    seen = []

    def pairs() -> Iterator[tuple[Document, Report]]:
        for number in range(3):
            yield pair("in the the end", f"{number}.txt")
            seen.append(f"{number}.txt" in out.getvalue())

    reporter(form)(pairs(), out)
    assert seen == [True] * 3


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="no report format “pdf”; there are text, json"):
        reporter("pdf")
    assert all(reporter(form) for form in FORMATS)


def test_wrapping_breaks_at_spaces_and_inside_long_words() -> None:
    text = "one two " + "x" * 12 + " 漢字漢字漢字"
    assert [text[start:end] for start, end in wrap(text, 8)] == ["one two", "xxxxxxxx", "xxxx", "漢字漢字", "漢字"]
    assert wrap("", 8) == [(0, 0)]


def test_joiners_stay_where_they_join() -> None:
    assert safe("👩\u200d👩 क्\u200dष a\u200db") == "👩\u200d👩 क्\u200dष a<U+200D>b"


def test_figures() -> None:
    metrics = {"translation": {"roc_auc": 0.9, "roc_auc_interval": [0.85, 0.95], "rows": 1234}, "note": None}
    assert to_text(metrics).splitlines() == [
        "translation",
        "  roc auc           0.9000",
        "  roc auc interval  0.8500–0.9500",
        "  rows              1,234",
        "note         –",
    ]
