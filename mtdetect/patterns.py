"""Regular expressions that are compiled when they are first used: to list the rules, or to read one text, takes few."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a compiled pattern, whose methods become its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        method = getattr(self._compiled, name)
        setattr(self, name, method)  # so that it is asked for once
        return method

    def __eq__(self, other: object) -> bool:
        return self is other or (self._compiled is not None and self._compiled is other)

    __hash__ = object.__hash__


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but a fault in the pattern shows only when it is used: each rule's cases see to that."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))
