"""What cleaning returns: plain, immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fix:
    """One change: `replacement` takes the place of `original[start:end]`. "" deletes it; `start == end` inserts.

    `code` is the rule whose flag was fixed, or "MTD4" for a dropped paragraph of page furniture that no rule flagged.
    """

    code: str
    start: int
    end: int
    replacement: str
    message: str
    safe: bool = True

    def to_dict(self, original: str) -> dict[str, Any]:
        """The fix as a dict ready for JSON, with the text that it replaces. `original`: the text before cleaning."""
        return {
            "code": self.code,
            "start": self.start,
            "end": self.end,
            "original": original[self.start : self.end],
            "replacement": self.replacement,
            "message": self.message,
            "safe": self.safe,
        }


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text. `fixes` are the changes, in order, as offsets of `original`; they never overlap.

    `unsafe` counts the fixes that were left out because they are not safe enough.
    """

    original: str
    text: str
    fixes: tuple[Fix, ...] = ()
    unsafe: int = 0

    def diff(self, before: str = "before", after: str = "after") -> str:
        """The changes as a unified diff, "" if there are none. `before`, `after`: names for its first two lines."""
        from difflib import unified_diff
        from io import StringIO

        # Only line feeds end a line for `patch`.
        old, new = (StringIO(text, newline="\n").readlines() for text in (self.original, self.text))
        lines = unified_diff(old, new, before, after)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
