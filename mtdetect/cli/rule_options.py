"""The options that choose rules and configuration files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from mtdetect.cli.parameters import SelectorsType

if TYPE_CHECKING:
    from mtdetect.cli.configuration import Configurations
    from mtdetect.selection import Selection

Selectors = tuple[tuple[str, ...], ...]
"""The values of an option that can be repeated, and each time names several rules."""


def rules_option(name: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(name, type=SelectorsType(), multiple=True, metavar="RULES", help=text)


select_option = rules_option(
    "--select",
    "List only the flags of these rules: codes (MTD304), beginnings of codes (MTD3), names (doubled-word) or ALL, "
    "separated by commas. The scores don't change.",
)
ignore_option = rules_option("--ignore", "Don't list the flags of these rules. The scores don't change.")


def _configurations(ctx: click.Context, param: click.Parameter, file: str | None) -> Configurations | None:
    """Reads the configuration. Its values become the defaults of the command's options."""
    if ctx.resilient_parsing:
        return None
    from mtdetect.cli.configuration import Configurations
    from mtdetect.cli.configuration_file import OPTIONS

    configurations = Configurations(file, isolated=bool(ctx.params.get("isolated")))
    names = {option: each.name for each in ctx.command.params for option in each.opts}
    given = {names.get(f"--{key}"): configurations.run.get(key) for key in OPTIONS if configurations.run.source(key)}
    ctx.default_map = {name: value for name, value in given.items() if name}
    return configurations


_OPTIONS = (
    select_option,
    ignore_option,
    rules_option("--extend-select", "List the flags of these rules as well as those that the configuration selects."),
    rules_option("--extend-ignore", "The same as --ignore."),
    click.option(
        "--config",
        "configurations",
        type=click.Path(),
        metavar="FILE",
        is_eager=True,
        callback=_configurations,
        help="Use this configuration file. Default: for each input, mtdetect.toml, .mtdetect.toml or pyproject.toml "
        "(table [tool.mtdetect]) in its folder or the nearest one above.",
    ),
    click.option("--isolated", is_flag=True, is_eager=True, help="Don't read any configuration file."),
    click.option(
        "--show-settings", is_flag=True, help="Only print which settings apply to each PATH, and their origin."
    ),
)


def selection_of(select: Selectors, ignore: Selectors, extend_select: Selectors = ()) -> Selection:
    from mtdetect.selection import Selection

    return Selection(sum(select, ()) if select else None, sum(ignore, ()), sum(extend_select, ()))


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options to a command with `paths`, which gets a `Settings` as the keyword `settings`."""

    @wraps(command)
    def run(
        *arguments: Any,
        paths: tuple[str, ...],
        select: Selectors,
        ignore: Selectors,
        extend_select: Selectors,
        extend_ignore: Selectors,
        configurations: Configurations,
        isolated: bool,
        show_settings: bool,
        **options: Any,
    ) -> Any:
        from mtdetect.cli.settings import Settings

        ctx = click.get_current_context()
        if isolated and ctx.get_parameter_source("configurations") is ParameterSource.COMMANDLINE:
            raise click.UsageError("--isolated means that no configuration file is read; leave out --config")
        selection = selection_of(select, (*ignore, *extend_ignore), extend_select)
        settings = Settings(ctx, configurations, selection)
        for path in paths:  # better now than in the middle of a long run
            configurations.of(path)
        if show_settings:
            click.echo("\n\n".join(map(settings.page, paths)))
            ctx.exit()
        return command(*arguments, paths=paths, settings=settings, **options)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run
