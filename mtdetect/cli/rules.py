"""The `mtdetect rules` command."""

from __future__ import annotations

import json

import click

from mtdetect.cli.parameters import SelectorsType
from mtdetect.reporters.destination import open_output


@click.command(short_help="List all rules, or explain one of them.")
@click.argument("selectors", required=False, type=SelectorsType(), metavar="[CODE]")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json writes an array with one object per rule: its code, name, family, summary and page.",
)
def rules(selectors: tuple[str, ...] | None, form: str) -> None:
    """List all rules, or explain one of them.

    CODE is a rule's code or name: MTD101 or broken-boundary. The beginning of a code lists a family: MTD1.
    """
    import shutil

    from mtdetect import selection
    from mtdetect.cli import rule_pages
    from mtdetect.rules.registry import REGISTRY

    hidden = selection.hidden_rules(selection.Selection(select=selectors))
    found = [each for each in REGISTRY if each.rule.code not in hidden]
    if form == "json":
        text = json.dumps([rule_pages.to_object(each) for each in found], ensure_ascii=False, indent=2)
    elif len(found) == 1:
        text = rule_pages.page(found[0])
    else:
        text = rule_pages.table(found, min(shutil.get_terminal_size().columns, 120))
    with open_output("-", None) as out:
        out.write(text + "\n")
