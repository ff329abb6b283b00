"""Labelled samples: mtdetect's own format, exports from three tools, and errors in rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

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
    ({"data": {"text": "a"}, "annotations": 3}, "“annotations” is 3; give a list"),
    ({"data": {"text": "a"}, "annotations": [{"result": 3}]}, "“result” is 3; give a list"),
    ({"data": {"text": "a"}, "completions": [{"result": [{"value": {"choices": 3}}]}]}, "“choices” is 3; give a list"),
    ({"text": "a", "annotation_id": 1, "damage": {"labels": "menu"}}, "“labels” is 'menu'; give a list"),
    ({"text": "a", "answer": "accept", "options": 3}, "“options” is 3; give a list"),
    ({"text": "a", "answer": "accept", "accept": 3}, "“accept” is 3; give a list"),
    ({"text": "a", "labels": ["sound"], "cats": 3}, "“cats” is 3; give a list"),
    ({"text": "a", "labels": [], "entities": 3}, "“entities” is 3; give a list"),
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
