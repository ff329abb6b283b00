"""Every figure of speed and memory as Markdown: `python -m benchmarks.speed --data DIR`.

Processor time is measured, not the clock, so that a shared machine tells the truth; the peers and this program read the
same texts in one run, in turns. A peer that is not installed (`pip install ".[benchmarks]"`) is named and left out.
"""

from __future__ import annotations

import compileall
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import table
from benchmarks.peers import PEERS
from mtdetect.rules.detection import find_all
from mtdetect.rules.registry import REGISTRY

MAIN = "import sys; from mtdetect.cli.main import main; sys.argv[0] = 'mtdetect'; main()"
MB = 1_000_000

WORST = {
    "one word": "a", "quotes": '"', "brackets": "[", "capitals": "A", "full stops": ".", "spaces": " ",
    "equal lines": "The same line of text.\n", "one-word lines": "Kim\n", "initials": "A. ", "of the": "of the ",
    "opening quotes": "“ ", "mojibake": "â€™",
}  # fmt: skip
"""Texts that look like one damage from end to end."""


class Done(NamedTuple):
    """What a program took: seconds by the clock and of the processor, and megabytes at its peak."""

    clock: float
    processor: float
    memory: float


def texts_of(data: Path) -> list[str]:
    """The article bodies of the data folder, or the texts of any other folder or file."""
    pages = data / "pages" / "pages.jsonl.gz"
    documents = mtdetect.read(pages, text_field="body") if pages.exists() else mtdetect.read(data)
    return [document.text for document in documents]


def up_to(texts: Iterable[str], size: float) -> list[str]:
    chosen, total = [], 0
    for text in texts:
        if total >= size:
            break
        chosen.append(text)
        total += len(text)
    return chosen


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


_RUN = """
import json, os, subprocess, sys, time
start = time.monotonic()
process = subprocess.Popen([sys.executable, *sys.argv[2:]], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
done = time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, status
open(sys.argv[1], "w").write(json.dumps(done))
"""


def ran(*command: str) -> Done:
    """Runs a Python program to its end. Its workers' time counts as its own; memory is that of its largest process.

    A small program in between starts it: a process's peak counts what its parent held when it was made.
    """
    with tempfile.NamedTemporaryFile() as told:
        subprocess.run([sys.executable, "-c", _RUN, told.name, *command], check=True)
        clock, processor, memory, status = json.loads(Path(told.name).read_text(encoding="utf-8"))
    if status:
        raise click.ClickException(f"{' '.join(command)}: it ended with {status}")
    return Done(clock, processor, memory / MB)


def score(path: Path, *options: str) -> Done:
    return ran("-c", MAIN, "score", str(path), "--format", "jsonl", "--quiet", *options)


def throughput(texts: Sequence[str], runs: int, peer_size: float) -> Iterator[str]:
    """MB a second and core, each the median of several runs in turns."""
    model = mtdetect.load()
    sample = up_to(texts, peer_size)
    work: dict[str, tuple[Sequence[str], Callable[[Sequence[str]], object]]] = {
        "mtdetect score_many": (texts, lambda some: sum(1 for _ in model.score_many(some))),
        "mtdetect score, one by one": (texts, lambda some: [model.score(text) for text in some]),
    }
    for name, make in PEERS.items():
        try:
            work[name] = sample, make()
        except ImportError as error:
            yield f"{name}: not installed ({error.name}), left out."
    for some, function in work.values():
        function(some[:3])  # what is loaded once is loaded now
    speeds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(runs):
        for name, (some, function) in work.items():
            took = seconds(lambda some=some, function=function: function(some))  # type: ignore[misc]
            speeds[name].append(sum(map(len, some)) / MB / took)
    ours = statistics.median(speeds["mtdetect score_many"])
    yield from table(
        ("on the same texts, one core", "MB/s", "score_many is so many times as fast"),
        [(name, f"{statistics.median(s):.2f}", f"{ours / statistics.median(s):.2f}") for name, s in speeds.items()],
    )


