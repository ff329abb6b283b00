"""Text and file names from strangers do nothing in a log, a terminal or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from rendering import pair, render

from mtdetect.reporters.rows.fields import to_json
from mtdetect.reporters.safety import cell
from mtdetect.types import Document, Flag, Paragraph, Report

HOSTILE = "a\x1b[31m\x07\0\x9b2J\u202eb\u2066c\r\n::error::d\u2028e"


def flagged(name: str) -> tuple[Document, Report]:
    flag = Flag("MTD304", "doubled-word", 0, 7, f"Message {HOSTILE}.")
    paragraph = Paragraph(0, 0, 7, "the the", 0.9, 0, 0.9, (flag,))
    report = Report("the the", "en", 0.9, 0, 0.9, (paragraph,), (flag,))
    return Document(name, "the the", {"file": name, "verbatim": True}), report


@pytest.mark.parametrize("form", ["github", "text"])
def test_nothing_controls_a_terminal_or_a_log(form: str) -> None:
    output = render(form, flagged(HOSTILE))
    assert {char for char in output if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")} == {"\n"}
    assert not any(line.startswith("::error") for line in output.splitlines())
    assert "␛[31m" in output


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif"])
def test_json_means_the_same_and_controls_nothing(form: str) -> None:
    output = render(form, flagged(HOSTILE))
    assert {char for char in output if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")} == {"\n"}
    found = json.loads(output)
    if form == "sarif":
        assert found["runs"][0]["results"][0]["message"]["text"] == f"Message {HOSTILE}."
    else:
        assert (found["id"], found["flags"][0]["message"]) == (HOSTILE, f"Message {HOSTILE}.")


def test_json_of_input_fields_controls_nothing() -> None:
    row = {"a": HOSTILE, "b": [float("nan"), "\x7f"]}
    assert set("\x7f\x9b\u202e\u2066\u2028").isdisjoint(to_json(row))
    assert json.loads(to_json(row)) == {"a": HOSTILE, "b": [None, "\x7f"]}


CELLS = {
    "=cmd|'/c calc'!A1": "'=cmd|'/c calc'!A1",
    "+SUM(A1)": "'+SUM(A1)",
    "@x": "'@x",
    "-1+2": "'-1+2",
    "\t=1": "'\t=1",
    "-5": "-5",
    "+1,234.5": "+1,234.5",
    "-1e-5": "-1e-5",
    "-12 %": "-12 %",
    "a=b": "a=b",
    "": "",
}


@pytest.mark.parametrize("text", CELLS)
def test_cells_are_no_formulas(text: str) -> None:
    assert cell(text) == CELLS[text]


def test_ids_in_csv_are_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(render("csv", pair("the the", "=1+2"), pair("the the", "-7")))))
    assert [row[0] for row in rows] == ["id", "'=1+2", "-7"]
