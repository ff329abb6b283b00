"""What several commands share: exit statuses, options, and the scoring of documents one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mtdetect.cli.terminal import Messages
from mtdetect.types import Document, FailedReport, Report

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model


FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit statuses: `--fail-on` reached; wrong usage or an input that could not be used; Ctrl-C."""

model_option = click.option(
    "--model", metavar="DIR", help="The folder of a model, instead of the model that comes with mtdetect."
)

quiet_option = click.option("--quiet", is_flag=True, help="No progress bar and no warnings; errors are still told.")


def scored(
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
