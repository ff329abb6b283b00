"""The command line's entry point. Commands import most modules only when they run, so that `--help` is fast."""

from __future__ import annotations

import os
import shlex
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from mtdetect import __version__
from mtdetect.cli import signals
from mtdetect.cli.clean import clean
from mtdetect.cli.deep import deep
from mtdetect.cli.filter import filter_command
from mtdetect.cli.label import label
from mtdetect.cli.options import INTERRUPTED, UNUSABLE
from mtdetect.cli.rules import rules
from mtdetect.cli.samples import samples_group
from mtdetect.cli.score import score
from mtdetect.cli.serve import serve
from mtdetect.cli.terminal import printable
from mtdetect.cli.train import evaluate, train
from mtdetect.reporters.destination import OutputError, close_quietly
from mtdetect.types import InputError, ModelError


class _Commands(click.Group):
    """Turns errors, interrupts and closed pipes in any command into a message and an exit status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses what comes before the command. If that is a command's option, the error says where it goes."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            option = error.option_name
            for name, command in self.commands.items():
                if any(option in each.opts for each in command.params):
                    raise click.UsageError(
                        f"“{option}” goes after the command: mtdetect {name} {option} …", ctx
                    ) from error
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command. For a file instead of a command, or a misspelt one, the error says what to type."""
        name = args[0]
        if self.get_command(ctx, name) or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = get_close_matches(name, self.list_commands(ctx), n=1)
        if _is_input(name):
            hint = f"to score a file, type: mtdetect score {shlex.join(args)}"
        elif any(f"--{name}" in option.opts for option in self.get_params(ctx)):
            hint = f"did you mean: mtdetect --{name}"
        elif near:
            hint = f"did you mean: {shlex.join(['mtdetect', near[0], *args[1:]])}"
        else:
            hint = f"the commands are {', '.join(self.list_commands(ctx))}"
        raise click.UsageError(f"no command “{name}”; {hint}", ctx)

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


def _is_input(name: str) -> bool:
    from mtdetect.readers import FORMATS
    from mtdetect.readers.opening import STANDARD_INPUT, suffix

    return name == STANDARD_INPUT or os.path.exists(name) or suffix(name) in FORMATS


def _show_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from mtdetect import native
    from mtdetect.scoring.model_card import default_folder, described, read_card

    click.echo(f"mtdetect {__version__}, {native.description()}")
    try:
        folder = default_folder()
        click.echo(f"default model: {described(folder, read_card(folder))}")
    except ModelError as error:  # options are parsed before `invoke` runs
        click.echo(printable(f"error: {error}"), err=True)
        ctx.exit(UNUSABLE)
    ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 success; 1 a score reached --fail-on; 2 wrong usage, or an unusable file; 130 interrupted; "
    "143 or 129 ended by SIGTERM or SIGHUP.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, whether the native core is in use, and the default model.",
)
def cli() -> None:
    """Find the damage that machine translation, article spinning and web scraping leave in English text."""


for command in (score, filter_command, clean, rules, train, evaluate, label, serve, samples_group, deep):
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
        if status := signals.status():  # waitress ends without passing it on
            sys.exit(status)
