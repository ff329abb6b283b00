"""The `mtdetect clean` command."""

from __future__ import annotations

from contextlib import ExitStack

import click

from mtdetect.cli.options import (
    FAILED,
    UNUSABLE,
    id_field_option,
    jobs_option,
    max_bytes_option,
    model_option,
    quiet_option,
    text_field_option,
)
from mtdetect.cli.rule_options import Selectors, rules_option
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_not_an_input, open_output

NOWHERE = ""
"""The destination of a run that writes no text: --diff, --check."""


@click.command(short_help="Write texts without their page furniture and damage.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "destination",
    metavar="FILE|DIR/",
    default=STANDARD_OUTPUT,
    help="Write to FILE or, for several inputs, to files of the same names in DIR. Default: standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("same", "jsonl")),
    default="same",
    help="same (the default) keeps the form of each input; jsonl writes all documents as rows, each with its id.",
)
@click.option("--in-place", is_flag=True, help="Replace the files.")
@click.option("--diff", is_flag=True, help="Print what would change, and write no text.")
@click.option("--check", is_flag=True, help="Write no text; exit with status 1 if anything would change.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="Also make the fixes that are right less often.")
@click.option("--fixes", "record", metavar="FILE", help="Write each change to FILE, as a JSON object on its own line.")
@rules_option("--select", "Fix only the flags of these rules: codes, their beginnings or names.")
@rules_option("--ignore", "Don't fix the flags of these rules.")
@text_field_option
@id_field_option
@max_bytes_option
@model_option
@jobs_option
@quiet_option
@click.pass_context
def clean(
    ctx: click.Context,
    paths: tuple[str, ...],
    destination: str,
    form: str,
    in_place: bool,
    diff: bool,
    check: bool,
    unsafe: bool,
    record: str | None,
    select: Selectors,
    ignore: Selectors,
    text_field: str,
    id_field: str,
    max_bytes: int,
    model: str | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Write texts without their page furniture, and with their damage fixed where the fix is sure.

    Plain text is printed. Rows (jsonl, csv, parquet) are copied with only the text field changed. Of an HTML page, the
    text is cleaned, not the page. In Markdown, no paragraph is dropped. A summary goes to standard error.
    """
    if in_place and (destination != STANDARD_OUTPUT or diff or check or form != "same"):
        raise click.UsageError("--in-place replaces the files; it does not go with -o, --format, --diff or --check")
    if destination != STANDARD_OUTPUT and (diff or check):
        raise click.UsageError("--diff and --check write no text; leave out -o")
    printed = diff or not (check or in_place or destination != STANDARD_OUTPUT)
    if record == STANDARD_OUTPUT and printed:
        raise click.UsageError("--fixes - would mix with what is printed; name a file")
    from mtdetect.cli import clean_files
    from mtdetect.cli.cleaned_texts import CleaningRun
    from mtdetect.readers.rows import Rows
    from mtdetect.scoring import pipeline, workers

    workers.collect_seldom()
    where = NOWHERE if diff or check else destination
    with Messages(quiet) as messages, ExitStack() as stack:
        found = clean_files.jobs(paths, where, messages, in_place=in_place, joined=form == "jsonl")
        check_not_an_input(record or STANDARD_OUTPUT, [job.source for job in found])
        run = CleaningRun(
            pipeline.load(model),
            unsafe,
            {"jobs": jobs, "select": sum(select, ()) if select else None, "ignore": sum(ignore, ())},
            stack.enter_context(open_output(STANDARD_OUTPUT)) if diff else None,
            stack.enter_context(open_output(record)) if record else None,
            lambda texts: messages.count(texts, "documents", printed=where == STANDARD_OUTPUT),
        )
        rows = Rows(text_field, id_field, messages.error, max_bytes=max_bytes)
        (clean_files.clean_to_rows if form == "jsonl" else clean_files.clean_all)(found, run, rows)
        if not quiet:
            click.echo(run.summary(), err=True)
    ctx.exit(UNUSABLE if messages.errors else FAILED if check and run.changed else 0)
