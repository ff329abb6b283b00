"""Texts that are made to be slow or large: some 200 patterns, each at three doubling lengths, against prose.

Times are CPU times of this process. Other work on the machine makes them longer and never shorter, so the least of
several runs counts, the lengths take turns, and a pattern that seems slow is run again, in turn with prose. A text
that is read too fast to be timed is doubled first.

Memory is what a forked process needed more than it had. Part of it is the same for any text, so the figure is how much
it grows from the shortest to the longest text; and for the patterns that take most, from a long text to one twice as
long, which is how it grows from there on.
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


def patterns() -> list[str]:
    """Every atom, repeated with nothing, a space or a line end between; and empty lines, and a few longer periods."""
    joined = (atom + join for atom in ATOMS for join in JOINS)
    lines = ("a\n\n", "|a|\n", "- a\n", "a.\n", "> a\n", "A. ", "a" * 50 + " ", "a b c d e f g h i j.\n", " \n", "\t")
    return list(dict.fromkeys(chain(joined, lines, ("“a (b [c {d ", "a” b) c] d} ", "the. Man of. the "))))


@dataclass
class Measured:
    """A pattern with its times and its memory.

    `seconds` has the least CPU time by length of the text, and `memory` the bytes by which a process grew.
    """

    pattern: str
    lengths: tuple[int, ...]
    seconds: list[float]
    memory: tuple[int, int] = (0, 0)
    """With the shortest and the longest text."""
    long: tuple[int, int] | None = None
    """With a text of LONG characters, and of twice as many."""
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

    @property
    def growth(self) -> float:
        """Bytes of memory for each further character."""
        return (self.memory[1] - self.memory[0]) / (self.lengths[-1] - self.lengths[0])

    @property
    def long_growth(self) -> float | None:
        """The same of a long text, if it was measured."""
        return (self.long[1] - self.long[0]) / LONG if self.long else None


def _text(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


def _seconds(model: mtdetect.Model, text: str) -> float:
    gc.collect()  # what others left behind is no part of it
    start = time.process_time()
    model.score(text)
    return time.process_time() - start


def _memory(model: mtdetect.Model, text: str) -> int:
    """Bytes, measured in a process that is forked for it."""

    def child(end: Connection) -> None:
        before = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        model.score(text)
        end.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)

    gc.collect()
    with suppress(OSError, AttributeError):  # what earlier texts left free would hide what this one takes
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
        first, *_, last = own.lengths
        own.memory = _memory(model, _text(pattern, first)), _memory(model, _text(pattern, last))
        found.append(own)
    for own in sorted(found, key=lambda m: -m.growth)[:SHOWN]:
        own.long = _memory(model, _text(own.pattern, LONG)), _memory(model, _text(own.pattern, 2 * LONG))
    return found


def report(prose: Measured, found: Sequence[Measured]) -> Iterator[str]:
    """The worst patterns by each measure, and a table of the worst figures."""
    kinds = {
        "time ratio of a doubling": sorted(found, key=lambda m: -m.ratio),
        "speed relative to prose": sorted(found, key=lambda m: m.speed),
        "bytes for each further character": sorted(found, key=lambda m: -m.growth),
    }
    for kind, ranked in kinds.items():
        yield f"{len(found)} patterns, the worst by {kind}"
        yield ""
        rows = (
            (
                _shown(m.pattern),
                f"{m.ratio:.2f}",
                f"{m.speed / prose.speed:.2f}",
                f"{m.growth:.0f}",
                "" if m.long_growth is None else f"{m.long_growth:.0f}",
            )
            for m in ranked[:SHOWN]
        )
        yield from table(("pattern", *kinds, f"beyond {LONG:,}"), rows)


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
    prose = Measured.of(model, PROSE.read_text(encoding="utf-8"), size)
    while prose.runs < RUNS:
        prose.run(model)
    found = measure(model, only or patterns(), prose)
    lines = list(report(prose, found))
    click.echo(f"prose: {prose.speed / 1e6:.2f} MB/s\n")
    click.echo("\n".join(lines))
    if record:
        command = f"python -m benchmarks.worst_case --size {size} --record"
        results.record_tables("worst case", lines, command)
        for what, value in (
            ("worst pattern: time ratio of a doubling", round(max(m.ratio for m in found), 2)),
            ("worst pattern: speed relative to prose", round(min(m.speed for m in found) / prose.speed, 2)),
            ("worst pattern: bytes of memory for each further character", round(max(m.growth for m in found))),
            ("the same in a long text", round(max(m.long_growth or 0.0 for m in found))),
        ):
            results.record("robustness", what, value, command=command)


if __name__ == "__main__":
    main()
