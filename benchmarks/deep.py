"""What the deep reader costs: loading it, an article of 500 words on one core, pieces a second, and memory.

`python -m benchmarks.deep ARTICLE`, where ARTICLE is a text file of 500 words or more. `mtdetect deep install` first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import click

from benchmarks import results
from benchmarks.bench import table

WORDS, RUNS = 500, 5


def measured(article: str) -> dict[str, float]:
    """Figures of this process, which must have read nothing before. Times are CPU seconds: of one core."""
    import mtdetect
    from mtdetect.lm.large import folder
    from mtdetect.scoring.deep.reader import deep_reader

    model = mtdetect.load()
    if folder.installed() is None or model.deep is None:
        raise click.UsageError(folder.MISSING)
    started = time.process_time()
    large = deep_reader(model.deep).large
    loading = time.process_time() - started
    text = " ".join(article.split(" ")[:WORDS])
    model.score(text, deep=True)
    deep: list[float] = []
    fast: list[float] = []
    for _ in range(RUNS):
        for times, wanted in ((deep, True), (fast, False)):
            started = time.process_time()
            model.score(text, deep=wanted)
            times.append(time.process_time() - started)
    ids = large.pieces(article).ids[:256]
    started = time.process_time()
    for _ in range(RUNS):
        large.read(ids)
    rate = RUNS * len(ids) / (time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"loading": loading, "deep": min(deep), "fast": min(fast), "pieces": rate, "peak": peak}


@click.command()
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--record", is_flag=True, help="Write the figures into results.json.")
@click.option("--inside", is_flag=True, hidden=True)
def main(article: Path, record: bool, inside: bool) -> None:
    """Prints what the deep reader costs, as Markdown."""
    if inside:
        click.echo(json.dumps(measured(article.read_text(encoding="utf-8"))))
        return
    command = [sys.executable, "-m", "benchmarks.deep", str(article), "--inside"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rows = [
        ("loading the language model", found["loading"], "s"),
        (f"an article of {WORDS} words", found["deep"], "s"),
        (f"an article of {WORDS} words without it", found["fast"], "s"),
        ("pieces a second", found["pieces"], ""),
        ("peak memory", found["peak"], "MB"),
    ]
    click.echo("\n".join(table(["one core", "figure"], [[what, f"{value:.2f} {unit}"] for what, value, unit in rows])))
    if record:
        for what, value, unit in rows:
            digits = 0 if value > 10 else 2
            results.record("deep", what, round(value, digits), unit=unit, command="python -m benchmarks.deep ARTICLE")


if __name__ == "__main__":
    main()
