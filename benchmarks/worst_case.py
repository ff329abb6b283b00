"""Texts that are made to be slow or large: some 200 patterns, each at three doubling lengths, against prose.

Times are CPU times of this process. Other work on the machine makes them longer and never shorter, so the least of
several runs counts, the lengths take turns, and a pattern that seems slow is run again, in turn with prose. A text
that is read too fast to be timed is doubled first. Python's garbage collector runs as seldom as in the command: with
its default setting, lines with a flag each make it look through all objects of the process several times.

Memory is what a forked process needed more than it had. It is forked from one that has scored nothing long, which
would have left memory free that hides what this text takes. Part of it is the same for any text, so the figure is how
much it grows from a text to one four times as long; and for the patterns that take most, from a long text to one twice
as long, which is how it grows from there on.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import table
from mtdetect.scoring import workers

PROSE = Path(__file__).parents[1] / "examples" / "kim-putin.txt"
RUNS, MOST_RUNS = 3, 12
"""Times that each text is scored; the second if it seems slow."""

MAX_RATIO, MIN_SPEED = 2.2, 0.1
"""Beyond these, a pattern seems slow: the ratio of times when the length doubles, and the speed relative to prose."""

TOO_SHORT, MOST_DOUBLINGS = 0.02, 10
"""Seconds below which a time says nothing, and how often a text is doubled to take longer."""

LONG = 200_000
"""Characters of a long text: scored in more than one batch, so that memory for a batch no longer grows."""

SHOWN = 8
"""Patterns in each table."""

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

PARTS = ("memory", "time")
"""Memory is first, before other texts have grown this process."""


def patterns() -> list[str]:
    """Every atom, repeated with nothing, a space or a line end between; and empty lines, and a few longer periods."""
    joined = (atom + join for atom in ATOMS for join in JOINS)
    lines = ("a\n\n", "|a|\n", "- a\n", "a.\n", "> a\n", "A. ", "a" * 50 + " ", "a b c d e f g h i j.\n", " \n", "\t")
    return list(dict.fromkeys(chain(joined, lines, ("“a (b [c {d ", "a” b) c] d} ", "the. Man of. the "))))


@dataclass
class Measured:
    """A pattern with its times: `seconds` has the least CPU time by length of the text."""

    pattern: str
    lengths: tuple[int, ...]
    seconds: list[float]
    runs: int = 0

    @classmethod
    def of(cls, model: mtdetect.Model, pattern: str, size: int) -> Measured:
        """The pattern repeated to `size` characters and twice and four times as many, scored once."""
        for _ in range(MOST_DOUBLINGS):
            if _seconds(model, _text(pattern, size)) >= TOO_SHORT:
                break
            size *= 2
        made = cls(pattern, (size, 2 * size, 4 * size), [float("inf")] * 3)
        made.run(model)
        return made

    def run(self, model: mtdetect.Model) -> None:
        """Scores the text of each length once more, and keeps the least time."""
        took = (_seconds(model, _text(self.pattern, length)) for length in self.lengths)
        self.seconds = list(map(min, self.seconds, took))
        self.runs += 1

    @property
    def speed(self) -> float:
        """Characters a second, of the longest text."""
        return self.lengths[-1] / self.seconds[-1]

    @property
    def ratio(self) -> float:
        """The highest ratio of times when the length doubles."""
        return max(b / a for a, b in pairwise(self.seconds))


@dataclass
class Growth:
    """Bytes of memory that a pattern takes for each further character."""

    pattern: str
    short: float
    long: float | None = None
    """The same beyond LONG characters, if it was measured."""


def _text(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


def _seconds(model: mtdetect.Model, text: str) -> float:
    gc.collect()  # what others left behind is no part of it
    start = time.process_time()
    model.score(text)
    return time.process_time() - start


class Fresh:
    """A process with the model that has scored nothing long. It forks others, and says how much they grew."""

    def __init__(self, model: mtdetect.Model) -> None:
        self._here, there = get_context("fork").Pipe()
        self._process = get_context("fork").Process(target=_serve, args=(model, there), daemon=False)
        self._process.start()
        there.close()

    def growth(self, pattern: str, start: int, end: int) -> float:
        """Bytes for each further character of a text of `end` characters, from one of `start`."""
        first, last = (self._asked(_text(pattern, length)) for length in (start, end))
        return (last - first) / (end - start)

    def _asked(self, text: str) -> int:
        self._here.send(text)
        used: int = self._here.recv()
        return used

    def close(self) -> None:
        self._here.send(None)
        self._process.join()


def _serve(model: mtdetect.Model, end: Connection) -> None:
    while (text := end.recv()) is not None:
        end.send(_memory(model, text))


def _memory(model: mtdetect.Model, text: str) -> int:
    """Bytes, measured in a process that is forked for it."""

    def child(end: Connection) -> None:
        before = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        model.score(text)
        end.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)

    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    here, there = get_context("fork").Pipe()
    process = get_context("fork").Process(target=child, args=(there,))
    process.start()
    there.close()
    used: int = here.recv()
    process.join()
    return max(0, used)


def seems_slow(found: Measured, prose: Measured) -> bool:
    return found.ratio > MAX_RATIO or found.speed < MIN_SPEED * prose.speed


def measure(model: mtdetect.Model, patterns: Iterable[str], prose: Measured) -> list[Measured]:
    """Each pattern, run until it no longer seems slow, but at least RUNS and at most MOST_RUNS times."""
    found = []
    for pattern in patterns:
        own = Measured.of(model, pattern, prose.lengths[0])
        while own.runs < RUNS or (own.runs < MOST_RUNS and seems_slow(own, prose)):
            own.run(model)
            if own.runs > RUNS:
                prose.run(model)
        found.append(own)
    return found


def grown(model: mtdetect.Model, patterns: Iterable[str], size: int) -> list[Growth]:
    """How much memory each pattern takes, those that take most first."""
    fresh = Fresh(model)
    found = [Growth(pattern, fresh.growth(pattern, size, 4 * size)) for pattern in patterns]
    found.sort(key=lambda own: -own.short)
    for own in found[:SHOWN]:
        own.long = fresh.growth(own.pattern, LONG, 2 * LONG)
    fresh.close()
    return found


def report(prose: Measured, found: Sequence[Measured]) -> Iterator[str]:
    """The worst patterns by each measure of time."""
    kinds = {
        "time ratio of a doubling": sorted(found, key=lambda m: -m.ratio),
        "speed relative to prose": sorted(found, key=lambda m: m.speed),
    }
    for kind, ranked in kinds.items():
        yield f"{len(found)} patterns, the worst by {kind}"
        yield ""
        rows = ((_shown(m.pattern), f"{m.ratio:.2f}", f"{m.speed / prose.speed:.2f}") for m in ranked[:SHOWN])
        yield from table(("pattern", *kinds), rows)


def report_growth(found: Sequence[Growth]) -> Iterator[str]:
    """The patterns that take most memory."""
    yield f"{len(found)} patterns, the worst by memory"
    yield ""
    rows = ((_shown(m.pattern), f"{m.short:.0f}", "" if m.long is None else f"{m.long:.0f}") for m in found[:SHOWN])
    yield from table(("pattern", "bytes for each further character", f"beyond {LONG:,}"), rows)


def _shown(pattern: str) -> str:
    """The pattern for a cell of a Markdown table."""
    return ascii(pattern).replace("|", "\\x7c")


@click.command()
@click.option("--size", type=int, default=50_000, show_default=True, help="Characters of the shortest text.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Default: both.")
@click.option("--only", multiple=True, help="A pattern to measure; can be repeated. Default: all of them.")
@click.option("--record", is_flag=True, help="Save the figures in results.json.")
def main(size: int, parts: Sequence[str], only: Iterable[str], record: bool) -> None:
    """Measures the texts that are slowest or take most memory for their length."""
    workers.collect_seldom()
    model = mtdetect.load()
    model.score(PROSE.read_text(encoding="utf-8"))
    chosen = list(only) or patterns()
    figures: dict[str, float] = {}
    for part in parts or PARTS:
        if part == "memory":
            growth = grown(model, chosen, size)
            lines = list(report_growth(growth))
            figures["bytes of memory for each further character"] = round(growth[0].short)
            figures[f"the same beyond {LONG:,} characters"] = round(max(m.long or 0.0 for m in growth))
        else:
            prose = Measured.of(model, PROSE.read_text(encoding="utf-8"), size)
            while prose.runs < RUNS:
                prose.run(model)
            found = measure(model, chosen, prose)
            lines = list(report(prose, found))
            click.echo(f"prose: {prose.speed / 1e6:.2f} MB/s\n")
            figures["time ratio of a doubling"] = round(max(m.ratio for m in found), 2)
            figures["speed relative to prose"] = round(min(m.speed for m in found) / prose.speed, 2)
        click.echo("\n".join(lines) + "\n")
        if record:
            command = f"python -m benchmarks.worst_case --size {size} --part {part} --record"
            results.record_tables(f"worst case: {part}", lines, command)
            for what, value in figures.items():
                results.record("robustness", f"worst pattern: {what}", value, command=command)
        figures.clear()


if __name__ == "__main__":
    main()
