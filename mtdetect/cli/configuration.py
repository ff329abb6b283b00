"""The configuration in force for a file: that of the nearest folder that has one, as in ruff."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mtdetect.cli import configuration_file
from mtdetect.cli.configuration_file import EXCLUDE, EXTEND_SELECT, IGNORES, PER_FILE_IGNORES, SELECT, ConfigurationFile
from mtdetect.selection import Selection, hidden_rules
from mtdetect.types import InputError


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration file, after the files that it extends. Empty if there is none."""

    files: tuple[ConfigurationFile, ...] = ()

    def source(self, key: str) -> ConfigurationFile | None:
        """The file whose value of this key is used."""
        return next((file for file in reversed(self.files) if key in file.values), None)

    def get(self, key: str, default: Any = None) -> Any:
        source = self.source(key)
        return source.values[key] if source else default

    def selections(self) -> list[Selection]:
        """What each file selects."""
        found = []
        for _, values in self.files:
            ignored = tuple(selector for key in IGNORES for selector in values.get(key, ()))
            found.append(Selection(values.get(SELECT), ignored, values.get(EXTEND_SELECT, ())))
        return found

    def ignored_in(self, name: str) -> dict[str, tuple[str, ...]]:
        """The patterns of `per-file-ignores` that match this file, with the rules to ignore."""
        return {pattern: self.get(PER_FILE_IGNORES)[pattern] for pattern in self._fitting(name, PER_FILE_IGNORES)}

    def excludes(self, name: str) -> bool:
        """Whether this file is left out if it is found in a folder."""
        return any(self._fitting(name, EXCLUDE))

    def _fitting(self, name: str, key: str) -> Iterator[str]:
        """The patterns of a key that match this file. They are relative to the folder of the configuration file."""
        source = self.source(key)
        if source:
            path = os.path.relpath(name, source.path.parent).replace(os.sep, "/")
            yield from (pattern for pattern in source.values[key] if _fits(path, pattern))

    def hidden_rules(self, name: str, command_line: Selection) -> frozenset[str]:
        """The codes of the rules whose flags are not listed for this file."""
        ignored = [selector for selectors in self.ignored_in(name).values() for selector in selectors]
        return hidden_rules(*self.selections(), command_line) | hidden_rules(Selection(ignore=tuple(ignored)))


class Configurations:
    """The configuration of every folder, read when it is needed.

    `run` is that of the working directory. With a `given` file, every folder has this one; with `isolated`, none.

    Raises:
        InputError: The given file, or that of the working directory, can't be used.
    """

    def __init__(self, given: str | None = None, isolated: bool = False) -> None:
        self._given = Configuration(configuration_file.read(Path(given))) if given else None
        self._given = Configuration() if isolated else self._given
        self._by_folder: dict[Path, Configuration] = {}
        self.run = self._given or self.of("-")

    def of(self, name: str, on_error: Callable[[InputError], None] | None = None) -> Configuration:
        """The configuration for a file or folder. Standard input (-) has that of the working directory.

        If a configuration file can't be used, and there is an `on_error`, files there get an empty configuration.

        Raises:
            InputError: A configuration file can't be used, and there is no `on_error`.
        """
        if self._given is not None:
            return self._given
        path = Path(os.path.abspath(name))  # noqa: PTH100  (links are not resolved: their folder counts)
        return self._of_folder(path if os.path.isdir(path) else path.parent, on_error)

    def _of_folder(self, folder: Path, on_error: Callable[[InputError], None] | None) -> Configuration:
        if folder not in self._by_folder:
            try:
                file = configuration_file.in_folder(folder)
                if file:
                    found = Configuration(configuration_file.read(file))
                elif folder != folder.parent:
                    found = self._of_folder(folder.parent, on_error)
                else:
                    found = Configuration()
            except InputError as error:
                if on_error is None:
                    raise
                on_error(InputError(f"{error}; until this is fixed, files in {folder} are scored without it"))
                found = Configuration()
            self._by_folder[folder] = found
        return self._by_folder[folder]


def _fits(path: str, pattern: str) -> bool:
    """Whether a pattern means a file, as in ruff: by its path or its name. A folder means all files in it.

    >>> [_fits("docs/old/a.md", pattern) for pattern in ("docs/*.md", "a.md", "docs", "**/old/**", "!docs/*", "old/*")]
    [True, True, True, True, False, False]
    """
    if pattern.startswith("!"):
        return not _fits(path, pattern[1:])
    globs = {pattern, pattern.replace("**/", ""), pattern.rstrip("/") + "/*"}
    return any(fnmatchcase(name, glob) for name in (path, path.rpartition("/")[2]) for glob in globs)
