"""The `mtdetect label` command."""

from __future__ import annotations

import logging

import click

from mtdetect.cli.options import (
    UNUSABLE,
    id_field_option,
    input_format_option,
    max_bytes_option,
    model_option,
    quiet_option,
    text_field_option,
)
from mtdetect.cli.rule_options import Selectors, ignore_option, select_option, selection_of
from mtdetect.cli.terminal import Messages, printable
from mtdetect.types import InputError


@click.command(short_help="Label paragraphs on a local web page.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.option(
    "-o",
    "destination",
    required=True,
    type=click.Path(),
    metavar="SAMPLES",
    help="File of samples (.jsonl) to save the labels in. Labels already in it are kept.",
)
@click.option("--in-order", is_flag=True, help="Show paragraphs in reading order, not the most informative first.")
@select_option
@ignore_option
@input_format_option
@text_field_option
@id_field_option
@max_bytes_option
@model_option
@click.option(
    "--port", type=click.IntRange(1024, 65535), metavar="N", help="Port for the page. Default: any free port."
)
@click.option("--no-browser", is_flag=True, help="Print the page's address without opening a browser.")
@quiet_option
@click.pass_context
def label(
    ctx: click.Context,
    paths: tuple[str, ...],
    destination: str,
    in_order: bool,
    select: Selectors,
    ignore: Selectors,
    input_format: str | None,
    text_field: str,
    id_field: str,
    max_bytes: int,
    model: str | None,
    port: int | None,
    no_browser: bool,
    quiet: bool,
) -> None:
    """Label paragraphs and mark damaged places on a local web page.

    Reads the same files as score. Every answer is saved at once. Press Ctrl-C to stop.
    To resume, run the same command again.
    """
    from mtdetect.cli.inputs import Inputs, scored
    from mtdetect.learning import libraries
    from mtdetect.scoring import pipeline
    from mtdetect.selection import hidden_rules, with_rules_hidden
    from mtdetect.shards import plan

    try:
        from mtdetect.labelling import journal, queue, server, session
    except ImportError as error:
        needs = (
            f"label needs an extra that is not installed ({error.name} is missing); "
            'in the mtdetect checkout, run: pip install ".[label]"'
        )
        raise click.UsageError(needs) from error

    journal.check(destination, paths)
    if not in_order:
        libraries.check("label without --in-order")

    def note(line: str) -> None:
        if not quiet:
            click.echo(printable(line), err=True)

    with Messages(quiet) as messages, journal.lock(destination):
        note("Reading and scoring the files. The page opens when they are done.")
        loaded = pipeline.load(model)
        inputs = Inputs(text_field, id_field, input_format, queue.SOURCE_FIELDS, max_bytes=max_bytes)
        documents = inputs.documents(plan.whole(inputs.find(paths, messages), input_format), messages)
        hidden = hidden_rules(selection_of(select, ignore))
        pairs = messages.count(scored(loaded.score_many, documents, messages), "documents")
        items = queue.items((document, with_rules_hidden(report, hidden)) for document, report in pairs)
        if not items:
            raise InputError("nothing to label: these files contain no text")
        samples = journal.Journal(destination, items)
        for warning in samples.warnings:
            logging.getLogger("mtdetect").warning("%s", warning)
        choose = queue.in_order if in_order else queue.most_telling_first
        run = session.Session(items, choose(items, samples.judgements), samples)

        def ready(address: str) -> None:
            note(f"Paragraphs to label: {run.left:,}; already labelled: {run.judged:,}. Press Ctrl-C to stop. Open:")
            click.echo(address)
            if not no_browser:
                server.open_browser(address)

        train = server.train_command(destination)
        server.serve(run, port or 0, train, ready)
        note(f"{destination}: labelled paragraphs: {run.judged:,} ({run.made:,} in this session)")
        if run.judged:
            note("To train a model on them:")
            note(f"  {train}")
    ctx.exit(UNUSABLE if messages.errors else 0)
