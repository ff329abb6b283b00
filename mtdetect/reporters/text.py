"""The text report: each damaged paragraph with its scores, and the damage underlined."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from mtdetect.reporters import excerpt
from mtdetect.reporters.places import Places
from mtdetect.reporters.ranking import Ranking
from mtdetect.types import Document, Flag, Paragraph, Report

INDENT = "    "
MAX_WIDTH = 100
MAX_FLAGS = 20
"""Most flags shown per paragraph: people need no more, and programs have the other formats."""

MIN_LISTED = 4
"""This many consecutive short lines of page furniture are listed together, as one menu."""

_STYLES = {"1": "yellow", "2": "red", "3": "magenta", "4": "cyan", "5": "blue", "6": "green"}


def _style(flag: Flag) -> str:
    return _STYLES.get(flag.code[3:4], "red")


class _Printer:
    """Prints to one console, adapting to its width and character set."""

    def __init__(self, console: Console, threshold: float) -> None:
        self.console = console
        self.threshold = threshold
        self.width = max(40, min(console.width, MAX_WIDTH)) - 1
        self.styled = console.is_terminal or console.record
        unicode = console.encoding.startswith("utf")
        self.bars = "█░" if unicode else "#."
        self.rule = "─" if unicode else "-"
        self.gutter = "  │ " if unicode else "  | "

    def line(self, *parts: str | tuple[str, str] | Text) -> None:
        if self.styled:
            self.console.print(Text.assemble(*parts), soft_wrap=True)
        else:  # skip rich: without colour it does nothing here, and is ten times slower on a large report
            plain = (part[0] if isinstance(part, tuple) else str(part) for part in parts)
            self.console.file.write("".join(plain).rstrip() + "\n")

    def score(self, name: str, score: float, bar: bool = True) -> list[tuple[str, str]]:
        style = "bold red" if score >= self.threshold else "green"
        full = min(10, int(score * 10 + 0.5))
        parts = [(f"{name} ", "dim"), (f"{score:.2f}", style)]
        if bar:
            parts += [(" " + self.bars[0] * full, style), (self.bars[1] * (10 - full), "dim")]
        return parts

    def heading(self, first: Paragraph, last: Paragraph, worst: Sequence[float], places: Places) -> None:
        number = f"¶ {first.index + 1}" + (f"–{last.index + 1}" if last is not first else "")
        if places.verbatim:
            low, high = places.line_and_column(first.start)[0], places.line_and_column(last.start)[0]
            number += f" · line {low}" if low == high else f" · lines {low}–{high}"
        scores = [*self.score("translation", worst[0]), ("   ", ""), *self.score("scraping", worst[1])]
        gap = max(2, self.width - len(number) - sum(cell_len(part) for part, _ in scores))
        self.line((number, "bold"), " " * gap, *scores)

    def message(self, flag: Flag, cell: int) -> None:
        """Prints the flag's code, name and message, as close below its span as they fit on the line."""
        title = f"{flag.code} {flag.name}"
        text = f"{title}  {excerpt.safe(flag.message)}"
        room = self.width - len(INDENT)
        cell = max(0, min(cell, room - cell_len(text)))
        ranges = excerpt.wrap(text, room - cell)
        # Continuation lines are indented by two more, so wrap again to the narrower width.
        if len(ranges) > 1:
            ranges = excerpt.wrap(text, room - 2)
        for number, (start, end) in enumerate(ranges):
            lead = INDENT + " " * cell + ("  " if number else "")
            styled = max(0, min(len(title), end) - start)
            self.line(lead, (text[start : start + styled], f"bold {_style(flag)}"), text[start + styled : end])

    def paragraph(self, paragraph: Paragraph, begun: Sequence[Flag], places: Places) -> None:
        """Prints one damaged paragraph; `begun` are flags that extend into it from an earlier one."""
        self.heading(paragraph, paragraph, (paragraph.translation, paragraph.scraping), places)
        flags = [*begun, *paragraph.flags[:MAX_FLAGS]]
        for line in excerpt.lines(paragraph, flags, self.width - len(INDENT)):
            shown = Text(line.text)
            under = ""
            for mark in sorted(line.marks, key=lambda mark: mark.cell):
                under = under.ljust(mark.cell)
                under = set_cell_size(under, mark.cell) + "^" * max(mark.cells, len(under) - mark.cell)
                if self.styled:
                    _colour(shown, mark)
            self.line((self.gutter, "dim"), shown)
            if under:
                self.line((self.gutter, "dim"), (under, "bold"))
            for mark in line.closing:
                self.message(mark.flag, mark.cell)
        if not flags:
            reason = _hidden(paragraph.hidden_flags, True) or ", but the paragraph as a whole looks damaged"
            self.line(INDENT, (f"no flags{reason}", "dim"))
        more = len(paragraph.flags) - MAX_FLAGS
        if more > 0:
            self.line(INDENT, (f"… and {more:,} more flags in this paragraph; --format jsonl lists them all", "dim"))
        self.line()

    def listing(self, run: Sequence[Paragraph], places: Places) -> None:
        """Prints a run of short furniture lines: text on the left, rule on the right, each message once."""
        worst = (max(p.translation for p in run), max(p.scraping for p in run))
        self.heading(run[0], run[-1], worst, places)
        room = self.width - len(INDENT) - 26
        left_out = len(run) - 7
        for number, paragraph in enumerate(run):
            if left_out > 1 and 5 <= number < 5 + left_out:
                if number == 5:
                    self.line(INDENT, (f"… {left_out} more lines like these", "dim"))
                continue
            text = set_cell_size(excerpt.safe(paragraph.text), room)
            names = ((f"{flag.code} {flag.name}", _style(flag)) for flag in paragraph.flags[:1])
            self.line(INDENT, text, "  ", *names)
        for flag in {flag.code: flag for p in reversed(run) for flag in p.flags}.values():
            self.message(flag, 0)
        self.line()

    def document(self, document: Document, report: Report, flagged_only: bool) -> None:
        places = Places(document)
        begun = _begun(report)
        least = math.inf if flagged_only else self.threshold
        damaged = [p for p in report.paragraphs if p.flags or p.index in begun or p.damage >= least]
        name = excerpt.safe(document.id)
        if damaged:
            rest = f" {self.rule * (self.width - cell_len(name) - 4)}"
            self.line((f"{self.rule * 2} ", "dim"), (name, "bold"), (rest, "dim"))
            self.line()
        for short, run in _runs(damaged, self.width - len(INDENT) - 26):
            if short and len(run) >= MIN_LISTED:
                self.listing(run, places)
            else:
                for paragraph in run:
                    self.paragraph(paragraph, begun.get(paragraph.index, ()), places)
        self.summary(name, report)
        if damaged:
            self.line()

    def summary(self, name: str, report: Report) -> None:
        kinds = ("translation", "scraping", "damage")
        scores = [part for kind in kinds for part in (*self.score(kind, getattr(report, kind), bar=False), ("  ", ""))]
        flagged = sum(bool(paragraph.flags) for paragraph in report.paragraphs)
        flags = f"{len(report.flags)} flag" + "s" * (len(report.flags) != 1)
        total = len(report.paragraphs)
        if not total:
            counts = "no text"
        elif flagged:
            counts = f"{flags} in {flagged} of {total} paragraph" + "s" * (total != 1)
        else:
            counts = f"no flags in {total} paragraph" + "s" * (total != 1)
        self.line((f"{name}: ", "bold"), *scores, counts + _hidden(report.hidden_flags, not flagged))
        if report.language not in (None, "en"):
            self.line(INDENT, f"not in English (language: {report.language}): the scores are valid only for English")


