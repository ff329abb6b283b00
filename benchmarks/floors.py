"""Guards against unnoticed regressions: measures key figures and compares them with their floors in `floors.json`.

`python -m benchmarks.floors --data DIR --cases DIR` compares; `--pin` writes better figures down as the new floors, and
worse ones only with `--lower`; `--record` writes them into `results.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import clean, gold, results, spans
from benchmarks.bench import Bench, table
from benchmarks.unseen import quoted
from benchmarks.unseen.material import Setting
from mtdetect.types import SCORES
from training.dataset import data_hash

FILE = Path(__file__).with_name("floors.json")
DIGITS = 3

FALLING = ("missed", "outside", "alarms", "flags", "calibration")
"""Words in the names of figures for which lower is better; `benchmarks.unseen` knows its own."""

UNSEEN = ("cases", "sound", "systems", "invariance", "pages")
"""Parts of `benchmarks.unseen` with floors."""

IN_CARD = {
    "translation": ("spun", "mlqe/machine"),
    "scraping": ("pages/html-text", "pages/inscriptis", "pages/trafilatura", "pages/readability"),
}
"""Corpora whose ROC AUC in the model's card has a floor. The others have only one class, or damage made by training."""


def measure(bench: Bench, cases: Path, parts: Sequence[str] = UNSEEN) -> dict[str, float]:
    """Measures every figure that has a floor: three minutes, with the data folder and the folder of cases.

    `parts`: those of `benchmarks.unseen` to measure.
    """
    articles = list(gold.articles(bench.data / "gold/seeds.jsonl", bench.model))
    found: dict[str, float] = {
        "gold: spans missed": sum(len(a.missed) for a in articles),
        "gold: flags outside": sum(len(a.outside) for a in articles),
        "gold: clean paragraph alarms": sum(sum(a.clean_over.values()) for a in articles),
    }
    _, reports = clean.edited(bench.model, bench)
    over = np.concatenate([clean.scores_of(r) for r in reports]) >= 0.5
    found |= {f"clean: {kind} alarms": float(share) for kind, share in zip(SCORES, over.mean(0), strict=True)}
    found["clean: flags per 1,000 words"] = clean.counted(clean.rates(reports)[0])
    for name, (recall, precision) in spans.totals(spans.cases(bench)).items():
        found |= {f"spans: {name} recall": recall, f"spans: {name} precision": precision}
    for kind in SCORES:
        metrics: dict[str, Any] = bench.model.card.get("metrics", {}).get(kind, {})
        if "calibration_error" in metrics:
            found[f"card: {kind} calibration error"] = metrics["calibration_error"]
        for corpus in IN_CARD[kind]:
            if "roc_auc" in metrics.get("corpora", {}).get(corpus, {}):
                found[f"card: {kind} ROC AUC on {corpus}"] = metrics["corpora"][corpus]["roc_auc"]
    setting = Setting(bench.model, bench.data, cases, bench.cache, jobs=bench.jobs)
    for part in parts:
        found |= quoted.quoted(part, quoted.PARTS[part](setting))
    return {name: round(value, DIGITS) for name, value in found.items()}


def falls(name: str) -> bool:
    """Whether lower is better for this figure."""
    return quoted.falls(name) if quoted.is_own(name) else any(word in name for word in FALLING)


def sunk(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """A line for each figure that is worse than its floor or was not measured."""
    lines = []
    for name, floor in floors.items():
        if name not in figures:
            lines.append(f"{name}: no longer measured (floor {floor})")
        elif figures[name] > floor if falls(name) else figures[name] < floor:
            lines.append(f"{name}: {figures[name]}, worse than its floor {floor}")
    return lines


def pinned(figures: dict[str, float], floors: dict[str, float], lower: bool) -> dict[str, float]:
    """The new floors: the better of figure and old floor, or with `lower` simply the figures."""
    if lower:
        return figures
    both = {name: (min if falls(name) else max)(value, floors.get(name, value)) for name, value in figures.items()}
    return floors | both


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--cases", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Default: the shipped model."
)
@click.option("--pin", is_flag=True, help="Save better figures as the new floors.")
@click.option("--lower", is_flag=True, help="With --pin: save worse figures too.")
@click.option("--record", is_flag=True, help="Write the figures into results.json.")
def main(data: Path, cases: Path, model: Path | None, pin: bool, lower: bool, record: bool) -> None:
    """Compare the figures with their floors. Exit status 1 if one is below."""
    figures = measure(Bench(data, model), cases)
    floors = json.loads(FILE.read_text(encoding="utf-8"))["floors"]
    for name, value in figures.items():
        click.echo(f"{name}: {value} (floor {floors.get(name, 'none')})")
    if record:
        command = "python -m benchmarks.floors --data DIR --cases DIR" + (" --model MODEL" if model else "")
        results.record_tables("floors", table(["figure", "value"], figures.items()), command)
    if pin:
        content = {"data": data_hash(data), "floors": pinned(figures, floors, lower)}
        FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        return
    failures = sunk(figures, floors)
    click.echo("".join(f"WORSE {line}\n" for line in failures), nl=False)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