def by_detector(texts: Sequence[str], runs: int) -> Iterator[str]:
    """How fast each detector is on its own, the slowest first; the first to ask for words finds them for the others."""
    model = mtdetect.load()
    took: dict[str, list[float]] = {registered.rule.name: [] for registered in REGISTRY if registered.find}
    for _ in range(runs):
        batch = model.analyse(texts)
        _ = batch.languages
        for rule, _page, find, _explain in REGISTRY:
            if find:
                took[rule.name].append(seconds(partial(find_all, [(find, document) for document in batch.documents])))
    size = sum(map(len, texts)) / MB
    rows = sorted(((min(own), name) for name, own in took.items()), reverse=True)
    yield from table(
        ("detector", "ms a MB", "MB/s"),
        [(name, f"{1000 * own / size:.1f}", f"{size / own:.0f}") for own, name in rows],
    )


def start(runs: int) -> Iterator[str]:
    """Cold starts; the article is one of the examples.

    pip compiles to bytecode what it installs, and so the libraries have theirs; a checkout gets its own here, which it
    would else be without where PYTHONDONTWRITEBYTECODE is set.
    """
    compileall.compile_dir(Path(mtdetect.__file__).parent, quiet=1)
    article = next((Path(__file__).parents[1] / "examples").glob("kim-*.txt"))
    programs: dict[str, Sequence[str]] = {
        "python -c pass": ("-c", "pass"),
        "import sklearn.linear_model": ("-c", "import sklearn.linear_model"),
        "import numpy, sentencepiece": ("-c", "import numpy, sentencepiece"),
        "mtdetect --version": ("-c", MAIN, "--version"),
        "mtdetect rules": ("-c", MAIN, "rules"),
        f"mtdetect score {article.name}": ("-c", MAIN, "score", str(article), "--format", "json"),
    }
    took: dict[str, list[Done]] = {name: [] for name in programs}
    for _ in range(max(3, runs)):
        for name, command in programs.items():
            took[name].append(ran(*command))
    sklearn = statistics.median(done.processor for done in took["import sklearn.linear_model"])
    rows = []
    for name, all_done in took.items():
        processor = statistics.median(done.processor for done in all_done)
        rows.append((name, f"{processor:.3f}", f"{processor / sklearn:.2f}", f"{all_done[0].memory:.0f}"))
    yield from table(("cold start", "processor s", "of importing scikit-learn", "peak MB"), rows)


