"""Configuration files: where they are found, what beats what, and what is wrong with them."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli import configuration
from mtdetect.cli.main import cli

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

TEXT = "WWW Home\n\nHe lives in the the capital.\n\nAn \u202eunseen character."
"""Raises MTD402 menu, MTD304 doubled-word and MTD503 invisible-character."""
EVERY = {"MTD304", "MTD402", "MTD503"}


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, arguments, **options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def codes(*arguments: str, **options: Any) -> dict[str, set[str]]:
    """The codes listed for each document."""
    result = run("score", *arguments, "--format", "jsonl", **options)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = map(json.loads, result.stdout.splitlines())
    return {row["id"]: {flag["code"] for flag in row["flags"]} for row in rows}


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        ((), EVERY),
        (("--select", "MTD3"), {"MTD304"}),
        (("--select", "MTD3,menu"), {"MTD304", "MTD402"}),
        (("--select", "MTD3", "--select", "MTD402"), {"MTD304", "MTD402"}),
        (("--ignore", "doubled-word"), {"MTD402", "MTD503"}),
        (("--extend-ignore", "MTD304,MTD4"), {"MTD503"}),
        (("--select", "MTD304", "--extend-select", "MTD5"), {"MTD304", "MTD503"}),
        (("--select", "ALL", "--ignore", "ALL"), set()),
        (("--ignore", "MTD1"), EVERY),
    ],
)
def test_options_choose_rules(options: tuple[str, ...], listed: set[str]) -> None:
    write({"a.txt": TEXT})
    assert codes("a.txt", *options) == {"a.txt": listed}


@pytest.mark.parametrize(
    ("file", "options", "listed"),
    [
        ('select = ["MTD3"]', (), {"MTD304"}),
        ('select = ["MTD3"]', ("--select", "MTD4"), {"MTD402"}),
        ('select = ["MTD3"]', ("--extend-select", "MTD4"), {"MTD304", "MTD402"}),
        ('ignore = ["MTD3"]', ("--ignore", "MTD4"), {"MTD503"}),
        ('extend-ignore = ["MTD3"]\nignore = ["MTD4"]', (), {"MTD503"}),
        ('select = ["MTD3"]\nextend-select = ["MTD4"]', (), {"MTD304", "MTD402"}),
        ('ignore = ["MTD3"]', ("--select", "MTD3,MTD4"), {"MTD304", "MTD402"}),
        ('ignore = ["MTD3"]', ("--extend-select", "MTD304"), EVERY),
        ('per-file-ignores = { "a.txt" = ["MTD3"] }', ("--select", "MTD3,MTD4"), {"MTD402"}),
        ('select = ["MTD3"]', ("--isolated",), EVERY),
        ('select = ["MTD3"]', ("--config", "other.toml"), {"MTD503"}),
    ],
)
def test_options_beat_the_configuration(file: str, options: tuple[str, ...], listed: set[str]) -> None:
    write({"a.txt": TEXT, "mtdetect.toml": file, "other.toml": 'select = ["MTD5"]'})
    assert codes("a.txt", *options) == {"a.txt": listed}


THREE, FOUR = 'select = ["MTD3"]', 'select = ["MTD4"]'


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        ({"mtdetect.toml": THREE}, {"MTD304"}),
        ({"a/b/.mtdetect.toml": FOUR, "mtdetect.toml": THREE}, {"MTD402"}),
        ({"a/pyproject.toml": f"[tool.mtdetect]\n{FOUR}", "mtdetect.toml": THREE}, {"MTD402"}),
        ({"a/b/pyproject.toml": "[tool.other]\nx = 1", "mtdetect.toml": THREE}, {"MTD304"}),
        ({"a/b/pyproject.toml": "not TOML", "mtdetect.toml": THREE}, {"MTD304"}),
        ({"pyproject.toml": f"[tool.mtdetect]\n{FOUR}", "mtdetect.toml": THREE}, {"MTD304"}),
        ({"mtdetect.toml": FOUR, ".mtdetect.toml": THREE}, {"MTD304"}),
        ({"mtdetect.toml": f"\ufeff{THREE}"}, {"MTD304"}),
        # Only the nearest counts, unless it extends another.
        ({"a/mtdetect.toml": 'extend-select = ["MTD4"]', "mtdetect.toml": THREE}, EVERY),
        (
            {"a/mtdetect.toml": 'extend = "../mtdetect.toml"\nextend-select = ["MTD4"]', "mtdetect.toml": THREE},
            {"MTD304", "MTD402"},
        ),
        ({"a/mtdetect.toml": f'extend = "../mtdetect.toml"\n{FOUR}', "mtdetect.toml": THREE}, {"MTD402"}),
        (
            {"a/mtdetect.toml": 'extend = "../pyproject.toml"', "pyproject.toml": f"[tool.mtdetect]\n{FOUR}"},
            {"MTD402"},
        ),
    ],
)
def test_the_nearest_file_counts(files: dict[str, str], listed: set[str]) -> None:
    write(files | {"a/b/c.txt": TEXT})
    assert codes("a/b/c.txt") == {"a/b/c.txt": listed}


def test_each_file_has_its_own_configuration() -> None:
    rows = json.dumps({"id": "row", "body": TEXT})
    write({"a/1.txt": TEXT, "a/2.jsonl": rows, "b/3.txt": TEXT, "4.txt": TEXT})
    write({"a/mtdetect.toml": f'{THREE}\ntext-field = "body"', "mtdetect.toml": FOUR})
    found = {"a/1.txt": {"MTD304"}, "row": {"MTD304"}, "b/3.txt": {"MTD402"}, "4.txt": {"MTD402"}}
    assert codes("a", "b", "4.txt") == found


def test_standard_input_has_the_configuration_of_the_working_directory() -> None:
    write({"mtdetect.toml": THREE})
    assert codes("-", input=TEXT) == {"-": {"MTD304"}}


@pytest.mark.parametrize(
    ("pattern", "ignored"),
    [
        ("docs/old/*", {"docs/old/c.txt"}),
        ("docs/*", {"docs/b.txt", "docs/old/c.txt"}),
        ("docs", {"docs/b.txt", "docs/old/c.txt"}),
        ("c.txt", {"docs/old/c.txt"}),
        ("**/c.txt", {"docs/old/c.txt"}),
        ("**/a.txt", {"a.txt"}),
        ("*.txt", {"a.txt", "docs/b.txt", "docs/old/c.txt"}),
        ("!docs/*", {"a.txt"}),
        ("*.md", set()),
    ],
)
@pytest.mark.parametrize("where", [".", "docs"])
def test_patterns_are_relative_to_the_configuration(
    monkeypatch: pytest.MonkeyPatch, where: str, pattern: str, ignored: set[str]
) -> None:
    write(dict.fromkeys(("a.txt", "docs/b.txt", "docs/old/c.txt"), TEXT))
    write({"mtdetect.toml": f'select = ["MTD3"]\nper-file-ignores = {{ "{pattern}" = ["ALL"] }}'})
    top = Path.cwd()
    monkeypatch.chdir(where)
    found = codes(str(top))
    assert {str(Path(name).relative_to(top)) for name, listed in found.items() if not listed} == ignored
    monkeypatch.chdir(top)
    write({"mtdetect.toml": f'exclude = ["{pattern}"]'})
    assert {str(Path(name).relative_to(top)) for name in found.keys() - codes(str(top)).keys()} == ignored


@pytest.mark.parametrize(
    ("options", "paragraphs"),
    [
        ((), 3),
        (("--ignore", "MTD304"), 3),
        (("--select", "ALL"), 3),
        (("--select", "MTD304"), 1),
        (("--select", "MTD6"), 0),
        (("--ignore", "ALL"), 0),
    ],
)
def test_the_text_report_of_selected_rules_shows_their_flags_alone(options: tuple[str, ...], paragraphs: int) -> None:
    write({"a.txt": "WWW Home\n\nin the the end\n\nOh [bad] one.\n\nFine."})
    shown = run("score", "a.txt", *options).stdout
    assert shown.count("¶") == paragraphs
    assert ("hidden" in shown) == ("MTD304" in options or "MTD6" in options or options == ("--ignore", "ALL"))
    assert "damage 0.90" in shown


def test_a_named_file_is_not_excluded() -> None:
    write({"a.txt": TEXT, "b.txt": "Fine.", "mtdetect.toml": 'exclude = ["a.txt"]'})
    assert codes("a.txt", ".") == {"a.txt": EVERY, "./b.txt": set()}


@pytest.mark.parametrize(
    ("file", "options", "status"),
    [
        ('fail-on = "flags"', (), 1),
        ('fail-on = "flags=2"', (), 0),
        ('fail-on = "flags"\nignore = ["MTD304"]', (), 0),
        ("fail-on = 0.9", (), 1),
        ('fail-on = 0.9\nignore = ["ALL"]', (), 1),
        ('fail-on = ["scraping=0.9", "translation=0.8"]', (), 1),
        ("fail-on = 0.9", ("--fail-on", "0.95"), 0),
        ("", ("--fail-on", "flags"), 1),
    ],
)
def test_fail_on(file: str, options: tuple[str, ...], status: int) -> None:
    write({"docs/a.txt": "in the the end", "docs/mtdetect.toml": file})
    assert run("score", "docs", *options).exit_code == status


def test_options_of_the_run_come_from_the_working_directory() -> None:
    write({"a/b.txt": "Oh [bad] one.", "a/mtdetect.toml": 'format = "csv"', "mtdetect.toml": "threshold = 0.9"})
    assert "¶" not in run("score", "a/b.txt").stdout
    assert "¶" in run("score", "a/b.txt", "--threshold", "0.5").stdout
    write({"mtdetect.toml": 'format = "jsonl"'})
    assert json.loads(run("score", "a/b.txt").stdout)["id"] == "a/b.txt"


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("treshold = 0.3", "unknown key “treshold”; did you mean “threshold”?"),
        ("extend_ignore = []", "unknown key “extend_ignore”; did you mean “extend-ignore”?"),
        ("[tool.mtdetect]\nselect = []", "keys have no table in this file; remove the line [tool.mtdetect]"),
        ("xyz = 1", "unknown key “xyz”; the keys are exclude, extend, extend-ignore, extend-select, fail-on, format"),
        ('select = "MTD3"', '“select” has a value of the wrong type; write, for example, select = ["MTD1"'),
        ("ignore = [304]", "“ignore” has a value of the wrong type; write, for example, ignore ="),
        ('threshold = "0.5"', "“threshold” has a value of the wrong type; write, for example, threshold = 0.5"),
        ("jobs = true", "“jobs” has a value of the wrong type"),
        ("threshold = 2", "“threshold”: 2.0 is not in the range 0<=x<=1"),
        ('format = "xml"', "“format”: 'xml' is not one of 'text', 'json'"),
        ('fail-on = "style=1"', "“fail-on”: “style” is not a score"),
        ('select = ["MTD999"]', "“select”: no rule “MTD999”; the codes are MTD101 to MTD"),
        ('per-file-ignores = ["a.txt"]', "“per-file-ignores” has a value of the wrong type"),
        ('per-file-ignores = { "a.txt" = "MTD3" }', "“per-file-ignores”: “a.txt” needs a list of rules"),
        ('per-file-ignores = { "a.txt" = ["mojibak"] }', "no rule “mojibak”; did you mean MTD501 (mojibake)?"),
        ("select = [", "is not valid TOML: Invalid value (at end of document)"),
        ('extend = "no.toml"', "no.toml: can't be read (No such file or directory); check the name"),
        ('extend = "mtdetect.toml"', "mtdetect.toml: “extend” leads back to mtdetect.toml"),
    ],
)
def test_a_wrong_file_is_a_clear_error(file: str, problem: str) -> None:
    write({"a.txt": TEXT, "mtdetect.toml": file})
    result = run("score", "a.txt")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert problem in result.stderr
    assert result.stderr.startswith("error: no.toml" if "no.toml" in problem else "error: mtdetect.toml: ")


def test_a_wrong_file_found_late_stops_nothing() -> None:
    write({"docs/a.txt": TEXT, "docs/b/1.txt": TEXT, "docs/b/2.txt": TEXT, "docs/b/mtdetect.toml": "selct = []"})
    result = run("score", "docs", "--select", "MTD3", "--format", "csv")
    assert result.exit_code == 2
    assert result.stdout.count(".txt,en,") == 3
    assert result.stderr.count("docs/b/mtdetect.toml: unknown key “selct”; did you mean “select”?") == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--select", "MTD999"), "Invalid value for '--select': no rule “MTD999”; the codes are MTD101 to"),
        (("--ignore", ""), "Invalid value for '--ignore': no rule “”"),
        (("--config", "no.toml"), "no.toml: can't be read (No such file or directory); check the name"),
        (("--config", "pyproject.toml"), "pyproject.toml: has no table [tool.mtdetect]"),
        (("--config", "other.toml", "--isolated"), "--isolated means that no configuration file is read"),
    ],
)
def test_wrong_options(options: tuple[str, ...], problem: str) -> None:
    write({"a.txt": TEXT, "pyproject.toml": "[project]", "other.toml": THREE})
    result = run("score", "a.txt", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr


def test_show_settings() -> None:
    write({"docs/a.txt": TEXT, "mtdetect.toml": 'threshold = 0.7\nper-file-ignores = { "docs" = ["MTD304"] }'})
    shown = run("score", "docs/a.txt", "--select", "MTD304,MTD402", "--jobs", "2", "--show-settings").stdout
    lines = [line.split() for line in shown.splitlines()]
    for line in (
        "docs/a.txt",
        "configuration mtdetect.toml",
        "format text (default)",
        "threshold 0.7 (mtdetect.toml)",
        "jobs 2 (command line)",
        "model none (default)",
        "per-file-ignores “docs”: MTD304",
        "rules listed MTD402",
    ):
        assert line.split() in lines


def test_docstrings_are_right() -> None:
    assert doctest.testmod(configuration).failed == 0
