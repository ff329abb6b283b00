"""Rows for corpora: every level in every format, and the fields of the input beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from corpus import Row, rows_of, run, scored, write_rows
from fake_model import FakeModel

from mtdetect.reporters.rows import FORMATS, LEVELS
from mtdetect.reporters.rows.levels import COLUMNS

pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
pytestmark = pytest.mark.usefixtures("fake_model", "folder")

TEXTS = ["In the the end.\n\nAll is well.\n\nWWW home the the", "Straße", '“Fine”, "it said.']


@pytest.fixture
def corpus() -> tuple[str, ...]:
    """Two rows and a plain file."""
    write_rows("a.jsonl", {"id": "x", "text": TEXTS[0]}, {"text": TEXTS[1]})
    Path("b.txt").write_bytes(TEXTS[2].encode())
    return ("a.jsonl", "b.txt")


PLACES = [("x", "a.jsonl", 1), ("a.jsonl:2", "a.jsonl", 2), ("b.txt", "b.txt", None)]


def expected(level: str) -> list[Row]:
    """The rows, made from what `score_many` returns."""
    found = []
    for place, report in zip(PLACES, FakeModel().score_many(TEXTS), strict=True):
        whole = report.to_dict()
        beside = dict(zip(("id", "file", "line"), place, strict=True))
        scores = {kind: whole[kind] for kind in ("translation", "scraping", "damage")}
        if level == "document":
            codes = [flag["code"] for flag in whole["flags"]]
            counts = {"paragraphs": len(whole["paragraphs"]), "flags": len(codes)}
            by_code = {code: codes.count(code) for code in codes}
            found.append(beside | {"language": whole["language"], **scores, **counts, "codes": by_code})
        for p in whole["paragraphs"]:
            if level == "paragraphs":
                own = {name: p[name] for name in ("start", "end", *scores)}
                codes = sorted({flag["code"] for flag in p["flags"]})
                own |= {"language": whole["language"], "damaged": p["damage"] >= 0.5, "codes": codes}
                found.append(beside | {"paragraph": p["index"]} | own)
            if level == "flags":
                own_flags = [{k: v for k, v in flag.items() if k != "suggestion"} for flag in p["flags"]]
                found += [beside | {"paragraph": p["index"]} | flag for flag in own_flags]
    return found


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_in_every_format(level: str, form: str, corpus: tuple[str, ...]) -> None:
    rows = scored(*corpus, "--fields", "none", form=form, level=level)
    assert rows == expected(level)
    assert len(rows) == {"document": 3, "paragraphs": 5, "flags": 3}[level]
    assert all(list(row) == list(COLUMNS[level]) for row in rows)


@pytest.mark.parametrize("form", FORMATS)
def test_text_is_written_only_if_asked_for(form: str, corpus: tuple[str, ...]) -> None:
    texts = {
        "document": TEXTS,
        "paragraphs": ["In the the end.", "All is well.", "WWW home the the", "Straße", TEXTS[2]],
        "flags": ["the the", "WWW home the the", "the the"],
    }
    for level, wanted in texts.items():
        assert [row["text"] for row in scored(*corpus, "--with-text", form=form, level=level)] == wanted
        assert b"home" not in run("score", *corpus, "--level", level, "--format", form).stdout_bytes


def test_a_language_that_is_not_known_is_und(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    plain = FakeModel.score
    monkeypatch.setattr(FakeModel, "score", lambda self, text: replace(plain(self, text), language=None))
    Path("a.txt").write_text("Hm.")
    assert [scored("a.txt", form=form)[0]["language"] for form in FORMATS] == ["und"] * 3
    assert run("score", "a.txt", "--format", "csv").stdout.splitlines()[1] == "a.txt,,0.1000,0.0000,0.1000,0,1,a.txt,"


def test_the_threshold_decides_which_paragraphs_are_damaged(corpus: tuple[str, ...]) -> None:
    rows = scored("a.jsonl", "--threshold", "0.05", level="paragraphs")
    assert all(row["damaged"] for row in rows)


FIELDS = {"url": "u", "damage": "high", "input_damage": 3, "name": None, "meta": {"a": [1.5, "é"]}, "other_fields": 1}
KEPT = {
    "url": "u",
    "input_damage": "high",
    "input_input_damage": 3,
    "name": None,
    "meta": {"a": [1.5, "é"]},
    "input_other_fields": 1,
}


def test_fields_of_the_input_are_kept_and_none_hides_another() -> None:
    write_rows("a.jsonl", {"id": 1, "text": "Fine.", **FIELDS})
    (row,) = scored("a.jsonl")
    assert {name: value for name, value in row.items() if name not in COLUMNS["document"]} == KEPT
    assert row["damage"] == 0.1
    (row,) = scored("a.jsonl", form="csv")
    assert json.loads(row["meta"]) == KEPT["meta"]
    assert (row["input_damage"], row["input_input_damage"], row["name"]) == ("high", "3", "")


@pytest.mark.parametrize(
    ("level", "options", "kept"),
    [
        ("document", [], {"url", "n", "input_text"}),
        ("document", ["--fields", "n"], {"n"}),
        ("document", ["--fields", "none"], set()),
        ("paragraphs", [], set()),
        ("paragraphs", ["--fields", "id,url, n"], {"url", "n"}),
        ("flags", ["--fields", "all"], {"url", "n", "input_text"}),
        ("flags", ["--fields", "all", "--with-text"], {"url", "n", "input_text", "text"}),
    ],
)
def test_choosing_fields(level: str, options: list[str], kept: set[str]) -> None:
    write_rows("a.jsonl", {"id": "x", "body": "the the", "url": "u", "n": 1, "text": "?"})
    for form in FORMATS:
        rows = scored("a.jsonl", "--text-field", "body", *options, form=form, level=level)
        assert set(rows[0]) - set(COLUMNS[level]) - {"other_fields"} == kept


@pytest.mark.parametrize("form", FORMATS)
def test_an_output_with_text_can_be_scored_again(form: str) -> None:
    write_rows("a.jsonl", {"id": "x", "text": "the the", "url": "u"})
    first, second = f"b.{form}", f"c.{form}"
    run("score", "a.jsonl", "--with-text", "--level", "document", "--format", form, "-o", first)
    run("score", first, "--with-text", "--level", "document", "--format", form, "-o", second)
    (one,), (two,) = (rows_of(Path(name).read_bytes(), form) for name in (first, second))
    assert {two["url"], str(two["input_damage"]), two["input_file"], two["id"]} == {"u", "0.9", "a.jsonl", "x"}
    assert set(two) == {*one, *(f"input_{name}" for name in one if name not in ("id", "text", "url"))}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_field_that_comes_late_loses_nothing(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.reporters.rows.table.SAMPLE_ROWS", 2)
    write_rows("a.jsonl", {"text": "a", "n": 1}, {"text": "b"}, {"text": "c", "late": [1]}, {"text": "d", "late": 2})
    result = run("score", "a.jsonl", "--level", "document", "--format", form)
    rows = rows_of(result.stdout_bytes, form)
    assert [row["other_fields"] or None for row in rows] == [None, None, '{"late": [1]}', '{"late": 2}']
    assert result.stderr.count("the field “late” is missing in the first rows") == 1


def test_a_field_that_no_row_has_is_reported() -> None:
    write_rows("a.jsonl", {"text": "a", "url": "u"})
    result = run("score", "a.jsonl", "--level", "document", "--format", "csv", "--fields", "urll,url")
    assert result.stderr == "warning: the field “urll” is in no document; check --fields\n"
    assert result.stdout.splitlines()[0].endswith("codes,urll,url")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--level", "document"], "--level writes rows; choose a format that has them: --format jsonl|csv|parquet"),
        (["--format", "jsonl", "--with-text"], "--with-text and --fields need --level"),
        (["--format", "csv", "--fields", "a"], "--with-text and --fields need --level"),
        (["--format", "csv", "--level", "flags", "--fields", "a,,b"], "“a,,b” has an empty name"),
        (["--format", "csv", "--level", "flags", "--fields", "text"], "“text”; use --with-text"),
        (["--format", "csv", "--level", "words"], "'words' is not one of 'document', 'paragraphs', 'flags'"),
    ],
)
def test_wrong_usage(options: list[str], problem: str) -> None:
    Path("a.txt").write_text("Fine.")
    result = run("score", "a.txt", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr


def test_csv_quotes_whatever_a_reader_would_split() -> None:
    write_rows("a.jsonl", {"id": 'a\r"b', "text": "Fine."}, {"id": "c\nd", "text": "Fine."})
    for options in ([], ["--level", "document"]):
        result = run("score", "a.jsonl", "--format", "csv", *options)
        assert [row["id"] for row in rows_of(result.stdout_bytes, "csv")] == ['a\r"b', "c\nd"]
        assert b"\r\n" not in result.stdout_bytes


def test_rows_of_documents_are_a_fifth_of_the_input_at_most() -> None:
    prose = "All is well in the capital, and the ministers have gone home. " * 20
    names = ("url", "title", "date", "dump", "path", "language", "confidence", "tokens", "site", "licence")
    row: dict[str, Any] = {name: f"{name} {7:040}" for name in names}
    write_rows("a.jsonl", *({"id": f"urn:uuid:{i:032}", "text": prose, **row} for i in range(50)))
    size = Path("a.jsonl").stat().st_size
    for form in FORMATS:
        run("score", "a.jsonl", "--level", "document", "--fields", "none", "--format", form, "-o", "out")
        assert Path("out").stat().st_size < 0.2 * size


def test_the_documentation_has_every_column_in_order() -> None:
    page = (Path(__file__).parents[2] / "docs/output.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### One row per \w+$(.*?)(?=^#)", page, re.MULTILINE | re.DOTALL)
    for level, section in zip(LEVELS, sections, strict=True):
        cells = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
        assert re.findall(r"`(\w+)`", " ".join(cells)) == [*COLUMNS[level], "text"]
