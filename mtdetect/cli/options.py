"""Exit statuses, options and scoring shared by several commands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from mtdetect.cli.terminal import Messages
from mtdetect.types import Document, FailedReport, Report

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model


FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit statuses: `--fail-on` reached; wrong usage, or unusable input or output; Ctrl-C."""

model_option = click.option(
    "--model",
    type=click.Path(),
    metavar="DIR",
    default=None,
    help="Folder of the model to use. Default: the model that comes with mtdetect.",
)

text_field_option = click.option(
    "--text-field", metavar="NAME", default="text", show_default=True, help="Field with the text (jsonl, csv, parquet)."
)

id_field_option = click.option(
    "--id-field", metavar="NAME", default="id", show_default=True, help="Field with the id (jsonl, csv, parquet)."
)

quiet_option = click.option("--quiet", is_flag=True, help="Hide the progress bar and warnings; errors are still shown.")


def scored(
    model: Model, documents: Iterator[Document], jobs: int, messages: Messages
) -> Iterator[tuple[Document, Report]]:
    """Yields each document with its report; only the documents being scored are held in memory."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(document)
            yield document.text

    for report in model.score_many(texts(), jobs=jobs):
        document = waiting.popleft()
        if isinstance(report, FailedReport):
            problem = "not scored, because the process ran out of memory or was killed"
            messages.error(f"{document.id}: {problem}; free some memory or split the text")
        else:
            yield document, report


def located(pairs: Iterable[tuple[Document, Report]]) -> Iterator[tuple[Document, Report]]:
    """The same documents and reports as they are in their files: with the markup, and without ignored flags."""
    from mtdetect.readers.ignored import without_ignored

    for document, report in pairs:
        report = without_ignored(document, report)
        if document.source:
            report = document.source.relocated(report)
            metadata = {**document.metadata, "verbatim": True}
            document = replace(document, text=document.source.text, metadata=metadata, source=None, ignored=())
        yield document, report
