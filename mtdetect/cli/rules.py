"""`mtdetect rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mtdetect.reporters.destination import (
    open_output,
)

if TYPE_CHECKING:
    pass


@click.command(short_help="List every rule, or explain one with examples.")
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
