"""All figures of speed and memory as Markdown: `python -m benchmarks.speed --data DIR`.

Times are CPU times, which are reliable even on a busy machine. mtdetect and its peers take turns on the same texts in
the same run. Peers that are not installed (`pip install ".[benchmarks]"`) are reported and skipped.
"""

from __future__ import annotations

import compileall
import gzip
import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from typing import NamedTuple

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import table
from benchmarks.peers import PEERS
from mtdetect import native
from mtdetect.rules.detection import find_all
from mtdetect.rules.registry import REGISTRY
from mtdetect.text.segmented_text import SegmentedText

MAIN = "import sys; from mtdetect.cli.main import main; sys.argv[0] = 'mtdetect'; main()"
MB = 1_000_000

WORST = {
    "one word": "a", "quotes": '"', "brackets": "[", "capitals": "A", "full stops": ".", "spaces": " ",
    "equal lines": "The same line of text.\n", "one-word lines": "Kim\n", "initials": "A. ", "of the": "of the ",
    "opening quotes": "“ ", "mojibake": "â€™",
}  # fmt: skip
"""Worst cases: these patterns, repeated, make texts that look damaged from beginning to end."""


class Done(NamedTuple):
    """What a program needed: wall-clock time and CPU time in seconds, and peak memory in megabytes."""

    clock: float
    processor: float
    memory: float
    """Of its largest process."""
    together: float
    """Of all its processes at one time, what they share counted once; sampled, so a short peak may be missed."""
    curve: list[float]
    """The same, the most in each tenth of the time."""


def texts_of(data: Path) -> list[str]:
    """The article bodies in the data folder, or the texts in any other folder or file."""
    pages = data / "pages" / "pages.jsonl.gz"
    documents = mtdetect.read(pages, text_field="body") if pages.exists() else mtdetect.read(data)
    return [document.text for document in documents]


def up_to(texts: Iterable[str], size: float) -> list[str]:
    """The first texts, until they have `size` characters or more."""
    chosen, total = [], 0
    for text in texts:
        if total >= size:
            break
        chosen.append(text)
        total += len(text)
    return chosen


def seconds(work: Callable[[], object]) -> float:
    """CPU time of this process while it does the work."""
    start = time.process_time()
    work()
    return time.process_time() - start


_RUN = """
import json, os, pathlib, subprocess, sys, time

def together(pid):
    try:
        own = pathlib.Path("/proc", str(pid))
        memory = next(line for line in (own / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        children = [child for task in (own / "task").iterdir() for child in (task / "children").read_text().split()]
        return int(memory.split()[1]) * 1024 + sum(map(together, children))
    except (OSError, StopIteration):  # it has ended
        return 0

start, samples, ended = time.monotonic(), [], 0
process = subprocess.Popen([sys.executable, *sys.argv[2:]], stdout=subprocess.DEVNULL)
while not ended:
    ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    samples.append(together(process.pid))
    time.sleep(0 if ended else 0.1)
done = time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, samples, status
open(sys.argv[1], "w").write(json.dumps(done))
"""


