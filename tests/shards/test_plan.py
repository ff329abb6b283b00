"""Who scores what, and where it goes: every row once, and no two inputs in one output."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mtdetect.readers import files, read_file
from mtdetect.readers.finding import InputFile
from mtdetect.readers.rows import Rows
from mtdetect.reporters.destination import OutputError
from mtdetect.shards.plan import MARKERS, Part, check_outside, outputs, share

pytestmark = pytest.mark.usefixtures("folder")


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("text")


def found(*paths: str) -> list[InputFile]:
    return [file for path in paths for file in files(path, None, pytest.fail)]


@pytest.mark.parametrize(
    ("relative", "part", "suffix", "output"),
    [
        ("a.txt", (1, 1), ".jsonl", "a.txt.jsonl"),
        ("a.md", (1, 1), ".jsonl", "a.md.jsonl"),
        ("a.jsonl", (1, 1), ".jsonl", "a.jsonl"),
        ("a/b.jsonl.gz", (1, 1), ".jsonl", "a/b.jsonl.gz"),
        ("a/b.jsonl.gz", (1, 1), ".csv", "a/b.jsonl.csv.gz"),
        ("a.txt.ZST", (1, 1), ".txt", "a.txt.ZST"),
        ("README", (1, 1), ".txt", "README.txt"),
        ("a.jsonl", (3, 64), ".jsonl", "a.03-of-64.jsonl"),
        ("a.jsonl.zst", (64, 128), ".csv", "a.jsonl.064-of-128.csv.zst"),
    ],
)
def test_names_of_outputs(relative: str, part: tuple[int, int], suffix: str, output: str) -> None:
    assert str(Part(InputFile("x", relative), ".jsonl", *part).output(suffix, compress=True)) == output


@pytest.mark.parametrize(
    ("paths", "relative"),
    [
        (["d"], ["a.txt", "sub/a.txt"]),
        (["d/"], ["a.txt", "sub/a.txt"]),
        (["./d/../d"], ["a.txt", "sub/a.txt"]),
        (["d/sub/a.txt"], ["a.txt"]),
        (["d/*.txt"], ["a.txt"]),
        (["d/**/*.txt"], ["a.txt", "sub/a.txt"]),
        (["*/*.txt"], ["d/a.txt"]),
        (["d", "d/a.txt"], ["a.txt", "sub/a.txt"]),
    ],
)
def test_outputs_are_named_below_the_folder_or_pattern(paths: list[str], relative: list[str]) -> None:
    write("d/a.txt", "d/sub/a.txt")
    planned = outputs(share(found(*paths), None, (1, 1)), Path("out"), ".csv", compress=True)
    assert sorted(map(str, planned)) == [f"out/{name}.csv" for name in relative]


@pytest.mark.parametrize(
    ("paths", "output", "problem"),
    [
        (["d/a.txt", "d/sub/a.txt"], "out", "out/a.txt.csv: both d/a.txt and d/sub/a.txt would be written to it"),
        (["e"], "out", "out/a.csv: both e/a and e/a.csv would be written to it"),
        (["d/sub/a.txt"], "d/sub", "d/sub: the input d/sub/a.txt is in this folder"),
        (["d/sub/a.txt"], "link", "link: the input d/sub/a.txt is in this folder"),
        (["d/a.txt"], "strange", "strange/a.txt.csv: this file was not made by mtdetect score"),
        (
            ["d/sub/big.jsonl"],
            "divided",
            "divided: it has scores of d/sub/big.jsonl in 1 part and 3 parts",
        ),
    ],
)
def test_nothing_can_be_lost(paths: list[str], output: str, problem: str) -> None:
    write("d/a.txt", "d/sub/a.txt", "e/a.csv", "e/a", "strange/a.txt.csv", "d/sub/big.jsonl")
    write(*(f"divided/{MARKERS}/big.jsonl{part}.csv.json" for part in ("", ".2-of-3", ".1-of-2")))
    Path("link").symlink_to("d")
    named = [InputFile("e/a", "a"), InputFile("e/a.csv", "a.csv")] if paths == ["e"] else found(*paths)
    parts = share(named, None, (1, 2) if output == "divided" else (1, 1))
    with pytest.raises(OutputError) as error:
        outputs(parts, Path(output), ".csv", compress=True)
    assert str(error.value).startswith(problem)


def test_an_output_folder_inside_an_input_folder() -> None:
    write("d/a.txt")
    check_outside(Path("out"), ["d", "d/a.txt"])
    for output in ("d", "d/scores", "d/../d/scores"):
        with pytest.raises(OutputError, match="this is in d, which is read; write to a folder outside it"):
            check_outside(Path(output), ["d"])


def test_files_are_dealt_out_by_name_whatever_their_order() -> None:
    write(*(f"d/{name}.txt" for name in "abcdefg"))
    named = found("d")
    shares = [share(order, None, (number, 3)) for order in (named, named[::-1]) for number in (1, 2, 3)]
    dealt = [[part.file.relative[0] for part in parts] for parts in shares]
    assert dealt == [list("adg"), list("be"), list("cf")] * 2


@pytest.mark.parametrize("machines", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("ended", [True, False])
def test_together_the_shares_have_every_row_once_and_in_order(machines: int, ended: bool) -> None:
    names = [f"row {number}" for number in range(20)]
    lines = [f'{{"text": "{name}"}}' for name in names]
    lines.insert(5, "")
    Path("a.jsonl.gz").write_bytes(gzip.compress("\n".join([*lines, ""][: None if ended else -1]).encode()))
    Path("b.csv").write_text("text\n" + "".join(f'"{name}\nsecond line"\n' for name in names))
    write("c.txt")
    texts: dict[str, list[str]] = {"a.jsonl.gz": [], "b.csv": [], "c.txt": []}
    for number in range(1, machines + 1):
        for part in share(found("a.jsonl.gz", "b.csv", "c.txt"), None, (number, machines)):
            rows = Rows("text", "id", pytest.fail, part.suffix, part.lines())
            texts[part.file.path] += [document.text for document in read_file(part.file.path, rows)]
    assert texts["a.jsonl.gz"] == names
    assert texts["b.csv"] == [f"{name}\nsecond line" for name in names]
    assert texts["c.txt"] == ["text"]
