"""All quality figures as Markdown: `python -m benchmarks.quality --data DIR --held-out FILE.npz`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from benchmarks import (
    calibration_error,
    clean,
    experiments,
    few_labels,
    gold,
    learners,
    marked,
    pages,
    pairs,
    results,
    spans,
    translation,
)
from benchmarks.bench import Bench
from training.dataset import data_hash
from training.word_counts import DEFAULT as WORDS

Part = Callable[[Bench], Iterator[str]]

PARTS: dict[str, tuple[str, Part]] = {
    "gold": ("The example articles", lambda bench: gold.lines(bench.data / "gold/seeds.jsonl", bench.model)),
    "clean": ("Clean, edited English", clean.lines),
    "pages": ("Real pages", pages.lines),
    "spans": ("Damaged places", spans.lines),
    "marked": ("Errors marked by people", marked.lines),
    "translation": ("Translation and spinning", translation.lines),
    "pairs": ("One change in a good sentence", pairs.lines),
    "calibration": ("Calibration", calibration_error.lines),
}
NEED_HELD_OUT = ("pages", "translation", "calibration")
TRAINED: dict[str, tuple[str, Part]] = {
    "year": ("A WMT year kept out", experiments.year),
    "pair": ("A language pair of mlqe kept out", experiments.pair),
    "ht": ("Human or machine: trained like a user's model", experiments.human_or_machine),
    "learners": ("Learners of the translation score", learners.lines),
    "few-labels": ("Two hundred labels for a new kind of damage", few_labels.lines),
}
"""These train models, which takes an hour or more, and run only if named."""


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Default: the shipped model."
)
@click.option(
    "--held-out", type=click.Path(exists=True, path_type=Path), help="File written by training.train --held-out."
)
@click.option("--cache", type=click.Path(path_type=Path), help="Folder to cache extracted text and documents in.")
@click.option(
    "--part",
    "parts",
    type=click.Choice([*PARTS, *TRAINED]),
    multiple=True,
    help="Default: all but year, pair, ht, learners and few-labels.",
)
@click.option("--record", is_flag=True, help="Write the tables to results.json.")
@click.option("--list", "remarks", is_flag=True, help="Also print every false flag, false alarm and miss.")
@click.option(
    "--share", default=1.0, show_default=True, help="Share of the groups to use in year, pair, ht and learners."
)
@click.option("--wordnet", type=click.Path(path_type=Path), default=Path("/usr/share/wordnet"), show_default=True)
@click.option("--mythes", type=click.Path(path_type=Path), default=Path("/usr/share/mythes"), show_default=True)
@click.option("--words", type=click.Path(path_type=Path), default=WORDS, show_default=True)
@click.option("--jobs", default=1, show_default=True)
def main(
    data: Path,
    model: Path | None,
    held_out: Path | None,
    cache: Path | None,
    parts: tuple[str, ...],
    record: bool,
    remarks: bool,
    share: float,
    wordnet: Path,
    mythes: Path,
    words: Path,
    jobs: int,
) -> None:
    """Measure the model on the data folder, and print the figures as Markdown."""
    bench = Bench(data, model, held_out, cache, wordnet, mythes, words, jobs, share, remarks)
    click.echo(f"Data {data_hash(data)[:12]}, model {bench.model_hash[:12]}.\n")
    for name in parts or [name for name in PARTS if held_out or name not in NEED_HELD_OUT]:
        title, part = (PARTS | TRAINED)[name]
        started = time.monotonic()
        click.echo(f"## {title}\n")
        lines = []
        for line in part(bench):
            click.echo(line)
            lines.append(line)
        if record:
            given = {"--model MODEL": model, "--held-out FILE": held_out, f"--share {share:g}": share != 1}
            options = "".join(f" {option}" for option, there in given.items() if there)
            results.record_tables(name, lines, f"python -m benchmarks.quality --data DIR{options} --part {name}")
        click.echo(f"{name}: {time.monotonic() - started:.0f} s", err=True)


if __name__ == "__main__":
    main()
