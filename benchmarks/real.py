"""Every rule on real text that was read by hand: `python -m benchmarks.real --data DIR`.

`tests/rules/real/` holds the judgements and no text: a reference into the data folder, offsets, and a hash that tells
whether the text is still the one that was read.

- `paragraphs.jsonl`: paragraphs drawn by seed from pages, feeds, letters, reviews, forums and translations (of each
  source a fixed number, at most 900 characters long), labelled before any rule was run on them.
- `flags.jsonl`: up to sixty flags of each rule, drawn by seed from all corpora in turn, at most two a document, each
  judged right or wrong. For the rules of sentence boundaries and splices, and for consent notices, sixty more, from
  documents that no judgement named; up to 24 that only the language model raises; and up to 30 from further documents,
  drawn after the rules had been mended by what the others showed.
- `error_spans.jsonl`: a hundred errors that translators marked as major in machine translations, drawn by seed, of each
  segment and of each document by one system no more than one. `seen` tells whether the text alone shows a careful
  reader that something is wrong there: by its wording (words no writer would pick, or not English), its grammar, or
  its sense. The source and the reference were not looked at.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import ROOT, percent, table
from mtdetect.rules.registry import RULES
from mtdetect.types import Flag
from training.corpora import EDITED_GENRES, render

JUDGED = ROOT / "tests" / "rules" / "real"
BY_DOCUMENT = frozenset(("repeated-sentence", "repeated-title", "odd-wording"))
"""Not judged in `paragraphs.jsonl`: a paragraph alone does not show that it stands elsewhere as well."""

CLEAN = frozenset(("abc", "body", "edited", "wmt human"))
"""Where a reader expects no damage: edited prose, article bodies cleaned by hand, and reference translations."""

SEEN = ("visible-wording", "visible-grammar", "visible-nonsense", "invisible")
TRANSLATION_FAMILY = "3"
"""The digit of its rules' codes."""


class ChangedTextError(Exception):
    """The text at a reference is not the one that was read."""


@cache
def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def text_of(reference: Mapping[str, Any], data: Path, cache_folder: Path | None = None) -> str:
    """The document that a reference names: rows of a file, by a field of theirs, with blank lines between them."""
    field = reference.get("text", "text")
    first = reference["row"]
    rows = _rows(data / reference["file"])[first : first + reference.get("count", 1)]
    if field == "html-text":
        return render(rows[0]["html"], "html-text", cache_folder)
    name, _, system = field.partition("/")
    return "\n\n".join(row[name][system] if system else row[name] for row in rows)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Reader:
    """The documents of the judgements and what the default model flags in them, each read once."""

    def __init__(self, data: Path, cache_folder: Path | None = None) -> None:
        self.data, self.cache_folder = data, cache_folder
        self._documents: dict[tuple[Any, ...], tuple[str, tuple[Flag, ...]]] = {}

    def __call__(self, judged: Mapping[str, Any]) -> tuple[str, tuple[Flag, ...]]:
        key = tuple(judged.get(name) for name in ("file", "row", "count", "text"))
        if key not in self._documents:
            text = text_of(judged, self.data, self.cache_folder)
            self._documents[key] = text, mtdetect.score(text).flags
        text, flags = self._documents[key]
        if not _hash(text[judged["start"] : judged["end"]]).startswith(judged["sha256"]):
            raise ChangedTextError(f"{judged['file']}, row {judged['row']}: the text is not the one that was judged")
        return text, flags


