"""The native core: a few inner loops in C, if it was built. Without it, numpy computes the same results.

Its results are equal to the last bit, with every set of instructions; tests hold all to that.
"""

from __future__ import annotations

import os
from typing import Any

PURE = "MTDETECT_PURE"
"""Environment variable that forces the Python code, if it is neither empty nor 0."""


INTERFACE = 8
"""As in `core/_core.c`. In a checkout, the core may have been built from older source; it is then left unused."""


def _core() -> Any:
    if os.environ.get(PURE, "0") not in ("", "0"):
        return None
    try:
        from mtdetect import _core
    except ImportError:  # it was installed without a compiler
        return None
    return _core if getattr(_core, "INTERFACE", None) == INTERFACE else None


core = _core()
"""The module, whose functions `_core.pyi` describes, or None."""


def description() -> str:
    """Which code is in use, for users."""
    return "pure Python" if core is None else f"native core ({core.instructions()})"
