"""The command line: arguments and exit statuses. What it does is elsewhere, and imported when it is asked for."""

from __future__ import annotations

import sys
from typing import Any

import click

from mtdetect import __version__
from mtdetect.cli.label import label
from mtdetect.cli.options import INTERRUPTED, UNUSABLE
from mtdetect.cli.rules import rules
from mtdetect.cli.samples import samples_group
from mtdetect.cli.score import score
from mtdetect.cli.terminal import printable
from mtdetect.cli.train import evaluate, train
from mtdetect.reporters.destination import (
    OutputError,
    close_quietly,
)
from mtdetect.types import InputError, ModelError


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


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 1 --fail-on reached; 2 wrong usage, or an input that can't be used; 130 interrupted.",
)
@click.version_option(__version__, message="mtdetect %(version)s")
def cli() -> None:
    """Finds what machine translation, article spinning and scraping did to a text."""


for command in (score, rules, train, evaluate, label, samples_group):
    cli.add_command(command)


def main() -> None:
    """The entry point; an interrupt before or after a command's own work ends as quietly as one during it."""
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
