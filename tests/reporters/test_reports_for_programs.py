"""The machine-readable formats, and what all formats have in common."""

from __future__ import annotations

import csv
import gc
import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from rendering import pair, render

from mtdetect.reporters import FORMATS, reporter
from mtdetect.reporters.figures import to_text
from mtdetect.types import Document, Flag, Paragraph, Report


def test_json_is_an_object_for_one_document_and_an_array_for_others() -> None:
    one, two = pair("the the", "a"), pair("“Café” \ud800", "b")
    assert json.loads(render("json", one)) == {"id": "a", **one[1].to_dict()}
    assert [row["id"] for row in json.loads(render("json", one, two, one))] == ["a", "b", "a"]
    assert json.loads(render("json")) == []
    assert next(iter(json.loads(render("json", one)))) == "id"


@pytest.mark.parametrize("text", ["", "a the the\n“b”\u2028c \ud800\n\nd", "the the\n" * 1100])
def test_json_written_in_pieces_is_what_json_would_write(text: str) -> None:
    some = [pair(text, "a"), pair("x", "b"), pair(text, "c")]
    whole = [json.dumps({"id": one.id, **scored.to_dict()}, ensure_ascii=False, indent=2) for one, scored in some]
    assert render("json", some[0]) == whole[0] + "\n"
    assert render("json", *some) == "[\n" + ",\n".join(whole) + "\n]\n"


class Counted(io.StringIO):
    """Counts the characters written to it, and keeps none."""

    written = 0

    def write(self, text: str) -> int:
        self.written += len(text)
        return len(text)


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("documents", [1, 3])
def test_a_report_is_never_in_memory_as_a_whole(form: str, documents: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.reporters.jsonl.AT_A_TIME", 20)
    write, scored, out = reporter(form), pair("the the\n" * 2000), Counted()
    often = gc.get_threshold()
    gc.set_threshold(700)  # Python's encoder leaves reference cycles, and a command may have made collections rare
    tracemalloc.start()
    write((scored for _ in range(documents)), out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.set_threshold(*often)
    assert peak < out.written / documents / 2


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
        "file": 'a,"b',
        "line": "",
    }
    assert len(rows) == 2


GITHUB = [
    (pair("x\r\nin the the y"), "file=a.txt,line=2,col=4,endColumn=11,title=MTD304 doubled-word::“the” is repeated."),
    (pair("x the\nthe y"), "file=a.txt,line=1,endLine=2,title=MTD304 doubled-word::“the” is repeated."),
    (
        pair("the the", "7", file="a,b:%.jsonl", line=12),
        "file=a%2Cb%3A%25.jsonl,line=12,title=MTD304 doubled-word::“the”",
    ),
    (pair("the the", "p.html", file="p.html"), "file=p.html,title=MTD304 doubled-word::“the” is repeated."),
]


@pytest.mark.parametrize(("scored", "command"), GITHUB)
def test_github_commands(scored: tuple[Document, Report], command: str) -> None:
    assert render("github", scored).startswith(f"::warning {command}")


def test_github_messages_cannot_start_a_command_of_their_own() -> None:
    document, _ = pair("the the")
    flag = Flag("MTD304", "doubled-word", 0, 7, "50%\n::error::x")
    paragraph = Paragraph(0, 0, 7, "the the", 0.9, 0, 0.9, (flag,))
    output = render("github", (document, Report("the the", "en", 0.9, 0, 0.9, (paragraph,), (flag,))))
    assert output.endswith("::50%25 ::error::x\n")
    assert output.count("\n") == 1


def test_sarif() -> None:
    text = "x\n😀 in the the y"
    log = json.loads(render("sarif", pair(text, "a b.txt"), pair("the the", "7", file="/d/b.jsonl", line=3)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [("MTD304", "doubled-word")]  # only those that occur
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "MTD304"
    assert first["message"] == {"text": "“the” is repeated."}
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
    with pytest.raises(ValueError, match="unknown report format “pdf”; choose from text, json"):
        reporter("pdf")
    assert all(reporter(form) for form in FORMATS)


def test_figures() -> None:
    metrics = {"translation": {"roc_auc": 0.9, "roc_auc_interval": [0.85, 0.95], "rows": 1234}, "note": None}
    assert to_text(metrics).splitlines() == [
        "translation",
        "  roc auc           0.9000",
        "  roc auc interval  0.8500–0.9500",
        "  rows              1,234",
        "note         –",
    ]