def ran(*command: str) -> Done:
    """Runs a Python program. Time includes that of its workers.

    A small program starts it, because the peak memory of a process includes what its parent held when forking.
    """
    with tempfile.NamedTemporaryFile() as measured:
        subprocess.run([sys.executable, "-c", _RUN, measured.name, *command], check=True)
        clock, processor, memory, samples, status = json.loads(Path(measured.name).read_text(encoding="utf-8"))
    if status:
        raise click.ClickException(f"{' '.join(command)}: exited with status {status}")
    bounds = [len(samples) * tenth // 10 for tenth in range(11)]
    curve = [max(samples[start:end], default=0) / MB for start, end in pairwise(bounds)]
    return Done(clock, processor, memory / MB, max(samples) / MB, curve)


def score(path: Path, *options: str) -> Done:
    return ran("-c", MAIN, "score", str(path), "--format", "jsonl", "--quiet", *options)


def throughput(texts: Sequence[str], runs: int, peer_size: float) -> Iterator[str]:
    """MB per second on one core, the median of several runs. All contestants take turns."""
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
            yield f"{name}: skipped, {error.name} is not installed."
    for some, function in work.values():
        function(some[:3])  # warm up
    speeds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(runs):
        for name, (some, function) in work.items():
            took = seconds(lambda some=some, function=function: function(some))  # type: ignore[misc]
            speeds[name].append(sum(map(len, some)) / MB / took)
    ours = statistics.median(speeds["mtdetect score_many"])
    yield from table(
        ("on the same texts, one core", "MB/s", "speed of score_many relative to this"),
        [(name, f"{statistics.median(s):.2f}", f"{ours / statistics.median(s):.2f}") for name, s in speeds.items()],
    )


def kinds(data: Path, texts: Sequence[str], runs: int, size: float) -> Iterator[str]:
    """MB per second on one core by kind of input, with the native core and without, the fastest of several runs.

    Raw pages include reading the HTML, from files of their own or from one compressed WARC file. All take turns, and
    `ftfy.fix_text` reads the same texts.
    """
    import ftfy

    model, core = mtdetect.load(), native.core
    news = up_to(texts, size)
    sentences = [text[a:b] for text in news for a, b in SegmentedText(text).sentences]
    long = ["\n\n".join(news)]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as packed:
        pages = html_pages(data, Path(folder), size)
        raw = [document.text for document in mtdetect.read(folder)] if pages else []
        archive = warc_of(Path(folder), Path(packed))
        inputs: dict[str, tuple[Sequence[str], Callable[[], object]]] = {
            "news articles": (news, lambda: list(model.score_many(news))),
            "news articles, one by one": (news, lambda: [model.score(text) for text in news]),
            "one long document": (long, lambda: list(model.score_many(long))),
            "one sentence a text": (sentences, lambda: list(model.score_many(sentences))),
            "raw pages, HTML in": (
                raw,
                lambda: list(model.score_many(document.text for document in mtdetect.read(folder))),
            ),
            "raw pages, WARC in": (
                raw,
                lambda: list(model.score_many(document.text for document in mtdetect.read(archive))),
            ),
        }
        took: dict[tuple[str, str], float] = {}
        try:
            for _ in range(runs + 1):  # the first warms up
                for name, (some, work) in inputs.items():
                    for which in ("native", "pure", "ftfy"):
                        native.core = core if which == "native" else None
                        if not some or (which == "native" and core is None):
                            continue
                        own = partial(list, map(ftfy.fix_text, some)) if which == "ftfy" else work
                        took[name, which] = min(took.get((name, which), float("inf")), seconds(own))
        finally:
            native.core = core
    rows = []
    for name, (some, _) in inputs.items():
        speed = {w: sum(map(len, some)) / MB / took[name, w] for w in ("native", "pure", "ftfy") if (name, w) in took}
        if speed:
            best = speed.get("native", speed["pure"])
            ratio = f"{speed['native'] / speed['pure']:.2f}" if core else ""
            rows.append((name, f"{best:.2f}", f"{speed['pure']:.2f}", ratio, f"{best / speed['ftfy']:.2f}"))
    yield f"MB/s by kind, one core ({native.description()})"
    yield ""
    head = ("input", "with it", "pure Python", "ratio", "against ftfy.fix_text")
    yield from table(head, rows)


def html_pages(data: Path, folder: Path, size: float) -> int:
    """Writes the HTML of the first news pages to files, up to `size` characters of articles; returns how many."""
    source = data / "pages" / "pages.jsonl.gz"
    if not source.exists():
        return 0
    number, written = 0, 0
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for number, page in enumerate(map(json.loads, lines)):
            if written >= size:
                return number
            (folder / f"{number:04}.html").write_text(page["html"], encoding="utf-8")
            written += len(page["body"])
    return number + 1


def warc_of(pages: Path, folder: Path) -> Path:
    """The pages of a folder as a WARC file, compressed record by record as crawlers do it."""
    path = folder / "pages.warc.gz"
    with path.open("wb") as file:
        for page in sorted(pages.iterdir()):
            body = page.read_bytes()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://localhost/{page.name}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return path


def by_detector(texts: Sequence[str], runs: int) -> Iterator[str]:
    """The speed of each rule, slowest first. Work shared by several rules is charged to the first that needs it."""
    model = mtdetect.load()
    took: dict[str, list[float]] = {registered.rule.name: [] for registered in REGISTRY if registered.find}
    for _ in range(runs):
        batch = model.analyse(texts)
        _ = batch.languages
        for rule, _page, find, _explain, _needs in REGISTRY:
            if find:
                took[rule.name].append(seconds(partial(find_all, [(find, document) for document in batch.documents])))
    size = sum(map(len, texts)) / MB
    rows = sorted(((min(own), name) for name, own in took.items()), reverse=True)
    yield from table(
        ("rule", "ms per MB", "MB/s"),
        [(name, f"{1000 * own / size:.1f}", f"{size / own:.0f}") for own, name in rows],
    )


def start(runs: int) -> Iterator[str]:
    """Cold starts; the article is one of the examples.

    pip compiles the packages it installs to bytecode. A checkout is compiled here, since otherwise it would have no
    bytecode if PYTHONDONTWRITEBYTECODE is set.
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
    yield from table(("cold start", "CPU s", "relative to importing scikit-learn", "peak MB"), rows)


def command_line(texts: Sequence[str], size: float) -> Iterator[str]:
    """JSON Lines of a given size, of half of it, and with two workers: speed, and memory, which must not grow."""
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
    yield from table(("command line, JSON Lines", "MB per CPU s", "MB/s, wall clock", "peak MB"), rows)
    ratio = f"{float(rows[2][2]) / float(rows[1][2]):.2f}"
    yield from table(("workers", "speed-up, wall clock"), [("two against one", ratio)])


def changed(texts: Sequence[str], size: float) -> Iterator[str]:
    """The texts again and again up to a size, each time with its paragraphs in another order and another number."""
    written, number = 0, 0
    while written < size:
        paragraphs = texts[number % len(texts)].split("\n")
        random.Random(number).shuffle(paragraphs)
        number += 1
        yield "\n".join([*paragraphs, f"This is copy number {number}."])
        written += sum(map(len, paragraphs)) + len(paragraphs)


def wide_rows(texts: Sequence[str], size: float, text_size: float) -> Iterator[str]:
    """A large file as crawls have it, with a raw page beside each text: memory, which must not grow, and the output.

    `text_size`: how many bytes of it are text.
    """
    rows, written, outputs = list[tuple[str, ...]](), 0, set[str]()
    share = (size - text_size) / text_size
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "corpus.jsonl", Path(folder) / "scores.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(changed(texts, text_size), 1):
                page = f"<p class=c{number}>{text}</p>" * (int(share) + 1)
                row = {"url": f"https://example.com/{number}", "html": page[: int(share * len(text))], "text": text}
                written += file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for jobs in (1, 2):
            done = score(path, "--jobs", str(jobs), "-o", str(target))
            with target.open("rb") as file:
                outputs.add(hashlib.file_digest(file, "sha256").hexdigest())
            curve = " ".join(f"{memory:.0f}" for memory in done.curve)
            rows.append((f"{jobs}", f"{done.processor:.0f}", f"{done.memory:.0f}", f"{done.together:.0f}", curve))
    equal = "the same bytes" if len(outputs) == 1 else "DIFFERENT BYTES"
    yield f"{written / MB:,.0f} MB of JSON Lines, {number:,} rows with {text_size / MB:g} MB of text; {equal}."
    yield ""
    head = ("workers", "CPU s", "peak MB, largest process", "peak MB, all processes", "MB in each tenth of the time")
    yield from table(head, rows)


def length(texts: Sequence[str], sizes: Sequence[int], different: Path | None) -> Iterator[str]:
    """One document of increasing length: the texts repeated many times, and other texts without repetition.

    The first is a worst case: nearly all of its sentences are flagged as repeated.
    """
    whole = "\n\n".join(texts)
    yield from _length("one document, repetitive", whole * (max(sizes) * MB // len(whole) + 1), sizes)
    if different:
        whole = "\n\n".join(up_to((document.text for document in mtdetect.read(different)), max(sizes) * MB))
        own = [size for size in sizes if size * MB <= len(whole)]
        yield ""
        yield from _length("one document, not repetitive", whole, own)


def _length(title: str, whole: str, sizes: Sequence[int]) -> Iterator[str]:
    """Measures each size. Short documents vary, so the figure is the mean over up to four megabytes of them."""
    model, rows = mtdetect.load(), []
    model.score(whole[:MB])
    for size in sizes:
        documents = [whole[i : i + size * MB] for i in range(0, min(len(whole), 4 * MB), size * MB)]
        took = sum(seconds(partial(model.score, document)) for document in documents)
        rows.append((f"{size} MB", took / len(documents)))
    yield from table(
        (title, "CPU s", f"relative to {rows[0][0]}"),
        [(name, f"{took:.2f}", f"{took / rows[0][1]:.1f}") for name, took in rows],
    )


def worst(size: float) -> Iterator[str]:
    """Worst-case texts, and the same at twice the length: the time must not much more than double."""
    model, rows = mtdetect.load(), []
    for name, shape in WORST.items():
        once, double = (shape * int(n * size / len(shape)) for n in (1, 2))
        model.score(shape * 20)
        first = seconds(lambda once=once: model.score(once))  # type: ignore[misc]
        second = seconds(lambda double=double: model.score(double))  # type: ignore[misc]
        rows.append((name, f"{len(once) / MB / first:.2f}", f"{second / first:.2f}"))
    yield from table((f"{size / MB:g} MB of nothing else", "MB/s", "time for twice the text, relative"), rows)


PARTS = ("throughput", "kinds", "by detector", "start", "command line", "wide rows", "length", "worst")


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), required=True, help="The data folder, or any texts."
)
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Default: all.")
@click.option("--runs", default=3, show_default=True, help="Number of runs to take the median of.")
@click.option("--size", default=20.0, show_default=True, help="MB of JSON Lines for the command line; 200 in full.")
@click.option("--wide", default=50.0, show_default=True, help="MB of JSON Lines with long rows; 2000 in full.")
@click.option("--wide-text", default=7.5, show_default=True, help="MB of these that are text; 300 in full.")
@click.option("--peer-size", default=0.2, show_default=True, help="MB for the peers to process: some are slow.")
@click.option("--lengths", default="1,4", show_default=True, help="Sizes of one document in MB; 1,4,16,64 in full.")
@click.option(
    "--different", type=click.Path(exists=True, path_type=Path), help="Texts for a document without repetition."
)
@click.option("--record", is_flag=True, help="Write the tables to results.json.")
def main(
    data: Path,
    parts: tuple[str, ...],
    runs: int,
    size: float,
    wide: float,
    wide_text: float,
    peer_size: float,
    lengths: str,
    different: Path | None,
    record: bool,
) -> None:
    """Measure speed and memory, and print the figures as Markdown."""
    texts = texts_of(data)
    works: dict[str, Callable[[], Iterator[str]]] = {
        "throughput": lambda: throughput(texts, runs, peer_size * MB),
        "kinds": lambda: kinds(data, texts, runs, peer_size * MB),
        "by detector": lambda: by_detector(up_to(texts, MB), runs),
        "start": lambda: start(runs),
        "command line": lambda: command_line(texts, size * MB),
        "wide rows": lambda: wide_rows(texts, wide * MB, wide_text * MB),
        "length": lambda: length(texts, [int(part) for part in lengths.split(",")], different),
        "worst": lambda: worst(MB),
    }
    click.echo(f"{len(texts)} texts, {sum(map(len, texts)) / MB:.1f} MB; Python {sys.version.split()[0]}.\n")
    for part in parts or PARTS:
        lines = list(works[part]())
        click.echo("\n".join(lines) + "\n")
        if record:
            own = {"throughput": f" --peer-size {peer_size:g}", "command line": f" --size {size:g}"}
            own |= {"wide rows": f" --wide {wide:g} --wide-text {wide_text:g}"}
            own |= {"length": f" --lengths {lengths}", "kinds": f" --peer-size {peer_size:g}"}
            command = f'python -m benchmarks.speed --data DIR --runs {runs} --part "{part}"{own.get(part, "")}'
            results.record_tables(f"speed: {part}", lines, command)


if __name__ == "__main__":
    main()
