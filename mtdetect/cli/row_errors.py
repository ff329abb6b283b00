"""Groups equal errors: a corpus with a million bad rows deserves a few lines, not a million."""

from __future__ import annotations

from mtdetect.types import RowError

SHOWN = 5
"""How many rows of a file are named for each problem."""


class RowErrors:
    """Decides which errors to show. Rows of one file with the same problem are equal."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], str] = {}

    def shown(self, error: object) -> str | None:
        """The error as a line to print; None if there were enough like it."""
        if isinstance(error, RowError):
            kind = error.file, error.problem
            self._rows[kind] = self._rows.get(kind, 0) + 1
            self._last[kind] = error.place
            if self._rows[kind] > SHOWN:
                return None
        return str(error)

    def others(self) -> list[str]:
        """A line for each problem that had more rows than were shown. Then it starts again, for the next file."""
        lines = []
        for (file, problem), rows in self._rows.items():
            if rows > SHOWN:
                more = f"{rows - SHOWN:,} more row{'s' * (rows > SHOWN + 1)} like this"
                lines.append(f"{file}: and {more}, the last on {self._last[file, problem]}: {problem}")
        self._rows.clear()
        self._last.clear()
        return lines
