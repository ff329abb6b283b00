"""`mtdetect train` and `mtdetect evaluate`."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import (
    OutputError,
    check_folder,
    check_model_folder,
    open_output,
)

if TYPE_CHECKING:
    from mtdetect.types import Sample
from mtdetect.cli.options import UNUSABLE, model_option, quiet_option


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


@click.command(short_help="Train a model on labelled samples.")
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


@click.command()
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
