"""`mtdetect clean` as seen by a shell or script: what it writes, where, and what it says."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_model import FakeModel

from mtdetect import rewriters
from mtdetect.cleaning.cleaned import Cleaned, Fix
from mtdetect.cli import clean_files
from mtdetect.cli.cleaned_texts import CleaningRun, in_source, without_ignored
from mtdetect.cli.main import cli
from mtdetect.readers.rows import Rows
from mtdetect.text.source_map import ProseBuilder
from mtdetect.types import Document, Ignored, InputError

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

DAMAGED, SOUND = "He lives in the the capital.", "He lives in the capital."


def run(*arguments: str, **options: Any) -> Result:
    result = CliRunner().invoke(cli, ("clean", *arguments), **options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def write(name: str, text: str = DAMAGED) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return name


def read(name: str) -> str:
    return Path(name).read_bytes().decode()


def test_prints_the_cleaned_text_and_a_summary() -> None:
    result = run(write("a.txt"), "--unsafe-fixes")
    assert (result.stdout, result.exit_code) == (SOUND, 0)
    assert result.stderr == "1 fix in 1 document: 1 MTD304\n"
    assert read("a.txt") == DAMAGED


def test_says_what_unsafe_fixes_would_add() -> None:
    result = run(write("a.txt"), write("b.txt", SOUND), "--check")
    assert result.stderr == "nothing to fix in 2 documents; 1 more with --unsafe-fixes\n"
    assert (result.stdout, result.exit_code) == ("", 0)


def test_standard_input() -> None:
    assert run("-", "--unsafe-fixes", "--quiet", input=DAMAGED).stdout == SOUND


def test_rows_from_standard_input_can_be_compared() -> None:
    rows = "".join(json.dumps({"text": text}) + "\n" for text in (DAMAGED, SOUND, DAMAGED)) + "{bad\n"
    result = run("-", "--unsafe-fixes", "--diff", input=rows)
    assert [line for line in result.stdout.splitlines() if line.startswith("+++")] == ["+++ b/-:1", "+++ b/-:3"]
    assert "error: -, line 4: not JSON" in result.stderr
    assert result.exit_code == 2
    assert run("-", "--unsafe-fixes", "--check", input=rows.rpartition("{")[0]).exit_code == 1


def test_check_fails_if_something_would_change() -> None:
    write("a.txt")
    assert run("a.txt", "--check", "--unsafe-fixes").exit_code == 1
    assert run("a.txt", "--check", "--unsafe-fixes", "--ignore", "MTD304").exit_code == 0
    assert read("a.txt") == DAMAGED


def test_diff_has_paths_and_writes_nothing() -> None:
    result = run(write("a.txt", f"{DAMAGED}\n"), "--diff", "--unsafe-fixes")
    assert result.stdout == f"--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-{DAMAGED}\n+{SOUND}\n"
    assert read("a.txt") == f"{DAMAGED}\n"


def test_a_diff_has_no_name_that_controls_a_terminal_and_its_lines_end_in_line_feeds() -> None:
    write("e\x1b[31m\u202e\n.txt", f"a\x85b\n{DAMAGED}\u2028c\n")
    diff = run("e\x1b[31m\u202e\n.txt", "--diff", "--unsafe-fixes").stdout
    assert diff.splitlines()[:2] == ["--- a/e␛[31m<U+202E> .txt", "+++ b/e␛[31m<U+202E> .txt"]
    assert f" a\x85b\n-{DAMAGED}\u2028c\n+{SOUND}\u2028c\n" in diff


def test_a_diff_on_a_terminal_shows_control_characters() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    document = Document("a", "He lives in the the \x1b[31mcapital.\n")
    printed = Terminal()
    cleaned = Cleaned(document.text, document.text.replace("the the", "the"), (Fix("MTD304", 12, 19, "the", ""),))
    CleaningRun(FakeModel(), True, {}, printed).take(document, cleaned)  # type: ignore[arg-type]
    assert "\x1b" not in printed.getvalue()
    assert "-He lives in the the ␛[31mcapital.\n+He lives in the ␛[31mcapital.\n" in printed.getvalue()


def test_each_change_is_recorded() -> None:
    write("rows.jsonl", f'{{"id": "x", "text": "{DAMAGED}"}}\n')
    assert run("rows.jsonl", "--unsafe-fixes", "--fixes", "fixes.jsonl", "-o", "out.jsonl").exit_code == 0
    (entry,) = map(json.loads, read("fixes.jsonl").splitlines())
    assert entry == {
        "id": "x",
        "file": "rows.jsonl",
        "line": 1,
        "code": "MTD304",
        "start": 15,
        "end": 19,
        "original": " the",
        "replacement": "",
        "message": "“the” is repeated.",
        "safe": False,
    }


def test_several_inputs_need_a_folder_which_keeps_their_paths() -> None:
    write("in/a.txt")
    write("in/deep/b.txt", SOUND)
    write("in/page.html", f"<p>{DAMAGED}</p>")
    failed = run("in")
    assert failed.exit_code == 2
    assert "3 inputs don't fit in one output; name a folder for them: -o cleaned/" in failed.stderr
    assert run("in", "-o", "out/", "--unsafe-fixes").exit_code == 0
    assert (read("out/a.txt"), read("out/deep/b.txt"), read("out/page.txt").strip()) == (SOUND, SOUND, SOUND)


def test_two_inputs_of_one_name_are_not_mixed_up() -> None:
    result = run(write("x/a.txt"), write("y/a.txt"), "-o", "out/")
    assert result.exit_code == 2
    assert "both x/a.txt and y/a.txt would go here" in result.stderr


def test_in_place() -> None:
    assert (
        run(write("a.txt"), write("b.jsonl", f'{{"text":"{DAMAGED}"}}\n'), "--in-place", "--unsafe-fixes").exit_code
        == 0
    )
    assert (read("a.txt"), read("b.jsonl")) == (SOUND, f'{{"text":"{SOUND}"}}\n')


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["page.html", "--in-place"], "--in-place can't replace this"),
        (["-", "--in-place"], "--in-place can't replace this"),
        (["a.txt", "--in-place", "-o", "b.txt"], "--in-place replaces the files"),
        (["a.txt", "--diff", "-o", "b.txt"], "--diff and --check write no text"),
        (["a.txt", "--select", "MTD9"], "no rule “MTD9”"),
        (["a.txt", "-o", "a.txt"], "this is also an input"),
        (["a.txt", "--fixes", "-"], "--fixes - would mix with what is printed"),
        (["a.txt", "--check", "--fixes", "a.txt"], "this is also an input"),
        (["a.txt", "-o", "no/folder.txt"], "the folder no does not exist"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    write("a.txt")
    write("page.html", "<p>text</p>")
    result = run(*arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert read("a.txt") == DAMAGED


def test_unusable_files_are_reported_and_the_others_cleaned() -> None:
    write("in/a.txt")
    Path("in/broken.txt.gz").write_bytes(b"no gzip")
    result = run("in/a.txt", "in/broken.txt.gz", "in/none.txt", "-o", "out/", "--unsafe-fixes")
    assert result.exit_code == 2
    assert read("out/a.txt") == SOUND
    assert "in/broken.txt.gz: the compressed file is damaged" in result.stderr
    assert "in/none.txt: no such file" in result.stderr
    assert [path.name for path in Path("out").iterdir()] == ["a.txt"]


def test_broken_rows_leave_no_output() -> None:
    Path("rows.jsonl.gz").write_bytes(gzip.compress(f'{{"text": "{DAMAGED}"}}\n'.encode() * 9)[:-9])
    result = run("rows.jsonl.gz", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert "rows.jsonl.gz: the compressed file is damaged or cut off" in result.stderr
    assert not Path("out.jsonl").exists()


LONG_ROWS = [
    ("a.jsonl", f'{{"text": "{DAMAGED}"}}\n', f'{{"text": "{"a " * 90}"}}\n', "longer than 100 bytes"),
    ("a.jsonl", f'{{"text": "{DAMAGED}"}}\n', "[" * 70 + "\n", "not JSON in UTF-8"),
    ("a.csv", f"1,{DAMAGED}\n", f"2,{'a ' * 90}\n", "longer than 100 bytes"),
    ("a.csv", f"1,{DAMAGED}\n", f'2,"{"a " * 70}\n{"b " * 70}\n"\n', "and lost with it: lines 6 to 7"),
    ("a.csv", f"1,{DAMAGED}\n", '2,"abc\n3,def\n4,"ghi"\n', "and lost with it: lines 6 to 7"),
]


@pytest.mark.parametrize(("name", "good", "bad", "problem"), LONG_ROWS)
@pytest.mark.parametrize("held", [0, 1000])
def test_rows_that_are_long_or_swallow_others_are_copied_and_named(
    name: str, good: str, bad: str, problem: str, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtdetect.readers.waiting.MOST_WAITING", held)
    header = "id,text\n" if name == "a.csv" else ""
    write(name, header + (good * 3 + bad) * 2 + good)
    result = run(name, "-o", "out", "--unsafe-fixes", "--max-bytes", "100")
    mended = good.replace(DAMAGED, SOUND)
    assert read("out") == header + (mended * 3 + bad) * 2 + mended
    assert (result.exit_code, result.stderr.count("error: ")) == (2, 2)
    assert problem in result.stderr


class Bounded(io.BytesIO):
    """A file from which no line without a limit is read."""

    def readline(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert 0 < size <= 1 << 20
        return super().readline(size)

    def __next__(self) -> bytes:
        raise AssertionError("a line of any length")


@pytest.mark.parametrize(("name", "row"), [("a.jsonl", b'{"text": "%b"}\n'), ("a.csv", b'1,"%b"\n')])
def test_no_long_row_is_held(name: str, row: bytes) -> None:
    """Neither one that is too long, nor many in a row without a text to clean."""
    header = b"id,text\n" if name == "a.csv" else b""
    source = header + row % (b"a" * 3_000_000) + row % b"He lives." + b'{"text": null}\n' * (not header)
    target, errors = io.BytesIO(), list[InputError]()
    rows = Rows("text", "id", errors.append, max_bytes=5000)
    clean_none = lambda documents: ((d, Cleaned(d.text, d.text, ())) for d in documents)  # noqa: E731
    rewriters.rewrite(Bounded(source), target, name, rows, clean_none)
    assert target.getvalue() == source
    assert len(errors) == 1 + (not header)


def test_a_csv_file_with_other_line_ends_is_refused() -> None:
    write("a.csv", f"id,text\r1,{DAMAGED}\r")
    result = run("a.csv", "-o", "out.csv")
    assert "error: a.csv, line 1: not CSV" in result.stderr
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.jsonl.gz"])
def test_a_file_that_fails_while_it_is_read_costs_no_other(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the file that was read, not the one that was being written."""
    reason = "Input/output error"
    if name == "a.parquet":
        pa = pytest.importorskip("pyarrow", reason='the parquet extra is not installed: pip install ".[parquet]"')
        from pyarrow import parquet

        parquet.write_table(pa.table({"text": [DAMAGED] * 9}), name, compression="none", use_dictionary=False)
        data = bytearray(Path(name).read_bytes())
        data[4:8] = b"\xff" * 4  # the head of the first page
        Path(name).write_bytes(data)
        reason = "Couldn't deserialize thrift"
    elif name == "a.jsonl.gz":
        Path(name).write_bytes(b"")
        reason = "it is empty"
    else:
        write(name, "id,text\n" * (name == "a.csv"))
        Path("out").mkdir()

        class Failing(io.BytesIO):
            def readline(self, size: int | None = -1) -> bytes:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        real = clean_files.open_bytes
        monkeypatch.setattr(
            clean_files, "open_bytes", lambda path: nullcontext(Failing()) if path == name else real(path)
        )
    result = run(name, write("b.txt"), "-o", "out/", "--unsafe-fixes")
    assert result.exit_code == 2
    assert f"error: {name}: " in result.stderr
    assert reason in result.stderr
    assert read("out/b.txt") == SOUND
    assert not Path("out", name).exists()


