"""What strangers can put into arguments, configuration, variables and columns: a message, and the rest is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpus import rows_of

from mtdetect.cli.main import cli
from mtdetect.scoring.model_card import run_date

pytestmark = pytest.mark.usefixtures("fake_model", "folder")


def run(*arguments: str, **variables: str) -> Result:
    result = CliRunner().invoke(cli, arguments, env=variables)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def article(folder: Path) -> str:
    Path("a.txt").write_text("He lives in the the capital.")
    return "a.txt"


CONFIGURATIONS = [
    ("jobs = 1" + "0" * 5000, "is not valid TOML"),
    ("select = " + "[" * 3000 + "]" * 3000, "is not valid TOML"),
    ("select = [1]", "has a value of the wrong type"),
    ("max-bytes = inf", "has a value of the wrong type"),
]


@pytest.mark.parametrize(("content", "message"), CONFIGURATIONS)
def test_a_hostile_configuration_file(article: str, content: str, message: str) -> None:
    Path("mtdetect.toml").write_text(content)
    result = run("score", article, "--format", "csv")
    assert (result.exit_code, message in result.stderr) == (2, True)


ARGUMENTS: list[tuple[tuple[str, ...], str]] = [
    (("--shard", f"{'9' * 5000}/{'9' * 5000}", "-o", "out/", "--format", "jsonl"), "is not a share"),
    (("-o", "b" * 300, "--format", "json"), "File name too long"),
    (("-o", f"{'b' * 300}/c", "--format", "json"), "does not exist"),
    (("a" * 5000, "--format", "json"), "File name too long"),
]


@pytest.mark.parametrize(("arguments", "message"), ARGUMENTS)
def test_arguments_that_are_too_long(article: str, arguments: tuple[str, ...], message: str) -> None:
    result = run("score", article, *arguments)
    assert (result.exit_code, message in result.stderr) == (2, True)


def test_an_output_that_is_a_link_to_itself(article: str) -> None:
    Path("out.json").symlink_to("out.json")
    assert run("score", article, "--format", "json", "-o", "out.json").exit_code == 0
    assert json.loads(Path("out.json").read_text())["id"] == article


@pytest.mark.parametrize("moment", ["9" * 20, "9" * 5000, "-1", "x"])
def test_a_time_that_there_is_not(article: str, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("score", article, "--format", "html", "-o", "a.html", SOURCE_DATE_EPOCH=moment).exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
    assert run_date().year >= 2026


def refused(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


COMMANDS = [
    ("score", "--format", "jsonl", "--level", "document", "-o", "out.jsonl"),
    ("score", "--format", "jsonl", "--level", "flags", "--fields", "x,y,w", "-o", "out.jsonl"),
    ("clean", "--format", "jsonl", "-o", "out.jsonl"),
]


@pytest.mark.parametrize(("command", "source"), [(c, s) for c in COMMANDS for s in ("a.jsonl", "a.parquet")])
def test_fields_that_json_does_not_have(command: tuple[str, ...], source: str) -> None:
    """NaN and infinite numbers become null; dates beyond Python's are written as they are."""
    text = "He lives in the the capital."
    if source == "a.jsonl":
        Path(source).write_text(f'{{"text": "{text}", "x": NaN, "y": [1, {{"z": -Infinity}}], "w": 1e999}}\n')
        expected: dict[str, object] = {"x": None, "y": [1, {"z": None}], "w": None}
    else:
        pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
        from pyarrow import parquet

        far = pa.array([10**15], pa.duration("s"))
        columns = {"text": [text], "x": [float("nan")], "y": far, "w": pa.ListArray.from_arrays([0, 1], far)}
        parquet.write_table(pa.table(columns), source)
        expected = {"x": None, "y": f"{10**15}", "w": [f"{10**15}"]}
    name, *options = command
    assert run(name, source, *options).exit_code == 0
    row = json.loads(Path("out.jsonl").read_text(), parse_constant=refused)
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("kind", ["struct", "string_view"])
def test_columns_of_rare_types(kind: str, folder: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
    from pyarrow import parquet

    make: dict[str, Callable[[], object]] = {
        "struct": lambda: pa.array([{"a": 1}, {"a": 2}]),
        "string_view": lambda: pa.array(["He lives in the the capital.", "Two."]).cast(pa.string_view()),
    }
    parquet.write_table(pa.table({"text": make[kind](), "n": [1, 2]}), "a.parquet")
    usable = kind != "struct"
    scored = run("score", "a.parquet", "--format", "jsonl", "-o", "out.jsonl")
    assert (scored.exit_code, scored.stderr.count("is not a string")) == ((0, 0) if usable else (2, 2))
    kept = run("filter", "--keep", "flags > 0", "a.parquet", "-o", "kept.parquet")
    assert f"kept {int(usable)}" in kept.stderr
    if usable:
        assert parquet.read_table("kept.parquet").column("n").to_pylist() == [1]


@pytest.mark.parametrize("column", ["id", "text", "note"])
def test_a_cell_of_parquet_that_is_not_utf_8_costs_its_row_only(column: str, folder: Path) -> None:
    """Writers don't check the bytes of a string. The row is named, and its bytes are copied as they are."""
    pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
    from pyarrow import parquet

    cells = {name: pa.array([f"{name} {i}: in the the capital." for i in range(4)]) for name in ("id", "text", "note")}
    cells[column] = pa.array([b"In the the capital.", b"caf\xe9", b"good", None]).view(pa.string())
    parquet.write_table(pa.table(cells), "a.parquet")
    good = 2 if column == "text" else 3
    for form in ("jsonl", "csv", "parquet"):
        scored = run("score", "a.parquet", "--level", "document", "--format", form, "-o", f"out.{form}")
        assert (scored.exit_code, scored.stderr.count("not UTF-8")) == (2, 1)
        assert "a.parquet, line 2: not UTF-8; write the row again as UTF-8" in scored.stderr
        assert len(rows_of(Path(f"out.{form}").read_bytes(), form)) == good
    kept = run("filter", "--keep", "damage >= 0", "a.parquet", "-o", "kept.parquet")
    assert f"kept {good}, rejected 0, unusable {4 - good}" in kept.stderr
    cleaned = run("clean", "a.parquet", "--unsafe-fixes", "-o", "clean.parquet")
    assert cleaned.stderr.count("not UTF-8") == (column != "note")
    before, after = (parquet.read_table(name) for name in ("a.parquet", "clean.parquet"))
    assert after.column(column).cast(pa.binary())[1] == before.column(column).cast(pa.binary())[1]
    assert b"the the" not in after.column("text").cast(pa.binary())[0].as_py()
