"""`mtdetect samples convert`: samples, documents and Label Studio tasks."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli.main import cli
from mtdetect.samples.files import read_samples, write_samples
from mtdetect.types import LabelledSpan, Sample

ROUND = [
    Sample("😀 One 😀 two.", 1, None, "s", (LabelledSpan(6, 7, "mojibake"), LabelledSpan(8, 11, "own word")), "d", 3),
    Sample("aaaa 😀 aaaa", 0, 1, spans=(LabelledSpan(9, 10, "x"),)),
    Sample("Sound.", 0, 0),
    Sample("\u202e\ud800 odd", None, 1, spans=(LabelledSpan(3, 6, "x"),)),
]


@pytest.mark.parametrize("form", ["samples", "label-studio"])
def test_conversion_and_back(tmp_path: Path, form: str) -> None:
    write_samples(ROUND, tmp_path / "a.jsonl")
    run("samples", "convert", "a.jsonl", "-o", "b.json", "--to", form, "--no-flags", folder=tmp_path)
    expected = [*ROUND]
    if form == "label-studio":  # choosing one score sets the other to 0
        expected = [replace(s, scraping=s.scraping or 0, translation=s.translation or 0) for s in ROUND]
    assert list(read_samples(tmp_path / "b.json")) == expected


def run(*arguments: str, folder: Path, status: int = 0) -> Result:
    with contextlib.chdir(folder):
        result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == status, result.output
    return result


def test_documents_become_tasks_with_flags(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("😀 The the council met on Tuesday.\n\nIt was a long meeting in the the town hall.")
    run("samples", "convert", "a.txt", "-o", "a.json", "--to", "label-studio", "--config", "c.xml", folder=tmp_path)
    first, second = json.loads((tmp_path / "a.json").read_text())
    assert first["data"] == {"text": "😀 The the council met on Tuesday."} | {
        "source": "a.txt", "document": "a.txt", "position": 0
    }  # fmt: skip
    (predicted,) = second["predictions"]
    label = next(part for part in predicted["result"] if part["type"] == "labels")
    assert label["value"] == {"start": 25, "end": 32, "text": "the the", "labels": ["doubled-word"]}
    assert 0 <= predicted["score"] <= 1
    config = ElementTree.fromstring((tmp_path / "c.xml").read_text())
    names = {control.get("name") for control in config}
    assert {part["from_name"] for part in predicted["result"]} <= names
    assert list(read_samples(tmp_path / "a.json")) == []  # predictions are not labels
    run("samples", "convert", "a.txt", "-o", "b.jsonl", folder=tmp_path)
    assert [(s.text[:3], s.position, s.spans) for s in read_samples(tmp_path / "b.jsonl")] == [
        ("😀 T", 0, ()), ("It ", 1, ())
    ]  # fmt: skip
    run("samples", "convert", "a.txt", "-o", "c.jsonl", "--flags", folder=tmp_path)
    assert [s.label for sample in read_samples(tmp_path / "c.jsonl") for s in sample.spans].count("doubled-word") >= 1
    run("samples", "convert", "a.txt", "-o", "d.jsonl", "--flags", "--ignore", "MTD304", folder=tmp_path)
    assert not any(s.label == "doubled-word" for sample in read_samples(tmp_path / "d.jsonl") for s in sample.spans)
    run("samples", "convert", "a.txt", "-o", "e.json", "--to", "label-studio", "--select", "MTD1", folder=tmp_path)
    assert "doubled-word" not in (tmp_path / "e.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((), "nothing to do"), (("a.txt",), "no output file: add -o OUT"), (("none.txt", "-o", "x"), "no such file")],
)
def test_conversion_used_wrongly(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    assert message in run("samples", "convert", *arguments, folder=tmp_path, status=2).output


def test_the_command_line_reports_what_it_skipped(tmp_path: Path) -> None:
    rows = [{"data": {"text": "A"}, "annotations": []}] * 3 + [{"data": {"text": "A"}, "annotations": [{"skipped": 1}]}]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    result = run("samples", "convert", "a.json", "-o", "b.jsonl", folder=tmp_path)
    assert "rows skipped: 3 without annotations, 1 cancelled" in result.output


def test_odd_texts_are_converted(tmp_path: Path) -> None:
    texts = ["", " \n", "a", "  the the council met.  ", "One.\n\nTwo.", "Eine Straße in Berlin, die jeder kennt."]
    write_samples([Sample(text) for text in texts], tmp_path / "a.jsonl")
    result = run("samples", "convert", "a.jsonl", "-o", "b.json", "--to", "label-studio", folder=tmp_path)
    assert "rows skipped: 2 without text" in result.output
    found = json.loads((tmp_path / "b.json").read_text())
    assert [task["data"]["text"] for task in found] == ["a", texts[3], "One.", "Two.", texts[5]]
    spans = [part["value"] for part in found[1]["predictions"][0]["result"] if part["type"] == "labels"]
    assert all(texts[3][span["start"] : span["end"]] == span["text"] for span in spans)
    assert "the the" in [span["text"] for span in spans]
