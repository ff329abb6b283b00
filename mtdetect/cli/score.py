"""The `mtdetect score` command."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from mtdetect.cli.options import (
    FAILED,
    UNUSABLE,
    id_field_option,
    input_format_option,
    model_option,
    quiet_option,
    shard_option,
    text_field_option,
)
from mtdetect.cli.row_options import common_sample, fields_option, level_option, table, with_text_option
from mtdetect.cli.terminal import Messages
from mtdetect.readers.opening import STANDARD_INPUT
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_folder, check_not_an_input, is_folder, open_output
from mtdetect.types import SCORES

_NEUTRAL = {"paths", "destination", "limits", "model", "jobs", "shard", "quiet"}
"""Options that don't change the output for a file. (The model is known by its hash.)"""

LIMITED = (*SCORES, "damage")
"""The scores that `--fail-on` accepts."""


class _Probability(click.FloatRange):
    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):  # FloatRange lets NaN through: no comparison with it is true
            self.fail(f"“{value}” is not a probability; give a number from 0 to 1", param, ctx)
        return number


def _limits(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, float]]:
    """Parses each `P` or `KIND=P` into a score's name and the probability at which to fail."""
    limits = []
    for value in values:
        kind, given, number = value.rpartition("=")
        kind = kind if given else "damage"
        if kind not in LIMITED:
            raise click.BadParameter(f"“{kind}” is not a score; the scores are {', '.join(LIMITED)}")
        try:
            limit = float(number)
        except ValueError:
            limit = -1.0
        if not 0 <= limit <= 1:
            raise click.BadParameter(f"“{number}” is not a probability; give a number from 0 to 1")
        limits.append((kind, limit))
    return limits


@click.command(short_help="Score files, folders, globs or standard input.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="json writes one object, or an array for several documents; jsonl always writes one object per line; "
    "csv and parquet write one row per document; html writes one page to open in a browser.",
)
@click.option(
    "-o",
    "destination",
    metavar="FILE|DIR/",
    default="-",
    help="Write to FILE, which stays unchanged if the run is interrupted, and is compressed if it ends in .gz or .zst; "
    "or one file per input to DIR/. There, the same command again does only what is missing.",
)
@click.option(
    "--fail-on",
    "limits",
    metavar="[KIND=]P",
    multiple=True,
    callback=_limits,
    help="Exit with status 1 if any English document scores P or more. KIND: damage (the default), translation or "
    "scraping. Can be repeated.",
)
@click.option(
    "--threshold",
    type=_Probability(),
    metavar="P",
    default=THRESHOLD,
    show_default=True,
    help="Lowest damage score at which reports show a paragraph as damaged.",
)
@input_format_option
@level_option
@with_text_option
@fields_option
@text_field_option
@id_field_option
@model_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="Number of processes to use.",
)
@shard_option
@quiet_option
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    destination: str,
    limits: list[tuple[str, float]],
    threshold: float,
    input_format: str | None,
    level: str | None,
    with_text: bool,
    fields: str | tuple[str, ...] | None,
    text_field: str,
    id_field: str,
    model: str | None,
    jobs: int,
    shard: tuple[int, int] | None,
    quiet: bool,
) -> None:
    """Score files, folders (including subfolders), globs, or - for standard input.

    Reads .txt .md .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, also compressed (.gz, .zst).
    """
    if form == "html" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("the html report is a web page; write it to a file: -o report.html")
    if form == "parquet" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("Parquet can't be shown on a terminal; write it to a file: -o scores.parquet")
    rows = table(form, level, with_text, fields, text_field, id_field)
    to_folder = is_folder(destination)
    if STANDARD_INPUT in paths and (to_folder or shard):
        raise click.UsageError("standard input can't be divided, and has no name for an output in a folder; give files")
    if not to_folder:
        check_folder(destination)
    from mtdetect import reporters
    from mtdetect.cli.inputs import Inputs, Pair, scored
    from mtdetect.cli.to_file import score_to_file
    from mtdetect.cli.to_folder import FolderRun
    from mtdetect.scoring import pipeline, workers
    from mtdetect.shards import markers, plan

    report = reporters.reporter(form, rows)

    def write(results: Iterable[Pair], path: str, complete: Callable[[], None]) -> None:
        with open_output(path, None if form == "text" else "utf-8") as out:
            report(results, out, threshold=threshold)
            complete()

    workers.collect_seldom()
    inputs = Inputs(text_field, id_field, input_format, rows.fields if rows else ())
    with Messages(quiet) as messages:
        files = inputs.find(paths, messages)
        if to_folder or shard:
            parts = plan.share(files, input_format, shard or (1, 1))
        else:
            parts = plan.whole(files, input_format)
        if to_folder:
            plan.check_outside(Path(destination), paths)
            planned = plan.outputs(parts, Path(destination), reporters.SUFFIXES[form], compress=form != "parquet")
            if rows and form != "jsonl":
                rows.sample = common_sample(inputs, plan.share(files, input_format, (1, 1)))
            loaded = pipeline.load(model)
            made_by = markers.made_by(loaded.card, {name: ctx.params[name] for name in ctx.params.keys() - _NEUTRAL})
            run = FolderRun(Path(destination), inputs, loaded, jobs, made_by, write, messages)
            highest = run.score(planned)
        else:
            check_not_an_input(destination, (file.path for file in files))
            pairs = scored(pipeline.load(model), inputs.documents(parts, messages), jobs, messages)
            highest = score_to_file(pairs, destination, write, messages)
    reached = any(kind in highest and highest[kind] >= limit for kind, limit in limits)
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)
