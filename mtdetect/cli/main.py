"""The command line: arguments and exit statuses. What it does is elsewhere, and imported when it is asked for."""

from __future__ import annotations

import logging
import math
import sys
import warnings
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mtdetect import __version__
from mtdetect.cli.terminal import Messages, printable
from mtdetect.reporters import FORMATS, THRESHOLD
from mtdetect.reporters.destination import (
    STANDARD_OUTPUT,
    OutputError,
    check_folder,
    check_model_folder,
    close_quietly,
    open_output,
)
from mtdetect.types import Document, FailedReport, InputError, ModelError, Report

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model
    from mtdetect.types import Sample

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit statuses: `--fail-on` reached; wrong usage or an input that could not be used; Ctrl-C."""

SCORES = ("translation", "scraping", "damage")


class _Commands(click.Group):
    """Turns what can happen to any command into its message and exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            close_quietly()
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (InputError, ModelError, OutputError) as error:
            click.echo(printable(f"error: {error}"), err=True)
            ctx.exit(UNUSABLE)


class _Probability(click.FloatRange):
    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if math.isnan(number):  # which is in every range
            self.fail(f"“{value}” is no probability; give a number from 0 to 1", param, ctx)
        return number


def _limits(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, float]]:
    """Each `P`, or `KIND=P`, as the score and the probability that it may not reach."""
    limits = []
    for value in values:
        kind, given, number = value.rpartition("=")
        kind = kind if given else "damage"
        if kind not in SCORES:
            raise click.BadParameter(f"“{kind}” is no score; there are {', '.join(SCORES)}")
        try:
            limit = float(number)
        except ValueError:
            limit = -1.0
        if not 0 <= limit <= 1:
            raise click.BadParameter(f"“{number}” is no probability; give a number from 0 to 1")
        limits.append((kind, limit))
    return limits


model_option = click.option(
    "--model", metavar="DIR", help="The folder of a model, instead of the model that comes with mtdetect."
)
quiet_option = click.option("--quiet", is_flag=True, help="No progress bar and no warnings; errors are still told.")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 --fail-on reached; 2 wrong usage, or an input that can't be used; 130 interrupted.",
)
@click.version_option(__version__, message="mtdetect %(version)s")
def cli() -> None:
    """Finds what machine translation, article spinning and scraping did to a text."""


@cli.command(short_help="Score files, folders, globs or standard input.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="json is one object, or an array for several documents; jsonl is one object a line, always; "
    "html is one page to open in a browser.",
)
@click.option("-o", "destination", metavar="FILE", default="-", help="Write to FILE, whole or not at all.")
@click.option(
    "--fail-on",
    "limits",
    metavar="[KIND=]P",
    multiple=True,
    callback=_limits,
    help="Exit with status 1 where a document's damage (or KIND: translation, scraping) reaches P; one that is not in "
    "English never does.",
)
@click.option(
    "--threshold",
    type=_Probability(),
    metavar="P",
    default=THRESHOLD,
    show_default=True,
    help="The damage from which on the text and html reports show a paragraph as damaged.",
)
@click.option(
    "--text-field", metavar="NAME", default="text", show_default=True, help="The text in jsonl, csv, parquet."
)
@click.option("--id-field", metavar="NAME", default="id", show_default=True, help="The id in jsonl, csv and parquet.")
@model_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="Processes that share the work.",
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
    text_field: str,
    id_field: str,
    model: str | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Score files, folders (with all below them), globs, or - for standard input.

    Reads .txt .md .html .htm .jsonl .ndjson .csv .tsv .parquet .warc, each also with .gz or .zst.
    Standard input and files without a suffix are read as plain text.
    """
    if form == "html" and destination == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("a page of HTML is no use on a terminal; give it a file: -o report.html")
    check_folder(destination)
    from mtdetect import readers, reporters
    from mtdetect.scoring import pipeline, workers

    workers.collect_seldom()
    with Messages(quiet) as messages:

        def documents() -> Iterator[Document]:
            for path in paths:
                yield from readers.read(path, text_field=text_field, id_field=id_field, on_error=messages.error)

        loaded = pipeline.load(model)
        reached = False

        def watched() -> Iterator[tuple[Document, Report]]:
            nonlocal reached
            for document, report in _scored(loaded, documents(), jobs, messages):
                if report.language in ("en", None):  # the scores of another language are no verdict
                    reached = reached or any(getattr(report, kind) >= limit for kind, limit in limits)
                yield document, report

        results = messages.count(watched(), "documents", printed=destination == STANDARD_OUTPUT)
        with open_output(destination, None if form == "text" else "utf-8") as out:
            reporters.reporter(form)(results, out, threshold=threshold)
    ctx.exit(UNUSABLE if messages.errors else FAILED if reached else 0)


def _scored(
    model: Model, documents: Iterator[Document], jobs: int, messages: Messages
) -> Iterator[tuple[Document, Report]]:
    """Each document with its report. Only those wait in memory that the model has under way."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(document)
            yield document.text

    for report in model.score_many(texts(), jobs=jobs):
        document = waiting.popleft()
        if isinstance(report, FailedReport):
            messages.error(f"{document.id}: no report; a process needs more memory than there is, or was killed")
        else:
            yield document, report


