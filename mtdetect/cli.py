"""The command line: arguments and exit statuses. What it does is elsewhere, and imported when it is asked for."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mtdetect import __version__, output
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.terminal import Messages, printable
from mtdetect.types import Document, InputError, ModelError, Report

if TYPE_CHECKING:
    from mtdetect.scoring import Model
    from mtdetect.types import Sample

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit statuses: `--fail-on` reached; wrong usage or an input that could not be used; Ctrl-C."""

KINDS = ("translation", "scraping", "damage")


class _Commands(click.Group):
    """Turns what can happen to any command into its message and exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            output.close_quietly()
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (InputError, ModelError, output.OutputError) as error:
            click.echo(printable(f"error: {error}"), err=True)
            ctx.exit(UNUSABLE)


def _limits(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, float]]:
    """Each `P`, or `KIND=P`, as the score and the probability that it may not reach."""
    limits = []
    for value in values:
        kind, given, number = value.rpartition("=")
        kind = kind if given else "damage"
        if kind not in KINDS:
            raise click.BadParameter(f"“{kind}” is no score; there are {', '.join(KINDS)}")
        try:
            limit = float(number)
        except ValueError:
            limit = -1.0
        if not 0 <= limit <= 1:
            raise click.BadParameter(f"“{number}” is no probability; give a number from 0 to 1")
        limits.append((kind, limit))
    return limits


model_option = click.option("--model", metavar="DIR", help="A model folder instead of the one that comes with this.")
quiet_option = click.option("--quiet", is_flag=True, help="No progress and no warnings; errors are still told.")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 --fail-on reached; 2 wrong usage, or an input that can't be used; 130 interrupted.",
)
@click.version_option(__version__, message="mtdetect %(version)s")
def cli() -> None:
    """Finds what machine translation, article spinning and scraping did to a text."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="json is one object, or an array for several documents; jsonl is one object a line, always.",
)
@click.option("-o", "destination", metavar="FILE", default="-", help="Write to FILE, whole or not at all.")
@click.option(
    "--fail-on",
    "limits",
    metavar="[KIND=]P",
    multiple=True,
    callback=_limits,
    help="Exit with status 1 where a document's damage (or KIND: translation, scraping) reaches P.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    metavar="P",
    default=THRESHOLD,
    show_default=True,
    help="From which damage on the text report shows a paragraph. Those with flags are shown anyway.",
)
@click.option(
    "--text-field", metavar="NAME", default="text", show_default=True, help="The text in jsonl, csv, parquet."
)
@click.option("--id-field", metavar="NAME", default="id", show_default=True, help="The id in jsonl, csv and parquet.")
@model_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", default=1, show_default=True, help="Processes.")
@quiet_option
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    destination: str,
    limits: list[tuple[str, float]],
    threshold: float,
    text_field: str,
    id_field: str,
    model: str | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Score files, folders (with all below them), globs, or - for standard input.

    Read are .txt .md .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, each also with .gz or .zst;
    standard input and files without a suffix as plain text.
    """
    output.check_folder(destination)
    from mtdetect import readers, reporters, scoring

    with Messages(quiet) as messages:

        def documents() -> Iterator[Document]:
            for path in paths:
                yield from readers.read(path, text_field=text_field, id_field=id_field, on_error=messages.error)

        loaded = scoring.load(model)
        reached = False

        def watched() -> Iterator[tuple[Document, Report]]:
            nonlocal reached
            for document, report in _scored(loaded, documents(), jobs):
                reached = reached or any(getattr(report, kind) >= limit for kind, limit in limits)
                yield document, report

        with output.open_output(destination, None if form == "text" else "utf-8") as out:
            reporters.reporter(form)(messages.count(watched(), "documents"), out, threshold=threshold)
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)


def _scored(model: Model, documents: Iterator[Document], jobs: int) -> Iterator[tuple[Document, Report]]:
    """Each document with its report. Only those wait in memory that the model has under way."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(document)
            yield document.text

    for report in model.score_many(texts(), jobs=jobs):
        yield waiting.popleft(), report


@cli.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List every rule; with a CODE or a name, explain that one with examples."""
    import shutil

    from mtdetect import explain

    try:
        text = explain.page(code) if code else explain.table(min(shutil.get_terminal_size().columns, 120))
    except explain.UnknownRuleError as error:
        raise click.UsageError(str(error)) from error
    with output.open_output("-", None) as out:
        out.write(text + "\n")


def _samples(paths: tuple[str, ...], messages: Messages) -> Iterator[Sample]:
    from mtdetect.samples import read_samples

    for path in paths:
        yield from read_samples(path, on_error=messages.error)


@cli.command()
@click.argument("samples", nargs=-1, required=True, metavar="SAMPLES...")
@click.option("-o", "folder", required=True, metavar="DIR", help="The folder of the new model.")
@quiet_option
@click.pass_context
def train(ctx: click.Context, samples: tuple[str, ...], folder: str, quiet: bool) -> None:
    """Train a model on labelled samples, and print the metrics that its card keeps.

    SAMPLES are JSON lines, or exports of Prodigy, doccano or Label Studio; each also with .gz or .zst.
    """
    from pathlib import Path

    if not Path(folder).parent.is_dir():
        raise output.OutputError(f"{folder}: the folder {Path(folder).parent} does not exist; make it first")
    from mtdetect import training
    from mtdetect.reporters.figures import to_text

    with Messages(quiet) as messages:
        model = training.train(messages.count(_samples(samples, messages), "samples"))
        try:
            model.save(folder)
        except OSError as error:
            raise output.OutputError(f"{folder}: can't be written ({error.strerror or error})") from error
    with output.open_output("-", None) as out:
        out.write(to_text(model.card["metrics"]) + "\n")
    ctx.exit(UNUSABLE if messages.errors else 0)


@cli.command()
@click.argument("samples", nargs=-1, required=True, metavar="SAMPLES...")
@model_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@quiet_option
@click.pass_context
def evaluate(ctx: click.Context, samples: tuple[str, ...], model: str | None, form: str, quiet: bool) -> None:
    """Measure a model on labelled samples."""
    import json

    from mtdetect import scoring, training
    from mtdetect.reporters.figures import to_text

    with Messages(quiet) as messages:
        loaded = scoring.load(model)
        metrics = training.evaluate(messages.count(_samples(samples, messages), "samples"), model=loaded)
    with output.open_output("-", None) as out:
        out.write((json.dumps(metrics, ensure_ascii=False, indent=2) if form == "json" else to_text(metrics)) + "\n")
    ctx.exit(UNUSABLE if messages.errors else 0)


def main() -> None:
    """The entry point; an interrupt before or after a command's own work ends as quietly as one during it."""
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