def command_line(texts: Sequence[str], size: float) -> Iterator[str]:
    """JSON lines of a size, half of it and with two workers: speed, and memory that must not grow."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, share, jobs in (("half", 0.5, 1), ("whole", 1, 1), ("whole, two workers", 1, 2)):
            path = Path(folder) / "corpus.jsonl"
            written = 0
            with path.open("w", encoding="utf-8") as file:
                for number, text in enumerate(up_to(cycle(texts), size * share)):
                    file.write(json.dumps({"id": number, "text": text}) + "\n")
                    written += len(text)
            done = score(path, "--jobs", str(jobs))
            speed, clock = written / MB / done.processor, written / MB / done.clock
            rows.append((f"{written / MB:.1f} MB, {name}", f"{speed:.2f}", f"{clock:.2f}", f"{done.memory:.0f}"))
    yield from table(("command line, JSON lines", "MB a processor s", "MB/s by the clock", "peak MB"), rows)
    ratio = f"{float(rows[2][2]) / float(rows[1][2]):.2f}"
    yield from table(("workers", "times as fast by the clock"), [("two against one", ratio)])


def length(texts: Sequence[str], sizes: Sequence[int], different: Path | None) -> Iterator[str]:
    """One document of growing length: of the texts over and over, and of other texts that do not repeat themselves.

    The first is a worst case: nearly all of its sentences are flagged as said before.
    """
    whole = "\n\n".join(texts)
    yield from _length("one document, that repeats itself", whole * (max(sizes) * MB // len(whole) + 1), sizes)
    if different:
        whole = "\n\n".join(up_to((document.text for document in mtdetect.read(different)), max(sizes) * MB))
        own = [size for size in sizes if size * MB <= len(whole)]
        yield ""
        yield from _length("one document, that does not", whole, own)


def _length(title: str, whole: str, sizes: Sequence[int]) -> Iterator[str]:
    """Of the short ones several are read, as far as four megabytes of the text go: no two are alike."""
    model, rows = mtdetect.load(), []
    model.score(whole[:MB])
    for size in sizes:
        documents = [whole[i : i + size * MB] for i in range(0, min(len(whole), 4 * MB), size * MB)]
        took = sum(seconds(partial(model.score, document)) for document in documents)
        rows.append((f"{size} MB", took / len(documents)))
    yield from table(
        (title, "processor s", f"times that of {rows[0][0]}"),
        [(name, f"{took:.2f}", f"{took / rows[0][1]:.1f}") for name, took in rows],
    )


def worst(size: float) -> Iterator[str]:
    """Texts made against the detectors, and twice as much of each."""
    model, rows = mtdetect.load(), []
    for name, shape in WORST.items():
        once, double = (shape * int(n * size / len(shape)) for n in (1, 2))
        model.score(shape * 20)
        first = seconds(lambda once=once: model.score(once))  # type: ignore[misc]
        second = seconds(lambda double=double: model.score(double))  # type: ignore[misc]
        rows.append((name, f"{len(once) / MB / first:.2f}", f"{second / first:.2f}"))
    yield from table((f"{size / MB:g} MB of nothing else", "MB/s", "twice the text takes times as long"), rows)


PARTS = ("throughput", "by detector", "start", "command line", "length", "worst")


@click.command()
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="The data folder, or any.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Default: all.")
@click.option("--runs", default=3, show_default=True, help="Of which the median is taken.")
@click.option("--size", default=20.0, show_default=True, help="MB of JSON lines for the command line; 200 in full.")
@click.option("--peer-size", default=0.2, show_default=True, help="MB that the peers read: some are slow.")
@click.option("--lengths", default="1,4", show_default=True, help="MB of one document; 1,4,16,64 in full.")
@click.option("--different", type=click.Path(exists=True, path_type=Path), help="Texts for one that repeats nothing.")
@click.option("--record", is_flag=True, help="Write the tables into results.json.")
def main(
    data: Path,
    parts: tuple[str, ...],
    runs: int,
    size: float,
    peer_size: float,
    lengths: str,
    different: Path | None,
    record: bool,
) -> None:
    """Prints the figures of speed and memory as Markdown."""
    texts = texts_of(data)
    works: dict[str, Callable[[], Iterator[str]]] = {
        "throughput": lambda: throughput(texts, runs, peer_size * MB),
        "by detector": lambda: by_detector(up_to(texts, MB), runs),
        "start": lambda: start(runs),
        "command line": lambda: command_line(texts, size * MB),
        "length": lambda: length(texts, [int(part) for part in lengths.split(",")], different),
        "worst": lambda: worst(MB),
    }
    click.echo(f"{len(texts)} texts, {sum(map(len, texts)) / MB:.1f} MB; Python {sys.version.split()[0]}.\n")
    for part in parts or PARTS:
        lines = list(works[part]())
        click.echo("\n".join(lines) + "\n")
        if record:
            own = {"throughput": f" --peer-size {peer_size:g}", "command line": f" --size {size:g}"}
            own |= {"length": f" --lengths {lengths}"}
            command = f'python -m benchmarks.speed --data DIR --runs {runs} --part "{part}"{own.get(part, "")}'
            results.record_tables(f"speed: {part}", lines, command)


if __name__ == "__main__":
    main()