def test_a_closed_pipe_is_no_error(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    write("rows.jsonl", f'{{"text": "{DAMAGED}"}}\n' * 20_000)
    with (
        Path("errors").open("wb") as errors,
        start("clean", "rows.jsonl", stdout=subprocess.PIPE, stderr=errors) as run,
    ):
        assert run.stdout
        run.stdout.close()
    assert (run.returncode, read("errors")) == (0, "")


def test_compressed_files_stay_compressed() -> None:
    Path("a.txt.gz").write_bytes(gzip.compress(DAMAGED.encode()))
    assert run("a.txt.gz", "-o", "out/", "--unsafe-fixes").exit_code == 0
    assert gzip.decompress(Path("out/a.txt.gz").read_bytes()).decode() == SOUND


def test_all_documents_as_rows() -> None:
    write("a.csv", f"id,text,url\n7,{DAMAGED},u\n")
    result = run(write("b.txt", "Straße"), "a.csv", "--format", "jsonl", "--unsafe-fixes")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": "b.txt", "text": "Straße"},
        {"id": "7", "url": "u", "text": SOUND},
    ]


def test_furniture_is_dropped_but_not_from_markdown() -> None:
    text = f"{SOUND}\nWWW menu\n{SOUND}\n"
    assert run(write("a.txt", text), "--unsafe-fixes").stdout == f"{SOUND}\n{SOUND}\n"
    assert run(write("a.md", text), "--unsafe-fixes").stdout == text