def _hidden(flags: int, all_of_them: bool) -> str:
    if not flags:
        return ""
    return f" ({flags:,} hidden, scores unchanged)" if all_of_them else f" ({flags:,} hidden)"


def _colour(shown: Text, mark: excerpt.Mark) -> None:
    """Colours the marked cells of a line. Some characters are two cells wide, so positions are found by measuring."""
    plain = shown.plain
    start = next((i for i in range(len(plain) + 1) if cell_len(plain[:i]) >= mark.cell), 0)
    end = next((i for i in range(start, len(plain) + 1) if cell_len(plain[:i]) >= mark.cell + mark.cells), len(plain))
    shown.stylize(f"bold {_style(mark.flag)}", start, end)


def _begun(report: Report) -> dict[int, list[Flag]]:
    """Flags that extend into a later paragraph, by the index of that paragraph."""
    begun: dict[int, list[Flag]] = {}
    for place, paragraph in enumerate(report.paragraphs):
        for flag in paragraph.flags:
            # A flag over many paragraphs would underline whole pages; showing its start is enough.
            for following in report.paragraphs[place + 1 : place + 4]:
                if following.start >= flag.end:
                    break
                begun.setdefault(following.index, []).append(flag)
    return begun


def _runs(paragraphs: Iterable[Paragraph], width: int) -> Iterator[tuple[bool, list[Paragraph]]]:
    """Runs of consecutive paragraphs, split where short furniture lines start and end."""

    def key(numbered: tuple[int, Paragraph]) -> tuple[int, bool]:
        place, paragraph = numbered
        furniture = all(flag.code.startswith("MTD4") for flag in paragraph.flags)
        return paragraph.index - place, furniture and len(paragraph.text) <= width

    for (_, short), run in groupby(enumerate(paragraphs), key):
        yield short, [paragraph for _, paragraph in run]


def report(
    pairs: Iterable[tuple[Document, Report]],
    out: TextIO,
    *,
    threshold: float = 0.5,
    console: Console | None = None,
    flagged_only: Callable[[Document], bool] = lambda document: False,
) -> None:
    """Prints to `out`, in colour if it is a terminal, or to the given console.

    `flagged_only` says for which documents paragraphs without flags are left out, however damaged they are.
    """
    printer = _Printer(console or Console(file=out, highlight=False), threshold)
    ranking = Ranking()
    for document, scored in pairs:
        printer.document(document, scored, flagged_only(document))
        ranking.add(excerpt.safe(document.id), scored)
    if ranking.total > 1:
        printer.console.print(ranking.table(threshold), width=printer.width)
        if ranking.left_out:
            printer.line((f"… and {ranking.left_out:,} documents with less damage; --format csv lists them all", "dim"))
