"""Texts that are made to be slow or large: some 200 patterns, each at three doubling lengths, against prose.

Times are CPU times of this process, the least of three runs, and compared only within one run. Memory is what a forked
process needed more than it had, for the longest text.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import table

PROSE = Path(__file__).parents[1] / "examples" / "kim-putin.txt"
RUNS = 3
TOO_SHORT = 0.02
"""Seconds below which the ratio of two times says nothing."""

_LATIN = "a A aA Kim The 1 15/8 . , — - ' ’ \" “ ” ( [ { < & @ | / \\ _ * # ="
_MARKUP = "“a (a) [a](b) a-b- {{a {a:b;} &amp; &#65; %20 <a> </ </a> <!-- --> http://a. www.a. a@b.c"
_PHRASES = (
    "1 km",
    "(a [b",
    "<!-- a -->",
    "[caption id=",
    "Read more",
    "of the",
    "the the",
    "He said. The",
    "a. B",
    "a? b",
)
_MORE = ("leader (North Korea)", "Photo: AFP", "we use cookies", "• a", "1. a", "â€™", "Ã©", "世", "ж", "ي", "😀")
_INVISIBLE = ("\xad", "\u200b", "\u0301", "\u0130", "\ud800", "\0", "\x1c", "\u202e")
ATOMS = (*_LATIN.split(), *_MARKUP.split(), *_PHRASES, *_MORE, *_INVISIBLE)
JOINS = ("", " ", "\n")


def patterns() -> list[str]:
    """Every atom, repeated with nothing, a space or a line end between; and empty lines, and a few longer periods."""
    joined = (atom + join for atom in ATOMS for join in JOINS)
    lines = ("a\n\n", "|a|\n", "- a\n", "a.\n", "> a\n", "A. ", "a" * 50 + " ", "a b c d e f g h i j.\n", " \n", "\t")
    return list(dict.fromkeys(chain(joined, lines, ("“a (b [c {d ", "a” b) c] d} ", "the. Man of. the "))))


@dataclass(frozen=True)
class Measured:
    """Seconds by length of the text, and bytes of memory for each character of the longest."""

    pattern: str
    seconds: tuple[float, ...]
    speed: float
    """Characters a second, of the longest."""
    memory: float

    @property
    def ratio(self) -> float:
        """The highest ratio of times when the length doubles."""
        return max((b / a for a, b in pairwise(self.seconds) if b > TOO_SHORT), default=0.0)


def _seconds(model: mtdetect.Model, text: str) -> float:
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        model.score(text)
        best = min(best, time.process_time() - start)
    return best


def _memory(model: mtdetect.Model, text: str) -> int:
    """Bytes, measured in a process that is forked for it."""

    def child(end: Connection) -> None:
        before = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        model.score(text)
        end.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)

    here, there = get_context("fork").Pipe()
    process = get_context("fork").Process(target=child, args=(there,))
    process.start()
    there.close()
    used: int = here.recv()
    process.join()
    return max(0, used)


def measure(model: mtdetect.Model, pattern: str, lengths: Sequence[int]) -> Measured:
    texts = [(pattern * (length // len(pattern) + 1))[:length] for length in lengths]
    seconds = tuple(_seconds(model, text) for text in texts)
    return Measured(pattern, seconds, lengths[-1] / seconds[-1], _memory(model, texts[-1]) / lengths[-1])


def report(prose: Measured, found: Sequence[Measured]) -> Iterator[str]:
    """The worst patterns by each measure, and a table of the worst figures."""
    kinds = {
        "time ratio of a doubling": sorted(found, key=lambda m: -m.ratio),
        "speed relative to prose": sorted(found, key=lambda m: m.speed),
        "bytes for each character": sorted(found, key=lambda m: -m.memory),
    }
    for kind, ranked in kinds.items():
        yield f"{len(found)} patterns, the worst by {kind}"
        yield ""
        rows = (
            (_shown(m.pattern), f"{m.ratio:.2f}", f"{m.speed / prose.speed:.2f}", f"{m.memory:.0f}") for m in ranked[:8]
        )
        yield from table(("pattern", *kinds), rows)


def _shown(pattern: str) -> str:
    """The pattern for a cell of a Markdown table."""
    return ascii(pattern).replace("|", "\\x7c")


@click.command()
@click.option("--size", type=int, default=50_000, show_default=True, help="Characters of the shortest text.")
@click.option("--only", multiple=True, help="A pattern to measure; can be repeated. Default: all of them.")
@click.option("--record", is_flag=True, help="Save the figures in results.json.")
def main(size: int, only: Iterable[str], record: bool) -> None:
    """Measures the texts that are slowest or take most memory for their length."""
    model = mtdetect.load()
    lengths = (size, 2 * size, 4 * size)
    prose = measure(model, PROSE.read_text(encoding="utf-8"), lengths)
    found = [measure(model, pattern, lengths) for pattern in only or patterns()]
    lines = list(report(prose, found))
    click.echo(f"prose: {prose.speed / 1e6:.2f} MB/s, {prose.memory:.0f} bytes for each character\n")
    click.echo("\n".join(lines))
    if record:
        command = f"python -m benchmarks.worst_case --size {size} --record"
        results.record_tables("worst case", lines, command)
        for what, value in (
            ("worst pattern: time ratio of a doubling", max(m.ratio for m in found)),
            ("worst pattern: speed relative to prose", min(m.speed for m in found) / prose.speed),
            ("worst pattern: bytes of memory for each character", round(max(m.memory for m in found))),
        ):
            results.record("robustness", what, round(value, 2), command=command)


if __name__ == "__main__":
    main()