def test_comments_in_the_file_turn_fixes_off() -> None:
    found = (Fix("MTD304", 2, 6, "", "ignored"), Fix("MTD304", 8, 12, "", "elsewhere"))
    text = "a the the b the the"
    ignored = (Ignored(0, 7, ("doubled-word",)), Ignored(8, 19, ("MTD5",)))
    cleaned = without_ignored(Cleaned(text, "", found), Document("a.md", text, ignored=ignored))
    assert [fix.message for fix in cleaned.fixes] == ["elsewhere"]
    assert cleaned.text == text[:8] + text[12:]


def test_fixes_are_made_in_the_source_where_its_words_are_the_same() -> None:
    markdown = "In **the** the *the the* end"
    builder = ProseBuilder(markdown)
    for start, end in ((0, 3), (5, 8), (10, 15), (16, 23), (24, 28)):
        builder.add(start, end)
    source = builder.source_map()
    assert source.prose == "In the the the the end"
    found = (Fix("MTD304", 4, 8, "", "across markup"), Fix("MTD304", 14, 18, "", "verbatim"))
    cleaned = in_source(Cleaned(source.prose, "", found), source)
    assert cleaned.text == "In **the** the *the* end"
    assert [fix.message for fix in cleaned.fixes] == ["verbatim"]
