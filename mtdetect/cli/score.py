"""The `mtdetect score` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from mtdetect.cli.options import (
    FAILED,
    UNUSABLE,
    id_field_option,
    located,
    model_option,
    quiet_option,
    scored,
    text_field_option,
)
from mtdetect.cli.parameters import LimitType, Probability
from mtdetect.cli.rule_options import settings_options
from mtdetect.cli.terminal import Messages
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_folder, open_output
from mtdetect.types import Document, Report

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
    "html writes one page to open in a browser.",
)
@click.option(
    "-o",
    "destination",
    type=click.Path(),
    metavar="FILE",
    default="-",
    help="Write to FILE, which stays unchanged if the run is interrupted.",
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
    help="Lowest damage score at which the text and html reports show a paragraph as damaged.",
)
@settings_options
@text_field_option
@id_field_option
@model_option
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    metavar="N",
    default=1,
    show_default=True,
    help="Number of processes to use; 0 for one per core.",
)
@quiet_option
@click.pass_context
def score(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    destination: str,
    threshold: float,
    settings: Settings,
    model: str | None,
    jobs: int,
    quiet: bool,
    **per_file: object,  # settings has their values for each file
) -> None:
    """Score files, folders (including subfolders), globs, or - for standard input.

    Reads .txt .md .rst .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, also compressed (.gz, .zst).
    Standard input and files without a suffix are read as plain text.

    --select and --ignore choose which flags are listed. They don't change the scores, which count all rules. With
    --select, the text report shows only paragraphs with the selected flags.
    """
    if form == "html" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("the html report is a web page; write it to a file: -o report.html")
    check_folder(destination)
    from mtdetect import readers, reporters
    from mtdetect.reporters.places import file_of
    from mtdetect.scoring import model_card, pipeline, workers
    from mtdetect.selection import with_rules_hidden

    workers.collect_seldom()
    with Messages(quiet) as messages:
        settings.on_error = messages.error

        def documents() -> Iterator[Document]:
            for path in paths:
                for name in settings.without_excluded(path, readers.files(path, messages.error)):
                    text_field, id_field = (settings.option(f"{field}-field", name) for field in ("text", "id"))
                    yield from readers.read(name, text_field=text_field, id_field=id_field, on_error=messages.error)

        loaded = pipeline.load(model)
        about: dict[str, Any] = {"model": model_card.described(loaded.folder, loaded.card)} if form == "html" else {}
        reached = False

        def watched() -> Iterator[tuple[Document, Report]]:
            nonlocal reached
            for document, report in located(scored(loaded, documents(), jobs, messages)):
                report = with_rules_hidden(report, settings.hidden_rules(file_of(document)))
                limits = settings.option("fail-on", file_of(document))
                reached = reached or any(limit.reached_by(report) for limit in limits)
                yield document, report

        results = messages.count(watched(), "documents", printed=destination == STANDARD_OUTPUT)
        write = reporters.reporter(form)
        if form == "text":
            from mtdetect.reporters import text

            write = partial(text.report, flagged_only=lambda document: settings.flagged_only(file_of(document)))
        with open_output(destination, None if form == "text" else "utf-8") as out:
            write(results, out, threshold=threshold, **about)
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)
