"""Labelled samples: mtdetect's own format, exports from three tools, and errors in rows."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli.main import cli
from mtdetect.readers.opening import zstd
from mtdetect.samples.files import read_samples, to_sample, write_samples
from mtdetect.types import InputError, LabelledSpan, Sample

SPAN = (LabelledSpan(4, 7, "broken-boundary"),)

READ: dict[str, tuple[dict[str, Any], Sample | None]] = {
    "plain": (
        {
            "text": "One two.",
            "translation": 1,
            "scraping": None,
            "source": "s",
            "spans": [{"start": 4, "end": 7, "label": "broken-boundary"}],
            "document": "d",
            "position": 3,
            "note": "ignored",
        },
        Sample("One two.", 1, None, "s", SPAN, "d", 3),
    ),
    "plain, text alone": ({"text": "One"}, Sample("One")),
    "plain, judged by true and false": ({"text": "One", "translation": True, "scraping": False}, Sample("One", 1, 0)),
    "Prodigy spans": (
        {
            "text": "One two.",
            "spans": [{"start": 4, "end": 7, "label": "broken-boundary", "token_start": 1, "token_end": 1}],
            "answer": "accept",
            "_input_hash": 1,
            "meta": {"source": "s"},
        },
        Sample("One two.", source="s", spans=SPAN),
    ),
    "Prodigy spans rejected": (
        {"text": "One two.", "spans": [{"start": 4, "end": 7, "label": "x"}], "answer": "reject"},
        Sample("One two."),
    ),
    "Prodigy one label accepted": ({"text": "One", "label": "SCRAPING", "answer": "accept"}, Sample("One", None, 1)),
    "Prodigy one label rejected": ({"text": "One", "label": "translation", "answer": "reject"}, Sample("One", 0)),
    "Prodigy choice": (
        {
            "text": "One",
            "options": [{"id": "translation", "text": "t"}, {"id": "scraping", "text": "s"}],
            "accept": ["scraping"],
            "answer": "accept",
        },
        Sample("One", 0, 1),
    ),
    "Prodigy choice of none": (
        {"text": "One", "options": [{"id": "translation"}], "accept": [], "answer": "accept"},
        Sample("One", 0, None),
    ),
    "Prodigy ignored": ({"text": "One", "answer": "ignore"}, None),
    "doccano spans": (
        {"id": 1, "text": "One two.", "label": [[4, 7, "broken-boundary"]]},
        Sample("One two.", spans=SPAN),
    ),
    "doccano entities": (
        {
            "id": 1,
            "text": "One two.",
            "entities": [{"id": 2, "label": "broken-boundary", "start_offset": 4, "end_offset": 7}],
            "relations": [],
        },
        Sample("One two.", spans=SPAN),
    ),
    "doccano classes": ({"id": 1, "text": "One", "label": ["translation"]}, Sample("One", 1, 0)),
    "doccano sound": ({"id": 1, "text": "One", "label": ["sound"]}, Sample("One", 0, 0)),
    "doccano not yet labelled": ({"id": 1, "text": "One", "label": []}, Sample("One")),
}


@pytest.mark.parametrize("case", READ)
def test_rows_in_every_format(tmp_path: Path, case: str) -> None:
    row, expected = READ[case]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row) + "\n")
    assert list(read_samples(path)) == ([] if expected is None else [expected])


def test_label_studio(tmp_path: Path) -> None:
    def task(text: str, result: list[dict[str, Any]], **annotation: Any) -> dict[str, Any]:
        return {"id": 1, "data": {"text": text, "source": "s"}, "annotations": [{"result": result, **annotation}]}

    labels = {"start": 6, "end": 9, "text": "two", "labels": ["broken-boundary"]}
    tasks = [
        task("😀 One two.", [{"type": "labels", "value": labels | {"start": 7, "end": 10}}]),
        task("A One two.", [{"type": "labels", "value": labels}]),
        task("One", [{"type": "choices", "value": {"choices": ["scraping"]}}]),
        task("One", [], was_cancelled=True),
        {"id": 2, "data": {"text": "unlabelled"}, "annotations": []},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tasks))
    span = (LabelledSpan(6, 9, "broken-boundary"),)
    assert list(read_samples(path)) == [
        Sample("😀 One two.", source="s", spans=span),
        Sample("A One two.", source="s", spans=span),
        Sample("One", 0, 1, "s"),
    ]


WRONG = [
    ({}, "“text” is missing or not a string; give each sample a text"),
    ({"text": 1}, "“text” is missing or not a string; give each sample a text"),
    ({"text": "a", "translation": 2}, "“translation” is 2; give 1 (damaged), 0 (sound) or null (not judged)"),
    ({"text": "a", "scraping": "yes"}, "“scraping” is 'yes'; give 1 (damaged), 0 (sound) or null (not judged)"),
    ({"text": "a", "source": []}, "“source” is []; give a string or leave it out"),
    ({"text": "a", "position": "x"}, "“position” is 'x'; give the paragraph's number in its document, or leave it out"),
    ({"text": "a", "spans": {"start": 0}}, "“spans” is {'start': 0}; give a list of objects with start, end and label"),
    (
        {"text": "a", "spans": [{"start": 0, "end": 1}]},
        "the span {'start': 0, 'end': 1} needs integers as start and end, and a string as label",
    ),
    (
        {"text": "a", "spans": [{"start": 0, "end": 2, "label": "x"}]},
        "the span 0–2 is empty or reaches beyond the text, which ends at 1; correct it",
    ),
]


@pytest.mark.parametrize(("row", "problem"), WRONG)
def test_a_wrong_row_is_reported_and_the_rest_is_read(tmp_path: Path, row: dict[str, Any], problem: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{json.dumps(row)}\n{{bad\n{{"text": "good"}}\n')
    errors: list[str] = []
    assert list(read_samples(path, on_error=lambda error: errors.append(str(error)))) == [Sample("good")]
    assert len(errors) == 2
    assert errors[0].startswith(f"{path}, line 1: {problem}")
    assert errors[1].startswith(f"{path}, line 2: not JSON")
    with pytest.raises(InputError, match="line 1"):
        list(read_samples(path))


def test_missing_and_broken_files(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "a"},')
    (tmp_path / "a.jsonl.gz").write_bytes(b"no")
    for name, problem in [
        ("a.json", "not a complete JSON array .*; export the file again"),
        ("a.jsonl.gz", "the compressed file is damaged or cut off"),
        ("b.jsonl", "no such file"),
    ]:
        with pytest.raises(InputError, match=problem):
            list(read_samples(tmp_path / name))


def test_written_samples_are_read_back(tmp_path: Path) -> None:
    samples = [Sample("One two.", 1, None, "s", SPAN, "d", 3), Sample("“Café” \ud800")]
    path = tmp_path / "a.jsonl"
    assert write_samples([*samples, {"text": "dict"}], path) == 3
    assert list(read_samples(path)) == [*samples, Sample("dict")]
    write_samples(samples, tmp_path / "a.jsonl.gz")
    assert list(read_samples(tmp_path / "a.jsonl.gz")) == samples


def test_a_wrong_sample_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_samples([{"text": "a"}, {"text": None}], tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_sample_is_returned_unchanged() -> None:
    sample = Sample("a", 1)
    assert to_sample(sample) is sample


TABLE = [
    {"text": "One, two.", "translation": "yes", "scraping": "", "source": "s", "document": "d", "position": "3"},
    {"text": "Two\nlines", "translation": "0", "scraping": "True", "spans": '[{"start": 0, "end": 3, "label": "x"}]'},
    {"text": "“Three”", "scraping": "false"},
]
TABLE_SAMPLES = [
    Sample("One, two.", 1, None, "s", (), "d", 3),
    Sample("Two\nlines", 0, 1, spans=(LabelledSpan(0, 3, "x"),)),
    Sample("“Three”", None, 0),
]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz", "a.csv.zst"])
def test_tables(tmp_path: Path, name: str) -> None:
    columns = ["text", "translation", "scraping", "source", "document", "position", "spans"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter="\t" if "tsv" in name else ",", restval="")
    writer.writeheader()
    writer.writerows(TABLE)
    (tmp_path / name).write_bytes(pack(text.getvalue().encode(), name))
    assert list(read_samples(tmp_path / name)) == TABLE_SAMPLES


@pytest.mark.parametrize("name", ["a.parquet", "a.parquet.gz"])
def test_parquet(tmp_path: Path, name: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [asdict(sample) | {"score": 0.5} for sample in TABLE_SAMPLES]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "plain")
    (tmp_path / name).write_bytes(pack((tmp_path / "plain").read_bytes(), name))
    assert list(read_samples(tmp_path / name)) == TABLE_SAMPLES


def pack(data: bytes, name: str) -> bytes:
    if name.endswith(".zst"):
        return zstd().compress(data)
    return gzip.compress(data) if name.endswith(".gz") else data


def test_a_wrong_cell_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,scraping,spans\nA,maybe,\nB,1,"[{"\nC,1,\n')
    errors: list[str] = []
    found = list(read_samples(tmp_path / "a.csv", on_error=lambda error: errors.append(str(error))))
    assert found == [Sample("C", scraping=1)]
    assert "line 2: “scraping” is 'maybe'" in errors[0]
    assert "line 3: “spans” is not JSON" in errors[1]
    (tmp_path / "b.csv").write_text("words\nA\n")
    with pytest.raises(InputError, match="no field “text”"):
        list(read_samples(tmp_path / "b.csv"))


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
@pytest.mark.parametrize("array", [True, False])
def test_arrays_and_lines_are_recognised_by_content(tmp_path: Path, suffix: str, array: bool) -> None:
    rows = [{"text": "a", "scraping": 1}, {"text": "b"}]
    text = json.dumps(rows, indent=1) if array else "\n".join(map(json.dumps, rows))
    (tmp_path / f"a.{suffix}").write_text(text)
    assert list(read_samples(tmp_path / f"a.{suffix}")) == [Sample("a", scraping=1), Sample("b")]


def test_skipped_rows_have_a_reason(tmp_path: Path) -> None:
    done = [{"result": [{"value": {"choices": ["sound"]}}]}]
    rows = [
        {"data": {"text": "A"}, "annotations": done},
        {"data": {"text": "A"}, "annotations": []},
        {"data": {"text": "A"}, "annotations": [{"was_cancelled": True}]},
        {"data": {"html": "A"}, "annotations": done},
        {"text": "A", "answer": "ignore"},
        {"text": "A", "annotation_id": 3, "choice": {"choices": ["scraping", "translation"]}},
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    reasons: list[str] = []
    assert list(read_samples(tmp_path / "a.json", on_skip=reasons.append)) == [Sample("A", 0, 0), Sample("A", 1, 1)]
    assert reasons == [
        "without annotations", "cancelled", "without text (name the field “text” in the Label Studio project)",
        "ignored by the labeller",
    ]  # fmt: skip


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
