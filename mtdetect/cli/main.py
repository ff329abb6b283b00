"""The command line's entry point. Commands import most modules only when they run, so that `--help` is fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from mtdetect import __version__
from mtdetect.cli import signals
from mtdetect.cli.filter import filter_command
from mtdetect.cli.label import label
from mtdetect.cli.options import INTERRUPTED, UNUSABLE
from mtdetect.cli.rules import rules
from mtdetect.cli.samples import samples_group
from mtdetect.cli.score import score
from mtdetect.cli.terminal import printable
from mtdetect.cli.train import evaluate, train
from mtdetect.reporters.destination import OutputError, close_quietly
from mtdetect.types import InputError, ModelError


class _Commands(click.Group):
    """Turns errors, interrupts and closed pipes in any command into a message and an exit status."""

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
        except MemoryError:
            click.echo("error: out of memory; split the largest input, or lose only its score: --jobs 2", err=True)
            ctx.exit(UNUSABLE)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 success; 1 a score reached --fail-on; 2 wrong usage, or an unusable file; 130 interrupted; "
    "143 or 129 ended by SIGTERM or SIGHUP.",
)
@click.version_option(__version__, message="mtdetect %(version)s")
def cli() -> None:
    """Find the damage that machine translation, article spinning and web scraping leave in English text."""


for command in (score, filter_command, rules, train, evaluate, label, samples_group):
    cli.add_command(command)


def main() -> None:
    """Runs the command line. Ctrl-C is quiet even before a command has started or after it has finished."""
    if sys.stderr is None:  # closed by the caller; a file must not get its number, which libraries write to
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  (until the end)
    signals.unwind_on_termination()
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        if status := signals.status():  # the label page's server ends without passing it on
            sys.exit(status)
