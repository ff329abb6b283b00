"""The `mtdetect samples` commands."""

from __future__ import annotations

from collections import Counter

import click

from mtdetect.cli.options import UNUSABLE, model_option, quiet_option
from mtdetect.cli.rule_options import Selectors, ignore_option, select_option, selection_of
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import check_folder, open_output


@click.group("samples")
def samples_group() -> None:
    """Exchange labelled samples with other tools."""


@samples_group.command(short_help="Convert samples, exports from labelling tools, or documents.")
@click.argument("files", nargs=-1, type=click.Path(), metavar="FILES...")
@click.option("-o", "destination", type=click.Path(), metavar="OUT", help="File to write, or - for standard output.")
@click.option(
    "--to",
    "form",
    type=click.Choice(("samples", "label-studio")),
    default="samples",
    show_default=True,
    help="Write mtdetect's own JSON Lines, or tasks to import into Label Studio.",
)
@click.option(
    "--flags/--no-flags",
    default=None,
    help="Add mtdetect's flags as suggested labels (and its scores, for Label Studio). Default: only for Label Studio.",
)
@select_option
@ignore_option
@click.option(
    "--config",
    type=click.Path(),
    metavar="FILE",
    help="Write the labelling interface for a Label Studio project (XML) to FILE; - prints it.",
)
@model_option
@quiet_option
@click.pass_context
def convert(
    ctx: click.Context,
    files: tuple[str, ...],
    destination: str | None,
    form: str,
    flags: bool | None,
    select: Selectors,
    ignore: Selectors,
    config: str | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Convert samples, exports from labelling tools, or documents into mtdetect samples or Label Studio tasks.

    Each paragraph of a document becomes a sample without a label.
    """
    from mtdetect.samples import conversion
    from mtdetect.samples.files import write_samples
    from mtdetect.scoring import pipeline
    from mtdetect.selection import hidden_rules

    if not files and not config:
        raise click.UsageError("nothing to do: give files to convert, or --config FILE")
    if files and not destination:
        raise click.UsageError("no output file: add -o OUT, or -o - for standard output")
    if config:
        with open_output(config) as out:
            out.write(conversion.labelling_config())
    with Messages(quiet) as messages:
        if files and destination:
            check_folder(destination)
            if destination.endswith((".csv", ".tsv", ".parquet")):
                raise click.UsageError(f"{destination}: convert writes only JSON; use a name ending in .jsonl or .json")
            skipped: list[str] = []
            read = [
                sample
                for path in files
                for sample in conversion.samples_of(path, on_error=messages.error, on_skip=skipped.append)
            ]
            conversion.log_skipped(Counter(skipped))
            if not read and messages.errors:
                ctx.exit(UNUSABLE)
            wanted = form == "label-studio" if flags is None else flags
            loaded = pipeline.load(model) if wanted else None
            hidden = hidden_rules(selection_of(select, ignore))
            if form == "label-studio":
                conversion.write_tasks(read, loaded, destination, hidden)
            else:
                write_samples(conversion.flagged(read, loaded, hidden) if loaded else read, destination)
    ctx.exit(UNUSABLE if messages.errors else 0)
