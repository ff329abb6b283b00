"""Compares the flags of the translation rules with errors that people marked in real translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from benchmarks.bench import Bench, percent, table
from benchmarks.clean import in_context
from mtdetect.rules.registry import RULES
from mtdetect.types import LabelledSpan, Report
from training import corpora

FAMILIES = ("3", "6")
GRAVE = frozenset({"major", "critical", "BAD"})
"""Labels of marks that count. Minor errors are often a matter of taste, or visible only beside the source."""

Marked = tuple[corpora.TranslationRow, Report]


def lines(bench: Bench) -> Iterator[str]:
    sets = {
        "`mlqe` dev, words tagged BAD": [
            r for r in corpora.post_edit_rows(bench.data) if r.kind == "machine" and r.split == "dev"
        ],
        "`error_spans`, major errors": [r for r in corpora.error_span_rows(bench.data) if r.kind == "machine"],
    }
    for name, rows in sets.items():
        reports = bench.model.score_many(row.text for row in rows)
        made = list(zip(rows, reports, strict=True))
        marked, length = (sum(counts) for counts in zip(*map(_characters, made), strict=True))
        yield f"**{name}**: {len(rows)} translations, {percent(marked / max(1, length))} of the text marked."
        yield ""
        head = ("rule", "flags", "on a mark", "flagged text marked", "relative to the share of marked text")
        yield from table(head, _by_rule(made, marked / max(1, length)))
        if bench.remarks:
            yield from _remarks(made)


def _grave(row: corpora.TranslationRow) -> list[LabelledSpan]:
    return [span for span in row.spans if span.label in GRAVE]


def _covered(start: int, end: int, spans: Sequence[LabelledSpan]) -> int:
    """Number of characters between `start` and `end` that are covered by spans."""
    held = {i for span in spans for i in range(max(start, span.start), min(end, span.end))}
    return len(held)


def _characters(made: Marked) -> tuple[int, int]:
    row, _ = made
    return _covered(0, len(row.text), _grave(row)), len(row.text)


def _by_rule(made: Sequence[Marked], share: float) -> Iterator[list[object]]:
    """For each rule: flags, the share that touch a mark, and the share of the flagged text that is marked."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row, report in made:
        spans = _grave(row)
        for flag in report.flags:
            if flag.code[3] in FAMILIES:
                held = _covered(flag.start, flag.end, spans)
                for name in (flag.name, "all"):
                    for i, value in enumerate((1, held > 0, held, flag.end - flag.start)):
                        counts[name][i] += value
    for code, name in [*((f"{r.code} ", r.name) for r in RULES if r.code[3] in FAMILIES), ("", "all")]:
        flags, hit, held, length = counts[name]
        if flags:
            factor = f"{held / length / share:.1f}" if share else "–"
            yield [f"{code}{name}", flags, percent(hit / flags), percent(held / length), factor]


def _remarks(made: Sequence[Marked]) -> Iterator[str]:
    for row, report in made:
        for flag in report.flags:
            if flag.code[3] in FAMILIES and not _covered(flag.start, flag.end, _grave(row)):
                yield f"- unmarked {flag.name}: {in_context(report.text, flag)}"
    yield ""
