"""The `mtdetect train` and `mtdetect evaluate` commands."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mtdetect.cli.options import UNUSABLE, model_option, quiet_option
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import OutputError, check_folder, check_model_folder, open_output

if TYPE_CHECKING:
    from mtdetect.types import Sample


def _samples(paths: tuple[str, ...], messages: Messages) -> Iterator[Sample]:
    """Yields the samples of all files, and after each file logs what was skipped."""
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
        if read:  # otherwise the errors already say it all
            skipped += ["unusable"] * (messages.errors - before)
        log_skipped(Counter(skipped), path)
        if unjudged:
            log = logging.getLogger("mtdetect")
            log.warning(
                "%s: %s of %s paragraphs have no label; they serve only as context", path, f"{unjudged:,}", f"{read:,}"
            )


@click.command(short_help="Train a model on labelled samples.")
@click.argument("samples", nargs=-1, required=True, type=click.Path(), metavar="SAMPLES...")
@click.option(
    "-o",
    "folder",
    required=True,
    type=click.Path(),
    metavar="DIR",
    help="Folder for the new model; created if missing.",
)
@click.option(
    "--base",
    metavar="DIR",
    default="default",
    show_default=True,
    help="Model to start from: a folder, or “default” for the model that comes with mtdetect.",
)
@click.option(
    "--small",
    is_flag=True,
    help="Leave out what the base model has too: about 1 MB instead of 24. The new model then needs its base, "
    "unchanged and in the same place.",
)
@quiet_option
@click.pass_context
def train(ctx: click.Context, samples: tuple[str, ...], folder: str, base: str, small: bool, quiet: bool) -> None:
    """Train a model on labelled samples, and compare it with the model it starts from.

    SAMPLES are JSON Lines, CSV or Parquet files, or exports from Prodigy, doccano or Label Studio, also compressed
    (.gz, .zst).

    The translation and scraping scores are trained separately. Given 2,000 damaged and 2,000 sound samples (a long one
    counts as up to four), a score learns from your samples alone; given fewer, the base model's score is adjusted to
    them. A score without samples of both kinds stays as it is. The figures are printed, and saved in the new model's
    model.json.
    """
    from pathlib import Path

    check_model_folder(folder)
    from mtdetect.learning import retrain
    from mtdetect.reporters.figures import compared, to_text
    from mtdetect.scoring import pipeline

    with Messages(quiet) as messages:
        start = pipeline.load(None if base == "default" else base)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # the card has the same notes; they are logged below
            model = retrain.train(messages.count(_samples(samples, messages), "samples"), start)
        for note in model.card.get("notes", ()):
            logging.getLogger("mtdetect").warning("%s", note)
        try:
            Path(folder).parent.mkdir(parents=True, exist_ok=True)
            model.save(folder, whole=not small)
        except OSError as error:
            raise OutputError(
                f"{folder}: can't be written ({error.strerror or error}); choose another folder"
            ) from error
    with open_output("-", None) as out:
        out.write(to_text(model.card["metrics"]) + "\n" + compared(model.card.get("comparison", {})))
    ctx.exit(UNUSABLE if messages.errors else 0)


@click.command()
@click.argument("samples", nargs=-1, required=True, type=click.Path(), metavar="SAMPLES...")
@model_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Print the figures as text, or as JSON for programs.",
)
@click.option(
    "--html", "page", metavar="FILE", help="Also write a page with curves, rule precision and the worst errors."
)
@quiet_option
@click.pass_context
def evaluate(
    ctx: click.Context, samples: tuple[str, ...], model: str | None, form: str, page: str | None, quiet: bool
) -> None:
    """Measure how well a model scores labelled samples.

    SAMPLES are the same kinds of file as for train.
    """
    import json

    from mtdetect.learning import evaluation, libraries
    from mtdetect.reporters.figures import to_text
    from mtdetect.scoring import pipeline

    libraries.check("evaluate")
    if page:
        check_folder(page)
        from mtdetect.learning import evaluation_page

        evaluation_page.check_plots()
    with Messages(quiet) as messages:
        loaded = pipeline.load(model)
        read = list(messages.count(_samples(samples, messages), "samples"))
        metrics = evaluation.evaluate(read, model=loaded)
        warning = evaluation.LEARNED if evaluation.learned_from(loaded, read) else ""
        if warning:
            logging.getLogger("mtdetect").warning("%s", warning)
        if page:
            with open_output(page, "utf-8") as out:
                out.writelines(evaluation_page.page(read, loaded, metrics, warning))
    with open_output("-", None) as out:
        out.write((json.dumps(metrics, ensure_ascii=False, indent=2) if form == "json" else to_text(metrics)) + "\n")
    ctx.exit(UNUSABLE if messages.errors else 0)
