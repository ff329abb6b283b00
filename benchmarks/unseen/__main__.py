"""`python -m benchmarks.unseen --data DIR [--cases DIR] [--model DIR] [--part NAME] [--json FILE]`."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import mtdetect
from benchmarks import results
from benchmarks.unseen.material import Setting
from benchmarks.unseen.quoted import FILES, ONLY_BY_NAME, PARTS, is_known

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=FOLDER, required=True)
@click.option("--cases", "case_folder", type=FOLDER, help="The folder of cases; without it they are left out.")
@click.option("--model", type=FOLDER, help="Default: the shipped one.")
@click.option("--part", "parts", type=click.Choice(list(PARTS)), multiple=True, help="Default: all but retraining.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Only this kind of prose, language or publisher: one that the model was not trained on.",
)
@click.option(
    "--without",
    "pairs",
    nargs=2,
    type=(FOLDER, str),
    multiple=True,
    help="A model, and a source that it was trained without: it scores that source.",
)
@click.option("--words", default=60_000, show_default=True, help="Of each kind of sound English.")
@click.option("--every", is_flag=True, help="Also print each figure of each source.")
@click.option("--json", "output", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here too.")
@click.option("--record", is_flag=True, help="Write the tables into results.json.")
@click.option("--cache", type=click.Path(path_type=Path), help="A folder that keeps the plain text of pages.")
@click.option("--share", default=1.0, show_default=True, help="Share of the groups to use in retraining.")
@click.option("--jobs", default=1, show_default=True)
@click.option("--deep", is_flag=True, help="Have the deep reader read, too: some 20 times slower.")
def main(
    data: Path,
    case_folder: Path | None,
    model: Path | None,
    parts: tuple[str, ...],
    sources: tuple[str, ...],
    pairs: tuple[tuple[Path, str], ...],
    words: int,
    every: bool,
    output: Path | None,
    record: bool,
    cache: Path | None,
    share: float,
    jobs: int,
    deep: bool,
) -> None:
    """Prints the figures of a model on sources that it was not trained on, as Markdown."""
    loaded = mtdetect.load(model)
    without = {source: mtdetect.load(folder) for folder, source in pairs}
    setting = Setting(loaded, data, case_folder, cache, frozenset(sources), without, words, share, jobs, deep)
    result: dict[str, Any] = {"model": _hash(loaded), "sources": sorted(sources), "parts": {}}
    click.echo(f"Model {result['model'][:12]}.\n")
    for name in parts or _default(setting):
        started = time.monotonic()
        found = PARTS[name](setting)
        click.echo(f"## {name}\n")
        known = is_known(name, setting)
        if known:
            click.echo(f"Training read {FILES[name]}: only the sources given with --without are unseen.\n")
        lines = list(found.lines(every))
        click.echo("\n".join(lines))
        if record:
            results.record_tables(f"unseen-{name}{'-deep' * deep}", lines, _command(setting, name, model, pairs))
        click.echo(f"{name}: {time.monotonic() - started:.0f} s", err=True)
        result["parts"][name] = found.to_dict() | {"known": known}
    if output:
        output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _default(setting: Setting) -> list[str]:
    left_out = {*ONLY_BY_NAME, *(("cases",) if setting.cases is None else ())}
    return [name for name in PARTS if name not in left_out]


def _command(setting: Setting, part: str, model: Path | None, pairs: Sequence[tuple[Path, str]]) -> str:
    given = {"--cases DIR": setting.cases, "--model MODEL": model}
    options = [option for option, there in given.items() if there]
    options += [f"--without MODEL {source}" for _, source in pairs]
    options += [f"--source {source}" for source in sorted(setting.sources)]
    options += ["--deep"] if setting.deep else []
    return " ".join(("python -m benchmarks.unseen --data DIR", *options, f"--part {part}"))


def _hash(model: mtdetect.Model) -> str:
    """Of the card, which holds the hashes of the model's other files."""
    folder = model.folder
    return hashlib.sha256((folder / "model.json").read_bytes()).hexdigest() if folder else "unsaved"


if __name__ == "__main__":
    main()