def judgements(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def judged_flags(read: Reader) -> Iterator[tuple[dict[str, Any], bool, Flag | None]]:
    """Of each judged flag: the judgement, whether it was right, and the flag that the rule raises there today."""
    for judged in judgements("flags"):
        _, flags = read(judged)
        same = (f for f in flags if f.name == judged["rule"] and f.start < judged["end"] and judged["start"] < f.end)
        yield judged, judged["right"], next(same, None)


def precision_table(read: Reader) -> list[list[object]]:
    """A row a rule: right, wrong, precision; the same on clean prose; right ones that are no longer found."""
    counts = {rule.name: Counter[str]() for rule in RULES}
    for judged, right, flag in judged_flags(read):
        own = counts[judged["rule"]]
        if flag is None:
            own["lost"] += right
            continue
        own["right" if right else "wrong"] += 1
        if judged["corpus"] in CLEAN:
            own["clean"] += 1
            own["clean and right"] += right
    body: list[list[object]] = []
    for rule in RULES:
        own = counts[rule.name]
        n = own["right"] + own["wrong"]
        if n or own["lost"]:
            share = percent(own["right"] / n) if n else "–"
            clean = f"{own['clean and right']} of {own['clean']}" if own["clean"] else ""
            body.append([f"{rule.code} {rule.name}", n, share, clean, own["lost"] or ""])
    return body


def paragraph_counts(read: Reader) -> dict[str, Counter[str]]:
    """By rule, over the labelled paragraphs: flags at a labelled place, flags elsewhere, and places without a flag."""
    counts: dict[str, Counter[str]] = {}
    for judged in judgements("paragraphs"):
        _, flags = read(judged)
        start, end = judged["start"], judged["end"]
        own = [f for f in flags if start <= f.start and f.end <= end and f.name not in BY_DOCUMENT]
        places = [(start + s["start"], start + s["end"], s["label"]) for s in judged["spans"]]
        for flag in own:
            met = any(flag.start < b and a < flag.end for a, b, _ in places)
            if met or judged["scraping"] is not None:  # furniture that is not prose was not judged place by place
                counts.setdefault(flag.name, Counter())["right" if met else "wrong"] += 1
        for a, b, label in places:
            found = any(flag.start < b and a < flag.end for flag in own)
            counts.setdefault(label, Counter())["found" if found else "missed"] += 1
    return counts


def error_table(read: Reader) -> list[list[object]]:
    """Major errors by how they can be seen without the source, and those that a flag overlaps."""
    counts = Counter[str]()
    for judged in judgements("error_spans"):
        _, flags = read(judged)
        found = {flag.code[3] for flag in flags if flag.start < judged["end"] and judged["start"] < flag.end}
        for name in (judged["seen"], "all visible" if judged["seen"] != "invisible" else ""):
            counts[name] += 1
            counts[f"{name}, translation"] += TRANSLATION_FAMILY in found
            counts[f"{name}, any"] += bool(found)
    total = sum(counts[name] for name in SEEN)
    return [
        [name, counts[name], percent(counts[name] / total), counts[f"{name}, translation"], counts[f"{name}, any"]]
        for name in (*SEEN[:3], "all visible", SEEN[3])
    ]


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--cache", "cache_folder", type=click.Path(path_type=Path), help="A folder that keeps plain text.")
@click.option("--list", "remarks", is_flag=True, help="Also print every wrong flag that is still raised.")
@click.option("--record", is_flag=True, help="Write the tables into results.json.")
def main(data: Path, cache_folder: Path | None, remarks: bool, record: bool) -> None:
    """Prints the precision of each rule on real text as Markdown."""
    read = Reader(data, cache_folder)
    made = list(lines(read, remarks))
    click.echo("\n".join(made))
    if record:
        results.record_tables("real", made, "python -m benchmarks.real --data DIR")


def lines(read: Reader, remarks: bool = False) -> Iterator[str]:
    yield f"Flags judged by reading; clean prose is {', '.join(sorted(CLEAN))} ({', '.join(sorted(EDITED_GENRES))})."
    yield ""
    yield from table(
        ["rule", "judged", "right", "right on clean prose", "right once, not found now"], precision_table(read)
    )
    yield "Labelled paragraphs: places of each label, and flags of each rule."
    yield ""
    counts = paragraph_counts(read)
    names = sorted(counts, key=lambda name: (-sum(counts[name].values()), name))
    columns = ("found", "missed", "right", "wrong")
    body: list[list[object]] = [[name, *(counts[name][column] or "" for column in columns)] for name in names]
    yield from table(["", "places found", "missed", "flags right", "wrong"], body)
    yield "Errors that translators marked as major, and whether the text alone shows them."
    yield ""
    yield from table(["", "errors", "share", "flagged by MTD3xx", "by any rule"], error_table(read))
    for judged, right, flag in judged_flags(read) if remarks else ():
        if flag and not right:
            text, _ = read(judged)
            yield f"- {flag.name}: {' '.join(text[max(0, flag.start - 80) : flag.end + 60].split())}"


if __name__ == "__main__":
    main()
