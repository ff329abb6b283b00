"""The `mtdetect score` command."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click

from mtdetect.cli.options import (
    FAILED,
    UNUSABLE,
    id_field_option,
    input_format_option,
    model_option,
    quiet_option,
    text_field_option,
)
from mtdetect.cli.terminal import Messages
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_folder, check_not_an_input, open_output
from mtdetect.types import SCORES, Document, Report

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
    "html writes one page to open in a browser.",
)
@click.option(
    "-o",
    "destination",
    metavar="FILE",
    default="-",
    help="Write to FILE, which stays unchanged if the run is interrupted.",
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
    help="Lowest damage score at which the text and html reports show a paragraph as damaged.",
)
@input_format_option
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
    text_field: str,
    id_field: str,
    model: str | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Score files, folders (including subfolders), globs, or - for standard input.

    Reads .txt .md .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, also compressed (.gz, .zst).
    """
    if form == "html" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("the html report is a web page; write it to a file: -o report.html")
    check_folder(destination)
    from mtdetect import reporters
    from mtdetect.cli.inputs import Inputs, scored
    from mtdetect.scoring import pipeline, workers

    workers.collect_seldom()
    with Messages(quiet) as messages:
        inputs = Inputs(text_field, id_field, input_format)
        files = inputs.find(paths, messages)
        check_not_an_input(destination, (file.path for file in files))
        loaded = pipeline.load(model)
        reached = read = False

        def watched() -> Iterator[tuple[Document, Report]]:
            nonlocal reached, read
            for document, report in scored(loaded, inputs.documents(files, messages), jobs, messages):
                read = True
                if report.language in ("en", None):  # scores mean nothing in other languages
                    reached = reached or any(getattr(report, kind) >= limit for kind, limit in limits)
                yield document, report

        results = messages.count(watched(), "documents", printed=destination == STANDARD_OUTPUT)
        with (
            closing(results),  # at once when the run is stopped, which stops the workers too
            open_output(destination, None if form == "text" else "utf-8") as out,
        ):
            reporters.reporter(form)(results, out, threshold=threshold)
            if messages.errors and not read:
                ctx.exit(UNUSABLE)  # an output of an earlier run stays: there is nothing better to replace it
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)
