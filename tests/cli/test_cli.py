"""`mtdetect score` as seen by a shell or script: exit statuses, messages, options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import run, write
from fake_model import FakeModel

from mtdetect.types import ModelError

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def test_scores_a_file() -> None:
    write(a="He lives in the the capital.")
    result = run("score", "a.txt")
    assert result.exit_code == 0
    assert "  │             ^^^^^^^\n" in result.stdout
    assert "MTD304 doubled-word" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "github", "sarif"])
def test_scores_standard_input_in_every_format(form: str) -> None:
    result = run("score", "-", "--format", form, input="in the the capital")
    assert result.exit_code == 0
    assert "MTD304" in result.stdout or form == "csv"


def test_json_is_the_object_of_to_dict() -> None:
    write(a="the the")
    report = FakeModel().score("the the")
    assert json.loads(run("score", "a.txt", "--format", "json").stdout) == {"id": "a.txt", **report.to_dict()}


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (["0.9"], 1),
        (["0.91"], 0),
        (["damage=0.9"], 1),
        (["translation=0.9"], 1),
        (["scraping=0.1"], 0),
        (["scraping=0.1", "translation=0.5"], 1),
        (["0"], 1),
    ],
)
def test_fail_on(limits: list[str], status: int) -> None:
    write(a="Fine.", b="the the", c="Fine.")
    options = [option for limit in limits for option in ("--fail-on", limit)]
    result = run("score", "a.txt", "b.txt", "c.txt", "--format", "csv", *options)
    assert result.exit_code == status
    assert len(result.stdout.splitlines()) == 4


def test_fail_on_ignores_other_languages() -> None:
    write(a="Straße the the")
    assert run("score", "a.txt", "--fail-on", "0.1").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "Missing argument 'PATH...'"),
        (["a.txt", "--fail-on", "style=0.5"], "“style” is not a score; the scores are translation, scraping, damage"),
        (["a.txt", "--fail-on", "50%"], "“50%” is not a probability; give a number from 0 to 1"),
        (["a.txt", "--fail-on", "nan"], "“nan” is not a probability; give a number from 0 to 1"),
        (["a.txt", "--threshold", "nan"], "“nan” is not a probability; give a number from 0 to 1"),
        (["a.txt", "--threshold", "2"], "2.0 is not in the range 0<=x<=1"),
        (["a.txt", "--jobs", "-1"], "-1 is not in the range x>=0"),
        (["a.txt", "--format", "xml"], "'xml' is not one of"),
        (["a.txt", "-o", "no/a.csv"], "no/a.csv: the folder no does not exist; create it first: mkdir -p no"),
        (["a.txt", "-o", "."], "error: .: the input a.txt is in this folder; write to another one"),
        (["a.txt", "-o", "a.txt/"], "error: a.txt/.mtdetect: can't be made (Not a directory); choose another folder"),
        (["-", "-o", "d/"], "standard input can't be divided"),
        (["a.txt", "--shard", "0/4"], "“0/4” is not a share; give K/N, from 1/N to N/N, such as 3/64"),
        (["a.txt", "--shard", "5/4"], "“5/4” is not a share"),
        (["a.txt", "--shard", "1"], "“1” is not a share"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    write(a="Fine.")
    result = run("score", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert result.stdout == ""


def test_bad_inputs_are_reported_and_the_rest_is_scored() -> None:
    write(a="the the")
    Path("b.jsonl").write_text('{"text": "Fine."}\n{bad\n{"text": "Fine."}\n')
    result = run("score", "no.txt", "b.jsonl", "a.txt", "--format", "csv", "--fail-on", "0.9")
    assert result.exit_code == 2
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["id", "b.jsonl:1", "b.jsonl:3", "a.txt"]
    assert result.stderr.splitlines() == [
        "error: no.txt: no such file; check the name",
        "error: b.jsonl, line 2: not JSON (Expecting property name enclosed in double quotes, column 2); "
        "write one JSON object per line, or remove the line",
    ]


def test_warnings_and_quiet() -> None:
    Path("a.txt").write_bytes("“Café” – naïve, Zürich.".encode("cp1252"))
    result = run("score", "a.txt")
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: a.txt: not UTF-8; read as cp1252, judging by its bytes; if that is wrong")
    assert run("score", "a.txt", "--quiet").stderr == ""
    assert "no such file" in run("score", "no.txt", "--quiet").stderr


def test_messages_are_safe_for_a_terminal() -> None:
    assert "\x1b" not in run("score", "a\x1b[31m.txt").stderr


def test_a_folder_without_files() -> None:
    Path("empty").mkdir()
    result = run("score", "empty")
    assert result.exit_code == 2
    assert "error: empty: no readable files in this folder" in result.stderr


def test_fields() -> None:
    Path("a.jsonl").write_text('{"body": "Fine.", "key": 5}\n')
    result = run("score", "a.jsonl", "--text-field", "body", "--id-field", "key", "--format", "jsonl")
    assert json.loads(result.stdout)["id"] == "5"


def test_lone_surrogates_and_nul_survive_every_format() -> None:
    Path("a.jsonl").write_text('{"text": "a \\ud800 the the \\u0000"}\n')
    for form in ("text", "json", "jsonl", "csv", "github", "sarif"):
        assert run("score", "a.jsonl", "--format", form).exit_code == 0
    assert json.loads(run("score", "a.jsonl", "--format", "jsonl").stdout)["paragraphs"][0]["text"][2] == "\ud800"


def test_documents_are_read_as_they_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = 0

    def score_many(self: FakeModel, texts: Any, jobs: int = 1, deep: Any = False) -> Any:
        nonlocal waiting
        for text in texts:
            waiting += 1
            yield self.score(text)
            waiting -= 1
            assert waiting == 0

    monkeypatch.setattr(FakeModel, "score_many", score_many)
    Path("a.jsonl").write_text('{"text": "x"}\n' * 1000)
    assert len(run("score", "a.jsonl", "--format", "jsonl").stdout.splitlines()) == 1000


def test_jobs_and_model_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    monkeypatch.setattr("mtdetect.scoring.pipeline.load", lambda folder: seen.append(folder) or FakeModel())
    score_many = FakeModel.score_many

    def noted(self: FakeModel, texts: Any, jobs: int, deep: object) -> Any:
        seen.extend((jobs, deep))
        return score_many(self, texts, jobs)

    monkeypatch.setattr(FakeModel, "score_many", noted)
    write(a="Fine.")
    run("score", "a.txt", "--jobs", "3", "--model", "models/mine")
    run("score", "a.txt", "--deep")
    run("score", "a.txt", "--deep-auto")
    assert seen == ["models/mine", 3, False, None, 1, True, None, 1, "auto"]


def test_an_unusable_model_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: object) -> None:
        raise ModelError("models/mine: no model.json")

    monkeypatch.setattr("mtdetect.scoring.pipeline.load", refuse)
    write(a="Fine.")
    result = run("score", "a.txt", "--model", "models/mine", "-o", "out.txt")
    assert (result.exit_code, result.stderr) == (2, "error: models/mine: no model.json\n")
    assert not Path("out.txt").exists()
