"""The command line as seen by a shell or script: exit statuses, messages, files, pipes and signals."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_model import FakeModel

from mtdetect import __version__
from mtdetect.cli import terminal
from mtdetect.cli.main import cli
from mtdetect.types import InputError, ModelError

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

Start = Callable[..., "subprocess.Popen[bytes]"]


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, arguments, **options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.txt").write_text(text, encoding="utf-8")


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


def test_output_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    write(a="Fine.", b="sleep")
    assert run("score", "a.txt", "--format", "csv", "-o", "out.csv").stdout == ""
    before = Path("out.csv").read_text()
    assert before.startswith("id,language")
    assert Path("out.csv").stat().st_mode & 0o777 == Path("a.txt").stat().st_mode & 0o777

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    for name in ("out.csv", "new.csv"):
        result = run("score", "a.txt", "b.txt", "--format", "csv", "-o", name)
        assert result.exit_code == 130
    assert Path("out.csv").read_text() == before
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "b.txt", "out.csv"]


def test_output_replaces_what_a_link_points_to() -> None:
    write(a="Fine.", real="old")
    Path("link").symlink_to("real.txt")
    assert run("score", "a.txt", "-o", "link").exit_code == 0
    assert Path("link").is_symlink()
    assert Path("real.txt").read_text() != "old"


def test_output_to_a_device() -> None:
    write(a="Fine.")
    assert run("score", "a.txt", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


needs_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")


@needs_full_disk
def test_a_full_disk(start: Start) -> None:
    write(a="the the")
    with Path("/dev/full").open("wb") as full:
        process = start("score", "a.txt", stdout=full, stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    expected = (
        "error: standard output: can't be written (No space left on device); free some space or choose another place"
    )
    assert errors.decode().splitlines() == [expected]
    result = run("score", "a.txt", "-o", "/dev/full")
    assert result.exit_code == 2
    assert "/dev/full: can't be written (No space left on device)" in result.stderr


def test_a_closed_pipe_is_not_an_error(start: Start) -> None:
    Path("a.jsonl").write_text('{"text": "Some words and then the the end."}\n' * 20_000)
    process = start("score", "a.jsonl", "--format", "jsonl", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"id": "a.jsonl:1"')
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows signals work differently")
@pytest.mark.parametrize("path", ["a.txt", "-"])
def test_ctrl_c_is_quiet_and_130(start: Start, path: str) -> None:
    write(a="sleep")
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = start("score", path, "-o", "out.txt", **streams)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not list(Path().glob(".out.txt.*")):
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out, errors) == (130, b"", b"")
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt"]


def test_lone_surrogates_and_nul_survive_every_format() -> None:
    Path("a.jsonl").write_text('{"text": "a \\ud800 the the \\u0000"}\n')
    for form in ("text", "json", "jsonl", "csv", "github", "sarif"):
        assert run("score", "a.jsonl", "--format", form).exit_code == 0
    assert json.loads(run("score", "a.jsonl", "--format", "jsonl").stdout)["paragraphs"][0]["text"][2] == "\ud800"


def test_documents_are_read_as_they_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = 0

    def score_many(self: FakeModel, texts: Any, jobs: int = 1) -> Any:
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
    monkeypatch.setattr(FakeModel, "score_many", lambda self, t, jobs: seen.append(jobs) or score_many(self, t, jobs))
    write(a="Fine.")
    run("score", "a.txt", "--jobs", "3", "--model", "models/mine")
    assert seen == ["models/mine", 3]


def test_an_unusable_model_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: object) -> None:
        raise ModelError("models/mine: no model.json")

    monkeypatch.setattr("mtdetect.scoring.pipeline.load", refuse)
    write(a="Fine.")
    result = run("score", "a.txt", "--model", "models/mine", "-o", "out.txt")
    assert (result.exit_code, result.stderr) == (2, "error: models/mine: no model.json\n")
    assert not Path("out.txt").exists()


def test_memory_that_runs_out_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: FakeModel, text: str) -> None:
        raise MemoryError

    monkeypatch.setattr(FakeModel, "score", fail)
    write(a="Fine.")
    result = run("score", "a.txt", "-o", "out.txt")
    assert (result.exit_code, result.stderr[:21]) == (2, "error: out of memory;")
    assert not Path("out.txt").exists()


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Replaces training and evaluation by fakes, and returns the samples they were given."""
    seen: list[Any] = []

    def train(samples: Any, base: object = None) -> FakeModel:
        seen.extend(samples)
        if not seen:
            raise InputError("no sample to learn from")
        return FakeModel()

    def evaluate(samples: Any, model: object = None) -> dict[str, Any]:
        seen.extend(samples)
        return FakeModel.card["metrics"]  # type: ignore[no-any-return]

    monkeypatch.setattr("mtdetect.learning.retrain.train", train, raising=False)
    monkeypatch.setattr("mtdetect.learning.evaluation.evaluate", evaluate, raising=False)
    return seen


