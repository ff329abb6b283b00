"""The `mtdetect score` command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtdetect.cli.options import (
    FAILED,
    UNUSABLE,
    id_field_option,
    input_format_option,
    jobs_option,
    max_bytes_option,
    model_option,
    quiet_option,
    shard_option,
    text_field_option,
)
from mtdetect.cli.parameters import LimitType, Probability
from mtdetect.cli.row_options import common_sample, fields_option, level_option, table, with_text_option
from mtdetect.cli.rule_options import settings_options
from mtdetect.cli.terminal import Messages
from mtdetect.readers.opening import STANDARD_INPUT
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_folder, check_not_an_input, is_folder, open_output
from mtdetect.types import Deep, Document, Report

_NEUTRAL = {
    *("paths", "destination", "limits", "model", "jobs", "shard", "quiet"),
    *("configurations", "isolated", "show_settings"),
}
"""Options that don't change the output for a file, or not by themselves: the model is known by its hash, and the
configuration by what it says of the file."""

if TYPE_CHECKING:
    from mtdetect.cli.settings import Settings


@click.command(short_help="Score files, folders, globs or standard input.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
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
    type=click.Path(),
    metavar="FILE|DIR/",
    default="-",
    help="Write to FILE, which stays unchanged if the run is interrupted, and is compressed if it ends in .gz or .zst; "
    "or one file per input to DIR/. There, the same command again does only what is missing.",
)
@click.option(
    "--fail-on",
    "limits",
    type=LimitType(),
    metavar="[KIND=]P|flags",
    multiple=True,
    default=(),
    help="Exit with status 1 if any English document scores P or more. KIND: damage (the default), translation or "
    "scraping. Or with flags: if any flag is listed (flags=N: N or more in a document). Can be repeated.",
)
@click.option(
    "--threshold",
    type=Probability(),
    metavar="P",
    default=THRESHOLD,
    show_default=True,
    help="Lowest damage score at which reports show a paragraph as damaged.",
)
@click.option(
    "--deep",
    flag_value="all",
    help="Have a large language model read each paragraph too: better, in about a second for an article. First, "
    "once: mtdetect deep install.",
)
@click.option(
    "--deep-auto", "deep", flag_value="auto", help="Have it read only the paragraphs whose scores are uncertain."
)
@input_format_option
@level_option
@with_text_option
@fields_option
@settings_options
@text_field_option
@id_field_option
@max_bytes_option
@model_option
@jobs_option
@shard_option
@quiet_option
@click.pass_context
def score(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    destination: str,
    threshold: float,
    deep: str | None,
    input_format: str | None,
    level: str | None,
    with_text: bool,
    fields: str | tuple[str, ...] | None,
    settings: Settings,
    max_bytes: int,
    model: str | None,
    jobs: int,
    shard: tuple[int, int] | None,
    quiet: bool,
    **per_file: object,  # settings has their values for each file
) -> None:
    """Score files, folders (including subfolders), globs, or - for standard input.

    Reads .txt .md .rst .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, also compressed (.gz, .zst).

    --select and --ignore choose which flags are listed. They don't change the scores, which count all rules. With
    --select, the text report shows only paragraphs with the selected flags.
    """
    if form == "html" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("the html report is a web page; write it to a file: -o report.html")
    if form == "parquet" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("Parquet can't be shown on a terminal; write it to a file: -o scores.parquet")
    text_field, id_field = str(per_file["text_field"]), str(per_file["id_field"])
    rows = table(form, level, with_text, fields, text_field, id_field)
    to_folder = is_folder(destination)
    if STANDARD_INPUT in paths and (to_folder or shard):
        raise click.UsageError("standard input can't be divided, and has no name for an output in a folder; give files")
    if not to_folder:
        check_folder(destination)
    from mtdetect import reporters
    from mtdetect.cli.inputs import Inputs, Pair, located, scored
    from mtdetect.cli.to_file import Highest, score_to_file
    from mtdetect.cli.to_folder import FolderRun
    from mtdetect.reporters.places import file_of
    from mtdetect.scoring import model_card, pipeline, workers
    from mtdetect.selection import with_rules_hidden
    from mtdetect.shards import markers, plan

    report = reporters.reporter(form, rows)
    reached = False

    def view(document: Document, report: Report) -> Pair:
        document, report = located(document, report)
        return document, with_rules_hidden(report, settings.hidden_rules(file_of(document)))

    def note(file: str, highest: Highest) -> None:
        nonlocal reached
        reached = reached or any(limit.reached_by(highest) for limit in settings.option("fail-on", file))

    workers.collect_seldom()
    inputs = Inputs(text_field, id_field, input_format, rows.fields if rows else (), settings, max_bytes)
    with Messages(quiet) as messages:
        settings.on_error = messages.error
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
        else:
            check_not_an_input(destination, (file.path for file in files))
        loaded = pipeline.load(model)
        depth: Deep = "auto" if deep == "auto" else deep is not None
        extra: dict[str, Any] = {}
        if form == "html":
            extra = {"model": model_card.described(loaded.folder, loaded.card) + ", with the deep reader" * bool(deep)}
        elif form == "text":
            extra = {"flagged_only": lambda document: settings.flagged_only(file_of(document))}

        def write(results: Iterable[Pair], path: str, complete: Callable[[], None]) -> None:
            with open_output(path, None if form == "text" else "utf-8") as out:
                report(results, out, threshold=threshold, **extra)
                complete()

        def made_by(file: str) -> dict[str, Any]:
            names = [settings.option(f"{field}-field", file) for field in ("text", "id")]
            return {**common, "settings": [*names, *sorted(settings.hidden_rules(file))]}

        work = partial(loaded.score_many, jobs=jobs, deep=depth)
        if to_folder:
            common = markers.made_by(loaded.card, {name: ctx.params[name] for name in ctx.params.keys() - _NEUTRAL})
            FolderRun(Path(destination), inputs, work, made_by, write, messages, view, note).score(planned)
        else:
            pairs = scored(work, inputs.documents(parts, messages), messages)
            score_to_file(pairs, destination, write, messages, view, note)
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)
