"""Kills runs of `mtdetect score` at random moments, repeats them, and compares what they leave.

`python -m benchmarks.interrupts --data DIR` first measures an undisturbed run. Then it starts the same run in a new
place, kills it with SIGKILL at a random moment of that time, and runs the same command again to the end. Every second
kill comes when outputs are being written. Batches are as small as a file, so that this takes a while, as in a run of
hours.

Then it kills a program that saves a model over and over, and loads what is there. tests/cli/test_kills.py and
tests/scoring/test_killed_saves.py kill small runs before every single operation on a file.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import table
from benchmarks.speed import MAIN, texts_of
from mtdetect.scoring.model_card import fingerprint

PATIENCE = 10
"""Seconds in which the workers of a killed run must end."""


class Killed(NamedTuple):
    """What was found after a kill, and after the repetition: counts of files, and whether all bytes are the same."""

    moment: float
    finished: int
    half: int
    workers: bool
    equal: bool


def write_corpus(texts: Sequence[str], folder: Path, files: int, size: int) -> None:
    """Writes JSON Lines files of about `size` characters each."""
    chosen = iter(texts)
    for number in range(files):
        lines: list[str] = []
        written = 0
        while written < size:
            text = next(chosen)
            lines.append(json.dumps({"id": f"{number}-{len(lines)}", "text": text}) + "\n")
            written += len(text)
        (folder / f"part-{number:03}.jsonl").write_text("".join(lines), encoding="utf-8")


PROGRAM = "from mtdetect.scoring import batches; batches.BATCH_CHARACTERS = {size}; " + MAIN


def start(corpus: Path, output: str, jobs: int) -> subprocess.Popen[bytes]:
    command = ["score", str(corpus), "--format", "jsonl", "-o", output, "--jobs", str(jobs), "--quiet"]
    size = max(path.stat().st_size for path in corpus.iterdir())
    return subprocess.Popen([sys.executable, "-c", PROGRAM.format(size=size), *command], stderr=subprocess.PIPE)


def run(corpus: Path, output: str, jobs: int) -> tuple[float, float]:
    """Seconds until the first file is there, and until the end, of a run that nobody disturbs."""
    begin = time.monotonic()
    process = start(corpus, output, jobs)
    first = None
    while process.poll() is None:
        time.sleep(0.05)
        if first is None and any(path.is_file() for path in Path(output).parent.rglob("*")):
            first = time.monotonic() - begin
    _, errors = process.communicate()
    if process.returncode:
        raise click.ClickException(errors.decode())
    took = time.monotonic() - begin
    return first or took, took


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kill(corpus: Path, home: Path, output: str, jobs: int, seconds: float, whole: dict[str, bytes]) -> Killed:
    """Kills a run after some seconds, looks at what it left, and repeats it."""
    process = start(corpus, str(home) + output, jobs)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    try:
        process.communicate(timeout=PATIENCE)  # returns when no process has the other end of the pipe
        workers = False
    except subprocess.TimeoutExpired:
        workers = True
    left = {name: data for name, data in contents(home).items() if not name.endswith(".part")}
    half = sum(data != whole.get(name) for name, data in left.items())
    finished = sum(".mtdetect" not in name for name in left)
    run(corpus, str(home) + output, jobs)
    return Killed(seconds, finished, half, workers, contents(home) == whole)


def measured(texts: Sequence[str], kills: int, seed: int, files: int, size: int, jobs: int) -> Iterator[str]:
    """A table of the kills, with outputs in a folder and in one compressed file."""
    moments = random.Random(seed)
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        corpus.mkdir()
        write_corpus(texts, corpus, files, size)
        for name, output, share in (("-o DIR/", "/out/", 0.75), ("-o FILE.gz", "/out.jsonl.gz", 0.25)):
            home = Path(place) / name.replace("/", "")
            home.mkdir()
            first, took = run(corpus, f"{home}{output}", jobs)
            whole = contents(home)
            found = []
            for number in range(round(kills * share)):
                own = Path(place) / f"{number}{name}".replace("/", "")
                own.mkdir()
                seconds = moments.uniform(first if number % 2 else 0, took)
                found.append(kill(corpus, own, output, jobs, seconds, whole))
                click.echo(f"{name}: {found[-1]}", err=True)
            spread = f"{min(one.moment for one in found):.1f}–{max(one.moment for one in found):.1f} of {took:.1f}"
            finished = f"{min(one.finished for one in found)}–{max(one.finished for one in found)}"
            equal = f"{sum(one.equal for one in found)} of {len(found)}"
            rows.append(
                (name, equal, sum(one.half for one in found), sum(one.workers for one in found), finished, spread)
            )
    yield f"{files} files of {size / 1000:g} kB, {jobs} worker processes, killed with SIGKILL {kills} times."
    yield ""
    yield from table(
        (
            "output",
            "equal after a repetition",
            "half files",
            "workers left",
            "finished at the kill",
            "killed at second",
        ),
        rows,
    )


SAVING = (
    "import sys, mtdetect; model = mtdetect.load(); print(flush=True); any(iter(lambda: model.save(sys.argv[1]), 0))"
)
"""A program that saves a model without end. It prints a line before it begins."""


def killed_saves(kills: int, seed: int) -> Iterator[str]:
    """A table of kills of a program that replaces a model: what is in the folder, and after another save."""
    moments = random.Random(seed)
    model, whole, equal = mtdetect.load(), 0, 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        begin = time.monotonic()
        model.save(folder)
        took = time.monotonic() - begin
        undisturbed = contents(folder)
        for _ in range(kills):
            with subprocess.Popen([sys.executable, "-c", SAVING, place], stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(moments.uniform(0, 3 * took))
                process.kill()
            whole += fingerprint(mtdetect.load(folder).card) == fingerprint(model.card)
            model.save(folder)
            equal += contents(folder) == undisturbed
    yield "A program that saves a model over and over, killed with SIGKILL."
    yield ""
    head = ("kills", "the model loads", "equal after another save", "killed at second")
    yield from table(head, [(kills, whole, equal, f"0–{3 * took:.1f} of saves of {took:.1f}")])


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), required=True, help="The data folder, or any texts."
)
@click.option("--kills", default=20, show_default=True)
@click.option("--saves", default=20, show_default=True, help="Kills of a program that saves a model.")
@click.option("--seed", default=1, show_default=True)
@click.option("--files", default=16, show_default=True)
@click.option("--size", default=40_000, show_default=True, help="Characters in each file.")
@click.option("--jobs", default=2, show_default=True)
@click.option("--record", is_flag=True, help="Write the table to results.json.")
def main(data: Path, kills: int, saves: int, seed: int, files: int, size: int, jobs: int, record: bool) -> None:
    """Kill runs at random moments, repeat them, and compare the outputs."""
    for part, number, lines in (
        ("interrupts", kills, measured(texts_of(data), kills, seed, files, size, jobs)),
        ("interrupts of saves", saves, killed_saves(saves, seed)),
    ):
        if not number:
            continue
        found = list(lines)
        click.echo("\n".join(found))
        if record:
            options = f"--kills {kills} --saves {saves} --seed {seed} --files {files} --size {size} --jobs {jobs}"
            results.record_tables(part, found, f"python -m benchmarks.interrupts --data DIR {options}")


if __name__ == "__main__":
    main()
