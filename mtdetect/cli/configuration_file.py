"""Reads configuration files: `[tool.mtdetect]` in pyproject.toml, mtdetect.toml and .mtdetect.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import click

from mtdetect.cli.parameters import LimitType, Probability, SizeType
from mtdetect.readers.finding import CONFIGURATION
from mtdetect.reporters import FORMATS
from mtdetect.selection import UnknownSelectorError, check
from mtdetect.types import InputError

PYPROJECT = "pyproject.toml"
NAMES = (f".{CONFIGURATION}", CONFIGURATION, PYPROJECT)
"""In one folder, the first of these is used. A pyproject.toml counts only if it has the table."""

SELECT, EXTEND_SELECT, IGNORES = "select", "extend-select", ("ignore", "extend-ignore")
PER_FILE_IGNORES = "per-file-ignores"
EXCLUDE, EXTEND = "exclude", "extend"


class _Key(NamedTuple):
    types: tuple[type, ...]
    example: str
    convert: Callable[[Any], Any]


def _option(kind: click.ParamType[Any]) -> Callable[[Any], Any]:
    return lambda value: kind.convert(value, None, None)


def _limits(value: Any) -> tuple[Any, ...]:
    return tuple(LimitType().convert(each, None, None) for each in (value if isinstance(value, list) else [value]))


def _selectors(value: list[str]) -> tuple[str, ...]:
    return check(value)


def _patterns(value: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    for pattern, selectors in value.items():
        if not _all_text(selectors):
            raise click.BadParameter(f'“{pattern}” needs a list of rules, such as ["MTD305"]')
    return {pattern: check(selectors) for pattern, selectors in value.items()}


def _all_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_RULES = '["MTD1", "doubled-word"]'
OPTIONS = {
    "format": _Key((str,), '"github"', _option(click.Choice(FORMATS))),
    "threshold": _Key((float, int), "0.5", _option(Probability())),
    "fail-on": _Key((str, float, int, list), '"scraping=0.8"', _limits),
    "jobs": _Key((int,), "2", _option(click.IntRange(min=0))),
    "max-bytes": _Key((int, str), '"100MB"', _option(SizeType())),
    "text-field": _Key((str,), '"text"', str),
    "id-field": _Key((str,), '"id"', str),
    "model": _Key((str,), '"models/mine"', str),
}
"""Options of the commands."""
KEYS = {
    **{name: _Key((list,), _RULES, _selectors) for name in (SELECT, EXTEND_SELECT, *IGNORES)},
    PER_FILE_IGNORES: _Key((dict,), '{ "docs/*.md" = ["MTD305"] }', _patterns),
    EXCLUDE: _Key((list,), '["CHANGELOG.md", "vendor"]', tuple),
    EXTEND: _Key((str,), '"../mtdetect.toml"', str),
    **OPTIONS,
}


class ConfigurationFile(NamedTuple):
    """A file, with its values checked and converted."""

    path: Path
    values: dict[str, Any]


def read(path: Path, extended_by: tuple[Path, ...] = ()) -> tuple[ConfigurationFile, ...]:
    """Reads and checks a configuration file. The files that it extends come first.

    Raises:
        InputError: The file can't be read, or a key or value is wrong.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100  (a link keeps its own folder)
    if path in extended_by:
        raise InputError(f"{shown(extended_by[-1])}: “extend” leads back to {shown(path)}; remove one of the two")
    table = _table(path)
    if table is None:
        raise InputError(f"{shown(path)}: has no table [tool.mtdetect]; add it, or name another file")
    values = {key: _checked(key, value, path) for key, value in table.items()}
    if "model" in values:
        values["model"] = str(path.parent / Path(values["model"]).expanduser())
    own = ConfigurationFile(path, values)
    if EXTEND not in values:
        return (own,)
    return *read(path.parent / Path(values[EXTEND]).expanduser(), (*extended_by, path)), own


def in_folder(folder: Path) -> Path | None:
    """The configuration file in a folder, if there is one."""
    for name in NAMES:
        path = folder / name
        if os.path.isfile(path) and (name != PYPROJECT or _table(path, strict=False) is not None):  # noqa: PTH113
            return path
    return None


def _table(path: Path, strict: bool = True) -> dict[str, Any] | None:
    """The table of mtdetect's keys. None if a pyproject.toml has none, or is broken but doesn't mention it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        if not strict:
            return None
        raise InputError(f"{shown(path)}: can't be read ({error.strerror or error}); check the name") from error
    try:
        table: Any = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number of 5,000 digits, or deep arrays
        if not strict and b"tool.mtdetect" not in data:
            return None
        raise InputError(f"{shown(path)}: is not valid TOML: {error}") from error
    if path.name == PYPROJECT:
        tool = table.get("tool", {})
        table = tool.get("mtdetect") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _checked(key: str, value: Any, path: Path) -> Any:
    if key == "tool":
        raise InputError(f"{shown(path)}: keys have no table in this file; remove the line [tool.mtdetect]")
    if key not in KEYS:
        near = get_close_matches(key.replace("_", "-").lower(), KEYS, n=1)
        hint = f"did you mean “{near[0]}”?" if near else f"the keys are {', '.join(sorted(KEYS))}"
        raise InputError(f"{shown(path)}: unknown key “{key}”; {hint}")
    types, example, convert = KEYS[key]
    right = isinstance(value, types) and not isinstance(value, bool)
    if not right or (list in types and len(types) == 1 and not _all_text(value)):
        raise InputError(f"{shown(path)}: “{key}” has a value of the wrong type; write, for example, {key} = {example}")
    try:
        return convert(value)
    except UnknownSelectorError as error:
        raise InputError(f"{shown(path)}: “{key}”: {error}") from error
    except click.BadParameter as error:
        raise InputError(f"{shown(path)}: “{key}”: {error.message}") from error


def shown(path: Path) -> str:
    """The path as a user would type it: relative if it is in the working directory."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
