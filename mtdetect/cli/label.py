"""`mtdetect label`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from mtdetect.cli.terminal import Messages, printable
from mtdetect.types import InputError

if TYPE_CHECKING:
    pass
from mtdetect.cli.options import UNUSABLE, model_option, quiet_option, scored


@click.command(short_help="Judge paragraphs in a local web page.")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o", "destination", required=True, metavar="SAMPLES", help="The file of samples, .jsonl; one that is there grows."
)
@click.option("--in-order", is_flag=True, help="Ask in the order of the text, instead of what would teach most first.")
@click.option(
    "--text-field", metavar="NAME", default="text", show_default=True, help="The text in jsonl, csv, parquet."
)
@click.option("--id-field", metavar="NAME", default="id", show_default=True, help="The id in jsonl, csv and parquet.")
@model_option
@click.option(
    "--port", type=click.IntRange(1024, 65535), metavar="N", help="The port of the page, instead of any free one."
)
@click.option("--no-browser", is_flag=True, help="Print the page's address, and open no browser.")
@quiet_option
@click.pass_context
def label(
    ctx: click.Context,
    paths: tuple[str, ...],
    destination: str,
    in_order: bool,
    text_field: str,
    id_field: str,
    model: str | None,
    port: int | None,
    no_browser: bool,
    quiet: bool,
) -> None:
    """Judge paragraphs and mark damaged places in a local web page, until Ctrl-C.

    Reads what score reads. Every judgement is on disk before the page goes on; the same command resumes.
    """
    from mtdetect import readers
    from mtdetect.scoring import pipeline

    try:
        from mtdetect.labelling import journal, queue, server, session
    except ImportError as error:
        needs = f'label needs an extra ({error.name} is missing): pip install "mtdetect[label]"'
        raise click.UsageError(needs) from error

    journal.check(destination, paths)

    def note(line: str) -> None:
        if not quiet:
            click.echo(printable(line), err=True)

    with Messages(quiet) as messages, journal.lock(destination):
        note("Reading and scoring; then the page opens.")
        loaded = pipeline.load(model)
        documents = (
            document
            for path in paths
            for document in readers.read(path, text_field=text_field, id_field=id_field, on_error=messages.error)
        )
        items = queue.items(messages.count(scored(loaded, documents, 1, messages), "documents"))
        if not items:
            raise InputError("nothing to label: there is no text in these files")
        samples = journal.Journal(destination, items)
        for warning in samples.warnings:
            logging.getLogger("mtdetect").warning("%s", warning)
        choose = queue.in_order if in_order else queue.most_telling_first
        run = session.Session(items, choose(items, samples.judgements), samples)

        def ready(address: str) -> None:
            note(f"{run.left:,} paragraphs to judge, {run.judged:,} judged before. Ctrl-C ends. The page is at")
            click.echo(address)
            if not no_browser:
                server.open_browser(address)

        train = server.train_command(destination)
        server.serve(run, port or 0, train, ready)
        note(f"{run.judged:,} paragraphs judged in {destination}, {run.made:,} of them now.")
        if run.judged:
            note("Go on with")
            note(f"  {train}")
    ctx.exit(UNUSABLE if messages.errors else 0)