def test_train_prints_the_metrics_of_the_card(training: list[Any]) -> None:
    Path("a.jsonl").write_text('{"text": "a", "translation": 1}\n{"text": "b", "translation": 5}\n')
    result = run("train", "a.jsonl", "-o", "mine")
    assert result.exit_code == 2  # because of the second line; the first was used
    assert [sample.text for sample in training] == ["a"]
    assert result.stdout == "translation\n  roc auc  0.7500\n  rows     1,234\n"
    assert result.stderr.startswith("error: a.jsonl, line 2: “translation” is 5; give 1 (damaged), 0 (sound)")
    assert Path("mine/model.json").exists()


def test_train_without_samples_or_folder(training: list[Any]) -> None:
    Path("a.jsonl").touch()
    assert run("train", "a.jsonl", "-o", "mine").stderr == "error: no sample to learn from\n"
    Path("other").mkdir()
    write(**{"other/notes": "mine"})
    assert run("train", "a.jsonl", "-o", "other").stderr.startswith("error: other: this folder holds other files")
    assert run("train", "a.jsonl", "-o", "a.jsonl/new").stderr.startswith("error: a.jsonl/new: a file is in the way")
    assert "Missing option '-o'" in run("train", "a.jsonl").stderr


def test_evaluate(training: list[Any]) -> None:
    Path("a.jsonl").write_text('{"text": "a", "translation": 1}\n')
    assert run("evaluate", "a.jsonl").stdout == "translation\n  roc auc  0.7500\n  rows     1,234\n"
    assert json.loads(run("evaluate", "a.jsonl", "--format", "json").stdout) == FakeModel.card["metrics"]


def test_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = run("--version").stdout.splitlines()
    assert first == f"mtdetect {__version__}"
    assert re.fullmatch(r"default model: news-en \(\d{4}-\d\d-\d\d\)", second)
    monkeypatch.setattr("mtdetect.scoring.model_card.CARD", "missing.json")
    result = run("--version")
    assert (result.exit_code, result.stdout) == (2, f"mtdetect {__version__}\n")
    assert result.stderr.startswith("error: the default model (news-en) is missing from this installation")


HEAVY = "numpy sklearn rich sentencepiece joblib pyarrow mtdetect.rules.registry"


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], HEAVY),
        (["--help"], HEAVY),
        (["score", "--help"], HEAVY),
        (["rules"], "sklearn rich sentencepiece joblib pyarrow"),
    ],
)
def test_commands_without_a_model_load_no_heavy_libraries(arguments: list[str], heavy: str) -> None:
    code = (
        "import sys; from mtdetect.cli.main import cli; cli(sys.argv[2:], standalone_mode=False); "
        "print(*set(sys.argv[1].split()) & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, heavy, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr.strip() == ""


def test_a_terminal_gets_a_progress_bar(start: Start) -> None:
    pty = pytest.importorskip("pty")
    write(a="sleep")
    leader, follower = pty.openpty()
    process = start("score", "a.txt", "--format", "csv", stdout=subprocess.DEVNULL, stderr=follower)
    os.close(follower)
    shown = b""
    for _ in range(120):
        if b"0 documents" in shown:
            break
        if select.select([leader], [], [], 0.25)[0]:
            shown += os.read(leader, 4096)
    process.kill()  # another test covers Ctrl-C
    process.wait(30)
    os.close(leader)
    assert b"0 documents" in shown


@pytest.mark.parametrize(("printed", "stops"), [(False, 1), (True, 3)])
def test_the_bar_stops_once_results_are_printed(printed: bool, stops: int, monkeypatch: pytest.MonkeyPatch) -> None:
    messages, stopped = terminal.Messages(), []
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(terminal, "DELAY", 1000)
    monkeypatch.setattr(messages, "stop", lambda: stopped.append(True))
    assert list(messages.count("ab", "documents", printed=printed)) == ["a", "b"]
    assert len(stopped) == stops
    assert messages._timer is not None
    messages._timer.cancel()