@cli.command(short_help="List every rule, or explain one with examples.")
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List every rule; with a CODE or a name, explain that one with examples."""
    import shutil

    from mtdetect.cli import rule_pages

    try:
        text = rule_pages.page(code) if code else rule_pages.table(min(shutil.get_terminal_size().columns, 120))
    except rule_pages.UnknownRuleError as error:
        raise click.UsageError(str(error)) from error
    with open_output("-", None) as out:
        out.write(text + "\n")


def _samples(paths: tuple[str, ...], messages: Messages) -> Iterator[Sample]:
    """The samples of all files; what was left out is told after each."""
    from mtdetect.samples.conversion import log_skipped
    from mtdetect.samples.files import read_samples

    for path in paths:
        skipped: list[str] = []
        before = messages.errors
        read = unjudged = 0
        for sample in read_samples(path, on_error=messages.error, on_skip=skipped.append):
            read += 1
            unjudged += sample.translation is None and sample.scraping is None
            yield sample
        if read:  # else the error itself says that there is nothing
            skipped += ["with an error"] * (messages.errors - before)
        log_skipped(Counter(skipped), path)
        if unjudged:
            log = logging.getLogger("mtdetect")
            log.warning(
                "%s: %s of %s paragraphs are not judged; they serve as context", path, f"{unjudged:,}", f"{read:,}"
            )


@cli.command(short_help="Train a model on labelled samples.")
@click.argument("samples", nargs=-1, required=True, metavar="SAMPLES...")
@click.option(
    "-o", "folder", required=True, metavar="DIR", help="The folder of the new model; it is made where it is missing."
)
@click.option(
    "--base",
    metavar="DIR",
    default="default",
    show_default=True,
    help="The model to learn on top of: its folder, or default for the model that comes with mtdetect.",
)
@quiet_option
@click.pass_context
def train(ctx: click.Context, samples: tuple[str, ...], folder: str, base: str, quiet: bool) -> None:
    """Train a model on labelled samples, and print the metrics that its card keeps, beside those of its base.

    SAMPLES are JSON lines, CSV or Parquet, or exports of Prodigy, doccano or Label Studio; each also with .gz or .zst.
    A score for which fewer than 2,000 samples of either class are judged is the base's, corrected by what they
    say; with more it is trained on them alone. A score that no sample judges stays the base's.
    """
    from pathlib import Path

    check_model_folder(folder)
    from mtdetect.learning import retrain
    from mtdetect.reporters.figures import compared, to_text
    from mtdetect.scoring import pipeline

    with Messages(quiet) as messages:
        start = pipeline.load(None if base == "default" else base)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # they stand in the card, and are told in our own way
            model = retrain.train(messages.count(_samples(samples, messages), "samples"), start)
        for note in model.card.get("notes", ()):
            logging.getLogger("mtdetect").warning("%s", note)
        try:
            Path(folder).parent.mkdir(parents=True, exist_ok=True)
            model.save(folder)
        except OSError as error:
            raise OutputError(f"{folder}: can't be written ({error.strerror or error})") from error
    with open_output("-", None) as out:
        out.write(to_text(model.card["metrics"]) + "\n" + compared(model.card.get("comparison", {})))
    ctx.exit(UNUSABLE if messages.errors else 0)


@cli.command()
@click.argument("samples", nargs=-1, required=True, metavar="SAMPLES...")
@model_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--html", "page", metavar="FILE", help="Also write a page with curves, rules and the worst errors.")
@quiet_option
@click.pass_context
def evaluate(
    ctx: click.Context, samples: tuple[str, ...], model: str | None, form: str, page: str | None, quiet: bool
) -> None:
    """Measure a model on labelled samples."""
    import json

    from mtdetect.learning import retrain
    from mtdetect.reporters.figures import to_text
    from mtdetect.scoring import pipeline

    if page:
        check_folder(page)
    with Messages(quiet) as messages:
        loaded = pipeline.load(model)
        read = list(messages.count(_samples(samples, messages), "samples"))
        if page:
            from mtdetect.learning import evaluation_page

            evaluation_page.check_plots()
        metrics = retrain.evaluate(read, model=loaded)
        warning = retrain.LEARNED if retrain.learned_from(loaded, read) else ""
        if warning:
            logging.getLogger("mtdetect").warning("%s", warning)
        if page:
            with open_output(page, "utf-8") as out:
                out.writelines(evaluation_page.page(read, loaded, metrics, warning))
    with open_output("-", None) as out:
        out.write((json.dumps(metrics, ensure_ascii=False, indent=2) if form == "json" else to_text(metrics)) + "\n")
    ctx.exit(UNUSABLE if messages.errors else 0)


@cli.command(short_help="Judge paragraphs in a local web page.")
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
        items = queue.items(messages.count(_scored(loaded, documents, 1, messages), "documents"))
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


@cli.group("samples")
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


def main() -> None:
    """The entry point; an interrupt before or after a command's own work ends as quietly as one during it."""
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
