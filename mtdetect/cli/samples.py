"""`mtdetect samples`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import (
    check_folder,
    open_output,
)

if TYPE_CHECKING:
    pass
from mtdetect.cli.options import UNUSABLE, model_option, quiet_option


@click.group("samples")
def samples_group() -> None:
    """Work on files of labelled samples."""


@samples_group.command(short_help="Turn samples, exports or documents into samples.")
@click.argument("files", nargs=-1, metavar="FILES...")
@click.option("-o", "destination", metavar="OUT", help="The file to write; - is standard output.")
@click.option(
    "--to",
    "form",
    type=click.Choice(("samples", "label-studio")),
    default="samples",
    show_default=True,
    help="JSON lines of our own, or tasks to import into Label Studio.",
)
@click.option(
    "--flags/--no-flags",
    default=None,
    help="The program's scores and flags as pre-annotations. Default: in label-studio, not in samples.",
)
@click.option("--config", metavar="FILE", help="Write the labelling interface for Label Studio; - prints it.")
@model_option
@quiet_option
@click.pass_context
def convert(
    ctx: click.Context,
    files: tuple[str, ...],
    destination: str | None,
    form: str,
    flags: bool | None,
    config: str | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Turn samples, exports of other tools, or documents into samples or Label Studio's import form.

    The paragraphs of documents become samples that nobody has judged.
    """
    from mtdetect.samples import conversion
    from mtdetect.samples.files import write_samples
    from mtdetect.scoring import pipeline

    if not files and not config:
        raise click.UsageError("nothing to do: give files to convert, or --config FILE")
    if files and not destination:
        raise click.UsageError("give the file to write: -o OUT (- is standard output)")
    if config:
        with open_output(config) as out:
            out.write(conversion.labelling_config())
    with Messages(quiet) as messages:
        if files and destination:
            check_folder(destination)
            if destination.endswith((".csv", ".tsv", ".parquet")):
                raise click.UsageError(f"{destination}: only JSON is written here; give a name that ends in .jsonl")
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
            if form == "label-studio":
                conversion.write_tasks(read, loaded, destination)
            else:
                write_samples(conversion.flagged(read, loaded) if loaded else read, destination)
    ctx.exit(UNUSABLE if messages.errors else 0)
