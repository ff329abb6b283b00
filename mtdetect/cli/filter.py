"""The `mtdetect filter` command."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import click

from mtdetect.cli.expression import KNOWN, SCORES, Expression, ExpressionError
from mtdetect.cli.options import (
    UNUSABLE,
    input_format_option,
    max_bytes_option,
    model_option,
    quiet_option,
    text_field_option,
)
from mtdetect.cli.terminal import Messages
from mtdetect.reporters.destination import STANDARD_OUTPUT, check_folder, check_not_an_input
from mtdetect.types import Report

ADDED = {**dict.fromkeys(SCORES, "number"), "language": "string"}
"""The fields that `--annotate` adds, and their types."""


def _expression(ctx: click.Context, option: click.Parameter, value: str) -> Expression:
    from mtdetect.rules.registry import RULES

    try:
        return Expression(value, [rule.code for rule in RULES])
    except ExpressionError as error:
        raise click.BadParameter(str(error)) from None


@click.command("filter", short_help="Keep the rows or files whose scores meet a condition.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--keep",
    "condition",
    required=True,
    metavar="EXPR",
    callback=_expression,
    help="Which rows to keep: 'damage < .5 and not MTD304', say. Comparisons, with and, or, not and parentheses; "
    f"{KNOWN}. A code, or the start of one (MTD4), is the number of such flags.",
)
@click.option("-o", "kept", metavar="FILE", default=STANDARD_OUTPUT, help="Write the kept rows to FILE.")
@click.option(
    "--rejected",
    metavar="FILE",
    help="Write all other rows to FILE, also those that can't be used, except by their length.",
)
@click.option("--annotate", is_flag=True, help=f"Add fields to the rows: {', '.join(ADDED)}.")
@click.option(
    "--other-languages",
    type=click.Choice(("keep", "reject")),
    default="keep",
    show_default=True,
    help="What happens to a text that is not in English if a score decides: its scores mean nothing.",
)
@input_format_option
@text_field_option
@max_bytes_option
@model_option
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", default=1, show_default=True, help="Number of processes to use."
)
@quiet_option
@click.pass_context
def filter_command(
    ctx: click.Context,
    paths: tuple[str, ...],
    condition: Expression,
    kept: str,
    rejected: str | None,
    annotate: bool,
    other_languages: str,
    input_format: str | None,
    text_field: str,
    max_bytes: int,
    model: str | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Keep the rows or files whose scores meet a condition.

    Rows of JSON Lines, CSV and Parquet are written unchanged, and in the same format. Texts, pages and WARC records
    are only named, one a line. All inputs must be of one kind.
    """
    if rejected == kept:
        raise click.UsageError("-o and --rejected name the same file; name two")
    outputs = [name for name in (kept, rejected) if name]
    for name in outputs:
        check_folder(name)
    from mtdetect.cli.inputs import Inputs
    from mtdetect.cli.raw_inputs import TEXT, RawInputs
    from mtdetect.reporters.unchanged import UnchangedOutput
    from mtdetect.scoring import pipeline, workers

    workers.collect_seldom()
    counts = _Counts()
    with Messages(quiet) as messages:
        files = Inputs(text_field, "id", input_format).find(paths, messages)
        for name in outputs:
            check_not_an_input(name, (file.path for file in files))
        inputs = RawInputs(files, text_field, input_format, max_bytes, messages)
        forms = inputs.forms()
        if len(forms) > 1:
            raise click.UsageError(f"these inputs are of several kinds ({', '.join(sorted(forms))}); filter each alone")
        if annotate and forms == {TEXT}:
            raise click.UsageError("--annotate adds fields to rows, and these inputs have none")
        if "parquet" in forms and STANDARD_OUTPUT in outputs and sys.stdout.isatty():
            raise click.UsageError("Parquet can't be shown on a terminal; write it to a file: -o kept.parquet")
        results = messages.count(
            inputs.scored(pipeline.load(model), jobs), "documents", printed=kept == STANDARD_OUTPUT
        )
        added = ADDED if annotate else {}
        with closing(results), UnchangedOutput(kept, added) as passed, UnchangedOutput(rejected, added) as failed:
            for row, report in results:
                passed.start(row)
                failed.start(row)
                keeps = report is not None and counts.decide(condition, report, other_languages == "keep")
                counts.add(report, keeps)
                (passed if keeps else failed).write(row, _fields(report) if annotate and report else None)
            if messages.errors and not inputs.first:
                ctx.exit(UNUSABLE)  # outputs of an earlier run stay: there is nothing better to replace them
            if inputs.first:  # a file without rows still has a header
                passed.start(inputs.first)
                failed.start(inputs.first)
    if not quiet:
        click.echo(counts.summary(other_languages), err=True)
    ctx.exit(UNUSABLE if messages.errors else 0)


@dataclass
class _Counts:
    kept: int = 0
    rejected: int = 0
    unusable: int = 0
    other_languages: int = 0
    """Documents for which `--other-languages` decided."""

    def decide(self, condition: Expression, report: Report, default: bool) -> bool:
        passes = condition(_values(report, condition.names))
        self.other_languages += passes is None
        return default if passes is None else passes

    def add(self, report: Report | None, keeps: bool) -> None:
        self.kept += keeps
        self.rejected += report is not None and not keeps
        self.unusable += report is None

    def summary(self, other_languages: str) -> str:
        line = f"kept {self.kept:,}, rejected {self.rejected:,}, unusable {self.unusable:,}"
        if self.other_languages:
            verdict = "kept" if other_languages == "keep" else "rejected"
            line += f" ({verdict} without a score, because not in English: {self.other_languages:,})"
        return line


def _values(report: Report, names: set[str]) -> dict[str, Any]:
    """The values of the names in an expression. Scores of other languages are None."""
    has_scores = report.language in ("en", None)
    codes = [flag.code for flag in report.flags]
    values: dict[str, Any] = {name: getattr(report, name) if has_scores else None for name in SCORES}
    values |= {"language": _language(report), "flags": len(codes), "paragraphs": len(report.paragraphs)}
    if "words" in names:
        values["words"] = len(report.text.split())
    return values | {name: sum(code.startswith(name) for code in codes) for name in names - values.keys()}


def _fields(report: Report) -> dict[str, Any]:
    return {kind: getattr(report, kind) for kind in SCORES} | {"language": _language(report)}


def _language(report: Report) -> str:
    from mtdetect.text.language import UNKNOWN

    return report.language or UNKNOWN
