"""The example articles: which damaged places are missed, and what else is flagged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import mtdetect
from mtdetect.types import Flag, Report


class Article(NamedTuple):
    """The result for one article.

    `clean_over` and `damaged_under` count paragraphs on the wrong side of 0.5, by score name.
    """

    name: str
    report: Report
    spans: int
    missed: list[dict[str, Any]]
    outside: list[Flag]
    clean_over: dict[str, int]
    damaged_under: dict[str, int]


def articles(seeds: Path, model: mtdetect.Model) -> Iterator[Article]:
    """Scores each article in `gold/seeds.jsonl`. A span is found if any flag overlaps it."""
    for line in seeds.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        report = model.score(row["text"])
        missed = [s for s in row["spans"] if not any(_overlap(s, f) for f in report.flags)]
        outside = [f for f in report.flags if not any(_overlap(s, f) for s in row["spans"])]
        scores = {(p.start, p.end): p for p in report.paragraphs}
        clean_over, damaged_under = {}, {}
        for kind in ("translation", "scraping"):
            judged = [(getattr(scores[p["start"], p["end"]], kind), p[kind]) for p in row["paragraphs"]]
            clean_over[kind] = sum(score >= 0.5 for score, label in judged if label == 0)
            damaged_under[kind] = sum(score < 0.5 for score, label in judged if label == 1)
        yield Article(row["doc"].split("_")[0], report, len(row["spans"]), missed, outside, clean_over, damaged_under)


def _overlap(span: dict[str, Any], flag: Flag) -> bool:
    return bool(flag.start < span["end"] and span["start"] < flag.end)


def lines(seeds: Path, model: mtdetect.Model) -> Iterator[str]:
    """Yields a Markdown table of the articles, then a line for each miss and each flag outside the spans."""
    yield "| article | translation | scraping | spans found | flags outside | clean ≥ .5 (t, s) | damaged < .5 (t, s) |"
    yield "|---|---|---|---|---|---|---|"
    remarks = []
    for a in articles(seeds, model):
        found = f"{a.spans - len(a.missed)} of {a.spans}"
        over, under = (f"{x['translation']}, {x['scraping']}" for x in (a.clean_over, a.damaged_under))
        scores = f"{a.report.translation:.2f} | {a.report.scraping:.2f}"
        yield f"| {a.name} | {scores} | {found} | {len(a.outside)} | {over} | {under} |"
        remarks += [f"- {a.name} missed: {s['note'] or s['kind']}: “{s['text']}”" for s in a.missed]
        remarks += [f"- {a.name} outside: {f.name}: “{a.report.text[f.start : f.end]}”" for f in a.outside]
    yield ""
    yield from remarks
