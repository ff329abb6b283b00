"""What applies to each file: the options of the command line, then its configuration, then the defaults."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import click
from click.core import ParameterSource

from mtdetect.cli.configuration import Configuration, Configurations
from mtdetect.cli.configuration_file import OPTIONS, shown
from mtdetect.rules.registry import RULES
from mtdetect.selection import Selection
from mtdetect.types import InputError

PER_FILE = ("fail-on", "text-field", "id-field")
"""Options that each file takes from its own configuration. The others apply to the run: they come from the one of the
working directory."""


class Settings:
    """The settings of one run of a command.

    If `on_error` is set, it gets the errors of configuration files that are found in the middle of the run.
    """

    def __init__(self, ctx: click.Context, configurations: Configurations, selection: Selection) -> None:
        self._ctx = ctx
        self._configurations = configurations
        self._selection = selection
        self.on_error: Callable[[InputError], None] | None = None
        self._options = {option.removeprefix("--"): each for each in ctx.command.params for option in each.opts}
        self.hidden_rules = lru_cache(maxsize=128)(self._hidden_rules)
        self.option = lru_cache(maxsize=1024)(self._option)

    def _hidden_rules(self, name: str) -> frozenset[str]:
        """The codes of the rules whose flags are not listed for this file."""
        return self._of(name).hidden_rules(name, self._selection)

    def _option(self, key: str, name: str) -> Any:
        """The value of an option of `PER_FILE` for this file."""
        return self._value(key, self._of(name))[0]

    def _of(self, name: str) -> Configuration:
        return self._configurations.of(name, self.on_error)

    def _value(self, key: str, configuration: Configuration) -> tuple[Any, str]:
        """The value of an option, and where it comes from."""
        option = self._options[key]
        if self._ctx.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE:
            return self._ctx.params[option.name or ""], "command line"
        source = configuration.source(key)
        if source:
            return source.values[key], shown(source.path)
        return option.default, "default"

    def flagged_only(self, name: str) -> bool:
        """Whether only paragraphs with listed flags are of interest: some rules are selected, or all are hidden."""
        hidden = self.hidden_rules(name)
        selections = (*self._of(name).selections(), self._selection)
        return len(hidden) == len(RULES) or (bool(hidden) and any(each.select is not None for each in selections))

    def excludes(self, path: str, name: str) -> bool:
        """Whether the configuration excludes a file that was found under a path. A file that is named stays."""
        return name != path and self._of(name).excludes(name)

    def page(self, name: str) -> str:
        """The settings for a file or folder, one per line, each with its origin."""
        return "\n".join([name, *(f"  {key:<18}{value}" for key, value in self._lines(name))])

    def _lines(self, name: str) -> Iterator[tuple[str, str]]:
        own = self._of(name)
        yield "configuration", ", extending ".join(shown(file.path) for file in reversed(own.files)) or "none"
        for key in (key for key in OPTIONS if key in self._options):
            value, origin = self._value(key, own if key in PER_FILE else self._configurations.run)
            listed = ", ".join(map(str, value)) if isinstance(value, tuple) else value
            yield key, f"{'none' if listed in (None, '') else listed}  ({origin})"
        for pattern, selectors in own.ignored_in(name).items():
            yield "per-file-ignores", f"“{pattern}”: {', '.join(selectors)}"
        hidden = own.hidden_rules(name, self._selection)
        yield "rules listed", _codes([rule.code for rule in RULES if rule.code not in hidden])
        yield "rules hidden", _codes([rule.code for rule in RULES if rule.code in hidden])


def _codes(codes: list[str]) -> str:
    return ("\n" + " " * 20).join(textwrap.wrap(" ".join(codes), 60)) or "none"
