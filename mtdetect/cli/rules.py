"""The `mtdetect rules` command."""

from __future__ import annotations

import click

from mtdetect.reporters.destination import open_output


@click.command(short_help="List all rules, or explain one of them.")
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List all rules, or explain one of them. CODE is its code or name: MTD101 or broken-boundary."""
    import shutil

    from mtdetect.cli import rule_pages

    try:
        text = rule_pages.page(code) if code else rule_pages.table(min(shutil.get_terminal_size().columns, 120))
    except rule_pages.UnknownRuleError as error:
        raise click.UsageError(str(error)) from error
    with open_output("-", None) as out:
        out.write(text + "\n")
