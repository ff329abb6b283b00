"""Comments in a file that turn rules off in a part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtdetect.cli.main import cli
from mtdetect.readers import read
from mtdetect.readers.ignored import without_ignored
from mtdetect.types import Flag, Report

MARKDOWN = {
    "the next block": ("<!-- mtdetect: ignore MTD304 -->\n\nOne.\n\nTwo.", [("One.", "MTD304")]),
    "a list is a block": (
        "<!-- mtdetect: ignore -->\n- One\n- Two\n\n  Three\n\nFour",
        [("- One\n\n- Two\n\nThree", "ALL")],
    ),
    "several, with a comment between": (
        "<!-- mtdetect: ignore MTD3, doubled-word -->\n<!-- prettier-ignore -->\n# One\n\nTwo",
        [("One", "MTD3 doubled-word")],
    ),
    "a block without prose": ("<!-- mtdetect: ignore -->\n```\nx\n```\n\nOne", []),
    "in a list item": ("- One\n\n  <!-- mtdetect: ignore -->\n\n  Two\n\n  Three\n- Four", [("Two", "ALL")]),
    "its own line": ("One\ntwo <!-- mtdetect: ignore MTD1 -->\nthree", [("two ", "MTD1")]),
    "its own block": ("# One <!-- mtdetect: ignore MTD1 -->\n\nTwo", [("One", "MTD1")]),
    "off and on": (
        "One\n\n<!-- mtdetect: off -->\n\nTwo\n\nThree\n\n<!-- mtdetect: on -->\n\nFour",
        [("Two\n\nThree", "ALL")],
    ),
    "off to the end": ("One\n\n<!-- mtdetect: off MTD1 -->\n\nTwo\n\nThree", [("Two\n\nThree", "MTD1")]),
    "some of them on": (
        "<!-- mtdetect: off MTD1 MTD2 -->\n\nOne\n\n<!-- mtdetect: on MTD1 -->\n\nTwo",
        [("One", "MTD1"), ("One\n\nTwo", "MTD2")],
    ),
    "off inside a line": ("One <!-- mtdetect: off -->two<!-- mtdetect: on --> three", [("two", "ALL")]),
    "other comments": ("<!-- mtdetect -->\n\n<!-- by mtdetect: no -->\n\n`<!-- mtdetect: off -->`\n\nOne", []),
    "in code": ("```\n<!-- mtdetect: off -->\n```\n\nOne", []),
}

WARNINGS = {
    "One\n\n<!-- mtdetect: ignore MTD394 -->": "a.md, line 3: comment to mtdetect: no rule “MTD394”;",
    "One <!-- mtdetect: skip -->": "a.md, line 1: comment to mtdetect: “skip” is unknown; use ignore, off or on",
    "One\ntwo <!-- mtdetect: on MTD1 -->": "a.md, line 2: comment to mtdetect: “MTD1” was not turned off",
}


def ignored(name: str) -> list[tuple[str, str]]:
    (document,) = read(name)
    return [(document.text[start:end].strip("\n"), " ".join(selectors)) for start, end, selectors in document.ignored]


@pytest.mark.parametrize("name", MARKDOWN)
def test_what_is_ignored_in_markdown(folder: Path, name: str) -> None:
    text, expected = MARKDOWN[name]
    Path("a.md").write_text(text)
    assert ignored("a.md") == expected


@pytest.mark.parametrize("text", WARNINGS)
def test_wrong_comments_are_reported(folder: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    Path("a.md").write_text(text)
    list(read("a.md"))
    assert WARNINGS[text] in caplog.text


def test_only_the_named_rules_are_ignored(folder: Path) -> None:
    Path("a.md").write_text("<!-- mtdetect: ignore MTD3 -->\nthe the\n\nthe the")
    (document,) = read("a.md")
    flags = [Flag(code, "", start, start + 7, "") for code, start in (("MTD304", 0), ("MTD101", 0), ("MTD304", 9))]
    report = Report(document.text, "en", 0.1, 0.1, 0.2, (), tuple(flags))
    assert without_ignored(document, report).flags == tuple(flags[1:])


def test_reports_are_about_the_file_and_scores_stay(folder: Path) -> None:
    text = "# Title\n\nHe saw *the* the end, and\n> he saw the the end.\n"
    Path("a.md").write_text(text)
    Path("b.md").write_text(text.replace("end, and", "end, and <!-- mtdetect: ignore doubled-word -->"))
    done = CliRunner().invoke(cli, ["score", "--format", "json", "a.md", "b.md"])
    one, other = json.loads(done.output)
    flags = [flag for flag in one["flags"] if flag["code"] == "MTD304"]
    assert [text[flag["start"] : flag["end"]] for flag in flags] == ["the* the", "the the"]
    assert [text[p["start"] : p["end"]] for p in one["paragraphs"]] == [p["text"] for p in one["paragraphs"]]
    assert [flag["code"] for flag in other["flags"]].count("MTD304") == 1
    assert [one[kind] for kind in ("translation", "scraping")] == [other[kind] for kind in ("translation", "scraping")]
    lines = CliRunner().invoke(cli, ["score", "--format", "github", "a.md"]).output
    assert "file=a.md,line=3,col=9" in lines
    assert "file=a.md,line=4,col=10" in lines


def test_labels_and_samples_are_about_the_prose(folder: Path) -> None:
    Path("a.md").write_text("# One *two*\n\n```\nno\n```\n")
    done = CliRunner().invoke(cli, ["samples", "convert", "a.md", "-o", "-"])
    assert [json.loads(line)["text"] for line in done.output.splitlines()] == ["One two"]
