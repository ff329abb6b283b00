"""Reports are as docs/report.schema.json describes them, and it describes all of their fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mtdetect
from mtdetect.cli.main import cli

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))
ARTICLE = (ROOT / "examples/kim-putin.txt").read_text(encoding="utf-8")


def closed(schema: Any) -> Any:
    """The schema without leave for further fields."""
    if isinstance(schema, dict):
        own = {name: closed(value) for name, value in schema.items()}
        return own | {"additionalProperties": False} if own.get("type") == "object" else own
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def errors(report: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(closed(SCHEMA)).iter_errors(report)]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        "",
        " \n",
        "Hm.",
        "Die Straße ist gesperrt, weil ein Baum quer liegt.",
        "weâ€™re\x00 here \ud800",
    ],
    ids=["article", "empty", "white space", "too short", "German", "odd characters"],
)
def test_reports_fit(text: str) -> None:
    assert errors(mtdetect.score(text).to_dict()) == []


def test_the_article_has_every_field_and_kind_of_evidence() -> None:
    report = mtdetect.score(ARTICLE).to_dict()
    assert report["flags"][0].keys() == SCHEMA["$defs"]["flag"]["properties"].keys()
    evidence = [each for paragraph in report["paragraphs"] for each in paragraph["evidence"]]
    assert {"model", "document", "MTD101"} <= {each["source"] for each in evidence}
    assert {each["kind"] for each in evidence} == set(SCHEMA["$defs"]["evidence"]["properties"]["kind"]["enum"])


def test_the_command_line_writes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    lines = CliRunner().invoke(cli, ["score", "examples", "--format", "jsonl"]).stdout.splitlines()
    assert [errors(json.loads(line)) for line in lines] == [[]] * 5
    assert json.loads(lines[0])["id"] == "examples/breadcrumb-and-source.txt"


@pytest.mark.parametrize(("source", "fits"), [("deep", True), ("document", True), ("MTD101", True), ("tagger", False)])
def test_the_sources_of_evidence(source: str, fits: bool) -> None:
    report = mtdetect.score("Hm.").to_dict()
    report["paragraphs"][0]["evidence"] = [{"source": source, "kind": "translation", "value": 0.5}]
    assert (not errors(report)) == fits


@pytest.mark.parametrize(
    "change", [{"schema": 2}, {"damage": 1.5}, {"flags": None}, {"language": "English"}, {"paragraphs": [{}]}]
)
def test_other_objects_don_t_fit(change: dict[str, Any]) -> None:
    assert errors(mtdetect.score("Hm.").to_dict() | change)
